"""One TOML table, read key by key: what is never asked for turns out to be unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from samestory.config.config_errors import Mistakes, Place

T = TypeVar("T")

_NAMES = {
    str: "a text",
    int: "a whole number",
    list: "a list",
    dict: "a table",
    bool: "true or false",
}


@dataclass(slots=True)
class Table:
    """A table of the document; each reading notes its own mistake and returns a default.

    `asked` grows with every key read, so that `unknown_keys` needs no second list of them.
    """

    content: Mapping[str, object]
    place: Place
    mistakes: Mistakes
    asked: set[str] = field(default_factory=set)

    def mistake(self, fact: str, fix: str) -> None:
        """Note something wrong with this table."""
        self.mistakes.add(self.place, fact, fix)

    def any(self, key: str) -> object:
        """Whatever stands there, or None."""
        return self._get(key, None)

    def text(self, key: str, default: str = "") -> str:
        """A text, or the default where the key is missing."""
        return self._typed(key, str, default)

    def needed_text(self, key: str, example: str) -> str:
        """A text that must be there."""
        if key not in self.content:
            self.asked.add(key)
            self.mistake(f"'{key}' is missing.", f"Add it, for instance: {key} = {example}")
        return self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is missing."""
        found = self._typed(key, list, [])
        if all(isinstance(each, str) for each in found):
            return tuple(found)
        self.mistake(
            f"'{key}' holds something that is no text.", 'Put each entry in quotes: ["..."].'
        )
        return ()

    def text_map(self, key: str) -> dict[str, str]:
        """A table of texts; empty where the key is missing."""
        found = self._typed(key, dict, {})
        for name, value in found.items():
            if not isinstance(value, str):
                self.mistake(
                    f"'{key}' explains '{name}' by {_shown(value)}, which is no text.",
                    f'Put it in quotes: {name} = "{_plain(value)}".',
                )
        return {name: value for name, value in found.items() if isinstance(value, str)}

    def number(self, key: str, default: int) -> int:
        """A whole number, also where it is written as a text (after `${NAME}` it always is)."""
        value = self._get(key, default)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self.mistake(
            f"'{key}' is {_shown(value)}, which is no whole number.", f"Write {key} = 993."
        )
        return default

    def flag(self, key: str) -> bool:
        """True or false; false where the key is missing."""
        return self._typed(key, bool, False)

    def numbers(self, key: str, default: Iterable[int]) -> tuple[int, ...]:
        """A list of whole numbers."""
        found = self._typed(key, list, list(default))
        if all(isinstance(each, int) for each in found):
            return tuple(found)
        self.mistake(f"'{key}' holds something that is no whole number.", f"Write {key} = [404].")
        return tuple(default)

    def parsed(self, key: str, parse: Callable[[str], T], default: T, example: str) -> T:
        """A text in a form of its own, such as a duration."""
        if key not in self.content:
            self.asked.add(key)
            return default
        value = self._get(key, None)
        try:
            return parse(value if isinstance(value, str) else "")
        except ValueError:
            self.mistake(
                f"'{key}' is {_shown(value)}, which cannot be read.",
                f"Write it like this: {key} = {example}",
            )
            return default

    def table(self, key: str) -> Table:
        """A table below this one; empty where the key is missing."""
        return Table(self._typed(key, dict, {}), (*self.place, key), self.mistakes)

    def rows(self, key: str) -> list[Table]:
        """A list of tables, the first called 1; empty where the key is missing."""
        found = self._typed(key, list, [])
        if not all(isinstance(each, Mapping) for each in found):
            fix = f"Write a list of tables: {key} = [ {{ ... }} ]."
            self.mistake(f"'{key}' holds something that is no table.", fix)
            return []
        return [
            Table(each, (*self.place, key, str(number)), self.mistakes)
            for number, each in enumerate(found, 1)
        ]

    def tables(self) -> list[tuple[str, Table]]:
        """The tables below this one that nobody has asked for yet."""
        names = [
            key
            for key, value in self.content.items()
            if isinstance(value, Mapping) and key not in self.asked
        ]
        return [(name, self.table(name)) for name in names]

    def unknown_keys(self) -> None:
        """Note each key that nobody asked for."""
        for key in self.content:
            if key not in self.asked:
                self.mistakes.unknown(self.place, "key", key, self.asked)

    def _get(self, key: str, default: object) -> object:
        self.asked.add(key)
        return self.content.get(key, default)

    def _typed(self, key: str, kind: type[T], default: T) -> T:
        value = self._get(key, default)
        if isinstance(value, kind):
            return value
        self.mistake(
            f"'{key}' is {_shown(value)}, but must be {_NAMES[kind]}.",
            "Change it, or leave it out.",
        )
        return default


def _shown(value: object) -> str:
    return repr(value) if not isinstance(value, bool) else str(value).lower()


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
