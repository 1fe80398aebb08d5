"""The page for the decision on a release: go or no go, the matrix, the causes, what has changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path

from markupsafe import Markup

from samestory.core.model import Outcome
from samestory.explain import VerdictStory, counted, joined, text
from samestory.explain.html import render
from samestory.explain.svg import NARROW, WIDE, draw
from samestory.report.agreement_times import times_of
from samestory.report.cause_views import CauseView, cause_views
from samestory.report.causes import causes_of
from samestory.report.page_context import PageContext, context_of
from samestory.report.run_reader import RecordedVerdict, moment_of, zone_called
from samestory.report.sight_view import sight_view
from samestory.report.summary import Decision, Summary
from samestory.report.summing_up import read_summary
from samestory.report.time_views import time_views

NAMED = 20
"""Scenarios that were left out and are named one by one."""

_COLOURS = {
    Decision.GO: "agreed",
    Decision.NO_GO: "contradicted",
    Decision.UNKNOWN: "unreachable",
    Decision.NOTHING: "unreachable",
}
"""The colour of each decision, by the outcome that it stands for."""
_NOT_JUDGED = ("skipped", "interrupted", "not run")


def write_release_page(report: Path, *, history: Path | None = None) -> Path:
    """Write the page into a report folder. Raise FileNotFoundError if no run is recorded in it.

    `history` is the file of earlier runs, if it is not in the folder.
    """
    summary = read_summary(report)
    target = report / "index.html"
    target.write_text(release_page(summary, context_of(report, summary, history)), "utf-8")
    return target


def release_page(summary: Summary, around: PageContext | None = None) -> str:
    """Return one self-contained page, with links to what is beside it."""
    around = around or PageContext()
    seen = {tally.outcome for row in summary.journeys for tally in row.systems.values()}
    zone = zone_called(summary.zone)
    views = cause_views(summary, causes_of(summary), around.allure)
    last = around.changes.since_last if around.changes else None
    before = last.against.times if last else {}
    return render(
        "samestory.report",
        "release.html",
        summary=summary,
        colour=_COLOURS[summary.decision],
        seen=seen,
        started=_shown(summary.started, zone),
        shown=lambda moment: _shown(moment, zone),
        around=around,
        views=views,
        cell_links=_cell_links(views),
        numbers={each.cause.key: each for each in views},
        pending=list(_pending(summary, around, zone)),
        left_out=list(_left_out(summary)),
        sight=sight_view(around.sight),
        settle=around.settle,
        times=list(time_views(times_of(summary.verdicts), before, summary.called)),
        text=text,
        joined=joined,
        odd_rows=_odd_rows,
        pictures=_pictures,
    )


# The matrix leads to the causes ------------------------------------------------------------------


def _cell_links(views: Iterable[CauseView]) -> Mapping[tuple[str, str], str]:
    """Return by journey and system where the gravest cause of such a cell stands on the page."""
    links: dict[tuple[str, str], str] = {}
    for each in views:
        for verdict in each.cause.verdicts:
            for system in each.cause.systems or verdict.systems:
                links.setdefault((verdict.journey, system), each.anchor)
    return links


def _odd_rows(story: VerdictStory) -> VerdictStory:
    """Return a story without the fields on which all agree; all of it if there is no other."""
    odd = tuple(each for each in story.rows if not each.same)
    return replace(story, rows=odd or story.rows)


def _pictures(verdict: RecordedVerdict) -> dict[str, Markup]:
    """Draw the looks for a wide and for a narrow page, if they were recorded."""
    papers = {"wide": WIDE, "narrow": NARROW} if verdict.timeline else {}
    return {
        name: Markup(draw(verdict.timeline, paper))  # noqa: S704 - our own drawing, escaped
        for name, paper in papers.items()
        if verdict.timeline
    }


# What is not due, and what was left out ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PendingPromise:
    """One promise that is not due yet in some systems; `due` says when, or why that is unknown."""

    verdict: RecordedVerdict
    due: str
    systems: tuple[str, ...]


def _pending(summary: Summary, around: PageContext, zone: tzinfo) -> Iterator[PendingPromise]:
    for each in summary.discrepancies:
        waiting = [name for name, said in each.systems.items() if said is Outcome.PENDING]
        if waiting or each.outcome is Outcome.PENDING:
            names = tuple(summary.called.get(name, name) for name in waiting)
            yield PendingPromise(each, _due(each, around, zone), names)


def _due(verdict: RecordedVerdict, around: PageContext, zone: tzinfo) -> str:
    if verdict.outcome is not Outcome.PENDING:
        return "not asked again, because the verdict is clear without it"
    due = around.due.get((verdict.nodeid, verdict.subject, verdict.question))
    return f"due {_shown(due.isoformat(), zone)}" if due else "its due time was not recorded"


def _left_out(summary: Summary) -> Iterator[tuple[str, Sequence[str]]]:
    """Return what was not checked: a sentence each, and the names of what it is about."""
    if summary.selection:
        files = [f"{file}: {count}" for file, count in sorted(summary.left_out.items())]
        yield f"Not chosen: {summary.selection}.", _first(files)
    for result in _NOT_JUDGED:
        found = [each for each in summary.scenarios if each.result == result]
        if found:
            were = "was" if len(found) == 1 else "were"
            reasons = [f"{each.name}{_because(each.message)}" for each in found]
            yield f"{counted(len(found), 'scenario')} {were} {result}.", _first(reasons)
    for system, why in summary.not_asked.items():
        yield f"Not asked: the {system} ({why}).", ()
    if off := [rule for rule, results in summary.rules.items() if "off" in results]:
        yield "Standing rules that were off:", off
    if summary.unread:
        yield "Feature files that could not be read:", _first(summary.unread)


def _because(message: str) -> str:
    lines = message.strip().splitlines()
    return f": {lines[0].removesuffix('.')}" if lines else ""


def _first(names: Sequence[str]) -> list[str]:
    more = len(names) - NAMED
    return [*names[:NAMED], *([f"and {more} more"] if more > 0 else [])]


# Times -------------------------------------------------------------------------------------------


def _shown(moment: str, zone: tzinfo) -> str:
    known = moment_of(moment)  # None if it was not recorded, or by another tool
    there = known.astimezone(zone) if known else None
    return f"{there.day} {there:%B %Y, %H:%M %Z}" if there else moment
