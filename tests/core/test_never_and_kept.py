"""The verdict about a claim over time: proved, held, or not known, and by how many looks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from samestory.core.agreement import compare
from samestory.core.claims import Bound, Never, Saying
from samestory.core.kept_verdicts import kept_verdict
from samestory.core.model import Field, Observation, Outcome, Subject, Unmapped
from samestory.core.never_verdicts import never_verdict
from samestory.core.time_looks import MOST_SHOWN
from samestory.core.verdict import Verdict
from samestory.errors import NothingToCompare
from tests.fakes import FIELDS, OPENED, ORDER, Down, Word, promised, said

STATUS = Field("status", "status")
IN_PROCESS = Saying("crm", ORDER, STATUS, "in process")
WHILE_PLACED = Never(IN_PROCESS, Bound.WHILE, Saying("erp", ORDER, STATUS, "placed"))
BEFORE_PICKED = Never(IN_PROCESS, Bound.BEFORE, Saying("erp", ORDER, STATUS, "picked"))


def words(system: str, *told: str | Word, at: float = 0.0) -> list[Observation]:
    """A word every half second, from a moment on."""
    said_so = ({"status": each} if isinstance(each, str) else each for each in told)
    return [said(system, each, at=at + 0.5 * turn) for turn, each in enumerate(said_so)]


PLACED = ("placed", "placed", "placed")
GONE = ("cancelled", "cancelled")


class TestNever:
    def test_who_never_said_it_keeps_the_claim(self):
        """It says how often both were asked, and how long a word might have gone unseen."""
        timeline = [*words("crm", *PLACED), *words("erp", *PLACED, at=0.1)]
        verdict = never_verdict(WHILE_PLACED, timeline, since=OPENED - timedelta(seconds=1))

        assert verdict.agreed
        assert {"crm": 3, "erp": 3} == verdict.watched.looks
        assert timedelta(seconds=1.1) == verdict.watched.blind["erp"]
        assert timedelta(seconds=2.1) == verdict.watched.span

    def test_who_said_it_is_blamed(self):
        timeline = [*words("crm", "placed", "in process", "placed"), *words("erp", *PLACED, at=0.1)]
        verdict = never_verdict(WHILE_PLACED, timeline)
        [status] = verdict

        assert Outcome.CONTRADICTED is verdict.outcome
        assert {"crm"} == status.apart
        assert {"crm": "in process", "erp": "placed"} == status.said
        assert verdict.watched.well_in_the_end
        assert [0.1, 0.5, 0.6] == [
            pytest.approx((each.at - OPENED).total_seconds()) for each in verdict.watched.proof
        ]

    @pytest.mark.parametrize("claim", [WHILE_PLACED, BEFORE_PICKED])
    def test_who_still_says_it_would_be_found_by_any_look(self, claim: Never):
        timeline = [*words("crm", "placed", "placed", "in process")]
        timeline += words("erp", "placed", "placed", "placed", "placed", at=0.1)

        assert not never_verdict(claim, timeline).watched.well_in_the_end

    def test_the_other_one_down_is_not_known(self):
        """Nothing passes without having looked."""
        timeline = [*words("crm", *PLACED), *words("erp", Down(), Down(), Down())]

        assert Outcome.UNREACHABLE is never_verdict(WHILE_PLACED, timeline).outcome

    def test_one_that_went_down_when_it_mattered_is_not_known(self):
        timeline = words("crm", "placed", "placed", "placed", "in process")
        timeline += words("erp", *PLACED, Down(), Down(), at=0.1)

        assert Outcome.UNREACHABLE is never_verdict(WHILE_PLACED, timeline).outcome
        assert Outcome.UNREACHABLE is never_verdict(BEFORE_PICKED, timeline).outcome

    def test_one_that_goes_down_after_the_word_was_allowed_is_fine(self):
        timeline = words("erp", "picked", "picked", "picked", Down(), Down())
        timeline += words("crm", "placed", "placed", "in process", "in process", at=0.1)

        assert never_verdict(BEFORE_PICKED, timeline).agreed

    def test_a_code_that_is_not_explained_may_be_the_word(self):
        timeline = words("crm", "placed", "placed", {"status": Unmapped("17", "x.toml")})
        timeline += words("erp", *PLACED, at=0.1)

        assert Outcome.UNMAPPED is never_verdict(WHILE_PLACED, timeline).outcome

    def test_a_system_that_has_no_record_kept_no_claim(self):
        """It said nothing at all, right or wrong."""
        crm_knows_nothing = [*words("crm", None, None, None), *words("erp", *PLACED, at=0.1)]
        erp_knows_nothing = [*words("crm", *PLACED), *words("erp", None, None, None, at=0.1)]

        assert Outcome.ABSENT is never_verdict(WHILE_PLACED, crm_knows_nothing).outcome
        assert Outcome.ABSENT is never_verdict(WHILE_PLACED, erp_knows_nothing).outcome
        assert never_verdict(BEFORE_PICKED, erp_knows_nothing).agreed

    def test_one_that_was_down_most_of_the_time_may_have_said_it(self):
        """Three answers in the end do not make up for it."""
        timeline = words("crm", Down(), Down(), Down(), Down(), *PLACED)
        timeline += words("erp", *PLACED, *PLACED, "placed", at=0.1)

        assert Outcome.UNREACHABLE is never_verdict(WHILE_PLACED, timeline).outcome

    def test_one_that_is_busy_now_and_then_is_known(self):
        timeline = words("crm", "placed", Down(), "placed", "placed", Down(), "placed")
        timeline += words("erp", *PLACED, *PLACED, at=0.1)

        assert never_verdict(WHILE_PLACED, timeline).agreed

    def test_two_looks_are_none(self):
        timeline = [*words("crm", "placed", "placed"), *words("erp", *PLACED, at=0.1)]

        with pytest.raises(NothingToCompare, match="crm was asked 2 times about order A-1042"):
            never_verdict(WHILE_PLACED, timeline)

    def test_a_mail_that_comes_too_early_is_shown_beside_the_parcel(self):
        mail = Subject("satisfaction mail", "A-1042", ORDER.of)
        parcel = Subject("parcel", "P-7", ORDER.of)
        claim = Never(
            Saying("inbox", mail), Bound.BEFORE, Saying("courier", parcel, STATUS, "delivered")
        )
        timeline = [
            said("inbox", word, mail, at=at) for at, word in enumerate([None, None, {"count": 1}])
        ]
        timeline += [
            said("courier", {"status": "announced"}, parcel, at=at + 0.1) for at in range(3)
        ]
        verdict = never_verdict(claim, timeline)

        assert Outcome.CONTRADICTED is verdict.outcome
        assert ["record", "parcel status"] == [each.field.name for each in verdict]
        assert {"inbox"} == verdict.fields[0].apart

    def test_a_long_timeline_keeps_what_tells_something(self):
        """A verdict of thousands of looks would be no record that anybody reads."""
        many = ["placed"] * 100
        timeline = words("crm", *many, "in process", *many) + words("erp", *many, *many, at=0.1)
        verdict = never_verdict(WHILE_PLACED, timeline)

        assert len(verdict.timeline) < MOST_SHOWN
        assert ["in process"] == [
            each.observations[0].values["status"]
            for each in verdict.timeline
            if each.verdict.outcome is Outcome.CONTRADICTED
        ]
        assert {"crm": 201, "erp": 200} == verdict.watched.looks


class TestKept:
    PROMISE = promised({"status": "cancelled"})

    def ending(self, *observations: Observation) -> Verdict:
        return compare(FIELDS, observations, self.PROMISE)

    def test_who_kept_to_it_is_said_to_have(self):
        crm, erp = words("crm", "placed", "cancelled", "cancelled"), words("erp", None, *GONE)
        verdict = kept_verdict(self.ending(crm[-1], erp[-1]), [*crm, *erp])

        assert verdict.agreed
        assert {"crm": 3, "erp": 3} == verdict.watched.looks

    def test_a_code_that_is_not_explained_may_have_taken_it_back(self):
        """Before it had told the promise, it could say whatever it liked."""
        code = {"status": Unmapped("17", "x.toml")}
        crm, erp = words("crm", *GONE, *GONE), words("erp", "cancelled", code, *GONE)
        late = words("erp", code, *GONE, "cancelled")
        verdict = kept_verdict(self.ending(crm[-1], erp[-1]), [*crm, *erp])

        assert Outcome.UNMAPPED is verdict.outcome
        assert {"erp"} == verdict.fields[0].unmapped.keys()
        assert frozenset() == verdict.changed_its_mind
        assert kept_verdict(self.ending(crm[-1], late[-1]), [*crm, *late]).agreed

    def test_two_looks_say_nothing_about_the_time_between(self):
        """That is no more than to agree."""
        crm, erp = words("crm", *GONE, "cancelled"), words("erp", *GONE)

        with pytest.raises(NothingToCompare, match="erp was asked 2 times"):
            kept_verdict(self.ending(crm[-1], erp[-1]), [*crm, *erp])

    def test_who_could_hardly_be_asked_has_kept_nothing(self):
        """The ERP was down for most of the time, and may have said anything."""
        crm = words("crm", *GONE, *GONE, *GONE)
        erp = words("erp", "cancelled", Down(), Down(), Down(), Down(), *GONE)
        verdict = kept_verdict(self.ending(crm[-1], erp[-1]), [*crm, *erp])
        [status] = verdict

        assert Outcome.UNREACHABLE is verdict.outcome
        assert {"erp"} == status.unreachable
        assert {"crm": "cancelled"} == status.said

    @pytest.mark.parametrize(
        ("then", "outcome"), [("placed", Outcome.CONTRADICTED), (None, Outcome.ABSENT)]
    )
    def test_who_took_it_back_for_a_moment_is_blamed(self, then: str | Word, outcome: Outcome):
        """All is well in the end, and the customer saw something else."""
        crm = words("crm", "cancelled", "cancelled", "cancelled", "cancelled")
        erp = words("erp", "cancelled", then, "cancelled")
        verdict = kept_verdict(self.ending(crm[-1], erp[-1]), [*crm, *erp])

        assert outcome is verdict.outcome
        assert {"erp"} == verdict.changed_its_mind
        assert {"erp"} == verdict.fields[0].laggards
        assert verdict.watched.well_in_the_end

    def test_who_never_told_it_did_not_take_it_back(self):
        """That is a disagreement, and no change of mind."""
        crm, erp = words("crm", "cancelled"), words("erp", "placed", "placed")
        verdict = kept_verdict(self.ending(crm[-1], erp[-1]), [*crm, *erp])

        assert Outcome.CONTRADICTED is verdict.outcome
        assert frozenset() == verdict.changed_its_mind

    def test_who_had_told_it_before_the_end_changed_its_mind(self):
        """Only those that differ in the end: another may have wavered and come back."""
        crm, erp = words("crm", "cancelled"), words("erp", "cancelled", "placed", "placed")
        verdict = kept_verdict(self.ending(crm[-1], erp[-1]), [*crm, *erp])

        assert Outcome.CONTRADICTED is verdict.outcome
        assert {"erp"} == verdict.changed_its_mind


class TestKeptByWhoIsLate:
    """Late systems pass through what was promised earlier; that takes nothing back."""

    BACK_AGAIN = promised({"status": "refused"}, {"status": "granted"}, {"status": "refused"})
    GONE = promised({"status": "placed"}).withdrawn_as("cancellation", OPENED)

    @pytest.mark.parametrize(
        ("told", "outcome"),
        [
            (["refused", "granted", "refused", "refused"], Outcome.AGREED),
            (["refused", "refused", "refused", "refused"], Outcome.AGREED),
            (["granted", "refused", "granted", "refused"], Outcome.CONTRADICTED),
            (["refused", "granted", "refused", "granted", "refused"], Outcome.CONTRADICTED),
        ],
    )
    def test_she_changed_her_mind_and_back(self, told: list[str], outcome: Outcome):
        crm, erp = words("crm", *["refused"] * 5), words("erp", *told)
        ending = compare(FIELDS, [crm[-1], erp[-1]], self.BACK_AGAIN)

        assert outcome is kept_verdict(ending, [*crm, *erp]).outcome

    @pytest.mark.parametrize(
        ("told", "outcome"),
        [
            ([None, "placed", None, None], Outcome.AGREED),
            ([None, "placed", None, "placed", None], Outcome.CONTRADICTED),
        ],
    )
    def test_she_withdrew_before_it_was_known(self, told: list[str | None], outcome: Outcome):
        """No record at first is not the one that is gone."""
        crm, erp = words("crm", *[None] * 5), words("erp", *told)
        ending = compare(FIELDS, [crm[-1], erp[-1]], self.GONE)

        assert outcome is kept_verdict(ending, [*crm, *erp]).outcome

    def test_what_was_promised_later_was_never_another(self):
        """An earlier version that says nothing of a field is like any answer about it."""
        promise = promised(
            {"status": "placed"}, {"status": "placed", "delivery_day": date(2026, 11, 30)}
        )
        there = {"status": "placed", "delivery_day": date(2026, 11, 30)}
        crm = [said("crm", there, at=0.5 * turn) for turn in range(4)]
        erp = [
            said("erp", each, at=0.5 * turn)
            for turn, each in enumerate([there, {**there, "status": "cancelled"}, there])
        ]
        ending = compare(FIELDS, [crm[-1], erp[-1]], promise)

        assert {"erp"} == kept_verdict(ending, [*crm, *erp]).changed_its_mind
