"""Reads back what a run recorded: its verdicts and how its scenarios ended.

The files are `verdicts.jsonl` (one verdict a line) and `run.json` (one object) of a report folder.
A run that was killed has no `run.json` and perhaps half a last line; what is there is read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samestory.core.model import SEVEREST_FIRST, Outcome
from samestory.explain import story_from
from samestory.report.timeline import Timeline, timeline_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from samestory.explain import Story


@dataclass(frozen=True, slots=True)
class Told:
    """One recorded verdict: what was asked where, and what came of it."""

    journey: str
    rule: str | None
    scenario: str
    nodeid: str
    subject: str
    outcome: Outcome
    systems: Mapping[str, Outcome]
    looks: int
    seconds: float
    story: Story
    timeline: Timeline | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """How one scenario ended: passed, failed, broken, parked or skipped; `message` says why."""

    journey: str
    name: str
    nodeid: str
    result: str
    """As in run.json; see `exit_codes.ScenarioResult`."""
    message: str
    not_asked: Mapping[str, str]
    """The systems that it names and the company does not have, and why."""
    broke: str = ""
    """The error that one of its steps broke with, and where; not of somebody being asked."""


def files_of(report: Path) -> list[Path]:
    """The record, and what workers wrote that nobody has merged: they may have been cut short."""
    return sorted(report.glob("verdicts*.jsonl"))


def lines_of(report: Path) -> Iterable[str]:
    """Every line of these files; what is not UTF-8 in them is replaced."""
    for file in files_of(report):
        yield from file.read_text("utf-8", "replace").split("\n")


def read_lines(lines: Iterable[str]) -> tuple[list[Told], int]:
    """The verdicts, and how many lines could not be read."""
    read, unreadable = [], 0
    for line in filter(str.strip, lines):
        try:
            read.append(_told(json.loads(line)))
        except (KeyError, TypeError, ValueError):  # half a line, or another version's
            unreadable += 1
    return read, unreadable


def _told(line: Mapping[str, Any]) -> Told:
    recorded = line.get("timeline")
    return Told(
        journey=line["journey"],
        rule=line.get("rule"),
        scenario=line["scenario"],
        nodeid=line["nodeid"],
        subject=line["subject"],
        outcome=Outcome(line["outcome"]),
        systems={name: Outcome(each) for name, each in line["systems"].items()},
        looks=line.get("looks", 0),
        seconds=line.get("seconds", 0.0),
        story=story_from(line["story"]),
        timeline=timeline_from(recorded) if recorded else None,
    )


def scenarios_of(run: Mapping[str, Any] | None, told: Sequence[Told]) -> Iterable[Scenario]:
    """As recorded; of an unfinished run, what its verdicts give away."""
    if run is None:
        yield from _guessed(told)
        return
    for each in run.get("scenarios", ()):
        message = str(each.get("message") or "")
        journey = each.get("journey") or file_of(each["nodeid"])
        lacking = each.get("not_asked") or {}
        name, nodeid, result = each["scenario"], each["nodeid"], each["result"]
        broke = str(each.get("broke") or "") if result == "broken" else ""
        yield Scenario(journey, name, nodeid, result, message, lacking, broke)


def file_of(nodeid: str) -> str:
    """A crash leaves the name of the file, and nothing of what is in it."""
    return nodeid.partition("::")[0]


def _guessed(told: Sequence[Told]) -> Iterable[Scenario]:
    """The severest verdict of a scenario decides."""
    by_test = {each.nodeid: each for each in told}
    for nodeid, last in by_test.items():
        outcomes = {each.outcome for each in told if each.nodeid == nodeid}
        severest = next(each for each in SEVEREST_FIRST if each in outcomes)
        yield Scenario(last.journey, last.scenario, nodeid, _RESULTS[severest], "", {})


_RESULTS = {
    Outcome.CONTRADICTED: "failed",
    Outcome.ABSENT: "failed",
    Outcome.UNMAPPED: "broken",
    Outcome.UNREACHABLE: "broken",
    Outcome.PENDING: "parked",
    Outcome.AGREED: "passed",
}
