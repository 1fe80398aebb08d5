"""How a scenario ended, by what it raised and by its verdicts; pure.

Only a verdict makes a contradiction. An `assert` in a step is welcome, and a failed one fails its
scenario ("unmet"); yet no system said anything else than another, so that the run ends with 6. The
same holds for `expect(...)` of Playwright, and for `pytest.fail`.
"""

from collections.abc import Collection
from typing import TypedDict

import pytest

from samestory.core.model import Outcome
from samestory.core.verdict import SEVEREST_FIRST
from samestory.errors import (
    CompanyLacks,
    ForbiddenHost,
    LandscapeMistakes,
    NotDueYet,
    NothingToCompare,
    WrongCall,
)
from samestory.exit_codes import OF_OUTCOME, Exit, ScenarioResult


class Ending(TypedDict):
    """How one scenario ended, as run.json says it: plain values, fit to be sent."""

    result: str
    outcome: str | None
    """The severest outcome among its verdicts; None without any."""
    exit: int
    """The exit status that it alone would give."""


CRASHED = Ending(result="broken", outcome=None, exit=6)
"""Its process died before it came to a result."""

NOT_RUN = Ending(result="not run", outcome=None, exit=6)
"""It is planned, and has not begun."""

CHECKS = (AssertionError, pytest.fail.Exception)
MISTAKES = (LandscapeMistakes, WrongCall, ForbiddenHost)

BY_ERROR: tuple[tuple[type | tuple[type, ...], ScenarioResult, Exit], ...] = (
    (type(None), ScenarioResult.PASSED, Exit.SAME_STORY),
    (pytest.skip.Exception, ScenarioResult.SKIPPED, Exit.NOTHING_CHECKED),
    (NotDueYet, ScenarioResult.DEFERRED, Exit.NOTHING_CHECKED),
    (CHECKS, ScenarioResult.UNMET, Exit.CANNOT_KNOW),
    (CompanyLacks, ScenarioResult.SKIPPED, Exit.NOTHING_CHECKED),
    (NothingToCompare, ScenarioResult.BROKEN, Exit.NOTHING_CHECKED),
    ((LandscapeMistakes, WrongCall), ScenarioResult.BROKEN, Exit.WRONG_CALL),
    (KeyboardInterrupt, ScenarioResult.INTERRUPTED, Exit.CANNOT_KNOW),
    (BaseException, ScenarioResult.BROKEN, Exit.CANNOT_KNOW),
)
"""What a scenario raised, and how it ended by that; the first that fits."""


def ending(
    error: BaseException | None, outcomes: Collection[Outcome], *, around: bool = False
) -> Ending:
    """Judge a scenario by the error that it raised and by the outcomes of its verdicts.

    `around`: it was raised before or after the steps, or by a fixture that one of them needed.
    There nothing is checked, and what is forbidden is what the landscape itself asks for.
    """
    severest = next((each for each in SEVEREST_FIRST if each in outcomes), None)
    result, status = _judged(error, severest, around=around)
    return Ending(result=str(result), outcome=severest and str(severest), exit=int(status))


def _judged(
    error: BaseException | None, severest: Outcome | None, *, around: bool
) -> tuple[ScenarioResult, Exit]:
    contradicted = severest is not None and OF_OUTCOME[severest] is Exit.CONTRADICTION
    if isinstance(error, CHECKS) and contradicted:
        return ScenarioResult.FAILED, Exit.CONTRADICTION
    if around and isinstance(error, CHECKS):
        return ScenarioResult.BROKEN, Exit.CANNOT_KNOW
    if around and isinstance(error, MISTAKES):
        return ScenarioResult.BROKEN, Exit.WRONG_CALL
    return next(each[1:] for each in BY_ERROR if isinstance(error, each[0]))
