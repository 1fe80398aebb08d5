"""Mistakes in a landscape: every one is collected, none is raised before the end."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from samestory.config.toml_text import toml_key
from samestory.errors import LandscapeMistakes, did_you_mean

Place = tuple[str, ...]
"""The path of a table in the file: `("systems", "crm", "order")`."""


def table_name(place: Place) -> str:
    """The header of a table as TOML writes it: `[systems.inbox."amended confirmation"]`."""
    return f"[{'.'.join(map(toml_key, place))}]"


def listed(names: Collection[str]) -> str:
    """The names in alphabetical order, for the end of a message."""
    return ", ".join(sorted(names)) or "none"


def _several(what: str) -> str:
    """`kinds of subject` for `kind of subject`."""
    return re.sub(r"(?= of | about |$)", "s", what, count=1)


class Placed(dict[str, Any]):
    """A table that knows where it stands in the file."""

    def __init__(self, content: Mapping[str, Any], place: Place) -> None:
        super().__init__(content)
        self.place = place


class Notes(Protocol):
    """Where a check notes what is wrong with the table that is being read."""

    def mistake(self, fact: str, fix: str) -> None:
        """Note a fact, and how to correct it."""


@dataclass(slots=True)
class Mistakes:
    """The mistakes found so far in one file; `file` is its name as the messages show it."""

    file: str
    found: list[tuple[Place, str]] = field(default_factory=list)
    unset: list[tuple[Place, str]] = field(default_factory=list)
    """The environment variables that are not set, and the tables that need them."""

    def add(self, place: Place, fact: str, fix: str) -> None:
        """Note a fact about a table, and how to fix it."""
        where = f"{self.file}, {table_name(place)}" if place else self.file
        self.found.append((place, f"{where}: {fact}\n  {fix}"))

    def unknown(self, place: Place, what: str, name: str, known: Collection[str]) -> None:
        """Note an unknown name, with the nearest known one and all the others."""
        fix = f"{did_you_mean(name, known)}Known {_several(what)}: {listed(known)}."
        self.add(place, f"unknown {what} '{name}'.", fix)

    def set_aside(self, above: str) -> dict[str, tuple[str, ...]]:
        """Forget the mistakes of tables such as `[systems.crm]` whose variables are not set.

        Return these variables by the name of the table ("crm").
        """
        lacking: dict[str, dict[str, None]] = {}
        for place, variable in self.unset:
            if len(place) > 1 and place[0] == above:
                lacking.setdefault(place[1], {})[variable] = None
        self.found = [
            each for each in self.found if each[0][:1] != (above,) or each[0][1] not in lacking
        ]
        return {name: tuple(variables) for name, variables in lacking.items()}

    def raise_if_any(self, document: Mapping[str, object]) -> None:
        """Raise them all as one `LandscapeMistakes`, in the order of the document's tables."""
        if self.found:
            order = {place: number for number, place in enumerate(places(document))}
            known = sorted(self.found, key=lambda each: _rank(each[0], order))
            raise LandscapeMistakes(self._told(known))

    def _told(self, found: Iterable[tuple[Place, str]]) -> list[str]:
        """Return each mistake once: one that is another table's, with all tables that show it.

        Such a fact begins with the table to blame: "[guard] does not allow the host ...".
        """
        told: dict[str, dict[str, None]] = {}
        for place, text in found:
            table = table_name(place)
            fact = text.removeprefix(f"{self.file}, {table}: ")
            if fact.startswith("["):
                told.setdefault(fact, {})[table] = None
            else:
                told[text] = {}
        return [
            f"{self.file}, {', '.join(tables)}: {fact}" if tables else fact
            for fact, tables in told.items()
        ]


def places(document: Mapping[str, object], above: Place = ()) -> list[Place]:
    """Every table of the document, parents first, otherwise in the order in which they stand."""
    found = [above]
    for key, value in document.items():
        if isinstance(value, Mapping):
            found += places(value, (*above, key))
    return found


def _rank(place: Place, order: Mapping[Place, int]) -> int:
    """A table that is missing from the document ranks with the nearest one above it."""
    while place not in order:
        place = place[:-1]
    return order[place]
