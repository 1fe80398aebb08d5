"""How long systems took, read from one verdict."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samestory.core.model import Subject, Unmapped
from samestory.core.past_waits import AskedAbout, PastWait, past_waits
from tests.fakes import OPENED, Down, Scripted, Word, always, euros, promised, turning
from tests.report.bundle.judged import converged

OLD: Word = {"total": euros("89.00")}
NEW: Word = {"total": euros("178.00")}
WRONG: Word = {"total": euros("178.01")}
CODE: Word = {"total": Unmapped("?", "[systems.crm.order] total")}
TOLD = OPENED - timedelta(seconds=1)


def waits(**systems: Scripted) -> dict[str, PastWait]:
    verdict = converged({"website": always(NEW), **systems}, promised(OLD, NEW))
    return dict(past_waits(verdict, TOLD))


def test_the_answer_came_between_two_looks() -> None:
    """Counted from when she was told, one second before the first look."""
    found = waits(erp=turning(OLD, 2.0, NEW))["erp"]

    assert found.by is not None
    assert found.after < 3.0 <= found.by
    assert found.by - found.after < 0.8


def test_who_says_it_at_the_first_look_may_have_said_it_all_along() -> None:
    assert PastWait(0.0, 1.0) == waits()["website"]


def test_an_answer_that_never_came_is_a_wait_without_an_end() -> None:
    """All that is known is that it took longer than the patience of 5 s."""
    assert PastWait(6.0, None) == waits(erp=always(OLD))["erp"]


def test_a_record_that_never_came_is_one_as_well() -> None:
    assert PastWait(6.0, None) == waits(erp=always(None))["erp"]


@pytest.mark.parametrize(
    "erp",
    [
        always(Down()),
        always(CODE),
        Scripted([(0.0, OLD), (1.0, NEW), (1.5, OLD)]),
        turning(OLD, 1.0, WRONG),
    ],
    ids=["could not be asked", "not understood", "changed its mind", "wrong"],
)
def test_nothing_is_learned_from_a_system_of_which_nothing_is_known(erp: Scripted) -> None:
    assert "erp" not in waits(erp=erp)


def test_what_could_not_be_asked_at_times_says_nothing_at_those_times() -> None:
    found = waits(erp=Scripted([(0.0, OLD), (0.5, Down()), (1.5, NEW)]))["erp"]

    assert found.after < 1.5
    assert found.by is not None
    assert found.by >= 2.5


def test_waits_are_kept_apart_by_what_became_of_the_promise() -> None:
    made, revised = promised(OLD), promised(OLD, NEW)
    withdrawn = revised.withdrawn_as("cancellation", OPENED)

    assert ["made", "revised", "withdrawn"] == [
        AskedAbout.of("erp", each).verb for each in (made, revised, withdrawn)
    ]


def test_a_question_about_one_field_is_another_question() -> None:
    """The status may be told sooner than the lines."""
    promise = promised(OLD, subject=Subject("order", "A-1"))

    assert ("erp", "order status", "made") == AskedAbout.of("erp", promise, "status")
