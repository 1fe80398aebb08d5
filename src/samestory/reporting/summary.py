"""Reads what a run recorded and sums it up: journeys x systems, go or no go, every discrepancy.

The files are `verdicts.jsonl` (one verdict a line) and `run.json` (one object) of a report folder.
A run that was killed has no `run.json` and perhaps half a last line; what is there is summed up.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from samestory.model import SEVEREST_FIRST, Outcome
from samestory.reporting.timeline import Timeline, timeline_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


class Decision(StrEnum):
    """What a release manager is told."""

    GO = "Go"
    NO_GO = "No go"
    UNKNOWN = "Nobody can know"
    NOTHING = "Nothing was checked"


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
    fields: Mapping[str, Mapping[str, Any]]
    """As recorded; `tables.table` reads them."""
    looks: int
    seconds: float
    explanation: str
    timeline: Timeline | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """How one scenario ended: passed, failed, broken, parked or skipped; `message` says why."""

    journey: str
    name: str
    nodeid: str
    result: str
    message: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One journey and one system: the severest outcome, and how often it agreed when asked."""

    outcome: Outcome | None
    """None where the system was not asked in this journey."""
    agreed: int
    asked: int


@dataclass(frozen=True, slots=True)
class Row:
    """One journey: its scenarios by result, and a cell for every system."""

    journey: str
    results: Mapping[str, int]
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Summary:
    """A whole run, summed up."""

    landscape: str
    seed: str
    started: str
    seconds: float | None
    called: Mapping[str, str]
    """The display name of every system that was asked, in the order of the landscape."""
    rows: tuple[Row, ...]
    scenarios: tuple[Scenario, ...]
    told: tuple[Told, ...]
    finished: bool
    unreadable: int
    """Lines of the record that could not be read."""

    @property
    def systems(self) -> tuple[str, ...]:
        """Every system that was asked, in the order of the landscape."""
        return tuple(self.called)

    @property
    def discrepancies(self) -> tuple[Told, ...]:
        """Every verdict that is not an agreement, the severest first."""
        odd = (each for each in self.told if each.outcome is not Outcome.AGREED)
        return tuple(sorted(odd, key=lambda each: SEVEREST_FIRST.index(each.outcome)))

    @property
    def unexplained(self) -> tuple[Scenario, ...]:
        """Scenarios that went wrong without any verdict that says so: in doing, not in telling."""
        explained = {each.nodeid for each in self.discrepancies}
        wrong = (each for each in self.scenarios if each.result in ("failed", "broken"))
        return tuple(each for each in wrong if each.nodeid not in explained)

    @property
    def decision(self) -> Decision:
        """Go only where something was checked and nothing is wrong or unknown."""
        results = self._results
        if results["failed"]:
            return Decision.NO_GO
        if results["broken"] or not self.finished:
            return Decision.UNKNOWN
        return Decision.GO if results["passed"] else Decision.NOTHING

    @property
    def line(self) -> str:
        """The one sentence to read, in figures."""
        results = self._results
        judged = sum(results[each] for each in ("passed", "failed", "broken"))
        if not judged:
            return "No scenario was judged."
        told = f"told the same story in {results['passed']} of {judged} scenarios"
        return " ".join([f"{_the_systems(len(self.systems))} {told}.", *self._remarks(results)])

    def _remarks(self, results: Counter[str]) -> Iterable[str]:
        if lone := self._standing_out():
            yield lone
        if broken := results["broken"]:
            yield f"In {broken} nobody can know: something could not be asked or explained."
        if parked := results["parked"]:
            yield f"{parked} more {'is' if parked == 1 else 'are'} not due yet."
        if skipped := results["skipped"]:
            yield f"{skipped} {'was' if skipped == 1 else 'were'} skipped."
        if not self.finished:
            yield "The run did not reach its end."

    def _standing_out(self) -> str | None:
        """Which systems told another story or none, and in how many scenarios."""
        wrong = (Outcome.CONTRADICTED, Outcome.ABSENT)
        places: defaultdict[str, set[str]] = defaultdict(set)
        for each in self.discrepancies:
            for system, outcome in each.systems.items():
                if outcome in wrong:
                    places[system].add(each.nodeid)
        parts = [
            f"the {self.called[system]} in {_scenarios_of(len(where))}"
            for system, where in sorted(places.items(), key=lambda pair: -len(pair[1]))
        ]
        return f"Out of line: {_and(parts)}." if parts else None

    @property
    def _results(self) -> Counter[str]:
        return Counter(each.result for each in self.scenarios)


def read(report: Path) -> Summary:
    """Sum up a report folder. Raises `FileNotFoundError` where no run has been recorded."""
    run = report / "run.json"
    if not run.exists() and not any(_files(report)):
        raise FileNotFoundError(
            f"No run is recorded in {report}.\n  Run the features first: samestory run"
        )
    return sum_up(_lines(report), json.loads(run.read_text("utf-8")) if run.exists() else None)


