"""A seeded fault, the scenario that must catch it, and whom and what it must blame."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expectation:
    """A seeded fault, the scenario meant for it, and the only discrepancy it may lead to.

    `blamed` is what the verdict must say: the outcome, the systems, and a field among those that
    differ. `exit_code` is that of the command. `after_a_good_moment` marks the faults that show
    only after a first good moment, which a tester that polls until true cannot see.
    """

    fault: str
    scenario: str
    outcome: str
    blamed: tuple[str, ...]
    field: str
    exit_code: int = 1
    after_a_good_moment: bool = False
    a_day_later: bool = False
    """The scenario passes; the fault shows when its systems are asked again a day later."""
