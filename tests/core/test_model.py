"""The nouns say what they are."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from samestory.core.agreement import compare
from samestory.core.model import Outcome, Promise, Revision, Subject
from samestory.core.verdict import SEVEREST_FIRST
from tests.fakes import FIELDS, OPENED, ORDER, Down, euros, promised, said


def test_a_subject_reads_as_people_say_it():
    assert str(ORDER) == "order A-1042"


def test_a_promise_is_what_she_was_told_last():
    """What was told before is kept, for a system that has not followed to be found out."""
    order = Promise(ORDER, (Revision("order", OPENED, MappingProxyType({"count": 1, "x": 2})),))
    amended = order.revised("amendment 1", OPENED, count=3)

    assert {"count": 3, "x": 2} == amended.values
    assert amended.at == OPENED
    assert ["order", "amendment 1"] == [each.what for each in amended.revisions]
    assert {"count": 1, "x": 2} == order.values


def test_a_page_that_has_not_heard_what_she_asked_for_takes_nothing_of_it_back():
    """It still tells the status and the fee of before; the day that it tells is news."""
    booked = Promise(ORDER, (Revision("visit", OPENED, {"status": "open", "fee": 0, "day": 1}),))
    accepted = booked.revised("acceptance 1", OPENED, status="accepted", fee=5).asking({"status"})

    assert {"status", "fee"} == accepted.outdated({"status": "open", "fee": 0, "day": 2})
    assert not accepted.outdated({"status": "accepted", "fee": 0})
    assert not accepted.outdated({"fee": 0, "day": 1})


def test_a_page_may_tell_what_came_after_she_asked():
    """Only what was so before is out of date; and what others have told her may change back."""
    booked = Promise(ORDER, (Revision("visit", OPENED, {"status": "open"}),))
    accepted = booked.revised("acceptance 1", OPENED, status="accepted")
    moved = accepted.asking({"status"}).revised("move 1", OPENED, day=2)

    assert not moved.outdated({"status": "dispatched"})
    assert {"status"} == moved.outdated({"status": "open"})
    assert not accepted.outdated({"status": "open"})


@pytest.mark.parametrize(("word", "absent"), [(None, True), ({}, False), (Down(), False)])
def test_absent_is_who_answered_and_has_no_record(word: object, absent: bool):
    assert word is None or isinstance(word, (dict, Down))
    assert absent is said("erp", word).absent


def test_every_outcome_has_its_severity():
    assert set(SEVEREST_FIRST) == set(Outcome)
    assert SEVEREST_FIRST[0] is Outcome.CONTRADICTED
    assert SEVEREST_FIRST[-1] is Outcome.AGREED


def test_a_verdict_is_as_severe_as_its_severest_field():
    told = {"total": euros("1.00"), "status": "placed"}
    verdict = compare(
        FIELDS, [said("website", told), said("erp", {**told, "status": "picked"})], promised(told)
    )

    assert verdict.outcome is Outcome.CONTRADICTED
    assert not verdict.agreed
    assert ["status"] == [each.field.name for each in verdict.discrepancies]
    assert [Outcome.AGREED, Outcome.CONTRADICTED] == [each.outcome for each in verdict]


def test_subjects_of_one_kind_and_key_are_one():
    assert Subject("order", "A-1042") == Subject("order", "A-1042")
