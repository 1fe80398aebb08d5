"""`make oracle`: every seeded fault, and many healthy runs, in two tables.

Ends with 1 where a fault was missed or blamed wrongly, or where a healthy run raised an alarm.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.oracle.by_hand import polled_until_true
from tests.oracle.expected import EXPECTATIONS, Expectation
from tests.oracle.judging import blamed, complaints, differing
from tests.oracle.playing import Played, play

console = Console(width=None if sys.stdout.isatty() else 180)


def main() -> int:
    """Print both tables."""
    options = ArgumentParser(prog="make oracle", description=__doc__)
    options.add_argument("--runs", type=int, default=50, help="how many healthy runs")
    options.add_argument("--first", type=int, default=1, help="the seed of the first healthy run")
    options.add_argument("--only", choices=("faults", "healthy"), help="only one of the tables")
    options.add_argument("--ports", default="62", help="the first digits of the company's ports")
    options.add_argument("--workers", default="2", help="how many scenarios at a time")
    asked = options.parse_args()
    with TemporaryDirectory() as folder:
        missed = false = 0
        if asked.only != "healthy":
            missed = faults(Path(folder), asked.ports)
        if asked.only != "faults":
            seeds = range(asked.first, asked.first + asked.runs)
            false = healthy(Path(folder), asked.ports, seeds, asked.workers)
    return 1 if missed or false else 0


def faults(folder: Path, ports: str) -> int:
    """Play every fault against the scenario meant for it; tells how many were missed."""
    table = Table("fault", "caught by", "outcome", "blamed", "fields", "poll until true", box=None)
    missed = 0
    for each in track(EXPECTATIONS, "Faults", console=console, transient=True):
        played = play(folder / each.fault, ports, *_options(each))
        wrong = complaints(each, played)
        missed += bool(wrong)
        table.add_row(each.fault, *_caught(played, wrong), _naive(each, ports))
    console.print(table)
    console.print(f"{len(EXPECTATIONS) - missed} of {len(EXPECTATIONS)} faults caught as meant.\n")
    return missed


def _options(each: Expectation) -> tuple[str, ...]:
    return ("--fault", each.fault, "--only", each.scenario)


def _caught(played: Played, wrong: list[str]) -> tuple[str, str, str, str]:
    if wrong:
        return ("[red]MISSED[/]", "; ".join(wrong), "", "")
    alarm = played.alarms[0]
    outcome = alarm["outcome"] + (", after a good moment" if alarm["changed_its_mind"] else "")
    return (alarm["scenario"], outcome, ", ".join(blamed(alarm)), ", ".join(differing(alarm)))


def _naive(each: Expectation, ports: str) -> str:
    """What a test that polls until it sees what it wants says of the faults that come late."""
    if not each.after_a_good_moment:
        return ""
    return "passes: missed" if polled_until_true(each, ports) else "fails: caught"


def healthy(folder: Path, ports: str, seeds: range, workers: str) -> int:
    """Play all features against a healthy company, again and again; tells how many alarms."""
    scenarios: Counter[str] = Counter()
    alarms: list[str] = []
    for number in track(seeds, "Healthy runs", console=console, transient=True):
        options = ("-n", workers, "--seed", str(number))
        played = play(folder / f"healthy-{number}", ports, *options, jitter=number)
        scenarios.update(each["result"] for each in played.scenarios)
        if played.exit_code or played.alarms:
            alarms.append(f"seed {number}, exit code {played.exit_code}:\n{played.said}")
    console.print(_counted(len(seeds), scenarios, alarms))
    for each in alarms:
        console.print(each, markup=False)
    return len(alarms)


def _counted(runs: int, scenarios: Counter[str], alarms: list[str]) -> Table:
    table = Table("healthy runs", "scenarios", "passed", "runs with an alarm", box=None)
    total = sum(scenarios.values())
    table.add_row(str(runs), str(total), str(scenarios["passed"]), str(len(alarms)))
    return table


if __name__ == "__main__":
    sys.exit(main())
