"""While the system that knows cannot be asked, nobody makes a status up."""

from __future__ import annotations

import pytest

from samestory.core.model import Field, Observation, Outcome
from samestory.core.outages import invented
from tests.fakes import Down, Word, said

STATUS = Field("status", "status")
BEFORE = said("erp", {"status": "placed"}, at=0.5)
OUTAGE = (said("erp", Down(), at=1.0), said("erp", Down(), at=2.0))


def crm(status: str | Word, at: float = 1.5, takes: float = 0.0) -> Observation:
    word = {"status": status} if isinstance(status, str) else status
    return said("crm", word, at=at, takes=takes)


def test_a_word_that_nobody_said_before_is_made_up():
    """The system that said it is blamed, and the source only could not be asked."""
    verdict = invented(STATUS, "erp", [BEFORE, *OUTAGE, crm("in process")], [])

    assert Outcome.CONTRADICTED is verdict.outcome
    assert {"crm"} == verdict.fields[0].apart
    assert {"erp"} == verdict.fields[0].unreachable


@pytest.mark.parametrize("word", ["placed", "unknown", None, {"status": None}, Down()])
def test_the_last_word_of_the_source_and_silence_are_no_invention(word: str | Word):
    assert invented(STATUS, "erp", [BEFORE, *OUTAGE, crm(word)], []) is None


def test_what_the_customer_was_promised_is_no_invention():
    """She cancelled on the website, which says so at once."""
    assert invented(STATUS, "erp", [BEFORE, *OUTAGE, crm("cancelled")], ["cancelled"]) is None


def test_what_a_system_said_before_the_outage_is_no_invention():
    """It may not have followed the source yet."""
    timeline = [BEFORE, crm("draft", at=0.7), *OUTAGE, crm("draft")]

    assert invented(STATUS, "erp", timeline, []) is None


def test_what_the_source_says_next_was_known_from_elsewhere():
    timeline = [BEFORE, *OUTAGE, crm("shipped"), said("erp", {"status": "shipped"}, at=3.0)]

    assert invented(STATUS, "erp", timeline, []) is None


def test_a_stage_that_was_passed_during_the_outage_is_no_invention():
    """The source was busy while the order was picked and shipped."""
    timeline = [BEFORE, *OUTAGE, crm("picked"), said("erp", {"status": "shipped"}, at=3.0)]

    assert invented(STATUS, "erp", timeline, []) is None
    assert invented(STATUS, "erp", [BEFORE, *OUTAGE, crm("picked")], ["shipped"]) is None
    assert invented(STATUS, "erp", [BEFORE, *OUTAGE, crm("picked")], []) is not None


def test_a_system_that_follows_late_invents_nothing():
    """It says during the outage what the source has said once, and no longer says."""
    timeline = [said("erp", {"status": "draft"}, at=0.1), BEFORE, *OUTAGE, crm("draft")]

    assert invented(STATUS, "erp", timeline, []) is None


@pytest.mark.parametrize(("at", "takes"), [(0.9, 0.0), (1.1, 0.3), (2.1, 0.0)])
def test_only_an_answer_within_the_outage_counts(at: float, takes: float):
    """The source may have been up, and have said so, just before or just after."""
    assert invented(STATUS, "erp", [BEFORE, *OUTAGE, crm("in process", at, takes)], []) is None


def test_without_an_outage_there_is_nothing_to_judge():
    assert invented(STATUS, "erp", [BEFORE, crm("in process")], []) is None
