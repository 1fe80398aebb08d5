"""Values that a landscape takes from the environment: `${NAME:-default}` and `*_env`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from samestory.config.config_errors import Mistakes, Place, Placed

_NAME = re.compile(r"[A-Z_][A-Z0-9_]*")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
_HALF = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*")


SETTINGS = frozenset(
    {
        *("name", "called", "adapter", "speaks", "command", "zone", "locale", "currency", "ca"),
        *("patience", "settle", "read_lag", "timeout", "rate", "due", "since", "host", "port"),
        *("tls", "hosts", "mail_domains", "plaintext", "unverified", "kind", "pages", "file"),
    }
)
"""Keys that are no place for a secret; what stands there is shown in reports."""
ADDRESSES = frozenset({"base_url", "url", "token_url", "control"})
"""Keys that may hold a secret as well: `https://user:password@host`, `https://host/secret`."""
SHORTEST = 4
"""Characters from which on a value may be a secret; shorter ones stand in every text."""


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

    def fill(self, value: object, place: Place, mistakes: Mistakes, key: str = "") -> object:
        """The same value with every `${NAME}` in its strings replaced, however deep.

        What they stand for is a secret, unless the key that holds them says where a system is, or
        how to treat it: without those no report could be read.
        """
        if isinstance(value, str):
            for half in _HALF.finditer(_VARIABLE.sub("", value)):
                mistakes.add(
                    place,
                    f"'{half[0]}' in '{key}' is no variable, and would be taken as it stands.",
                    "Write ${NAME} or ${NAME:-default}.",
                )
            filled = _VARIABLE.sub(lambda match: self._found(match, place, mistakes), value)
            self.secrets.update(self._hidden(value, filled, key))
            return filled
        if isinstance(value, list):
            return [
                self.fill(each, _below(place, each, key, str(number)), mistakes, key)
                for number, each in enumerate(value, 1)
            ]
        if isinstance(value, Mapping):
            return Placed(
                {
                    name: self.fill(each, _below(place, each, name), mistakes, name)
                    for name, each in value.items()
                },
                place,
            )
        return value

    def _found(self, match: re.Match[str], place: Place, mistakes: Mistakes) -> str:
        name, default = match[1], match[2]
        found = self.get(name)
        if found is None and default is None:
            missing_variable(name, place, mistakes)
        return found or default or ""

    def _hidden(self, value: str, filled: str, key: str) -> Iterator[str]:
        """The values from the environment in a text that are to be hidden."""
        found = filter(None, (self.get(match[1]) for match in _VARIABLE.finditer(value)))
        for each in found if key not in SETTINGS else ():
            if len(each) >= SHORTEST and not (key in ADDRESSES and _names_a_place(each, filled)):
                yield each


def _below(place: Place, value: object, *keys: str) -> Place:
    """Return the place of a value below a table: its own, if it is a table itself."""
    return (*place, *keys) if isinstance(value, Mapping) else place


def _names_a_place(value: str, address: str) -> bool:
    """Whether a value only says where a system is: no more than a host, or a plain address."""
    parts = urlsplit(address)
    if "@" in value or "?" in value:
        return False
    host = parts.netloc.rpartition("@")[2]
    return "://" in value or value == parts.scheme or value.strip("/") in host


def made_up_secrets(document: Mapping[str, object]) -> dict[str, str]:
    """Return the secrets of a made-up company; its table notes the wrong ones when it is read."""
    company = document.get("company")
    made_up = company.get("environment") if isinstance(company, Mapping) else None
    pairs = made_up.items() if isinstance(made_up, Mapping) else ()
    return {name: value for name, value in pairs if isinstance(value, str)}


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
    mistakes.unset.append((place, name))
    mistakes.add(
        place,
        f"the environment variable {name} is not set{purpose}.",
        f"Write {name}=... into .env, or set it before you start samestory: export {name}=...",
    )
