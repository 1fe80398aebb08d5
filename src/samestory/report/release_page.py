"""The page for whoever decides on a release: go or no go, the matrix, every discrepancy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup

from samestory.core.model import Outcome
from samestory.explain import text
from samestory.report.markup import render
from samestory.report.outcome_styles import SIGNS
from samestory.report.summary import Decision, Summary, read
from samestory.report.tables import Table, table_of
from samestory.report.timeline_svg import NARROW, WIDE, paint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from samestory.report.run_reader import Told

LINKS = (
    ("allure.html", "The Allure report: every step, every look, every raw answer"),
    ("verdicts.jsonl", "Every verdict, one JSON object a line"),
    ("ledger.jsonl", "Everything that the journeys created"),
    ("pytest.log", "What pytest printed"),
)
"""Files of a report folder that the page links to where they exist."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One discrepancy, ready to be shown."""

    told: Told
    table: Table
    pictures: Mapping[str, Markup]
    """The looks, drawn for a wide and for a narrow page; empty if none were recorded."""
    prose: str


def write(report: Path, page: str = "index.html") -> Path:
    """Write the page into a report folder. Raises `FileNotFoundError` where no run is recorded."""
    links = {name: meaning for name, meaning in LINKS if (report / name).exists()}
    target = report / page
    target.write_text(release_page(read(report), links), encoding="utf-8")
    return target


def release_page(summary: Summary, links: Mapping[str, str]) -> str:
    """One self-contained page; `links` maps files beside it to what they hold."""
    return render(
        "release.html",
        {
            "summary": summary,
            "look": _LOOKS[summary.decision],
            "signs": SIGNS,
            "seen": _seen(summary),
            "started": _moment(summary),
            "groups": list(_groups(summary)),
            "links": links,
        },
    )


_LOOKS = {
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
        "One verdict that nobody can reach",
        "{} verdicts that nobody can reach",
    ),
    ((Outcome.PENDING,), "One promise that is not due yet", "{} promises that are not due yet"),
)
"""What differs, what cannot be known and what must wait are three things."""


def _groups(summary: Summary) -> Iterator[tuple[str, list[Shown]]]:
    """Headings, each with what stands under it."""
    for outcomes, one, many in _GROUPS:
        found = [each for each in summary.discrepancies if each.outcome in outcomes]
        if found:
            heading = one if len(found) == 1 else many.format(len(found))
            yield heading, [_shown(each) for each in found]


def _shown(told: Told) -> Shown:
    pictures = {
        name: Markup(paint(told.timeline, paper))  # noqa: S704  our own drawing
        for name, paper in _PAPERS.items()
        if told.timeline
    }
    return Shown(told, table_of(told.story), pictures, text(told.story))


_PAPERS = {"wide": WIDE, "narrow": NARROW}


def _seen(summary: Summary) -> list[str]:
    """The outcomes that the matrix shows, for its legend."""
    found = {cell.outcome for row in summary.rows for cell in row.cells.values()}
    return [each for each in SIGNS if each in found]


def _moment(summary: Summary) -> str:
    try:
        began = datetime.fromisoformat(summary.started).astimezone(ZoneInfo(summary.zone))
    except (ValueError, ZoneInfoNotFoundError):  # not recorded, or by somebody else
        return summary.started
    return f"{began:%d %B %Y, %H:%M %Z}"
