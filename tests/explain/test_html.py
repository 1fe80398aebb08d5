"""The agreement matrix shows who says what, and marks the odd ones by more than colour."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from samestory.core.model import Promise, Revision
from samestory.core.verdict import Verdict
from samestory.explain import story
from samestory.explain.html import agreement_page, printable, shortened
from tests.report import made_up


def page(verdict: Verdict, called: dict[str, str] | None = None) -> BeautifulSoup:
    return BeautifulSoup(agreement_page(story(verdict, called or made_up.CALLED)), "html.parser")


def rows(shown: BeautifulSoup) -> list[list[str]]:
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in shown.select("table tr")
    ]


def test_a_contradiction_reads_as_a_table() -> None:
    """Fields down, the promise and the systems across, the odd cell with sign and words."""
    assert [
        ["", "promised", "website", "inbox", "CRM", "ERP"],
        [
            "lines the ERP stands alone",
            *["1 × BB-IT"] * 4,
            "≠ 1 × BB-EN says otherwise",
        ],
        ["total", *["89.00 EUR"] * 5],
        ["status", *["placed"] * 5],
        ["delivery day", *["24 Nov 2026"] * 5],
    ] == rows(page(made_up.contradicted()))


def test_an_agreement_marks_nobody() -> None:
    """Nothing odd, and the sentence says so."""
    shown = page(made_up.agreed())

    assert not shown.select(".odd")
    assert "✓ agreed" in shown.get_text()


PROMISED = made_up.PROMISE.revisions[-1].values
IN_PART = Promise(
    made_up.ORDER,
    (Revision("order", made_up.START, {name: PROMISED[name] for name in ("lines", "total")}),),
)


@pytest.mark.parametrize(
    "promise", [made_up.PROMISE, IN_PART, None], ids=["promised", "in part", "not promised"]
)
def test_what_all_agree_on_is_said_on_a_phone_as_well(promise: Promise | None) -> None:
    """A row on which all agree is one line there: its first value, of the promise or a system."""
    verdict = made_up.verdict_of([(0.0, {"crm": made_up.NOW, "erp": made_up.NOW})], promise)
    shown = page(verdict)

    assert ["1 × BB-IT", "89.00 EUR", "placed", "24 Nov 2026"] == [
        each.get_text() for each in shown.select("tr.same td.first")
    ]


def test_silence_no_answer_and_unknown_codes_look_different() -> None:
    """Each with its own sign and words."""
    odd = [
        " ".join(page(verdict).select(".odd")[0].get_text(" ").split())
        for verdict in (made_up.absent(), made_up.unreachable(), made_up.unmapped())
    ]

    assert [
        "∅ no record says nothing",
        "? unreachable could not be asked",
        "¿ 'wf_17' unexplained code",
    ] == odd


def test_what_the_landscape_lacks_is_proposed() -> None:
    """The line to add stands under the table."""
    assert "wf_17" in page(made_up.unmapped()).select("pre")[0].get_text()


def test_hostile_names_and_values_stay_text() -> None:
    """Nothing that a system says becomes an element or an attribute that acts."""
    verdict, called = made_up.hostile()
    shown = page(verdict, called)

    assert not shown.find_all(["script", "img", "a", "iframe", "object", "link"])
    names = {name for tag in shown.find_all(True) for name in tag.attrs}
    assert not {name for name in names if name.startswith("on") or name in ("src", "href", "style")}


def test_it_fits_or_scrolls_inside() -> None:
    """Allure cuts off what is wider than its frame; the table has a frame of its own."""
    shown = page(made_up.contradicted())

    assert shown.select(".scroll > table")
    assert ".scroll { overflow-x: auto; max-width: 100% }" in shown.style.get_text()


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("A-1042\u200b", "A-1042⟨U+200B⟩"),
        ("\u202e2401-A", "⟨U+202E⟩2401-A"),
        ("nul\x00", "nul⟨U+0000⟩"),
        ("half\ud800", "half⟨U+D800⟩"),
        ("red \x1b[31m", "red ⟨U+001B⟩[31m"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(text: str, seen: str) -> None:
    """A reader who compares two values must see a difference that a program sees."""
    assert seen == printable(text)


@pytest.mark.parametrize("text", ["Zoë", "a\tb\nc", "2 × 24″", "👩‍🔧", "日本"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    """Scripts, emoji with joiners, tabs and line ends are no tricks."""
    assert text == printable(text)


def test_shortened_says_that_something_is_missing() -> None:
    """An ellipsis counts as a character."""
    assert "abcd…" == shortened("abcdefgh", 5)
    assert "abcde" == shortened("abcde", 5)
