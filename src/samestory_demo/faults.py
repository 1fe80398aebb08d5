"""Which of the declared faults are on, and what they make of what passes through their seams."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from samestory_demo.defects import FAULTS, Fault
from samestory_demo.switchboard import Switchboard

T = TypeVar("T")


class Faults(Switchboard[Fault]):
    """The demo company's switchboard."""

    def __init__(self, on: Iterable[str] = ()) -> None:
        super().__init__(FAULTS, on)

    def bend(self, value: T) -> list[T]:
        """Return what `value` is at its seam: unchanged in a healthy company."""
        values: list[T] = [value]
        for each in self.on:
            if each.seam is type(value):
                values = [bent for one in values for bent in each.bend(one)]  # type: ignore[misc]  # a bend keeps the type
        return values
