"""One TOML table, read key by key: what is never asked for turns out to be unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from samestory.config.config_errors import Mistakes, Place
from samestory.config.words import shown

T = TypeVar("T")


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

    def text_map(self, key: str) -> dict[str, str]:
        """A table of texts; empty if the key is missing."""
        found = self._typed(key, dict, {})
        for name, value in found.items():
            if not isinstance(value, str):
                self.mistake(
                    f"'{key}' explains '{name}' by {shown(value)}, which is no text.",
                    f'Put it in quotes: {name} = "{_plain(value)}".',
                )
        return {name: value for name, value in found.items() if isinstance(value, str)}

    def table(self, key: str) -> Table:
        """A table below this one; empty if the key is missing."""
        return Table(self._typed(key, dict, {}), (*self.place, key), self.mistakes)

    def tables(self) -> list[tuple[str, Table]]:
        """The tables below this one that are not read yet."""
        names = [
            key
            for key, value in self.content.items()
            if isinstance(value, Mapping) and key not in self.asked
        ]
        return [(name, self.table(name)) for name in names]

    def unknown_keys(self) -> None:
        """Note each key that is not read."""
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
            f"'{key}' is {shown(value)}, but must be {'a text' if kind is str else 'a table'}.",
            "Change it, or leave it out.",
        )
        return default


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
