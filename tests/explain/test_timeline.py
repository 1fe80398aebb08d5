"""The timeline tells the looks truthfully, and draws them so that anybody can open the file."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from xml.etree import ElementTree as ET

import pytest
from pydantic import TypeAdapter

from samestory.core.model import Outcome
from samestory.core.verdict import Verdict
from samestory.explain import Timeline, timeline
from samestory.explain.svg import NARROW, WIDE, Paper, draw
from tests.report import made_up

SVG = "{http://www.w3.org/2000/svg}"
VERDICTS = [
    made_up.agreed(),
    made_up.contradicted(),
    made_up.absent(),
    made_up.unreachable(),
    made_up.unmapped(),
    made_up.changed_its_mind(),
]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  drawn by ourselves


def lanes(verdict: Verdict) -> dict[str, str]:
    return {each.name: each.closing for each in timeline(verdict, made_up.CALLED).lanes}


def test_every_lane_ends_with_how_it_ended() -> None:
    """Who followed when, and who never did."""
    assert {
        "website": "agreed immediately",
        "inbox": "agreed immediately",
        "CRM": "agreed after 0.8 s",
        "ERP": "says otherwise",
    } == lanes(made_up.contradicted())


@pytest.mark.parametrize(
    ("verdict", "system", "closing"),
    [
        (made_up.absent(), "inbox", "says nothing"),
        (made_up.unreachable(), "ERP", "could not be asked"),
        (made_up.unmapped(), "CRM", "unexplained code"),
        (made_up.changed_its_mind(), "ERP", "changed its mind"),
    ],
)
def test_outcomes_are_not_conflated(verdict: Verdict, system: str, closing: str) -> None:
    """Silence, a dead line and an unknown code are three things."""
    assert closing == lanes(verdict)[system]


def test_the_settle_time_is_the_last_unbroken_agreement() -> None:
    """It begins with the first good look, not with the last."""
    assert (0.7, 1.75) == timeline(made_up.agreed(), made_up.CALLED).settling
    assert timeline(made_up.contradicted(), made_up.CALLED).settling is None


def test_marks_say_what_was_said() -> None:
    """The look, the time, who, and the odd value."""
    [*_, erp] = timeline(made_up.contradicted(), made_up.CALLED).lanes

    assert "Look 9, after 5.00 s: ERP says otherwise: lines 1 × BB-EN" == erp.marks[-1].says


def test_a_carried_word_is_no_answer() -> None:
    """Only laggards are asked again; the others' marks say so."""
    [website, *_] = timeline(made_up.contradicted(), made_up.CALLED).lanes

    assert [True, *[False] * 7, True] == [each.asked for each in website.marks]


def test_promises_stand_where_they_were_made() -> None:
    """Seconds before the first question."""
    moments = timeline(made_up.agreed(), made_up.CALLED).moments

    assert [("order", -1.1), ("amendment 1", -0.2)] == [
        (each.what, round(each.at, 3)) for each in moments
    ]


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_record_reads_back_the_same(verdict: Verdict) -> None:
    """What stands in verdicts.jsonl draws the same picture."""
    told = timeline(verdict, made_up.CALLED, made_up.DEADLINES)

    assert told == TypeAdapter(Timeline).validate_json(json.dumps(asdict(told)))


WIDTHS = {"samestory-faint": 6.3, "samestory-tick": 6.3, "samestory-title": 8.7}
"""How wide a letter is on average in a wide typeface (DejaVu Sans), in px."""


@pytest.mark.parametrize("paper", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_picture_is_sound_and_nothing_leaves_the_paper(verdict: Verdict, paper: Paper) -> None:
    """Neither a mark nor the end of a text, at the width of a letter in its own size."""
    root = parsed(draw(timeline(verdict, made_up.CALLED, made_up.DEADLINES), paper))
    height = float(root.attrib["height"])

    assert str(paper.width) == root.attrib["width"]
    for text in root.iter(f"{SVG}text"):
        kind = text.attrib.get("class", "")
        width = WIDTHS.get(kind, 7.0) * len(text.text or "")
        anchor = "middle" if kind == "samestory-tick" else text.attrib.get("text-anchor")
        before = {"middle": width / 2, "end": width}.get(anchor or "", 0)
        assert 0 <= float(text.attrib["x"]) - before
        assert float(text.attrib["x"]) - before + width <= paper.width
        assert 0 < float(text.attrib["y"]) < height


@pytest.mark.parametrize("paper", [WIDE, NARROW], ids=["wide", "narrow"])
def test_of_a_long_title_the_looks_are_never_cut_off(paper: Paper) -> None:
    """A mail address is longer than a phone is wide; above the picture it stands in full."""
    ada = "ada.stadelmann.of.the.long.address.75baddd280@customers.example"
    told = replace(
        timeline(made_up.contradicted(), made_up.CALLED), title=f"orders {ada}: 10 looks in 5.2 s"
    )
    root = parsed(draw(told, paper))
    [title] = [
        each.text or ""
        for each in root.iter(f"{SVG}text")
        if each.attrib["class"] == "samestory-title"
    ]

    assert title.startswith("orders ada.s")
    assert title.endswith("…: 10 looks in 5.2 s")
    assert 12 + WIDTHS["samestory-title"] * len(title) <= paper.width


def test_the_pictures_fit_where_they_are_shown() -> None:
    """In Allure's frame of 550 px, and on a phone of 390 px between the margins of the page."""
    assert WIDE.width <= 550
    assert NARROW.width <= 390 - 2 * 16


def test_every_outcome_has_a_shape_of_its_own() -> None:
    """Colour is never the only difference."""
    shapes = {
        mark.attrib["d"]
        for verdict in VERDICTS
        for mark in parsed(draw(timeline(verdict, {}))).iter(f"{SVG}path")
        if "samestory-mark" in mark.attrib["class"]
    }

    assert len(set(Outcome) - {Outcome.PENDING}) == len(shapes)


def test_the_legend_explains_what_is_drawn_and_nothing_else() -> None:
    """A deadline that was not reached is said, not drawn."""
    texts = [each.text for each in parsed(draw(timeline(*_agreed()))).iter(f"{SVG}text")]

    assert "deadline 5 s, not reached" in texts
    assert "watched on to settle" in texts
    assert "could not be asked" not in texts


def _agreed() -> tuple[Verdict, dict[str, str], dict[str, float]]:
    return made_up.agreed(), made_up.CALLED, made_up.DEADLINES


def test_hostile_names_stay_text() -> None:
    """No element and no attribute comes from what a system said; no character breaks the XML."""
    verdict, called = made_up.hostile()
    root = parsed(draw(timeline(verdict, called)))

    known = {f"{SVG}{each}" for each in ("svg", "style", "title", "text", "path", "line", "rect")}
    assert known >= {each.tag for each in root.iter()}
    assert not any(
        name.startswith("on") or "href" in name for e in root.iter() for name in e.attrib
    )
    assert "⟨U+202E⟩" in "".join(root.itertext())


def test_a_verdict_without_looks_is_drawn_too() -> None:
    """`samestory ask` compares once, and may keep no timeline."""
    assert draw(timeline(made_up.compared_once(), made_up.CALLED))
