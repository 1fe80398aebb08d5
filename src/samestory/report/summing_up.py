"""Sums up the record of a run: reads what it wrote, and counts it by journeys and systems."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from samestory.core.model import Outcome
from samestory.core.verdict import SEVEREST_FIRST
from samestory.report.commands import command
from samestory.report.merging import shard_in
from samestory.report.results_folder import read_run, whole_folder
from samestory.report.run_reader import (
    RecordedScenario,
    RecordedVerdict,
    counting,
    feature_file,
    read_verdicts,
    recorded_scenarios,
    verdict_files,
    verdict_lines,
)
from samestory.report.summary import Journey, Summary, SystemTally


def read_summary(report: Path) -> Summary:
    """Sum up a report folder. Raise FileNotFoundError if no run has been recorded in it."""
    run = read_run(report)
    if run is None and not verdict_files(report):
        raise FileNotFoundError(
            f"No run is recorded in {report}.\n"
            f"  Run the features first: {command('run', report=whole_folder(report))}"
        )
    return summary_of(verdict_lines(report), run)


def summary_of(lines: Iterable[str], run: Mapping[str, Any] | None) -> Summary:
    """Sum up the lines of `verdicts.jsonl` and the object of `run.json` (None: not finished)."""
    verdicts, unreadable = read_verdicts(lines)
    scenarios = tuple(recorded_scenarios(run, verdicts))
    verdicts = counting(verdicts, scenarios)
    about = run or {}
    called = _called(verdicts, about.get("called", {}))
    return Summary(
        landscape=str(about.get("landscape", "")),
        seed=str(about.get("seed", "")),
        started=str(about.get("started", "")),
        zone=str(about.get("zone", "UTC")),
        seconds=about.get("seconds"),
        called=called,
        journeys=tuple(_journeys(scenarios, verdicts, tuple(called))),
        scenarios=scenarios,
        verdicts=tuple(verdicts),
        finished=bool(about.get("finished", about)) and not about.get("interrupted"),
        exit=about.get("exit"),
        unread=tuple(map(str, about.get("unread", ()))),
        unreadable=unreadable,
        selection=about.get("chosen"),
        left_out=about.get("left_out") or {},
        concessions=tuple(map(str, about.get("concessions", ()))),
        owners=about.get("owners") or {},
        build=str(about.get("build") or ""),
        incomplete=tuple(map(str, about.get("incomplete", ()))),
        seeded=tuple(map(str, about.get("seeded", ()))),
        shard=shard_in(about),
        names=about.get("called", {}),
    )


def _called(verdicts: Iterable[RecordedVerdict], names: Mapping[str, str]) -> Mapping[str, str]:
    """Name the systems that were asked, as the landscape orders them, then as they were asked."""
    asked = {system: names.get(system, system) for each in verdicts for system in each.systems}
    return {system: asked[system] for system in [*names, *asked] if system in asked}


def _journeys(
    scenarios: Sequence[RecordedScenario],
    verdicts: Sequence[RecordedVerdict],
    systems: Sequence[str],
) -> Iterator[Journey]:
    """Sort by feature file: workers do not keep that order."""
    places = [(each.nodeid, each.journey) for each in scenarios]
    places += ((each.nodeid, each.journey) for each in verdicts)
    in_order = sorted(places, key=lambda place: feature_file(place[0]))
    results: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in scenarios:
        results[each.journey][each.result] += 1
    told: defaultdict[str, list[RecordedVerdict]] = defaultdict(list)
    for verdict in verdicts:
        told[verdict.journey].append(verdict)
    for name in dict.fromkeys(journey for _, journey in in_order):
        tallies = {system: _tally(system, told[name]) for system in systems}
        yield Journey(name, results[name], tallies)


def _tally(system: str, verdicts: Iterable[RecordedVerdict]) -> SystemTally:
    """Count each scenario once, by its severest outcome."""
    by_scenario: defaultdict[str, set[Outcome]] = defaultdict(set)
    for each in verdicts:
        if system in each.systems:
            by_scenario[each.nodeid].add(each.systems[system])
    outcomes = Counter(map(_severest, by_scenario.values()))
    return SystemTally(_severest(outcomes), outcomes[Outcome.AGREED], outcomes.total())


def _severest(outcomes: Collection[Outcome | None]) -> Outcome | None:
    return next((each for each in SEVEREST_FIRST if each in outcomes), None)
