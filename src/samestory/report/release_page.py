"""The page for the decision on a release: go or no go, the matrix, every discrepancy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup

from samestory.core.model import Outcome
from samestory.explain import text
from samestory.explain.html import render
from samestory.explain.svg import NARROW, WIDE, draw
from samestory.report.run_reader import RecordedVerdict
from samestory.report.summary import Decision, Summary, read_summary

LINKS = (
    ("allure.html", "The Allure report: every step, every look, every raw response"),
    ("verdicts.jsonl", "Every verdict, one JSON object a line"),
    ("ledger.jsonl", "Everything that the journeys created"),
    ("pytest.log", "What pytest printed"),
)
"""Files of a report folder that the page links to if they exist."""

_COLOURS = {
    Decision.GO: "agreed",
    Decision.NO_GO: "contradicted",
    Decision.UNKNOWN: "unreachable",
    Decision.NOTHING: "unreachable",
}
"""The colour of each decision, by the outcome that it stands for."""

_GROUPS = (
    ((Outcome.CONTRADICTED, Outcome.ABSENT), "One discrepancy", "{} discrepancies"),
    (
        (Outcome.UNMAPPED, Outcome.UNREACHABLE),
        "One inconclusive verdict",
        "{} inconclusive verdicts",
    ),
    ((Outcome.PENDING,), "One promise that is not due yet", "{} promises that are not due yet"),
)
"""What differs, what cannot be known and what must wait are three things."""


def write_release_page(report: Path, page: str = "index.html") -> Path:
    """Write the page into a report folder. Raise FileNotFoundError if no run is recorded in it."""
    links = {name: meaning for name, meaning in LINKS if (report / name).exists()}
    target = report / page
    target.write_text(release_page(read_summary(report), links), encoding="utf-8")
    return target


def release_page(summary: Summary, links: Mapping[str, str]) -> str:
    """Return one self-contained page; `links` maps files beside it to what they hold."""
    seen = {tally.outcome for row in summary.journeys for tally in row.systems.values()}
    return render(
        "samestory.report",
        "release.html",
        summary=summary,
        colour=_COLOURS[summary.decision],
        seen=seen,
        started=_moment(summary),
        groups=list(_groups(summary)),
        links=links,
        text=text,
        pictures=_pictures,
    )


def _groups(summary: Summary) -> Iterator[tuple[str, list[RecordedVerdict]]]:
    for outcomes, one, many in _GROUPS:
        found = [each for each in summary.discrepancies if each.outcome in outcomes]
        if found:
            yield one if len(found) == 1 else many.format(len(found)), found


def _pictures(verdict: RecordedVerdict) -> dict[str, Markup]:
    """Draw the looks for a wide and for a narrow page, if they were recorded."""
    papers = {"wide": WIDE, "narrow": NARROW} if verdict.timeline else {}
    return {
        name: Markup(draw(verdict.timeline, paper))  # noqa: S704 - our own drawing, escaped
        for name, paper in papers.items()
        if verdict.timeline
    }


def _moment(summary: Summary) -> str:
    try:
        began = datetime.fromisoformat(summary.started).astimezone(ZoneInfo(summary.zone))
    except (ValueError, ZoneInfoNotFoundError):  # not recorded, or by another tool
        return summary.started
    return f"{began:%d %B %Y, %H:%M %Z}"
