"""How scenarios and runs end."""

import pytest

from samestory.core.model import Outcome
from samestory.errors import (
    CannotAsk,
    CannotKnow,
    ForbiddenHost,
    LandscapeMistakes,
    NotDueYet,
    NothingToCompare,
    WrongCall,
)
from samestory.plugin.results import ending, exit_status


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
        (pytest.skip.Exception("not here"), "skipped", 5),
        (NotDueYet("tonight"), "parked", 5),
        (CannotKnow("down"), "broken", 6),
        (CannotAsk("down"), "broken", 6),
        (TimeoutError("no such button"), "broken", 6),
        (KeyboardInterrupt(), "interrupted", 6),
    ],
)
def test_a_scenario_ends_by_what_it_raised(error, result, status):
    """Failed, broken and parked are three things, and never mixed up."""
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


def status_of(*endings, pytest_status=0, other_failures=0, broken_features=0):
    return exit_status(
        endings,
        pytest_status=pytest_status,
        other_failures=other_failures,
        broken_features=broken_features,
    )


PASSED = ("passed", 0)
FAILED = ("failed", 1)
MISTAKEN = ("broken", 4)
UNCHECKED = ("broken", 5)
UNKNOWN = ("broken", 6)
PARKED = ("parked", 5)
SKIPPED = ("skipped", 5)


@pytest.mark.parametrize(
    ("endings", "status"),
    [
        ([PASSED], 0),
        ([PASSED, PARKED, SKIPPED], 0),
        ([PASSED, FAILED, MISTAKEN, UNKNOWN], 1),
        ([PASSED, MISTAKEN, UNKNOWN], 4),
        ([PASSED, UNKNOWN, UNCHECKED], 6),
        ([UNCHECKED], 5),
        ([UNCHECKED, PARKED], 5),
        ([PASSED, UNCHECKED], 6),
        ([PARKED], 5),
        ([SKIPPED, PARKED], 5),
    ],
)
def test_a_run_ends_with_what_is_gravest(endings, status):
    """What is certain outweighs what is not, and what is parked stops nobody else."""
    assert status == status_of(*endings)


def test_a_feature_that_cannot_be_read_is_a_mistake():
    """The others were run, and yet nobody should call it the same story."""
    assert 4 == status_of(PASSED, broken_features=1)
    assert 1 == status_of(FAILED, broken_features=1)


def test_ctrl_c_keeps_its_own_status():
    """A run that was stopped has not shown anything."""
    assert 2 == status_of(PASSED, FAILED, pytest_status=2)


def test_a_mistake_that_stopped_the_run_is_no_interruption():
    """Pytest says "interrupted" for that as well."""
    assert 4 == status_of(MISTAKEN, pytest_status=2)


def test_other_tests_count_too():
    """A failing unit test in the same run fails it, and contradicts no system."""
    assert 6 == status_of(PASSED, other_failures=1)


def test_without_features_pytest_decides():
    """A run of unit tests ends as it always did."""
    assert 5 == status_of(pytest_status=5)
    assert 1 == status_of(pytest_status=1, other_failures=1)
    assert 0 == status_of(pytest_status=0)
