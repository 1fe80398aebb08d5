"""Pages that were kept as evidence, read again: by the same words, by others, and not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest

from samestory.adapters.html.system import HtmlSystem
from samestory.adapters.http.reading_again import read_replies_again
from samestory.adapters.reading_again import CannotReadAgain, Values
from samestory.config.entries import SystemEntry
from samestory.core.model import Evidence, Observation, Subject, Unmapped
from samestory.extraction.entries import Hop, Question
from samestory.extraction.selectors import Page, Pick
from samestory.redaction import MASK
from tests.adapters.entries import GUARD, filing, reading, subject_entry, system_entry

ORDER = Subject("order", "A-1")
DESK = """<h1>Order A-1</h1>
<dl><dt>Total</dt><dd class="total">49,90 €</dd><dt>Net</dt><dd class="net">41,93 €</dd></dl>
<p class="state">Packed</p>"""
NOBODY = "<p class='none'>No such order</p>"
PARTS = {"total": Pick("dd.total"), "state": Pick("p.state")}
MEANS = {"Packed": "picked"}


def crm(
    parts: Mapping[str, Pick] = PARTS,
    means: Mapping[str, str] = MEANS,
    within: str = "",
    **more: Any,
) -> SystemEntry:
    """A desk whose pages tell the total and the status of an order."""
    asking = subject_entry(
        page=Page(parts, missing="p.none"),
        fields={
            "total": reading(f"{within}total"),
            "status": reading(f"{within}state", "status", means=means),
        },
        **more,
    )
    return system_entry(
        asking, adapter="html", settings={"base_url": "http://crm.example", "scripts": False}
    )


def said(pages: Mapping[str, str], entry: SystemEntry) -> Observation:
    """What the desk says, and the evidence that is kept of it."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, html=pages[request.url.path])

    system = HtmlSystem(entry, GUARD, filing("hidden-1"), transport=httpx.MockTransport(answer))
    try:
        return system.observe(ORDER)
    finally:
        system.close()


def again(entry: SystemEntry, evidence: Sequence[Evidence]) -> Values:
    return read_replies_again(entry, GUARD, ORDER, evidence)


def test_by_the_same_words_a_page_says_the_same() -> None:
    desk = crm()
    found = said({"/orders/A-1": DESK}, desk)

    assert {"total": "49,90 €", "status": "picked"} == found.values == again(desk, found.evidence)


@pytest.mark.parametrize(
    ("otherwise", "expected"),
    [
        ({"parts": {**PARTS, "total": Pick("dd.net")}}, {"total": "41,93 €", "status": "picked"}),
        ({"means": {"Packed": "shipped"}}, {"total": "49,90 €", "status": "shipped"}),
    ],
)
def test_other_selectors_and_meanings_read_other_values_from_the_same_page(
    otherwise: dict[str, Any], expected: Mapping[str, str]
) -> None:
    evidence = said({"/orders/A-1": DESK}, crm()).evidence

    assert expected == again(crm(**otherwise), evidence)


def test_a_code_that_is_explained_no_more_is_a_gap_again() -> None:
    evidence = said({"/orders/A-1": DESK}, crm()).evidence

    values = again(crm(means={"Sent": "shipped"}), evidence)

    assert values is not None
    assert isinstance(values["status"], Unmapped)


def test_a_page_that_knew_of_no_record_knows_of_none_again() -> None:
    """None is no record; a page that says nothing at all would be unmapped."""
    desk = crm()
    found = said({"/orders/A-1": NOBODY}, desk)

    assert found.absent
    assert again(desk, found.evidence) is None


def test_every_page_on_the_way_is_read_again_in_its_order() -> None:
    search = Question(
        find={"method": "GET", "path": "/search"}, page=Page({"deal": Pick("a.deal")})
    )
    hops = (Hop(name="found", question=search, take={"deal": "deal"}, where="x.toml"),)
    desk = crm(within="answer.", via=hops, find={"method": "GET", "path": "/deals/{deal}"})
    pages = {"/search": "<h1>Found</h1><a class=deal>D7</a>", "/deals/D7": DESK}
    found = said(pages, desk)

    assert found.values == again(desk, found.evidence)
    assert {"total": "49,90 €", "status": "picked"} == again(desk, found.evidence)
    with pytest.raises(CannotReadAgain, match="was never asked for /deals/D7"):
        again(desk, found.evidence[:1])


def test_another_question_was_never_answered() -> None:
    evidence = said({"/orders/A-1": DESK}, crm()).evidence

    with pytest.raises(
        CannotReadAgain, match=r"was asked for .*/orders/A-1, and not for /deals/A-1"
    ):
        again(crm(find={"method": "GET", "path": "/deals/{key}"}), evidence)


def test_selectors_that_fit_nothing_are_no_silence() -> None:
    """That the page does not show it is unmapped, as it would have been on the day."""
    evidence = said({"/orders/A-1": DESK}, crm()).evidence

    values = again(crm(parts={"total": Pick("b.sum"), "state": Pick("b.state")}), evidence)

    assert values is not None
    assert all(isinstance(each, Unmapped) for each in values.values())


def test_nothing_kept_is_nothing_that_could_be_read() -> None:
    with pytest.raises(CannotReadAgain, match="left nothing"):
        again(crm(), [])


def test_what_was_hidden_stays_hidden() -> None:
    desk = crm()
    found = said({"/orders/A-1": DESK.replace("41,93 €", "hidden-1")}, desk)
    evidence = found.evidence

    assert not any(b"hidden-1" in each.content for each in evidence)
    values = again(crm(parts={**PARTS, "total": Pick("dd.net")}), evidence)
    assert values is not None
    assert MASK in str(values["total"])


def test_half_an_answer_is_not_read() -> None:
    [piece] = said({"/orders/A-1": DESK}, crm()).evidence
    half = replace(piece, content=piece.content[: len(piece.content) // 2])

    with pytest.raises(CannotReadAgain, match="kept in part only"):
        again(crm(), [half])
