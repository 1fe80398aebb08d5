"""Which system is right by nature: it decides whom to blame, and never whether they agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from samestory.core.agreement import compare
from samestory.core.model import Field, Outcome, Unmapped
from samestory.core.verdict import FieldVerdict
from samestory.errors import NothingToCompare
from tests.fakes import Down, Word, euros, promised, said

TOTAL = Field("total", "money")
BY_NATURE = replace(TOTAL, authority="erp")
RIGHT, FALSE = {"total": euros("89.00")}, {"total": euros("178.00")}


def judged(
    promise: Mapping[str, object] | None = None, /, *, not_due: str = "", **words: Word
) -> FieldVerdict:
    """What comparing the total comes to, of which the ERP knows by nature."""
    told = promised(promise) if promise is not None else None
    observations = [said(name, word) for name, word in words.items()]
    [field] = compare([BY_NATURE], observations, told, not_due=not_due.split())
    return field


def test_whoever_contradicts_the_authority_is_wrong():
    """On a tie, too."""
    field = judged(website=FALSE, erp=RIGHT)

    assert (Outcome.CONTRADICTED, {"website"}) == (field.outcome, field.apart)
    assert {"website"} == field.wrong


def test_the_many_are_wrong_if_they_contradict_it():
    """Three that agree on a wrong value."""
    field = judged(website=FALSE, crm=FALSE, inbox=FALSE, erp=RIGHT)

    assert {"website", "crm", "inbox"} == field.apart == field.wrong


def test_the_promise_counts_as_told_to_the_customer():
    """The authority stands apart from it, and nobody else is called wrong."""
    field = judged(RIGHT, website=RIGHT, erp=FALSE)

    assert (Outcome.CONTRADICTED, {"erp"}) == (field.outcome, field.apart)
    assert frozenset() == field.wrong


def test_against_promise_and_authority_a_system_is_wrong():
    """Both say so."""
    assert {"crm"} == judged(RIGHT, website=RIGHT, crm=FALSE, erp=RIGHT).wrong


def test_an_authority_that_says_nothing_decides_nothing():
    """Then it is the many against the one, as without an authority."""
    for word in (None, {"total": None}, Down(), {"total": Unmapped("?", "x")}):
        field = judged(website=RIGHT, inbox=RIGHT, crm=FALSE, erp=word)

        assert {"crm"} == field.apart
        assert frozenset() == field.wrong


def test_an_authority_whose_time_has_not_come_decides_nothing():
    """It may not know yet."""
    field = judged(website=RIGHT, inbox=RIGHT, crm=FALSE, erp=FALSE, not_due="erp")

    assert {"crm"} == field.apart
    assert {"erp"} == field.pending


WORDS = st.sampled_from([RIGHT, FALSE, {"total": None}, {"total": Unmapped("?", "x")}, None])


@given(
    words=st.lists(WORDS, min_size=2, max_size=5),
    promise=st.sampled_from([None, RIGHT, FALSE]),
    data=st.data(),
)
def test_an_authority_changes_no_outcome(
    words: list[Word], promise: Mapping[str, object] | None, data: st.DataObject
):
    """It only says who is wrong."""
    names = [f"system {at}" for at in range(len(words))]
    observations = [said(name, word) for name, word in zip(names, words, strict=True)]
    told = promised(promise) if promise else None
    ruled = replace(TOTAL, authority=data.draw(st.sampled_from(names)))

    try:
        [plain] = compare([TOTAL], observations, told)
    except NothingToCompare:
        return
    [field] = compare([ruled], observations, told)

    assert plain.outcome is field.outcome
    assert field.wrong <= field.apart
    assert bool(plain.apart) == bool(field.apart)
