"""How a scenario ended, and with which exit status the whole run ends; pure.

Only a verdict makes a contradiction. An `assert` of a step's own is welcome, and a failed one fails
its scenario ("unmet": a step's own check failed); yet no system was heard to tell another story,
so that the run ends with 6. The same holds for `expect(...)` of Playwright, and for `pytest.fail`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import TypedDict

import pytest

from samestory.core.model import SEVEREST_FIRST, Outcome
from samestory.errors import (
    ForbiddenHost,
    LandscapeMistakes,
    NotDueYet,
    NothingToCompare,
    WrongCall,
)
from samestory.exit_codes import Exit, gravest


class Result(StrEnum):
    """What became of one scenario."""

    PASSED = "passed"
    FAILED = "failed"
    """Two systems contradicted each other, or one never heard of it."""
    UNMET = "unmet"
    """A check of a step's own failed."""
    BROKEN = "broken"
    INTERRUPTED = "interrupted"
    """The run ended while it was under way."""
    NOT_RUN = "not run"
    """The run ended before it began."""
    PARKED = "parked"
    SKIPPED = "skipped"


class Ending(TypedDict):
    """What became of one scenario, as run.json tells it: plain values, fit to be sent."""

    result: str
    outcome: str | None
    """The severest outcome among its verdicts, or None where it came to none."""
    exit: int
    """The exit status that it alone would give."""


CRASHED = Ending(result="broken", outcome=None, exit=6)
"""Its process died, so nobody knows what it would have found."""

NOT_RUN = Ending(result="not run", outcome=None, exit=6)
"""It stands in the plan of the run, and nobody knows what it would have found."""

CHECKS = (AssertionError, pytest.fail.Exception)
MISTAKES = (LandscapeMistakes, WrongCall, ForbiddenHost)

JUDGEMENTS: tuple[tuple[type | tuple[type, ...], Result, Exit], ...] = (
    (type(None), Result.PASSED, Exit.SAME_STORY),
    (pytest.skip.Exception, Result.SKIPPED, Exit.NOTHING_CHECKED),
    (NotDueYet, Result.PARKED, Exit.NOTHING_CHECKED),
    (CHECKS, Result.UNMET, Exit.CANNOT_KNOW),
    (NothingToCompare, Result.BROKEN, Exit.NOTHING_CHECKED),
    ((LandscapeMistakes, WrongCall), Result.BROKEN, Exit.WRONG_CALL),
    (KeyboardInterrupt, Result.INTERRUPTED, Exit.CANNOT_KNOW),
    (BaseException, Result.BROKEN, Exit.CANNOT_KNOW),
)
"""What a scenario raised, and what that makes of it; the first that fits."""

FAILING = frozenset({Outcome.CONTRADICTED, Outcome.ABSENT})

WRONG = frozenset({Result.FAILED, Result.UNMET, Result.BROKEN, Result.INTERRUPTED, Result.NOT_RUN})

INTERRUPTED = (2, 3)
"""pytest was stopped, or fell over itself: its own exit status says so."""


def ending(
    error: BaseException | None, outcomes: Collection[Outcome], *, around: bool = False
) -> Ending:
    """Judge a scenario by what it raised and by the outcomes of its verdicts.

    `around` says that it was raised before or after the steps, or by a fixture that one of them
    needed: there nothing is checked, and what is forbidden is what the landscape itself asks for.
    """
    severest = next((each for each in SEVEREST_FIRST if each in outcomes), None)
    result, status = _judged(error, severest, around=around)
    return Ending(result=str(result), outcome=severest and str(severest), exit=int(status))


def _judged(
    error: BaseException | None, severest: Outcome | None, *, around: bool
) -> tuple[Result, Exit]:
    if isinstance(error, CHECKS) and severest in FAILING:
        return Result.FAILED, Exit.CONTRADICTION
    if around and isinstance(error, CHECKS):
        return Result.BROKEN, Exit.CANNOT_KNOW
    if around and isinstance(error, MISTAKES):
        return Result.BROKEN, Exit.WRONG_CALL
    return next(each[1:] for each in JUDGEMENTS if isinstance(error, each[0]))


def exit_status(
    endings: Iterable[tuple[str, int]],
    *,
    pytest_status: int,
    other_failures: int,
    broken_features: int,
) -> int:
    """The exit status of a run, by the result and the own exit status of each scenario.

    `pytest_status` is what pytest would say, and says where there are no scenarios;
    `other_failures` counts failed tests that are no scenarios, `broken_features` the feature files
    that could not be read.
    """
    ended = list(endings)
    found = {status for result, status in ended if result in WRONG}
    found |= {Exit.WRONG_CALL} if broken_features else set()
    found |= {Exit.CANNOT_KNOW} if ended and other_failures else set()
    if pytest_status in INTERRUPTED and Exit.WRONG_CALL not in found:
        return pytest_status
    nothing_passed = all(result != "passed" for result, _ in ended)
    if found == {Exit.NOTHING_CHECKED} and not nothing_passed:
        return Exit.CANNOT_KNOW  # something was checked, and not all of it
    if found:
        return gravest(map(Exit, found))
    return Exit.NOTHING_CHECKED if ended and nothing_passed else pytest_status
