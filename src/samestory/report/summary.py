"""Sums a run up: journeys x systems, go or no go, every discrepancy."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from samestory.core.model import SEVEREST_FIRST, Outcome
from samestory.report.results_folder import read_run
from samestory.report.run_reader import (
    Scenario,
    Told,
    file_of,
    files_of,
    lines_of,
    read_lines,
    scenarios_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path


UNDECIDED = ("unmet", "broken", "interrupted", "not run")
"""Results after which nobody can say that all is well, nor that the systems differ."""


_WITHOUT_JUDGEMENT = (
    ("parked", "more is not due yet", "more are not due yet"),
    ("skipped", "was skipped", "were skipped"),
    ("interrupted", "was interrupted", "were interrupted"),
    ("not run", "was not run", "were not run"),
)
"""Results that judge nothing, and how one and how many of them are told."""


class Decision(StrEnum):
    """What a release manager is told."""

    GO = "Go"
    NO_GO = "No go"
    UNKNOWN = "Nobody can know"
    NOTHING = "Nothing was checked"


@dataclass(frozen=True, slots=True)
class Cell:
    """One feature and one system: the severest outcome, and how many scenarios it agreed in."""

    outcome: Outcome | None
    """None where the system was not asked in this feature."""
    agreed: int
    asked: int
    """Scenarios that asked it."""


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
    zone: str
    """The zone in which all times are told, by its name in the time zone database."""
    seconds: float | None
    called: Mapping[str, str]
    """The display name of every system that was asked, in the order of the landscape."""
    rows: tuple[Row, ...]
    scenarios: tuple[Scenario, ...]
    told: tuple[Told, ...]
    finished: bool
    exit: int | None
    """The exit status of the run, or None where it was not recorded."""
    unread: tuple[str, ...]
    """Feature files that could not be read: nobody knows what their scenarios would have found."""
    unreadable: int
    """Lines of the record that could not be read."""
    chosen: str | None = None
    """How much of the whole was to be run, such as "1 of 21 scenarios; 20 were left out"."""
    concessions: tuple[str, ...] = ()
    """What was less safe than it should be: whom it believed, whom it asked in plain text."""

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
        wrong = (each for each in self.scenarios if each.result in ("failed", "unmet", "broken"))
        return tuple(each for each in wrong if each.nodeid not in explained)

    @property
    def not_asked(self) -> Mapping[str, str]:
        """The systems that scenarios name and the company does not have, and why."""
        found = {name: why for each in self.scenarios for name, why in each.not_asked.items()}
        return dict(sorted(found.items()))

    @property
    def decision(self) -> Decision:
        """Go only where something was checked, nothing is wrong or unknown, and the run says so."""
        results = self._results
        if results["failed"]:
            return Decision.NO_GO
        if any(results[each] for each in UNDECIDED) or self.unread or not self.finished:
            return Decision.UNKNOWN
        if not results["passed"]:
            return Decision.NOTHING
        return Decision.UNKNOWN if self.exit else Decision.GO

    @property
    def line(self) -> str:
        """The one sentence to read, in figures: first how much of the whole it is about."""
        results = self._results
        judged = sum(results[each] for each in ("passed", "failed", "unmet", "broken"))
        told = f"told the same story in {results['passed']} of {judged} scenarios"
        line = f"{_the_systems(len(self.systems))} {told}." if judged else "No scenario was judged."
        scope = [f"{self.chosen}."] if self.chosen else []
        return " ".join([*scope, line, *self._remarks(results)])

    @property
    def headline(self) -> str:
        """The decision, with how much of the whole it is about if that is not all."""
        return f"{self.decision}: {self.chosen}" if self.chosen else str(self.decision)

    def _remarks(self, results: Counter[str]) -> Iterable[str]:
        if lone := self._standing_out():
            yield lone
        steps = [each.broke for each in self.scenarios if each.broke]
        if steps:
            yield f"In {len(steps)} a step broke ({'; '.join(dict.fromkeys(steps))})."
        if broken := results["broken"] - len(steps):
            yield f"In {broken} nobody can know: something could not be asked or explained."
        if unmet := results["unmet"]:
            yield f"In {unmet} a step's own check failed."
        for result, one, many in _WITHOUT_JUDGEMENT:
            if number := results[result]:
                yield f"{number} {one if number == 1 else many}."
        if unread := len(self.unread):
            files = "feature file" if unread == 1 else "feature files"
            yield f"{unread} {files} could not be read."
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
    run = read_run(report)
    if run is None and not any(files_of(report)):
        raise FileNotFoundError(
            f"No run is recorded in {report}.\n  Run the features first: samestory run"
        )
    return sum_up(lines_of(report), run)


def sum_up(lines: Iterable[str], run: Mapping[str, Any] | None) -> Summary:
    """Sum up the lines of `verdicts.jsonl` and the object of `run.json` (None: not finished)."""
    recorded, unreadable = read_lines(lines)
    told = tuple(recorded)
    scenarios = tuple(scenarios_of(run, told))
    called = _called(told, run or {})
    about = run or {}
    return Summary(
        landscape=str(about.get("landscape", "")),
        seed=str(about.get("seed", "")),
        started=str(about.get("started", "")),
        zone=str(about.get("zone", "UTC")),
        seconds=about.get("seconds"),
        called=called,
        rows=tuple(_rows(scenarios, told, tuple(called))),
        scenarios=scenarios,
        told=told,
        finished=bool(about.get("finished", about)) and not about.get("interrupted"),
        exit=about.get("exit"),
        unread=tuple(map(str, about.get("unread", ()))),
        unreadable=unreadable,
        chosen=about.get("chosen"),
        concessions=tuple(map(str, about.get("concessions", ()))),
    )


def _called(told: Sequence[Told], run: Mapping[str, Any]) -> Mapping[str, str]:
    """The systems that were asked, as the landscape orders them, then in the order of asking."""
    names = run.get("called", {})
    asked = {system: names.get(system, system) for each in told for system in each.systems}
    return {system: asked[system] for system in [*names, *asked] if system in asked}


def _rows(
    scenarios: Sequence[Scenario], told: Sequence[Told], systems: Sequence[str]
) -> Iterable[Row]:
    """In the order of the feature files, which workers do not keep."""
    places = [(file_of(each.nodeid), each.journey) for each in scenarios]
    places += [(file_of(each.nodeid), each.journey) for each in told]
    in_order = sorted(places, key=itemgetter(0))
    for journey in dict.fromkeys(journey for _, journey in in_order):
        results = Counter(each.result for each in scenarios if each.journey == journey)
        of_journey = [each for each in told if each.journey == journey]
        yield Row(journey, results, {system: _cell(system, of_journey) for system in systems})


def _cell(system: str, told: Sequence[Told]) -> Cell:
    """Of a scenario that asked a system more than once, the severest outcome counts."""
    heard: defaultdict[str, set[Outcome]] = defaultdict(set)
    for each in told:
        if system in each.systems:
            heard[each.nodeid].add(each.systems[system])
    outcomes = Counter(_severest(each) for each in heard.values())
    return Cell(_severest(outcomes), outcomes[Outcome.AGREED], outcomes.total())


def _severest(outcomes: Collection[Outcome | None]) -> Outcome | None:
    return next((each for each in SEVEREST_FIRST if each in outcomes), None)


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
