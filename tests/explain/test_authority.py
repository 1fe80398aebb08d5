"""How it is told that a system is wrong, that one is right by nature, or that both are close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from samestory.config.rules import TOLERANCES
from samestory.core.agreement import compare
from samestory.core.model import Field
from samestory.core.verdict import Verdict
from samestory.explain import explanation, story, timeline
from samestory.explain.html import agreement_page
from tests.fakes import Word, euros, promised, said

CALLED = {"website": "website", "crm": "CRM", "erp": "ERP"}
TOTAL = Field("total", "money")
BY_NATURE = replace(TOTAL, authority="erp")
CENT = replace(TOTAL, tolerance=TOLERANCES["money"][0]("0.01 EUR"))
RIGHT, FALSE = {"total": euros("89.00")}, {"total": euros("178.00")}


def told_of(verdict: Verdict) -> str:
    """What a person reads, without how the systems were asked."""
    return explanation(verdict, CALLED).partition("\n  Asked: ")[0]


def found(about: Field, promise: Mapping[str, object] | None = None, **words: Word) -> Verdict:
    observations = [said(name, word) for name, word in words.items()]
    return compare([about], observations, promised(promise) if promise else None)


def test_who_contradicts_the_authority_is_called_wrong():
    """Although two stand against one."""
    told = told_of(found(BY_NATURE, website=FALSE, crm=FALSE, erp=RIGHT))

    assert told == (
        "The website and the CRM are wrong about order A-1042.\n"
        "\n"
        "  field   website      CRM          ERP\n"
        "  total   178.00 EUR   178.00 EUR   89.00 EUR   <- the website and the CRM are wrong\n"
        "\n"
        "  The ERP is right about the total by nature, and says 89.00 EUR."
    )


def test_an_authority_that_breaks_the_promise_is_named_fairly():
    """The customer was told something; that may have been the mistake."""
    told = told_of(found(BY_NATURE, RIGHT, website=RIGHT, crm=RIGHT, erp=FALSE))

    assert told == (
        "The systems disagree about order A-1042.\n"
        "\n"
        "  field   promised    website     CRM         ERP\n"
        "  total   89.00 EUR   89.00 EUR   89.00 EUR   178.00 EUR   "
        "<- the ERP, which is right about it by nature, stands alone\n"
        "\n"
        "  The ERP, which is right about the total by nature, says 178.00 EUR: what was promised "
        "may be wrong."
    )


def test_an_authority_that_agrees_is_not_mentioned():
    """There is nothing to decide."""
    assert "by nature" not in explanation(found(BY_NATURE, website=RIGHT, erp=RIGHT), CALLED)


def test_what_is_within_the_tolerance_is_marked_and_told():
    """Nobody has to look for the cent."""
    near = {"total": euros("89.01")}
    told = told_of(found(CENT, RIGHT, website=RIGHT, erp=near))

    assert told == (
        "Both systems agree about order A-1042, within the tolerance.\n"
        "\n"
        "  field   promised    website     ERP\n"
        "  total   89.00 EUR   89.00 EUR   ≈ 89.01 EUR   <- the ERP is within the tolerance "
        "(0.01 EUR)\n"
        "\n"
        "  The ERP says 89.01 EUR for the total, within the tolerance (0.01 EUR)."
    )


def test_a_contradiction_names_the_tolerance_that_it_is_beyond():
    """So that it can be seen how far."""
    told = told_of(found(CENT, RIGHT, website=RIGHT, erp=FALSE))

    assert "The tolerance of the total is 0.01 EUR." in told


def test_the_page_marks_the_cells():
    """Wrong, right by nature, within tolerance."""
    wrong = agreement_page(story(found(BY_NATURE, website=FALSE, erp=RIGHT), CALLED))
    near = agreement_page(story(found(CENT, RIGHT, erp={"total": euros("89.01")}), CALLED))

    assert "<small>is wrong</small>" in wrong
    assert "<small>is right by nature</small>" in wrong
    assert "<small>is within tolerance</small>" in near


def test_the_picture_says_who_is_wrong():
    """In the words beside its lane."""
    drawn = timeline(found(BY_NATURE, website=FALSE, erp=RIGHT), CALLED)

    assert "is wrong" == next(each.closing for each in drawn.lanes if each.system == "website")
