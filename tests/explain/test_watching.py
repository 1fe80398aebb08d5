"""What a person reads of a claim about time: who broke it when, and how closely it was watched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samestory.core.agreement import compare
from samestory.core.claims import Bound, Keeping, Never, Saying
from samestory.core.kept_verdicts import kept_verdict
from samestory.core.model import Field, Observation, Outcome, Promise, Subject
from samestory.core.never_verdicts import never_verdict
from samestory.core.verdict import Verdict
from samestory.explain import explained, story, timeline
from samestory.explain.html import agreement_page
from tests.explain.test_explain import golden
from tests.fakes import FIELDS, ORDER, Down, Word, euros, line, promised, said

CALLED = {"crm": "CRM", "erp": "ERP"}
STATUS = Field("status", "status")
IN_PROCESS = Saying("crm", ORDER, STATUS, "in process")
WHILE_PLACED = Never(IN_PROCESS, Bound.WHILE, Saying("erp", ORDER, STATUS, "placed"))
BEFORE_PICKED = Never(IN_PROCESS, Bound.BEFORE, Saying("erp", ORDER, STATUS, "picked"))
MAIL = Subject("follow-up", "A-1042", ORDER.of)
PARCEL = Subject("parcel", "P-7", ORDER.of)
NO_FOLLOW_UP = Never(
    Saying("inbox", MAIL), Bound.BEFORE, Saying("courier", PARCEL, STATUS, "delivered")
)


def words(
    system: str, *told: str | Word, at: float = 0.0, subject: Subject = ORDER
) -> list[Observation]:
    """A word every 0.3 s, from a moment on."""
    said_so = ({"status": each} if isinstance(each, str) else each for each in told)
    return [
        said(system, each, subject, at=at + 0.3 * turn, takes=0.02)
        for turn, each in enumerate(said_so)
    ]


def kept(*crm: str | Word) -> Verdict:
    told = [*words("crm", *crm), *words("erp", *["cancelled"] * len(crm), at=0.1)]
    ending = compare(FIELDS, [told[len(crm) - 1], told[-1]], promised({"status": "cancelled"}))
    return kept_verdict(ending, told)


HALF_PROMISE = promised(
    {"lines": (line("BB-EN"),), "total": euros("45.00")},
    {"lines": (line("CH-11", 2),), "total": euros("59.80")},
)
BEFORE, AFTER = (each.values for each in HALF_PROMISE.revisions)
HALF = {**AFTER, "lines": BEFORE["lines"]}
NEW = {"address": "Neue Gasse 7, 10115, Berlin"}
OLD = {"address": "Alte Gasse 1, 10115, Berlin"}


def changed(keeping: Keeping, promise: Promise, crm: Word, *erp: Word) -> Verdict:
    """What the ERP said of a change that the CRM had followed."""
    told = [*words("crm", crm, crm, crm), *words("erp", *erp, at=0.1)]
    fields = [each for each in FIELDS if each.name in promise.values]
    ending = compare(fields, [told[2], told[-1]], promise)
    replaced = (OLD["address"],) if keeping is Keeping.NEVER_OLD else ()
    return kept_verdict(ending, told, keeping=keeping, replaced=replaced)


def old(*erp: Word) -> Verdict:
    return changed(Keeping.NEVER_OLD, promised(NEW), NEW, *erp)


def half(*erp: Word) -> Verdict:
    return changed(Keeping.NEVER_HALF, HALF_PROMISE, AFTER, *erp)


ERP = words("erp", "placed", "placed", "placed", at=0.1)
VERDICTS = {
    "never_called_it": never_verdict(
        WHILE_PLACED, [*words("crm", "placed", "placed", "placed"), *ERP]
    ),
    "called_it_meanwhile": never_verdict(
        WHILE_PLACED, [*words("crm", "placed", "in process", "placed"), *ERP]
    ),
    "called_it_too_early": never_verdict(
        BEFORE_PICKED, [*words("crm", "placed", "in process", "placed"), *ERP]
    ),
    "cannot_say_whether_it_called_it": never_verdict(
        WHILE_PLACED, [*ERP, *words("crm", Down(), Down(), Down())]
    ),
    "called_it_nothing": never_verdict(WHILE_PLACED, [*ERP, *words("crm", None, None, None)]),
    "a_mail_too_early": never_verdict(
        NO_FOLLOW_UP,
        [
            *words("inbox", None, {"count": 1}, {"count": 1}, subject=MAIL),
            *words("courier", "announced", "announced", None, at=0.1, subject=PARCEL),
        ],
    ),
    "kept_to_it": kept("placed", "cancelled", "cancelled"),
    "went_back_on_it": kept("cancelled", "placed", "cancelled"),
    "never_told_an_old_one": old(NEW, NEW, NEW),
    "told_an_old_one_for_a_while": old(OLD, OLD, NEW),
    "tells_an_old_one_still": old(OLD, OLD, OLD),
    "cannot_say_whether_it_told_an_old_one": old(NEW, Down(), Down(), Down(), NEW),
    "never_told_it_half_changed": half(BEFORE, AFTER, AFTER),
    "told_it_half_changed_for_a_while": half(BEFORE, HALF, HALF, AFTER),
    "told_what_is_neither_old_nor_new": half(*[{"total": euros("0.00")}] * 2, AFTER),
    "a_standing_rule": replace(
        compare(FIELDS, words("erp", "placed"), promised({"status": "cancelled"})),
        rule="cancelled stays cancelled",
    ),
}


def test_parts_of_two_older_versions_are_not_called_neither_old_nor_new():
    """She has changed it twice, and the lines are those of the first version."""
    newest = {"lines": (line("TUBE", 3),), "total": euros("12.00")}
    twice = promised(BEFORE, AFTER, newest)
    verdict = changed(Keeping.NEVER_HALF, twice, newest, HALF, HALF, newest)

    text = explained(verdict, str, called=CALLED).text
    assert "The ERP told lines and total that are of no one version, from" in text


def test_each_field_names_only_who_was_wrong_about_it():
    """The CRM had not followed the lines, and the ERP not the total."""
    told = [
        *words("crm", HALF, HALF, AFTER),
        *words("erp", *[{**AFTER, "total": BEFORE["total"]}] * 2, AFTER, at=0.1),
    ]
    fields = [each for each in FIELDS if each.name in {"lines", "total"}]
    ending = compare(fields, [told[2], told[-1]], HALF_PROMISE)
    verdict = kept_verdict(ending, told, keeping=Keeping.NEVER_HALF)

    assert ["the CRM said so for a while", "the ERP said so for a while"] == [
        each.remark for each in story(verdict, CALLED).rows
    ]


@pytest.mark.parametrize("name", VERDICTS)
def test_every_sort_of_claim_reads_as_agreed_on(name: str):
    text = explained(VERDICTS[name], str, called=CALLED).text

    assert golden(name, text) == text


@pytest.mark.parametrize(
    "name",
    ["called_it_too_early", "kept_to_it", "told_it_half_changed_for_a_while", "a_standing_rule"],
)
def test_the_page_says_the_same(name: str):
    told = explained(VERDICTS[name], str, called=CALLED).story
    page = agreement_page(told)

    assert told.sentences
    assert all(each.replace('"', "&#34;") in page for each in (told.headline, *told.sentences))


def test_a_secret_word_is_hidden_and_names_are_not():
    """A system may be called as a password is."""
    told = explained(
        VERDICTS["called_it_meanwhile"], lambda text: text.replace("crm", "***"), called=CALLED
    )

    assert told.text.startswith("The CRM called order A-1042")


def test_the_picture_of_a_claim_ends_with_its_outcome():
    """In its colour, whatever the last look was; and nobody waited for anything to settle."""
    picture = timeline(VERDICTS["called_it_meanwhile"], CALLED)

    assert [Outcome.CONTRADICTED, Outcome.AGREED] == [each.ended for each in picture.lanes]
    assert picture.settling is None
