"""How a defect is declared: once, at a named seam.

A fault bends what passes through one seam. Its description is what the customer would say, its
stories are the numbers of the published stories that it stands for, and `system` and `fields`
name what it corrupts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from samestory_demo.switchboard import Defect

T = TypeVar("T")
Bend = Callable[[T], Iterable[T]]


@dataclass(frozen=True, slots=True)
class Fault(Defect):
    """One defect, and how it bends what passes through its seam."""

    seam: type
    bend: Callable[[object], Iterable[object]]

    @property
    def harmless(self) -> bool:
        """Whether the company tells the same story all the same: it is only harder to watch."""
        return not self.system


FAULTS: dict[str, Fault] = {}


class Corrupts(NamedTuple):
    """Which system tells another story, and about which fields."""

    system: str
    fields: tuple[str, ...]


def fault(
    name: str,
    description: str,
    stories: tuple[int, ...],
    corrupts: Corrupts,
    seam: type[T],
) -> Callable[[Bend[T]], Bend[T]]:
    """Make a function into a defect at a seam: it gets what passes there, and yields what is left.

    It may yield it unchanged, changed, several times, or not at all.
    """

    def declare(bend: Bend[T]) -> Bend[T]:
        # The seam says which values reach `bend`: `Faults.bend` asks only those of its type.
        FAULTS[name] = Fault(name, description, stories, *corrupts, seam, bend)  # type: ignore[arg-type]  # see above
        return bend

    return declare


def fault_of_order(
    name: str,
    description: str,
    stories: tuple[int, ...],
    corrupts: Corrupts,
    seam: type[T],
) -> Callable[[Bend[T]], Bend[T]]:
    """Make a function into a defect that shows only after several actions in one order.

    No feature of the project plays them: it takes `samestory explore` to find them.
    """

    def declare(bend: Bend[T]) -> Bend[T]:
        declared = fault(name, description, stories, corrupts, seam)(bend)
        FAULTS[name] = replace(FAULTS[name], only_in_order=True)
        return declared

    return declare
