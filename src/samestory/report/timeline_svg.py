"""Draws a timeline as SVG: no script, nothing loaded, readable without colour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from samestory.core.model import Outcome
from samestory.report.markup import printable, shortened
from samestory.report.outcome_styles import SIGNS
from samestory.report.timeline import Mark
from samestory.report.timeline_style import SHAPES, STYLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samestory.report.timeline import Lane, Moment, Timeline


@dataclass(frozen=True, slots=True)
class Paper:
    """The width of a picture in px, and what follows from it.

    The looks are drawn between `left` and `right`. How each system ended stands behind them, or
    below its name if `below`.
    """

    width: int
    lane: int
    """The height of the lane of one system."""
    left: int
    right: int
    title: int
    """Characters of the title."""
    legend: int
    """Columns of the legend."""
    below: bool


WIDE = Paper(width=540, lane=28, left=136, right=388, title=60, legend=3, below=False)
"""As much as Allure shows of an attachment without cutting it."""
NARROW = Paper(width=340, lane=38, left=138, right=324, title=36, legend=2, below=True)
"""For a phone."""
_TOP, _MOMENT = 34, 17
_MOMENTS_SHOWN = 4
_CHARACTER = 7.0
"""How wide a character is at most, on average (px)."""
_CLOSEST = 4.0
"""Marks of one state that are nearer to each other than this (px) are drawn as one."""


def paint(of: Timeline, paper: Paper = WIDE) -> str:
    """One SVG document, whose height follows from the number of lanes."""
    scale = _Scale.over(of, paper)
    moments = of.moments[-_MOMENTS_SHOWN:]
    lanes_top = _TOP + _MOMENT * len(moments) + 6
    lanes_bottom = lanes_top + paper.lane * len(of.lanes)
    legend = _legend(of, scale)
    height = lanes_bottom + 40 + 18 * math.ceil(len(legend) / paper.legend)

    root = _root(of.title, height, paper)
    _text(root, 12, 20, _title(of, paper), "samestory-title")
    _settling(root, of, scale, lanes_top, lanes_bottom)
    _axis(root, scale, lanes_top, lanes_bottom)
    _promises(root, moments, scale, lanes_bottom)
    for place, lane in enumerate(of.lanes):
        _draw_lane(root, lane, scale, lanes_top + paper.lane * place + paper.lane // 2)
    _draw_legend(root, legend, lanes_bottom + 44, paper)
    return ET.tostring(root, encoding="unicode")


@dataclass(frozen=True, slots=True)
class _Scale:
    """Seconds to px; linear, as time is."""

    first: float
    last: float
    paper: Paper

    @classmethod
    def over(cls, of: Timeline, paper: Paper) -> _Scale:
        """All looks; promises a little before and deadlines a little after them too."""
        end = max(of.end, 0.1)
        near = [lane.deadline for lane in of.lanes if lane.deadline and lane.deadline <= 1.6 * end]
        before = [moment.at for moment in of.moments if -0.3 * end <= moment.at < 0]
        return cls(min(before, default=0.0), max([end, *near]), paper)

    def x(self, seconds: float) -> float:
        within = (seconds - self.first) / (self.last - self.first)
        left, right = self.paper.left, self.paper.right
        return round(left + max(0.0, min(1.0, within)) * (right - left), 1)

    def shows(self, seconds: float) -> bool:
        return self.first <= seconds <= self.last

    @property
    def ticks(self) -> list[float]:
        step = _round_step((self.last - self.first) / 5)
        return [step * n for n in range(math.floor(self.last / step) + 1)]


def _round_step(rough: float) -> float:
    """The next of 1, 2, 5, 10, ... that is not smaller."""
    magnitude = 10.0 ** math.floor(math.log10(rough))
    return next(m * magnitude for m in (1, 2, 5, 10) if m * magnitude >= rough * 0.999)


def _root(title: str, height: float, paper: Paper) -> ET.Element:
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {paper.width} {height:g}",
            "width": str(paper.width),
            "height": f"{height:g}",
            "role": "img",
            "class": "samestory-timeline",
        },
    )
    ET.SubElement(root, "title").text = printable(title)
    ET.SubElement(root, "style").text = STYLE
    _shape(root, "rect", "samestory-paper", x=0, y=0, width=paper.width, height=height)
    return root


def _title(of: Timeline, paper: Paper) -> str:
    """Shorten what was asked about, and never how often it was looked at."""
    subject, colon, looks = of.title.rpartition(": ")
    return f"{shortened(subject, paper.title - len(colon + looks))}{colon}{looks}"


def _settling(root: ET.Element, of: Timeline, scale: _Scale, top: float, bottom: float) -> None:
    if of.settling:
        left, right = map(scale.x, of.settling)
        width = max(right - left, 2)
        box = _shape(
            root, "rect", "samestory-settling", x=left, y=top, width=width, height=bottom - top
        )
        ET.SubElement(box, "title").text = "watched on, to see whether the agreement lasts"


def _axis(root: ET.Element, scale: _Scale, top: float, bottom: float) -> None:
    for tick in scale.ticks:
        x = scale.x(tick)
        _shape(root, "line", "samestory-grid", x1=x, x2=x, y1=top, y2=bottom + 4)
        _text(root, x, bottom + 17, f"{tick:g} s", "samestory-tick")


def _promises(
    root: ET.Element, moments: Sequence[Moment], scale: _Scale, lanes_bottom: float
) -> None:
    for place, moment in enumerate(moments):
        y = _TOP + _MOMENT * place + 9
        x = scale.x(moment.at)
        _shape(root, "line", "samestory-promise", x1=x, x2=x, y1=y - 4, y2=lanes_bottom)
        _shape(root, "path", "samestory-flag", d=f"M{x:g} {y - 8:g}l9 4l-9 4z")
        what = f"{shortened(moment.what, 28)}{_when(moment, scale)}"
        fits = x + 13 + _CHARACTER * len(what) <= scale.paper.width
        text = _text(root, x + 13 if fits else x - 4, y, what, "samestory-moment")
        text.set("text-anchor", "start" if fits else "end")
    if moments:
        _text(root, 12, _TOP + 9, "promised", "samestory-faint")


def _when(moment: Moment, scale: _Scale) -> str:
    """Said in words where the flag cannot stand at its true place."""
    return "" if scale.shows(moment.at) else f", {-moment.at:.1f} s before"


def _draw_lane(root: ET.Element, lane: Lane, scale: _Scale, y: float) -> None:
    paper = scale.paper
    name = _text(
        root, 12, y - 2 if paper.below else y + 4, shortened(lane.name, 18), "samestory-name"
    )
    ET.SubElement(name, "title").text = printable(lane.name)
    for mark, following in zip(lane.marks, lane.marks[1:], strict=False):
        kind = f"samestory-track samestory-{mark.standing}"
        _shape(root, "line", kind, x1=scale.x(mark.at), x2=scale.x(following.at), y1=y, y2=y)
    if lane.deadline is not None and scale.shows(lane.deadline):
        x = scale.x(lane.deadline)
        _shape(root, "path", "samestory-deadline", d=f"M{x:g} {y - 11:g}v22m-3 0h6m-6 -22h6")
    for mark in _drawn(lane.marks, scale):
        _draw_mark(root, scale.x(mark.at), y, mark)
    last = lane.marks[-1].standing if lane.marks else Outcome.ABSENT
    at = (12, y + 11) if paper.below else (paper.right + 12, y + 4)
    _text(root, *at, shortened(lane.closing, 20), f"samestory-word-{last}")


def _drawn(marks: Sequence[Mark], scale: _Scale) -> list[Mark]:
    """The marks worth ink: each answer, the first and the last, and none on top of its like."""
    drawn: list[Mark] = []
    for mark in marks:
        if not mark.asked:
            continue
        like = drawn and drawn[-1].standing is mark.standing
        if like and scale.x(mark.at) - scale.x(drawn[-1].at) < _CLOSEST:
            continue
        drawn.append(mark)
    return drawn


def _draw_mark(root: ET.Element, x: float, y: float, mark: Mark) -> None:
    shape = _shape(
        root,
        "path",
        f"samestory-mark samestory-{mark.standing}",
        d=SHAPES[mark.standing],
        transform=f"translate({x:g} {y:g})",
    )
    ET.SubElement(shape, "title").text = printable(mark.says)


def _legend(of: Timeline, scale: _Scale) -> list[tuple[str, str]]:
    """Pairs of a kind of mark and its meaning; only what this picture shows."""
    seen = {mark.standing for lane in of.lanes for mark in lane.marks}
    rows = [(str(each), SIGNS[each].of_system) for each in SIGNS if each in seen]
    deadlines = [lane.deadline for lane in of.lanes if lane.deadline is not None]
    if any(map(scale.shows, deadlines)):
        rows.append(("deadline", "its deadline"))
    elif deadlines:
        rows.append(("", f"deadline {min(deadlines):g} s, not reached"))
    if of.settling:
        rows.append(("settling", "watched on to settle"))
    return rows


def _draw_legend(
    root: ET.Element, rows: Sequence[tuple[str, str]], top: float, paper: Paper
) -> None:
    step = (paper.width - 12) // paper.legend
    for place, (kind, meaning) in enumerate(rows):
        x, y = 18 + step * (place % paper.legend), top + 18 * (place // paper.legend)
        if kind == "deadline":
            _shape(root, "path", "samestory-deadline", d=f"M{x} {y - 6}v12m-3 0h6m-6 -12h6")
        elif kind == "settling":
            _shape(root, "rect", "samestory-settling", x=x - 5, y=y - 5, width=10, height=10)
        elif kind:
            _draw_mark(root, x, y, _mark_of(kind))
        _text(root, x + 11, y + 4, meaning, "samestory-faint")


def _mark_of(kind: str) -> Mark:
    return Mark(0, Outcome(kind), asked=True, says=SIGNS[Outcome(kind)].of_system)


def _shape(root: ET.Element, name: str, kind: str, **attributes: float | str) -> ET.Element:
    written = {key: _written(value) for key, value in attributes.items()}
    return ET.SubElement(root, name, {"class": kind, **written})


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _text(root: ET.Element, x: float, y: float, text: str, kind: str) -> ET.Element:
    element = ET.SubElement(root, "text", {"x": f"{x:g}", "y": f"{y:g}", "class": kind})
    element.text = printable(text)
    return element
