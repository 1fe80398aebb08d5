"""Values that a landscape takes from the environment: `${NAME:-default}` and `*_env`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from samestory.landscape.mistakes import Mistakes, Place

_NAME = re.compile(r"[A-Z_][A-Z0-9_]*")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Environment:
    """The variables of this process, with the made-up ones of a made-up company behind them.

    An empty variable counts as not set, as in a shell's `${NAME:-default}`.
    """

    given: Mapping[str, str]
    made_up: Mapping[str, str]
    secrets: set[str] = field(default_factory=set, repr=False)
    """Every secret handed out so far, to be masked wherever text is kept."""

    def get(self, name: str) -> str | None:
        """The value of a variable, or None."""
        return self.given.get(name) or self.made_up.get(name) or None

    def secret(self, name: str) -> str | None:
        """The value of a variable that must never be shown, or None."""
        value = self.get(name)
        if value is not None:
            self.secrets.add(value)
        return value

    def fill(self, value: object, place: Place, mistakes: Mistakes) -> object:
        """The same value with every `${NAME}` in its strings replaced, however deep."""
        if isinstance(value, str):
            return _VARIABLE.sub(lambda match: self._found(match, place, mistakes), value)
        if isinstance(value, list):
            return [self.fill(each, place, mistakes) for each in value]
        if isinstance(value, Mapping):
            return {
                key: self.fill(
                    each, (*place, key) if isinstance(each, Mapping) else place, mistakes
                )
                for key, each in value.items()
            }
        return value

    def _found(self, match: re.Match[str], place: Place, mistakes: Mistakes) -> str:
        name, default = match[1], match[2]
        found = self.get(name)
        if found is None and default is None:
            missing_variable(name, place, mistakes)
        return found or default or ""


def names_variable(text: str) -> bool:
    """Whether a text is a variable's name as everybody writes it; else it may be a secret."""
    return _NAME.fullmatch(text) is not None


def missing_secret(name: str, key: str, place: Place, mistakes: Mistakes, purpose: str) -> None:
    """Note that the variable of a secret is not set; `key` (`token_env`) is what names it.

    What is no name of a variable may be the secret itself, and is not shown.
    """
    if names_variable(name):
        missing_variable(name, place, mistakes, purpose)
        return
    mistakes.add(
        place,
        f"what stands at '{key}'{purpose} is no name of an environment variable (A-Z, 0-9, _); it "
        "is not shown here, in case it is the secret itself.",
        f'Write the name of a variable, {key} = "SOME_VARIABLE", and put the secret into that one. '
        "If the secret stood in the file, have it changed.",
    )


def missing_variable(name: str, place: Place, mistakes: Mistakes, purpose: str = "") -> None:
    """Note that a variable is needed and not set."""
    mistakes.add(
        place,
        f"the environment variable {name} is not set{purpose}.",
        f"Set it before you start samestory: export {name}=...",
    )
