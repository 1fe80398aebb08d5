"""Whether anything old, or half changed, was told after a change, and what that rests on."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from samestory.core.agreement import compare
from samestory.core.changed_fields import fields_at_stake
from samestory.core.claims import Keeping
from samestory.core.kept_verdicts import kept_verdict
from samestory.core.model import Field, Observation, Outcome, Promise, Unmapped
from samestory.core.tolerance import AmountTolerance
from samestory.core.verdict import Verdict
from samestory.errors import NothingToCompare
from tests.fakes import FIELDS, OPENED, ORDER, Down, Word, euros, line, promised, said

ADDRESS = Field("address", "address")
OLD, OLDER, NEW = (
    "Alte Gasse 1, 10115, Berlin",
    "Am Tor 2, 10115, Berlin",
    "Neue Gasse 7, 10115, Berlin",
)
ONE, TWO = (line("BB-EN"),), (line("CH-11", 2),)
BEFORE = {"lines": ONE, "total": euros("45.00"), "status": "placed"}
AFTER = {"lines": TWO, "total": euros("59.80"), "status": "placed"}
HALF = {**AFTER, "lines": ONE}
CHANGED = promised(BEFORE, AFTER)
UNREAD = Unmapped("17", "x.toml")
BEFORE_MOVE = {"address": OLD, "total": euros("45.00")}
AFTER_MOVE = {"address": NEW, "total": euros("59.80")}


GONE = (
    "There should be no order A-1042 (cancellation), so nothing of it can be old, or half changed."
    "\n  Ask about the order before that."
)


def every(system: str, *told: Word, at: float = 0.0) -> list[Observation]:
    """An answer every half second, from a moment on."""
    return [said(system, each, at=at + 0.5 * turn) for turn, each in enumerate(told)]


def lives_at(*told: str | None) -> list[Word]:
    return [each and {"address": each} for each in told]


def never_old(
    promise: Promise, *timeline: Observation, replaced: tuple[str, ...] = (), **lags: float
) -> Verdict:
    """The verdict about an old address, if the CRM and the ERP end as they were heard last."""
    newest = {each.system: each for each in timeline}
    return kept_verdict(
        compare([ADDRESS], newest.values(), promise),
        timeline,
        {name: timedelta(seconds=lag) for name, lag in lags.items()},
        keeping=Keeping.NEVER_OLD,
        replaced=replaced,
    )


def never_half(
    promise: Promise, *timeline: Observation, fields: tuple[Field, ...] = FIELDS
) -> Verdict:
    names = fields_at_stake(Keeping.NEVER_HALF, fields, promise)
    newest = {each.system: each for each in timeline}
    ending = compare(
        [each for each in fields if each.name in names], newest.values(), promise.narrowed(*names)
    )
    return kept_verdict(ending, timeline, keeping=Keeping.NEVER_HALF)


def broke(verdict: Verdict) -> dict[str, list[float]]:
    """Who told what it should not have told, and when: first and last."""
    assert verdict.watched is not None
    found: dict[str, list[float]] = {}
    for each in verdict.watched.proof:
        found.setdefault(each.system, []).append((each.at - OPENED).total_seconds())
    return found


class TestNeverOld:
    """She has moved before she ordered, or had her order sent elsewhere afterwards."""

    MADE_AFTERWARDS = promised({"address": NEW})
    REDIRECTED = promised({"address": OLD}, {"address": NEW})
    CRM = every("crm", *lives_at(NEW, NEW, NEW, NEW))

    def test_who_never_told_it_keeps_the_claim(self):
        erp = every("erp", *lives_at(None, NEW, NEW, NEW))
        verdict = never_old(self.MADE_AFTERWARDS, *self.CRM, *erp, replaced=(OLD,))

        assert verdict.agreed
        assert {"crm": 4, "erp": 4} == verdict.watched.looks
        assert timedelta(seconds=0.5) == verdict.watched.blind["erp"]

    def test_an_address_that_was_replaced_before_is_never_right(self):
        """Not even at first, and although all is well in the end."""
        erp = every("erp", *lives_at(OLD, OLD, NEW, NEW))
        verdict = never_old(self.MADE_AFTERWARDS, *self.CRM, *erp, replaced=(OLDER, OLD))
        [address] = verdict

        assert Outcome.CONTRADICTED is verdict.outcome
        assert {"erp"} == address.apart
        assert {"crm": NEW, "erp": OLD} == address.said
        assert {"erp": [0.0, 0.5]} == broke(verdict)
        assert verdict.watched.well_in_the_end
        assert frozenset() == verdict.changed_its_mind

    def test_any_address_that_she_has_ever_left_is_old(self):
        erp = every("erp", *lives_at(OLDER, NEW, NEW))

        assert {"erp": [0.0]} == broke(
            never_old(self.MADE_AFTERWARDS, *self.CRM, *erp, replaced=(OLDER, OLD))
        )

    def test_a_promise_that_is_changed_may_be_told_as_it_was_until_the_new_one_is_told(self):
        erp = every("erp", *lives_at(OLD, OLD, NEW, NEW))

        assert never_old(self.REDIRECTED, *self.CRM, *erp).agreed

    def test_who_goes_back_to_the_old_one_is_blamed(self):
        """A flap, and well in the end."""
        erp = every("erp", *lives_at(OLD, NEW, OLD, NEW))
        verdict = never_old(self.REDIRECTED, *self.CRM, *erp)

        assert Outcome.CONTRADICTED is verdict.outcome
        assert {"erp": [1.0]} == broke(verdict)
        assert {"erp"} == verdict.changed_its_mind

    def test_who_is_late_with_a_change_that_was_taken_back_tells_all_three_in_turn(self):
        """What she was told first is told last, so the first time may be the old one."""
        back = promised({"address": NEW}, {"address": OLD}, {"address": NEW})
        late = every("erp", *lives_at(NEW, OLD, NEW, NEW))

        assert never_old(back, *self.CRM, *late).agreed
        assert {"erp": [1.5]} == broke(
            never_old(back, *self.CRM, *every("erp", *lives_at(NEW, OLD, NEW, OLD, NEW)))
        )

    def test_two_answers_that_overlapped_do_not_say_which_was_first(self):
        """The first version was asked for before the second one was told."""
        back = promised({"address": NEW}, {"address": OLD}, {"address": NEW})
        erp = [
            *every("erp", *lives_at(NEW, OLD)),
            said("erp", {"address": NEW}, at=0.6, takes=0.4),
            *every("erp", *lives_at(OLD, NEW, NEW), at=1.0),
        ]

        assert never_old(back, *self.CRM, *erp).agreed

    def test_a_stale_answer_is_no_way_back(self):
        """One of two replicas may lag behind the other."""
        erp = every("erp", *lives_at(OLD, NEW, OLD, NEW, NEW))

        assert never_old(self.REDIRECTED, *self.CRM, *erp, erp=0.6).agreed

    def test_only_the_first_time_is_told(self):
        """From when to when it was told without a right answer in between."""
        erp = every("erp", *lives_at(OLD, OLD, NEW, OLD, NEW))
        verdict = never_old(self.MADE_AFTERWARDS, *self.CRM, *erp, replaced=(OLD,))

        assert {"erp": [0.0, 0.5]} == broke(verdict)

    def test_where_its_own_promise_began_is_right_until_the_new_one_is_told(self):
        """Whatever she had left before that."""
        erp = every("erp", *lives_at(OLD, OLD, NEW, NEW))

        assert never_old(self.REDIRECTED, *self.CRM, *erp, replaced=(OLD,)).agreed

    def test_an_order_that_is_gone_is_sent_nowhere(self):
        gone = self.REDIRECTED.withdrawn_as("cancellation", OPENED)

        with pytest.raises(NothingToCompare, match=re.escape(GONE)):
            fields_at_stake(Keeping.NEVER_OLD, FIELDS, gone, "address", [OLDER])

    def test_who_is_not_due_or_late_in_the_end_stays_so(self):
        """Only the one that told the old address is judged by what it told."""
        told = [*every("crm", *lives_at(None, None, None)), *every("erp", *lives_at(OLD, NEW, NEW))]
        ending = compare([ADDRESS], [told[2], told[-1]], self.MADE_AFTERWARDS, not_due=["crm"])
        late = {"erp": timedelta(seconds=9)}
        verdict = kept_verdict(
            replace(ending, late=late), told, keeping=Keeping.NEVER_OLD, replaced=[OLD]
        )
        [address] = verdict

        assert ({"erp"}, {"crm"}, late) == (address.apart, address.pending, verdict.late)

    def test_everybody_who_told_it_is_blamed(self):
        crm = every("crm", *lives_at(NEW, OLD, NEW))
        erp = every("erp", *lives_at(OLD, NEW, NEW))
        verdict = never_old(self.MADE_AFTERWARDS, *crm, *erp, replaced=(OLD,))

        assert {"crm", "erp"} == verdict.fields[0].apart
        assert {"crm"} == verdict.changed_its_mind

    def test_who_still_tells_it_is_found_by_any_look(self):
        erp = every("erp", *lives_at(OLD, OLD, OLD))
        verdict = never_old(self.MADE_AFTERWARDS, *self.CRM, *erp, replaced=(OLD,))

        assert {"erp": [0.0, 1.0]} == broke(verdict)
        assert not verdict.watched.well_in_the_end

    def test_another_address_is_wrong_and_not_old(self):
        """The systems disagree; nobody went back to anything."""
        erp = every("erp", *lives_at("Am Depot 1, 10115, Berlin"))
        verdict = never_old(self.MADE_AFTERWARDS, *self.CRM, *erp, replaced=(OLD,))

        assert Outcome.CONTRADICTED is verdict.outcome
        assert {} == broke(verdict)

    def test_where_she_lives_again_is_not_old(self):
        erp = every("erp", *lives_at(NEW, OLD, NEW))
        verdict = never_old(self.MADE_AFTERWARDS, *self.CRM, *erp, replaced=(NEW, OLD))

        assert {"erp": [0.5]} == broke(verdict)
        with pytest.raises(
            NothingToCompare, match="Nobody has replaced the address of order A-1042"
        ):
            fields_at_stake(
                Keeping.NEVER_OLD, FIELDS, self.MADE_AFTERWARDS, "address", [NEW.upper()]
            )

    def test_an_old_value_within_the_tolerance_is_the_new_one(self):
        about = Field("total", "money", tolerance=AmountTolerance("0.01 EUR", euros("0.01")))
        cent_less = promised({"total": euros("5.00")}, {"total": euros("5.01")})

        with pytest.raises(NothingToCompare, match="no old total can be told"):
            fields_at_stake(Keeping.NEVER_OLD, [about], cent_less, "total")

    def test_who_could_hardly_be_asked_may_have_told_it(self):
        erp = every("erp", *lives_at(NEW), Down(), Down(), Down(), Down(), *lives_at(NEW, NEW))
        verdict = never_old(self.MADE_AFTERWARDS, *self.CRM, *erp, replaced=(OLD,))

        assert Outcome.UNREACHABLE is verdict.outcome
        assert {"erp"} == verdict.fields[0].unreachable

    def test_two_looks_say_nothing_about_the_time_between(self):
        with pytest.raises(NothingToCompare, match="erp was asked 2 times"):
            never_old(
                self.MADE_AFTERWARDS, *self.CRM, *every("erp", *lives_at(NEW, NEW)), replaced=(OLD,)
            )

    def test_a_code_that_is_not_explained_may_be_the_old_one(self):
        erp = every("erp", {"address": UNREAD}, *lives_at(NEW, NEW, NEW))
        verdict = never_old(self.MADE_AFTERWARDS, *self.CRM, *erp, replaced=(OLD,))

        assert Outcome.UNMAPPED is verdict.outcome
        assert {"erp"} == verdict.fields[0].unmapped.keys()

    def test_who_is_described_without_the_field_has_not_kept_it(self):
        erp = every("erp", *[{"status": "placed"}] * 3)
        verdict = never_old(self.MADE_AFTERWARDS, *self.CRM, *erp, replaced=(OLD,))

        assert Outcome.UNMAPPED is verdict.outcome
        assert {"erp"} == verdict.fields[0].unmapped.keys()


class TestNeverHalf:
    """She has changed one thing of 45.00 EUR into two others of 59.80 EUR."""

    CRM = every("crm", BEFORE, BEFORE, AFTER, AFTER)

    def test_lines_and_total_that_change_together_are_one_change(self):
        """What has not changed is not compared."""
        verdict = never_half(CHANGED, *self.CRM, *every("erp", None, BEFORE, AFTER, AFTER))

        assert verdict.agreed
        assert ["lines", "total"] == [each.field.name for each in verdict]

    @pytest.mark.parametrize("odd", [HALF, {**AFTER, "total": euros("45.00")}])
    def test_half_of_each_is_neither(self, odd: Word):
        """All is well in the end, and the customer saw the new price of the old goods."""
        verdict = never_half(CHANGED, *self.CRM, *every("erp", BEFORE, odd, odd, AFTER))
        wrong = [each.field.name for each in verdict if each.apart]

        assert Outcome.CONTRADICTED is verdict.outcome
        assert ["lines" if odd is HALF else "total"] == wrong
        assert {"erp": [0.5, 1.0]} == broke(verdict)
        assert verdict.watched.well_in_the_end

    MOVED = promised(
        {"status": "requested", "address": OLD}, {"status": "confirmed", "address": NEW}
    )
    VISIT = (Field("status", "status"), ADDRESS)
    DESK = every("crm", *[{"status": "confirmed", "address": NEW}] * 3)

    @pytest.mark.parametrize("address", [OLD, NEW])
    def test_a_status_in_between_is_no_half(self, address: str):
        """It is of no version; what is told beside it is of one."""
        between = {"status": "in process", "address": address}
        visit = every("erp", between, between, {"status": "confirmed", "address": NEW})

        assert never_half(self.MOVED, *self.DESK, *visit, fields=self.VISIT).agreed

    def test_a_status_in_between_may_be_all_that_is_told(self):
        erp = every("erp", *[{"status": "in process"}] * 2, {"status": "confirmed"})
        moved = self.MOVED.narrowed("status")

        assert never_half(moved, *self.DESK, *erp, fields=self.VISIT).agreed

    @pytest.mark.parametrize("later", ["in process", "packed"])
    def test_it_excuses_no_half_beside_it(self, later: str):
        """Nor does it by going on meanwhile, and it is not blamed itself."""
        crossed = promised(
            {"status": "requested", **BEFORE_MOVE}, {"status": "confirmed", **AFTER_MOVE}
        )
        odd = {"status": "in process", **BEFORE_MOVE, "address": NEW}
        right = {"status": "confirmed", **AFTER_MOVE}
        verdict = never_half(
            crossed,
            *every("crm", *[right] * 3),
            *every("erp", odd, {**odd, "status": later}, right),
            fields=(*self.VISIT, Field("total", "money")),
        )

        assert {"erp": [0.0, 0.5]} == broke(verdict)
        assert ["total"] == [each.field.name for each in verdict if each.apart]

    def test_the_status_of_another_version_is_half(self):
        odd = {"status": "requested", "address": NEW}
        visit = every("erp", odd, odd, {"status": "confirmed", "address": NEW})

        assert {"erp": [0.0, 0.5]} == broke(
            never_half(self.MOVED, *self.DESK, *visit, fields=self.VISIT)
        )

    def test_half_of_a_list_is_half(self):
        mixed = {**AFTER, "lines": (*ONE, *TWO)}
        verdict = never_half(CHANGED, *self.CRM, *every("erp", BEFORE, mixed, mixed, AFTER))

        assert {"erp"} == verdict.fields[0].apart

    def test_the_same_half_may_list_its_lines_in_another_order(self):
        mixed = {**AFTER, "lines": (*ONE, *TWO)}
        turned = {**AFTER, "lines": (*TWO, *ONE)}
        verdict = never_half(CHANGED, *self.CRM, *every("erp", BEFORE, mixed, turned, AFTER))

        assert {"erp": [0.5, 1.0]} == broke(verdict)

    def test_what_is_the_same_before_and_after_is_never_mixed(self):
        """Another thing for the same price: only the lines can tell."""
        same_price = promised(BEFORE, {**AFTER, "total": euros("45.00")})
        erp = every("erp", BEFORE, *[{**AFTER, "total": euros("45.00")}] * 3)
        verdict = never_half(same_price, *erp, *every("crm", *[each.values for each in erp]))

        assert verdict.agreed
        assert ["lines"] == [each.field.name for each in verdict]

    def test_an_answer_that_was_begun_before_the_change_proves_nothing(self):
        """It may be made of two questions, between which all has changed."""
        once = every("erp", BEFORE, HALF, AFTER, AFTER)

        assert never_half(CHANGED, *self.CRM, *once).agreed

    def test_two_changes_may_each_be_met_half_way(self):
        """Both answers were made of two questions, each with another change in between."""
        third = {**AFTER, "lines": (line("TUBE", 3),), "total": euros("12.00")}
        twice = promised(BEFORE, AFTER, third)
        erp = every("erp", BEFORE, HALF, {**third, "lines": TWO}, third, third)

        assert never_half(twice, *every("crm", third, third, third), *erp).agreed

    def test_a_version_that_says_nothing_of_a_field_leaves_it_open(self):
        day = promised(
            {"total": euros("45.00")}, {**AFTER, "address": OLD}, {**AFTER, "address": NEW}
        )
        erp = every(
            "erp", *[{"total": euros("45.00"), "address": OLDER}] * 2, {**AFTER, "address": NEW}
        )
        crm = every("crm", *[{**AFTER, "address": NEW}] * 3)

        assert never_half(day, *crm, *erp).agreed

    def test_half_told_again_before_the_first_answer_was_complete_proves_nothing(self):
        """Two questions were on their way at the same time."""
        twice = [said("erp", HALF, at=1.0, takes=0.4), said("erp", HALF, at=1.2, takes=0.4)]

        assert never_half(CHANGED, *self.CRM, *twice, *every("erp", AFTER, AFTER, at=2.0)).agreed

    def test_it_says_how_long_half_a_change_may_have_stayed_unseen(self):
        """It takes two answers to see it."""
        verdict = never_half(CHANGED, *self.CRM, *every("erp", BEFORE, BEFORE, AFTER, AFTER))

        assert {"crm": timedelta(seconds=1), "erp": timedelta(seconds=1)} == verdict.watched.blind

    def test_any_version_is_whole(self):
        """She has changed it twice; who comes late tells the first one still."""
        third = {**AFTER, "lines": (line("TUBE", 3),), "total": euros("12.00")}
        twice = promised(BEFORE, AFTER, third)
        crm = every("crm", BEFORE, BEFORE, AFTER, third, third)

        assert never_half(twice, *crm, *every("erp", BEFORE, BEFORE, third, third)).agreed
        assert {"erp"} == broke(
            never_half(twice, *crm, *every("erp", *[{**third, "lines": TWO}] * 2, third))
        ).keys()

    def test_who_never_changes_it_disagrees_in_the_end(self):
        """Nowhere is no better than half: she was told that it was changed."""
        verdict = never_half(CHANGED, *self.CRM, *every("erp", BEFORE, BEFORE, BEFORE))

        assert Outcome.CONTRADICTED is verdict.outcome
        assert {} == broke(verdict)

    def test_who_tells_only_one_of_the_fields_is_judged_by_it(self):
        totals = [{"total": each["total"]} for each in (BEFORE, AFTER, AFTER)]
        neither = [{"total": euros("0.00")}] * 2

        assert never_half(CHANGED, *self.CRM, *every("erp", *totals)).agreed
        assert {"erp"} == broke(
            never_half(CHANGED, *self.CRM, *every("erp", *neither, totals[-1]))
        ).keys()

    def test_who_is_described_without_the_fields_has_not_kept_it(self):
        verdict = never_half(CHANGED, *self.CRM, *every("erp", *[{"status": "placed"}] * 3))

        assert Outcome.UNMAPPED is verdict.outcome
        assert {"erp"} == verdict.fields[0].unmapped.keys()

    def test_silence_is_no_half(self):
        """And no consent: it has to tell all of it in the end."""
        mute = {"lines": None, "total": None}
        total_only = {"lines": None, "total": euros("59.80")}

        assert never_half(CHANGED, *self.CRM, *every("erp", mute, total_only, AFTER)).agreed
        assert (
            Outcome.ABSENT
            is never_half(CHANGED, *self.CRM, *every("erp", AFTER, AFTER, total_only)).outcome
        )

    @pytest.mark.parametrize("lines", [ONE, TWO])
    def test_a_code_that_is_not_explained_may_be_either(self, lines: object):
        """The lines beside it contradict nothing: they may be those of before."""
        odd = {"lines": lines, "total": UNREAD}
        verdict = never_half(CHANGED, *self.CRM, *every("erp", BEFORE, odd, odd, AFTER, AFTER))
        [told, total] = verdict

        assert [Outcome.AGREED, Outcome.UNMAPPED] == [told.outcome, total.outcome]
        assert {"erp"} == total.unmapped.keys()
        assert {} == broke(verdict)

    @pytest.mark.parametrize(
        "promise",
        [
            promised(BEFORE),
            promised(BEFORE, {**BEFORE, "status": "shipped"}),
        ],
    )
    def test_what_was_never_changed_is_never_half_changed(self, promise: Promise):
        """An order that goes its way is not changed."""
        with pytest.raises(
            NothingToCompare, match="has not changed, so nothing can be half changed"
        ):
            fields_at_stake(Keeping.NEVER_HALF, FIELDS, promise)

    def test_what_is_gone_is_not_called_unchanged(self):
        """It was changed, and what it came to is gone with it."""
        gone = CHANGED.withdrawn_as("cancellation", OPENED)

        with pytest.raises(NothingToCompare) as told:
            fields_at_stake(Keeping.NEVER_HALF, FIELDS, gone)

        assert GONE == str(told.value)


def test_what_is_only_kept_is_compared_as_a_whole():
    assert () == fields_at_stake(Keeping.AS_PROMISED, FIELDS, CHANGED)
    assert ORDER == CHANGED.subject
