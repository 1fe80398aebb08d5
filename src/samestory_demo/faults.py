"""The switchboard: which of the declared faults are on, and what they make of what passes."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TypeVar

from samestory_demo.defects import FAULTS, Fault

T = TypeVar("T")


class UnknownFaultError(LookupError):
    """No fault of this name can be switched."""

    def __init__(self, name: str) -> None:
        near = get_close_matches(name, FAULTS, n=1)
        hint = f"Did you mean '{near[0]}'? " if near else ""
        super().__init__(f"unknown fault '{name}'. {hint}Known faults: {', '.join(FAULTS)}.")


class Faults:
    """The switchboard: which faults are on just now."""

    def __init__(self, on: Iterable[str] = ()) -> None:
        self._on: dict[str, Fault] = {}
        for name in on:
            self.switch(name, on=True)

    def switch(self, name: str, *, on: bool) -> None:
        """Switch one fault; UnknownFaultError where there is none of this name."""
        if name not in FAULTS:
            raise UnknownFaultError(name)
        self._on.pop(name, None)
        if on:
            self._on[name] = FAULTS[name]

    def all_off(self) -> None:
        """Make the company healthy again."""
        self._on.clear()

    def is_on(self, name: str) -> bool:
        """Whether this fault is on."""
        return name in self._on

    def bend(self, value: T) -> list[T]:
        """What becomes of `value` at its seam: itself in a healthy company."""
        values: list[T] = [value]
        for each in self._on.values():
            if each.seam is type(value):
                values = [bent for one in values for bent in each.bend(one)]  # type: ignore[misc]  # a bend keeps the type
        return values