def _files(report: Path) -> list[Path]:
    """The record; of an unfinished run also what its workers wrote, which nobody has merged."""
    finished = (report / "run.json").exists()
    return sorted(report.glob("verdicts.jsonl" if finished else "verdicts*.jsonl"))


def _lines(report: Path) -> Iterable[str]:
    for file in _files(report):
        yield from file.read_text("utf-8", "replace").split("\n")


def sum_up(lines: Iterable[str], run: Mapping[str, Any] | None) -> Summary:
    """Sum up the lines of `verdicts.jsonl` and the object of `run.json` (None: not finished)."""
    recorded, unreadable = _read_lines(lines)
    told = tuple(map(_told, recorded))
    scenarios = tuple(_scenarios(run, told))
    called = _called(told, run or {})
    about = run or {}
    return Summary(
        landscape=str(about.get("landscape", "")),
        seed=str(about.get("seed", "")),
        started=str(about.get("started", "")),
        seconds=about.get("seconds"),
        called=called,
        rows=tuple(_rows(scenarios, told, tuple(called))),
        scenarios=scenarios,
        told=told,
        finished=run is not None and not run.get("interrupted"),
        unreadable=unreadable,
    )


def _read_lines(lines: Iterable[str]) -> tuple[list[Mapping[str, Any]], int]:
    read, unreadable = [], 0
    for line in filter(str.strip, lines):
        try:
            read.append(json.loads(line))
        except json.JSONDecodeError:  # the run was killed while it wrote
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
        fields=line.get("fields", {}),
        looks=line.get("looks", 0),
        seconds=line.get("seconds", 0.0),
        explanation=line.get("explanation", ""),
        timeline=timeline_from(recorded) if recorded else None,
    )


def _scenarios(run: Mapping[str, Any] | None, told: Sequence[Told]) -> Iterable[Scenario]:
    """As recorded; of an unfinished run, what its verdicts give away."""
    if run is None:
        yield from _guessed(told)
        return
    for each in run.get("scenarios", ()):
        message = str(each.get("message") or "")
        journey = each.get("journey") or _file_of(each["nodeid"])
        yield Scenario(journey, each["scenario"], each["nodeid"], each["result"], message)


def _file_of(nodeid: str) -> str:
    """A crash leaves the name of the file, and nothing of what is in it."""
    return nodeid.partition("::")[0]


def _guessed(told: Sequence[Told]) -> Iterable[Scenario]:
    """The severest verdict of a scenario decides."""
    by_test = {each.nodeid: each for each in told}
    for nodeid, last in by_test.items():
        outcomes = {each.outcome for each in told if each.nodeid == nodeid}
        severest = next(each for each in SEVEREST_FIRST if each in outcomes)
        yield Scenario(last.journey, last.scenario, nodeid, _RESULTS[severest], "")


_RESULTS = {
    Outcome.CONTRADICTED: "failed",
    Outcome.ABSENT: "failed",
    Outcome.UNMAPPED: "broken",
    Outcome.UNREACHABLE: "broken",
    Outcome.PENDING: "parked",
    Outcome.AGREED: "passed",
}


def _called(told: Sequence[Told], run: Mapping[str, Any]) -> Mapping[str, str]:
    """The systems that were asked, as the landscape orders them, then in the order of asking."""
    names = run.get("called", {})
    asked = {system: names.get(system, system) for each in told for system in each.systems}
    return {system: asked[system] for system in [*names, *asked] if system in asked}


def _rows(
    scenarios: Sequence[Scenario], told: Sequence[Told], systems: Sequence[str]
) -> Iterable[Row]:
    """In the order of the feature files, which workers do not keep."""
    places = [(_file_of(each.nodeid), each.journey) for each in scenarios]
    places += [(_file_of(each.nodeid), each.journey) for each in told]
    in_order = sorted(places, key=itemgetter(0))
    for journey in dict.fromkeys(journey for _, journey in in_order):
        results = Counter(each.result for each in scenarios if each.journey == journey)
        of_journey = [each for each in told if each.journey == journey]
        yield Row(journey, results, {system: _cell(system, of_journey) for system in systems})


def _cell(system: str, told: Sequence[Told]) -> Cell:
    outcomes = Counter(each.systems[system] for each in told if system in each.systems)
    severest = next((each for each in SEVEREST_FIRST if outcomes[each]), None)
    return Cell(severest, outcomes[Outcome.AGREED], outcomes.total())


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _the_systems(number: int) -> str:
    if number == 1:
        return "The one system asked"
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"The {word} systems" if number else "The systems"


def _scenarios_of(number: int) -> str:
    return "1 scenario" if number == 1 else f"{number} scenarios"


def _and(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)
