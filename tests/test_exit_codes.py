"""One policy decides how a session of pytest, a run, a question and a record end."""

import pytest

from samestory.core.model import Outcome
from samestory.exit_codes import (
    OF_OUTCOME,
    Exit,
    exit_of_answer,
    exit_of_record,
    exit_of_run,
    exit_of_session,
)


def status_of(*endings, pytest_status=0, other_failures=0, broken_features=0):
    return exit_of_session(
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
DEFERRED = ("deferred", 5)
SKIPPED = ("skipped", 5)


@pytest.mark.parametrize(
    ("endings", "status"),
    [
        ([PASSED], 0),
        ([PASSED, DEFERRED, SKIPPED], 0),
        ([PASSED, FAILED, MISTAKEN, UNKNOWN], 1),
        ([PASSED, MISTAKEN, UNKNOWN], 4),
        ([PASSED, UNKNOWN, UNCHECKED], 6),
        ([UNCHECKED], 5),
        ([UNCHECKED, DEFERRED], 5),
        ([PASSED, UNCHECKED], 6),
        ([DEFERRED], 5),
        ([SKIPPED, DEFERRED], 5),
    ],
)
def test_a_run_ends_with_what_is_gravest(endings, status):
    """What is certain outweighs what is not, and what is deferred stops nobody else."""
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


@pytest.mark.parametrize(
    ("code", "anything_ran", "judged", "expected"),
    [
        (0, True, True, Exit.SAME_STORY),
        (0, True, False, Exit.NOTHING_CHECKED),
        (0, False, False, Exit.NOTHING_CHECKED),
        (1, True, True, Exit.CONTRADICTION),
        (1, True, False, Exit.CANNOT_KNOW),
        (5, False, False, Exit.NOTHING_CHECKED),
        (3, True, True, Exit.CANNOT_KNOW),
        (3, False, False, Exit.CANNOT_KNOW),
        (-9, True, True, Exit.CANNOT_KNOW),
        (2, False, False, Exit.WRONG_CALL),
    ],
)
def test_without_a_judged_scenario_there_is_neither_the_same_story_nor_another(
    code: int, anything_ran: bool, judged: bool, expected: Exit
) -> None:
    """Other tests may have run, or pytest may only have told its version."""
    ended = exit_of_run(code, judged=judged, ran=anything_ran, interrupted=False)

    assert expected is ended


def test_ctrl_c_has_an_exit_code_of_its_own() -> None:
    """Whatever pytest made of it."""
    assert Exit.INTERRUPTED is exit_of_run(1, judged=True, ran=True, interrupted=True)


def test_a_question_ends_as_its_verdict_does():
    """Unless they agree, and not all were asked."""
    assert set(Outcome) == set(OF_OUTCOME)
    for outcome, expected in OF_OUTCOME.items():
        assert expected is exit_of_answer(outcome, all_asked=True)
    assert Exit.CANNOT_KNOW is exit_of_answer(Outcome.AGREED, all_asked=False)
    assert Exit.CONTRADICTION is exit_of_answer(Outcome.ABSENT, all_asked=False)
    assert Exit.NOTHING_CHECKED is exit_of_answer(None, all_asked=False)


@pytest.mark.parametrize(
    ("session", "finished", "expected"),
    [(0, True, 0), (1, True, 1), (0, False, 6), (None, True, 6), (2, True, 6)],
)
def test_a_record_without_its_end_is_inconclusive(session, finished, expected):
    """A run that was killed may have found anything."""
    assert expected == exit_of_record(session, finished=finished)
