"""How scenarios and runs end."""

import pytest

from samestory.core.model import Outcome
from samestory.errors import (
    CannotAsk,
    CannotKnow,
    CompanyLacks,
    ForbiddenHost,
    LandscapeMistakes,
    NotDueYet,
    NothingToCompare,
    WrongCall,
)
from samestory.plugin.results import ending


@pytest.mark.parametrize(
    ("error", "result", "status"),
    [
        (None, "passed", 0),
        (pytest.fail.Exception("not what I expected"), "unmet", 6),
        (AssertionError(), "unmet", 6),
        (WrongCall("no such system"), "broken", 4),
        (LandscapeMistakes(["no such field"]), "broken", 4),
        (ForbiddenHost("elsewhere"), "broken", 6),
        (NothingToCompare("nobody knows"), "broken", 5),
        (CompanyLacks("it has no telephone"), "skipped", 5),
        (pytest.skip.Exception("not here"), "skipped", 5),
        (NotDueYet("tonight"), "deferred", 5),
        (CannotKnow("down"), "broken", 6),
        (CannotAsk("down"), "broken", 6),
        (TimeoutError("no such button"), "broken", 6),
        (KeyboardInterrupt(), "interrupted", 6),
    ],
)
def test_a_scenario_ends_by_what_it_raised(error, result, status):
    """Failed, broken and deferred are three things, and never mixed up."""
    judged = ending(error, [])

    assert (result, status) == (judged["result"], judged["exit"])


@pytest.mark.parametrize("outcome", [Outcome.CONTRADICTED, Outcome.ABSENT])
@pytest.mark.parametrize("error", [pytest.fail.Exception("they disagree"), AssertionError()])
def test_only_a_verdict_makes_a_contradiction(error, outcome):
    """A failed check is one where the systems were heard to differ, and nowhere else."""
    assert ("failed", 1) == tuple(ending(error, [outcome])[key] for key in ("result", "exit"))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (AssertionError(), 6),
        (ForbiddenHost("the landscape's own"), 4),
        (WrongCall("no such channel"), 4),
    ],
)
def test_around_the_steps_nothing_is_checked(error, status):
    """A fixture that fails has no story to tell; one that is forbidden is a mistake for all."""
    judged = ending(error, [], around=True)

    assert ("broken", status) == (judged["result"], judged["exit"])


def test_the_severest_outcome_stands_for_the_scenario():
    """One contradiction among many agreements is what the scenario came to."""
    found = [Outcome.AGREED, Outcome.CONTRADICTED, Outcome.UNREACHABLE]

    assert "contradicted" == ending(None, found)["outcome"]
    assert ending(None, [])["outcome"] is None
