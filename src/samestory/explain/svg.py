"""Draws a timeline as SVG: no script, nothing loaded, readable without colour."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from samestory.explain._outcome_styles import STYLES
from samestory.explain._timeline import Mark, Moment, Timeline
from samestory.explain.html import render, shortened


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
TOP, MOMENT = 34, 17
"""Where the moments begin (px), and the height of each."""
MOMENTS_SHOWN = 4
CHARACTER = 7.0
"""How wide a character is at most, on average (px)."""
CLOSEST = 4.0
"""Marks of one state that are nearer to each other than this (px) are drawn as one."""


def draw(timeline: Timeline, paper: Paper = WIDE) -> str:
    """Return one SVG document, whose height follows from the number of lanes."""
    scale = Scale.over(timeline, paper)
    moments = timeline.moments[-MOMENTS_SHOWN:]
    top = TOP + MOMENT * len(moments) + 6
    bottom = top + paper.lane * len(timeline.lanes)
    legend = list(_legend(timeline, scale))
    return render(
        "samestory.explain",
        "timeline.svg",
        timeline=timeline,
        paper=paper,
        scale=scale,
        top=top,
        bottom=bottom,
        height=bottom + 40 + 18 * math.ceil(len(legend) / paper.legend),
        title=_title(timeline, paper),
        flags=[_flag(place, each, scale) for place, each in enumerate(moments)],
        legend=legend,
        shortened=shortened,
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Seconds to px; linear, as time is."""

    first: float
    last: float
    paper: Paper

    @classmethod
    def over(cls, timeline: Timeline, paper: Paper) -> Scale:
        """Fit all looks, and promises a little before and deadlines a little after them."""
        end = max(timeline.end, 0.1)
        given = [lane.deadline for lane in timeline.lanes if lane.deadline]
        near = [deadline for deadline in given if deadline <= 1.6 * end]
        before = [moment.at for moment in timeline.moments if -0.3 * end <= moment.at < 0]
        return cls(min(before, default=0.0), max([end, *near]), paper)

    def x(self, seconds: float) -> float:
        """Return the place on the paper, at its edge if it is outside."""
        within = (seconds - self.first) / (self.last - self.first)
        left, right = self.paper.left, self.paper.right
        return round(left + max(0.0, min(1.0, within)) * (right - left), 1)

    def shows(self, seconds: float) -> bool:
        """Whether a moment stands at its true place."""
        return self.first <= seconds <= self.last

    @property
    def ticks(self) -> list[float]:
        """About five round numbers of seconds: 1, 2, 5, 10, ... apart."""
        rough = (self.last - self.first) / 5
        magnitude = 10.0 ** math.floor(math.log10(rough))
        step = next(m * magnitude for m in (1, 2, 5, 10) if m * magnitude >= rough * 0.999)
        return [step * each for each in range(math.floor(self.last / step) + 1)]

    def drawn(self, marks: Sequence[Mark]) -> list[Mark]:
        """Return the marks worth ink: every answer, but none on top of one like it."""
        drawn: list[Mark] = []
        for mark in (each for each in marks if each.asked):
            like = drawn and drawn[-1].standing is mark.standing
            if not (like and self.x(mark.at) - self.x(drawn[-1].at) < CLOSEST):
                drawn.append(mark)
        return drawn


def _title(timeline: Timeline, paper: Paper) -> str:
    """Shorten what was asked about, and never how often it was looked at."""
    subject, colon, looks = timeline.title.rpartition(": ")
    return f"{shortened(subject, paper.title - len(colon + looks))}{colon}{looks}"


class _Flag(NamedTuple):
    """A moment on the paper (px): the flag, and where its words begin or end."""

    x: float
    y: float
    anchor: str
    at: float
    what: str


def _flag(place: int, moment: Moment, scale: Scale) -> _Flag:
    x = scale.x(moment.at)
    when = "" if scale.shows(moment.at) else f", {-moment.at:.1f} s before"
    what = f"{shortened(moment.what, 28)}{when}"
    fits = x + 13 + CHARACTER * len(what) <= scale.paper.width
    anchor, at = ("start", x + 13) if fits else ("end", x - 4)
    return _Flag(x, TOP + MOMENT * place + 9, anchor, at, what)


def _legend(timeline: Timeline, scale: Scale) -> Iterator[tuple[str, str]]:
    """Pair each kind of mark with its meaning; only what this picture shows."""
    seen = {mark.standing for lane in timeline.lanes for mark in lane.marks}
    yield from ((str(each), STYLES[each].of_system) for each in STYLES if each in seen)
    deadlines = [lane.deadline for lane in timeline.lanes if lane.deadline is not None]
    if any(map(scale.shows, deadlines)):
        yield "deadline", "its deadline"
    elif deadlines:
        yield "", f"deadline {min(deadlines):g} s, not reached"
    if timeline.settling:
        yield "settling", "watched on to settle"
