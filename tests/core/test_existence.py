"""What was withdrawn, or was never to be, must be nowhere."""

from datetime import timedelta

import pytest

from samestory.core.agreement import compare
from samestory.core.model import Outcome, Promise, Revision
from samestory.explain import explanation
from tests.fakes import FIELDS, OPENED, ORDER, Down, always, euros, said, turning
from tests.told import found

PLACED = {"status": "placed"}
MADE = Promise(ORDER, (Revision("order", OPENED - timedelta(seconds=31), PLACED),))
GONE = MADE.withdrawn_as("cancellation 1", OPENED)


@pytest.mark.parametrize(
    "empty",
    [
        None,
        {},
        {"numbers": frozenset(), "count": 0},
        {"status": None, "lines": ()},
        {"sum": euros("0.00"), "count": 0},
    ],
)
def test_no_record_anywhere_is_what_was_promised(empty):
    """A record of nothing, such as an empty set or a count of 0, is none."""
    verdict = found({"crm": always(empty), "erp": always(None)}, GONE)

    assert verdict.agreed
    assert ["record"] == [each.field.name for each in verdict]


def test_the_system_that_still_has_one_stands_alone():
    """It is a contradiction, not a record that never arrived."""
    verdict = found({"crm": always(PLACED), "erp": always(None)}, GONE)
    [record] = verdict.discrepancies

    assert Outcome.CONTRADICTED is verdict.outcome
    assert {"crm"} == record.apart
    assert "there is one   none   <- the CRM stands alone" in explanation(
        verdict, {"crm": "CRM", "erp": "ERP"}
    )


def test_one_system_contradicts_the_promise():
    """It needs no second witness to say that a record is there."""
    assert Outcome.CONTRADICTED is compare(FIELDS, [said("crm", PLACED)], GONE).outcome


def test_a_record_has_its_systems_patience_to_go_away():
    """It is waited for like any other change."""
    verdict = found({"crm": turning(PLACED, 3.0, None), "erp": always(None)}, GONE)

    assert verdict.agreed
    assert len(verdict.timeline) > 1


def test_a_record_that_comes_back_while_settling_is_found():
    """The first good moment is not enough."""
    verdict = found({"crm": turning(None, 0.5, PLACED), "erp": always(None)}, GONE)

    assert Outcome.CONTRADICTED is verdict.outcome
    assert {"crm"} == verdict.changed_its_mind


def test_who_cannot_be_asked_does_not_say_that_there_is_none():
    """Silence is never consent."""
    verdict = found({"crm": always(None), "erp": always(Down())}, GONE)

    assert Outcome.UNREACHABLE is verdict.outcome
    assert {"erp"} == verdict.fields[0].unreachable


def test_a_promise_made_anew_counts_again():
    """Only the newest revision says whether there should be a record."""
    again = GONE.revised("order", OPENED, status="placed")

    assert not again.withdrawn
    assert Outcome.ABSENT is found({"crm": always(None), "erp": always(None)}, again).outcome
