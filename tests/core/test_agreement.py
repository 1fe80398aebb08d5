"""The six outcomes, each for its own reason, and never one for another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samestory.core.agreement import compare, compare_so_far
from samestory.core.model import Field, Observation, Outcome, Promise, Unmapped
from samestory.core.verdict import FieldVerdict, Verdict
from samestory.errors import NothingToCompare, WrongCall
from tests.fakes import FIELDS, ORDER, Down, Word, euros, line, promised, said

TOTAL = {"total": euros("89.00")}
DEARER = {"total": euros("178.00")}
ENGLISH = {"lines": (line("BB-EN"),)}
ITALIAN = {"lines": (line("BB-IT"),)}
UNKNOWN = Unmapped("in_review", "landscapes/demo.toml, [systems.crm.order] status")


def the_only(verdict: Verdict) -> FieldVerdict:
    [field] = verdict
    return field


def compared(
    promise: Mapping[str, object] | None = None, /, *, not_due: str = "", **words: Word
) -> Verdict:
    """Compare what each of the named systems said with each other and with the promise."""
    observations = [said(name, word) for name, word in words.items()]
    told = promised(promise) if promise is not None else None
    return compare(FIELDS, observations, told, not_due=not_due.split())


# Agreed


def test_systems_that_tell_the_same_agree():
    """Two ways of writing one price are one story."""
    total = the_only(compared(website=TOTAL, erp={"total": euros("89")}))

    assert Outcome.AGREED is total.outcome
    assert frozenset() == total.laggards
    assert {"website": euros("89"), "erp": euros("89")} == total.said


def test_a_promise_is_a_witness():
    """One system that keeps the promise agrees with it."""
    verdict = compared(TOTAL, inbox=TOTAL)

    assert verdict.agreed
    assert the_only(verdict).promised == euros("89.00")


def test_a_field_that_one_system_knows_and_nobody_promised_is_left_out():
    """The CRM need not tell an address only because the ERP does."""
    verdict = compared(website=TOTAL, erp={**TOTAL, "address": "Hauptstr. 5"})

    assert verdict.agreed
    assert ["total"] == [each.field.name for each in verdict]


def test_fields_keep_their_order():
    verdict = compared(website={**TOTAL, **ITALIAN}, erp={**TOTAL, **ITALIAN})

    assert ["lines", "total"] == [each.field.name for each in verdict]


def test_who_tells_no_prices_does_not_contradict_those_who_do():
    """A CRM that keeps only products and quantities agrees with both."""
    priced = {"lines": (line("BB-IT", 1, "89.00"),)}

    assert compared(website=priced, crm=ITALIAN, erp=priced).agreed


# Contradicted


def test_the_one_that_differs_stands_apart():
    """Two against one: what prevails is right as long as nothing was promised."""
    total = the_only(compared(website=TOTAL, crm=TOTAL, erp=DEARER))

    assert Outcome.CONTRADICTED is total.outcome
    assert {"erp"} == total.apart


def test_one_cent_is_a_contradiction():
    cent_more = {"total": euros("89.01")}

    assert Outcome.CONTRADICTED is compared(website=TOTAL, erp=cent_more).outcome


def test_on_a_tie_nobody_is_right():
    """Without a promise, one word against another puts both apart."""
    total = the_only(compared(website=TOTAL, erp=DEARER))

    assert {"website", "erp"} == total.apart


def test_the_promise_outweighs_the_many():
    """Systems that agree on the wrong total still fail."""
    total = the_only(compared(TOTAL, website=DEARER, inbox=DEARER, crm=DEARER, erp=DEARER))

    assert Outcome.CONTRADICTED is total.outcome
    assert {"website", "inbox", "crm", "erp"} == total.apart


def test_the_promise_breaks_a_tie():
    assert {"erp"} == the_only(compared(TOTAL, website=TOTAL, erp=DEARER)).apart


def test_one_broken_field_contradicts_the_story():
    """The rest of the fields is judged all the same."""
    verdict = compared(website={**TOTAL, **ITALIAN}, erp={**TOTAL, **ENGLISH})

    assert Outcome.CONTRADICTED is verdict.outcome
    assert ["lines"] == [each.field.name for each in verdict.discrepancies]


def test_two_prices_contradict_each_other_past_one_that_tells_none():
    """Leaving the price open is no bridge between two prices."""
    cheap, dear = ({"lines": (line("BB-IT", 1, price),)} for price in ("89.00", "90.00"))

    for words in permutations([("website", cheap), ("crm", ITALIAN), ("erp", dear)]):
        lines = the_only(compared(**dict(words)))
        assert {"website", "erp"} == lines.apart

    for words in permutations([("website", cheap), ("crm", ITALIAN), ("erp", dear)]):
        lines = the_only(compared(ITALIAN, **dict(words)))
        assert {"website", "erp"} == lines.apart


def test_a_promise_without_prices_is_kept_by_the_prevailing_price():
    cheap, dear = ({"lines": (line("BB-IT", 1, price),)} for price in ("89.00", "90.00"))

    lines = the_only(compared(ITALIAN, website=cheap, inbox=cheap, erp=dear))

    assert {"erp"} == lines.apart


def test_a_promise_is_not_kept_by_a_price_for_something_else():
    """Which price prevails is a question only among those who tell the promised lines."""
    cheap = {"lines": (line("BB-IT", 1, "89.00"),)}
    dear = {"lines": (line("BB-IT", 1, "90.00"),)}
    more = {"lines": (line("BB-IT", 2, "89.00"),)}

    lines = the_only(compared(ITALIAN, website=cheap, inbox=cheap, crm=dear, erp=more))

    assert {"crm", "erp"} == lines.apart


# Absent


def test_silence_is_never_consent():
    """A system that has no record yet leaves the field undecided, not agreed."""
    total = the_only(compared(website=TOTAL, erp=None))

    assert Outcome.ABSENT is total.outcome
    assert {"erp"} == total.silent


def test_one_that_is_silent_among_many_is_absent():
    """All others agree, and still the story has not arrived everywhere."""
    total = the_only(compared(TOTAL, website=TOTAL, crm=TOTAL, erp=None))

    assert Outcome.ABSENT is total.outcome


def test_a_record_without_the_field_is_silent_about_it():
    """A field that the landscape expects and the record leaves out is silence."""
    total = the_only(compared(website=TOTAL, erp={"total": None}))

    assert Outcome.ABSENT is total.outcome
    assert {"erp"} == total.silent


def test_a_field_that_everybody_leaves_out_is_absent():
    """Two empty answers are no agreement."""
    total = the_only(compared(website={"total": None}, erp={"total": None}))

    assert Outcome.ABSENT is total.outcome


def test_a_promised_record_that_nobody_has_is_absent():
    total = the_only(compared(TOTAL, website=None, erp=None))

    assert Outcome.ABSENT is total.outcome
    assert {"website", "erp"} == total.silent


def test_a_missing_record_is_silent_on_every_field_that_others_tell():
    verdict = compared(website={**TOTAL, **ITALIAN}, erp=None)

    assert [{"erp"}, {"erp"}] == [each.silent for each in verdict]


# Unreachable


def test_who_cannot_be_asked_is_unreachable():
    """Nobody can know what a system would say that is down."""
    total = the_only(compared(TOTAL, website=TOTAL, erp=Down()))

    assert Outcome.UNREACHABLE is total.outcome
    assert {"erp"} == total.unreachable
    assert "erp" not in total.apart | total.silent


def test_where_nobody_can_be_asked_nobody_can_know():
    """Everybody down is not the same as nothing to compare."""
    verdict = compared(website=Down(), erp=Down())

    assert {Outcome.UNREACHABLE} == {each.outcome for each in verdict}


def test_a_missing_record_is_no_fault_while_nobody_claims_one():
    """The other system might not know of it either: nobody can know."""
    verdict = compared(website=None, erp=Down())

    assert Outcome.UNREACHABLE is verdict.outcome


def test_a_known_contradiction_outweighs_what_cannot_be_known():
    total = the_only(compared(TOTAL, website=DEARER, erp=Down()))

    assert Outcome.CONTRADICTED is total.outcome
    assert {"erp"} == total.unreachable


# Unmapped


def test_a_code_that_nobody_explains_is_unmapped():
    """An unexplained code is neither the promised status nor another one."""
    status = the_only(compared({"status": "placed"}, crm={"status": UNKNOWN}))

    assert Outcome.UNMAPPED is status.outcome
    assert {"crm": UNKNOWN} == status.unmapped
    assert "crm" not in status.apart | status.silent


def test_a_gap_in_the_landscape_outweighs_what_could_not_be_asked():
    """It can be fixed at once, and would still be there when the other one answers again."""
    told = compared({"status": "placed"}, crm={"status": UNKNOWN}, erp=Down())
    status = the_only(told)

    assert Outcome.UNMAPPED is status.outcome
    assert {"erp"} == status.unreachable


def test_an_unexplained_code_leaves_the_other_fields_alone():
    verdict = compared(website={"status": "placed", **TOTAL}, crm={"status": UNKNOWN, **TOTAL})

    assert [Outcome.AGREED, Outcome.UNMAPPED] == [each.outcome for each in verdict]
    assert Outcome.UNMAPPED is verdict.outcome


def test_a_promise_that_no_system_tells_is_a_gap_in_the_landscape():
    """What was promised is never left out quietly."""
    verdict = compared({**TOTAL, "address": "Hauptstr. 5"}, website=TOTAL, erp=TOTAL)
    [total, address] = verdict

    assert Outcome.AGREED is total.outcome
    assert Outcome.UNMAPPED is address.outcome
    assert frozenset() == address.laggards


def test_a_system_that_shares_no_field_is_a_gap_in_the_landscape():
    """It answered and nothing of it was compared: that is no agreement."""
    total = the_only(compared(website=TOTAL, crm=TOTAL, erp={"address": "Hauptstr. 5"}))

    assert Outcome.UNMAPPED is total.outcome
    assert {"erp": Unmapped("", "[systems.erp.order]")} == total.unmapped


def test_the_table_to_complete_is_quoted_where_it_must_be():
    """TOML wants quotes around a kind of two words."""
    subject = type(ORDER)("amended confirmation", "A-1042")
    counts = [said("website", {"count": 1}, subject), said("inbox", {"count": 1}, subject)]
    [count] = compare([Field("count", "count")], [*counts, said("erp", {}, subject)])

    assert count.unmapped["erp"].where == '[systems.erp."amended confirmation"]'


# Pending


def test_a_promise_that_is_not_due_is_pending():
    """Before the nightly batch the list may say what it likes."""
    total = the_only(compared(TOTAL, website=TOTAL, list=DEARER, not_due="list"))

    assert Outcome.PENDING is total.outcome
    assert {"list"} == total.pending
    assert frozenset() == total.apart


def test_a_record_that_is_not_due_is_pending():
    total = the_only(compared(TOTAL, website=TOTAL, list=None, not_due="list"))

    assert Outcome.PENDING is total.outcome
    assert frozenset() == total.silent


def test_who_is_early_agrees():
    """A system that follows before it is due has followed."""
    assert compared(TOTAL, website=TOTAL, list=TOTAL, not_due="list").agreed


def test_who_is_not_due_has_no_say_in_what_prevails():
    """Two that still tell the old story do not put the first that tells the new one apart."""
    total = the_only(compared(website=TOTAL, crm=DEARER, erp=DEARER, not_due="crm erp"))

    assert frozenset() == total.apart
    assert {"crm", "erp"} == total.pending


def test_those_who_are_not_due_are_compared_with_each_other():
    """Two that both fit what prevails and contradict each other do not agree."""
    cheap, dear = ({"lines": (line("BB-IT", 1, price),)} for price in ("89.00", "90.00"))
    lines = the_only(compared(website=ITALIAN, crm=cheap, erp=dear, not_due="crm erp"))

    assert Outcome.PENDING is lines.outcome
    assert {"erp"} == lines.pending


def test_where_nobody_is_due_they_are_compared_all_the_same():
    total = the_only(compared(crm=TOTAL, erp=DEARER, not_due="crm erp"))

    assert Outcome.PENDING is total.outcome


def test_a_contradiction_outweighs_what_is_not_due():
    total = the_only(compared(TOTAL, website=DEARER, list=DEARER, not_due="list"))

    assert {"website"} == total.apart
    assert {"list"} == total.pending
    assert Outcome.CONTRADICTED is total.outcome


# Nothing to compare


def test_no_system_is_nothing_to_compare():
    with pytest.raises(NothingToCompare, match="No system was asked"):
        compare(FIELDS, [])


def test_one_witness_is_nothing_to_compare():
    with pytest.raises(
        NothingToCompare, match="Only website was asked about order A-1042"
    ) as caught:
        compared(website=TOTAL)
    assert (
        "  Describe its fields for another system in the landscape: [systems.NAME.order]."
        == str(caught.value).splitlines()[1]
    )


def test_records_that_nobody_has_and_nobody_promised_are_nothing_to_compare():
    with pytest.raises(NothingToCompare, match="No system has a record of order A-1042"):
        compared(website=None, erp=None)


def test_systems_without_a_common_field_are_nothing_to_compare():
    with pytest.raises(NothingToCompare, match="is told by two of website, erp"):
        compared(website=TOTAL, erp={"address": "Hauptstr. 5"})


def test_a_promise_of_an_unknown_field_is_a_wrong_call():
    """A misspelt promise must not pass for want of anybody to compare it."""
    with pytest.raises(WrongCall, match=r"holds unknown fields: totl\.") as mistake:
        compared({"totl": euros("89.00")}, website=TOTAL)

    assert "Known fields: address, delivery_day, lines, status, total." in str(mistake.value)


def test_an_unknown_kind_of_comparison_is_a_wrong_call():
    with pytest.raises(WrongCall, match="'colour' is no kind"):
        compare([Field("colour", "colour")], [said("website", TOTAL)])


# While records are on their way


def test_a_picture_of_nothing_yet_is_absent():
    """Nobody has a record and nobody promised one: later looks may find it."""
    verdict = compare_so_far(FIELDS, [said("website"), said("erp")])

    assert {Outcome.ABSENT} == {each.outcome for each in verdict}
    assert {"website", "erp"} == verdict.fields[0].silent


def test_a_picture_is_a_comparison_as_soon_as_there_is_something():
    observations = [said("website", TOTAL), said("erp", TOTAL)]

    assert compare(FIELDS, observations) == compare_so_far(FIELDS, observations)


def test_a_picture_that_waiting_cannot_improve_is_nothing_to_compare():
    with pytest.raises(NothingToCompare):
        compare_so_far(FIELDS, [said("website", TOTAL), said("erp", {"address": "Hauptstr. 5"})])


# The verdict


def test_a_verdict_names_the_systems_as_they_were_asked():
    verdict = compared(website=TOTAL, erp=TOTAL, crm=TOTAL)

    assert verdict.systems == ("website", "erp", "crm")
    assert verdict.subject == ORDER
    assert verdict.discrepancies == ()


# Properties

WORDS = st.sampled_from(
    [
        TOTAL,
        DEARER,
        {**TOTAL, **ITALIAN},
        {**DEARER, **ENGLISH},
        {"total": None},
        {"total": Unmapped("?", "[systems.crm.order] total")},
        None,
        Down(),
    ]
)
PROMISES: st.SearchStrategy[Promise | None] = st.sampled_from(
    [None, promised(TOTAL), promised({**DEARER, **ENGLISH})]
)


def outcome(
    observations: list[Observation], promise: Promise | None
) -> dict[str, tuple[Outcome, frozenset[str]]] | None:
    try:
        verdict = compare(FIELDS, observations, promise)
    except NothingToCompare:
        return None
    return {each.field.name: (each.outcome, each.laggards) for each in verdict}


@given(words=st.lists(WORDS, min_size=1, max_size=5), promise=PROMISES, data=st.data())
def test_it_does_not_matter_who_is_named_first(
    words: list[Word], promise: Promise | None, data: st.DataObject
):
    observations = [said(f"system {at}", word) for at, word in enumerate(words)]
    shuffled = data.draw(st.permutations(observations))

    assert outcome(observations, promise) == outcome(shuffled, promise)


@given(words=st.lists(WORDS, min_size=1, max_size=5), promise=PROMISES)
def test_agreement_needs_two_who_tell_and_none_who_does_not(
    words: list[Word], promise: Promise | None
):
    """Nothing passes that somebody did not say, could not say or said otherwise."""
    observations = [said(f"system {at}", word) for at, word in enumerate(words)]
    try:
        verdict = compare(FIELDS, observations, promise)
    except NothingToCompare:
        return

    for each in verdict:
        tellers = [*each.said.values(), *([each.promised] if each.promised is not None else [])]
        if each.outcome is Outcome.AGREED:
            assert len(tellers) >= 2
            assert not each.laggards
            assert len(set(tellers)) == 1
        else:
            assert each.laggards or not each.said


ADDRESS = {"total": euros("5.00"), "address": "Am Markt 1, Berlin"}
"""Told by the CRM; the payment processor is expected to tell a total and no address."""


def of_payments(word: Word) -> Verdict:
    """A payment processor that says this, beside a CRM that keeps the whole promise."""
    payments = replace(said("payments", word), tells=frozenset({"total"}))
    return compare(FIELDS, [said("crm", ADDRESS), payments], promised(ADDRESS))


def test_an_absent_system_is_silent_only_about_what_it_is_expected_to_tell():
    """A payment processor that never tells an address has no part in the address."""
    by_name = {each.field.name: each for each in of_payments(None)}

    assert {"payments"} == by_name["total"].silent
    assert Outcome.ABSENT is by_name["total"].outcome
    assert Outcome.AGREED is by_name["address"].outcome


def test_an_unreachable_system_is_missed_only_where_it_is_expected_to_tell():
    """Its trouble makes no other field unknowable."""
    by_name = {each.field.name: each for each in of_payments(Down("it is down"))}

    assert Outcome.UNREACHABLE is by_name["total"].outcome
    assert Outcome.AGREED is by_name["address"].outcome
