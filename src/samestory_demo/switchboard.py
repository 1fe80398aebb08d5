"""The switchboard of a company: which of its declared faults are on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Generic, TypeVar


@dataclass(frozen=True, slots=True)
class Defect:
    """One fault as it is told: what a customer would say of it, and what it corrupts.

    `stories` are the numbers of the published stories that it stands for, `system` tells another
    story because of it, and `fields` are what that story is wrong about.
    """

    name: str
    description: str
    stories: tuple[int, ...]
    system: str
    fields: tuple[str, ...]
    only_in_order: bool = field(default=False, kw_only=True)
    """Whether it shows only after several actions in one order, which no feature plays."""


D_co = TypeVar("D_co", bound=Defect, covariant=True)


class UnknownFaultError(LookupError):
    """No fault of this name can be switched."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        names = list(known)
        near = get_close_matches(name, names, n=1)
        hint = f"Did you mean '{near[0]}'? " if near else ""
        super().__init__(f"unknown fault '{name}'. {hint}Known faults: {', '.join(names)}.")


class Switchboard(Generic[D_co]):
    """Which of the known faults are on just now."""

    def __init__(self, known: Mapping[str, D_co], on: Iterable[str] = ()) -> None:
        self.known = known
        self._on: dict[str, D_co] = {}
        for name in on:
            self.switch(name, on=True)

    def switch(self, name: str, *, on: bool) -> None:
        """Switch one fault; UnknownFaultError if there is none of this name."""
        if name not in self.known:
            raise UnknownFaultError(name, self.known)
        self._on.pop(name, None)
        if on:
            self._on[name] = self.known[name]

    def all_off(self) -> None:
        """Make the company healthy again."""
        self._on.clear()

    def is_on(self, name: str) -> bool:
        """Whether this fault is on."""
        return name in self._on

    @property
    def on(self) -> tuple[D_co, ...]:
        """The faults that are on, in the order in which they were switched on."""
        return tuple(self._on.values())
