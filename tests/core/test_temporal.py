"""What was never to be said, and what proves that it was, however systems are asked one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samestory.core.claims import Bound, Never, Saying
from samestory.core.model import Field, Observation, Subject, Unmapped
from samestory.core.temporal import holds, longest_gap, proof_against, taken_back
from tests.fakes import OPENED, ORDER, Down, Word, said

STATUS = Field("status", "status")
MAIL = Subject("satisfaction mail", "A-1042", ORDER.of)
NOT_PLACED = [None, {"status": "picked"}]


def told(system: str, at: float, status: str | Word, takes: float = 0.0) -> Observation:
    """What a system said in an answer that was complete `at` these seconds."""
    word = {"status": status} if isinstance(status, str) else status
    return said(system, word, at=at, takes=takes)


def claim(bound: Bound, other: str) -> Never:
    """The CRM never calls it "in process" while, or before, the ERP calls it so."""
    return Never(
        Saying("crm", ORDER, STATUS, "in process"), bound, Saying("erp", ORDER, STATUS, other)
    )


def proof(of: Never, *timeline: Observation, **lags: float) -> list[tuple[str, float]]:
    """The answers that prove it: who gave them, and when."""
    found = proof_against(of, timeline, {name: timedelta(seconds=s) for name, s in lags.items()})
    return [(each.system, (each.at - OPENED).total_seconds()) for each in found]


class TestBefore:
    """The CRM never calls it "in process" before the ERP calls it "picked"."""

    PICKED = claim(Bound.BEFORE, "picked")

    @pytest.mark.parametrize("still", ["placed", None, {"status": None}])
    def test_the_other_asked_afterwards_and_not_there_yet_breaks_it(self, still: str | Word):
        """Also if it has no record, or says nothing: it has not called it so."""
        timeline = told("crm", 1.0, "in process"), told("erp", 1.2, still, takes=0.1)

        assert [("crm", 1.0), ("erp", 1.2)] == proof(self.PICKED, *timeline)

    def test_the_other_asked_before_is_no_proof(self):
        """It may have picked it in between."""
        timeline = told("erp", 0.9, "placed"), told("crm", 1.0, "in process")

        assert [] == proof(self.PICKED, *timeline)

    def test_an_answer_that_was_already_on_its_way_is_no_proof(self):
        """It may tell what was true before the CRM spoke."""
        timeline = told("crm", 1.0, "in process"), told("erp", 1.2, "placed", takes=0.3)

        assert [] == proof(self.PICKED, *timeline)

    def test_an_answer_that_may_be_stale_is_no_proof(self):
        timeline = told("crm", 1.0, "in process"), told("erp", 1.2, "placed", takes=0.1)

        assert [] == proof(self.PICKED, *timeline, erp=0.5)

    def test_what_the_other_has_once_said_counts_for_good(self):
        """It was shipped since: that it no longer says "picked" proves nothing."""
        timeline = told("erp", 0.5, "picked"), told("crm", 1.0, "in process"), told("erp", 2.0, "x")

        assert [] == proof(self.PICKED, *timeline)

    @pytest.mark.parametrize("later", ["shipped", "delivered"])
    def test_what_went_on_between_two_looks_has_been_there(self, later: str):
        """The ERP picked and shipped it before it was asked again."""
        timeline = [told("erp", 0.5, "placed"), told("erp", 1.5, later)]
        timeline += [told("crm", 1.6, "in process"), told("erp", 2.0, later)]

        assert [] == proof(self.PICKED, *timeline)

    def test_saying_it_later_does_not_mend_it(self):
        timeline = [told("crm", 1.0, "in process"), told("erp", 1.2, "placed")]
        timeline.append(told("erp", 1.4, "picked"))

        assert [("crm", 1.0), ("erp", 1.2)] == proof(self.PICKED, *timeline)

    @pytest.mark.parametrize("silence", [Down(), {"status": Unmapped("17", "?")}])
    def test_silence_is_no_proof(self, silence: Word):
        timeline = told("crm", 1.0, "in process"), told("erp", 1.2, silence)

        assert [] == proof(self.PICKED, *timeline)


class TestWhile:
    """The CRM never calls it "in process" while the ERP calls it "placed"."""

    PLACED = claim(Bound.WHILE, "placed")

    def test_the_same_word_before_and_after_breaks_it(self):
        timeline = [told("erp", 0.9, "placed"), told("crm", 1.0, "in process", takes=0.05)]
        timeline.append(told("erp", 1.2, "placed", takes=0.1))

        assert [("erp", 0.9), ("crm", 1.0), ("erp", 1.2)] == proof(self.PLACED, *timeline)

    @pytest.mark.parametrize("word", NOT_PLACED)
    def test_another_word_on_either_side_proves_nothing(self, word: Word):
        before = told("erp", 0.9, word), told("crm", 1.0, "in process"), told("erp", 1.2, "placed")
        after = told("erp", 0.9, "placed"), told("crm", 1.0, "in process"), told("erp", 1.2, word)

        assert [] == proof(self.PLACED, *before)
        assert [] == proof(self.PLACED, *after)

    def test_another_word_in_between_proves_nothing(self):
        """Its answer was on its way while the CRM spoke: they may both be right."""
        timeline = [told("erp", 0.8, "placed"), told("crm", 1.0, "in process", takes=0.1)]
        timeline += [told("erp", 1.05, "picked", takes=0.2), told("erp", 1.3, "placed")]

        assert [] == proof(self.PLACED, *timeline)

    def test_an_outage_in_between_does_not_hide_it(self):
        timeline = [told("erp", 0.8, "placed"), told("crm", 1.0, "in process")]
        timeline += [told("erp", 1.1, Down()), told("erp", 1.3, "placed")]

        assert [("erp", 0.8), ("crm", 1.0), ("erp", 1.3)] == proof(self.PLACED, *timeline)

    def test_both_at_the_same_moment_are_no_proof(self):
        """One look asks both; which of the two spoke first is unknown."""
        timeline = told("crm", 1.0, "in process", takes=0.1), told("erp", 1.0, "placed", takes=0.1)

        assert [] == proof(self.PLACED, *timeline)


def test_another_subject_proves_nothing():
    """Her other order may well be in process."""
    other = Subject("order", "A-1041", ORDER.of)
    timeline = said("crm", {"status": "in process"}, other, at=1.0), told("erp", 1.2, "placed")

    assert [] == proof(claim(Bound.BEFORE, "picked"), *timeline)


@pytest.mark.parametrize(
    ("word", "there"), [(None, False), ({"count": 0}, False), ({"count": 1}, True), (Down(), None)]
)
def test_a_mail_is_there_if_it_is_counted(word: Word, there: bool | None):
    """A list of no mails is no mail; a mailbox that cannot be asked may hold any."""
    assert there is holds(Saying("inbox", MAIL), said("inbox", word, MAIL))


class TestTakenBack:
    def right(self, said: Observation) -> bool | None:
        return None if said.unreachable else bool(said.values and said.values["status"] == "placed")

    def test_what_was_right_and_is_wrong_breaks_it(self):
        good, bad = told("erp", 1.0, "placed"), told("erp", 1.2, None)

        assert (good, bad) == taken_back([told("erp", 0.5, None), good, bad], self.right, {})

    def test_what_was_wrong_and_came_right_is_fine(self):
        assert () == taken_back(
            [told("erp", 0.5, None), told("erp", 1.0, "placed")], self.right, {}
        )

    def test_an_outage_takes_nothing_back(self):
        timeline = told("erp", 1.0, "placed"), told("erp", 1.2, Down())

        assert () == taken_back(timeline, self.right, {})

    def test_a_stale_answer_takes_nothing_back(self):
        """One of two replicas may lag behind the other."""
        timeline = told("erp", 1.0, "placed"), told("erp", 1.2, None)

        assert () == taken_back(timeline, self.right, {"erp": timedelta(seconds=0.5)})


def test_the_longest_gap_counts_from_the_beginning_of_a_question():
    """The answer at 1.5 s may tell of 1.2 s, and the next one of its very end."""
    timeline = [told("erp", at, "placed", takes=0.3) for at in (0.5, 1.5, 2.0)]

    assert timedelta(seconds=1.3) == longest_gap(timeline, {}, None)
    assert timedelta(seconds=2.5) == longest_gap(timeline, {}, OPENED - timedelta(seconds=2))


def test_an_answer_that_never_came_closes_no_gap():
    timeline = [told("erp", 0.0, "placed"), told("erp", 1.0, Down()), told("erp", 2.0, "placed")]

    assert timedelta(seconds=2) == longest_gap(timeline, {}, None)
