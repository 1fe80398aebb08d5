"""`make bench`: what samestory costs, as tables; each part is also a command of its own.

`journeys`: the ordering journey beside a hand-written script that makes the same clicks, asks the
same systems and looks again after the same settle time; bare (`--samestory-trace off`, without
Allure), and with evidence. `start`: `--help`, and collecting 100 scenarios. `ask`: asking about an
order on a company that runs. The limits are what a quiet machine reaches, plus its noise.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from samestory.errors import SamestoryError
from tests.benchmarks import asking, journeys, starting
from tests.benchmarks.asking import AskFailed
from tests.benchmarks.comparing import seconds_of_comparing
from tests.benchmarks.journeys import JourneyFailed
from tests.benchmarks.samples import compiled
from tests.benchmarks.starting import StartFailed

CONSOLE = Console(highlight=False, width=140)

Part = Callable[[Mapping[str, str], str, int], bool]
"""Measures in an environment, on a prefix of ports, so many times; returns if all is within."""


def main() -> int:
    """Measure and print; 1 if anything takes more than it may, 2 if something failed."""
    options = ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument("parts", nargs="*", choices=[[], *PARTS], help="all of them by default")
    options.add_argument("--runs", type=int, default=20, help="how many of each")
    options.add_argument("--ports", default="63", help="the first digits of the company's ports")
    asked = options.parse_args()
    if asked.runs < 1:
        options.error("--runs: at least one")
    within = True
    try:
        with compiled() as environ:
            for each in asked.parts or PARTS:
                within &= PARTS[each](environ, asked.ports, asked.runs)
    except (JourneyFailed, StartFailed, AskFailed) as error:
        sys.stderr.write(f"Something failed, so nothing can be said about its time. {error}\n")
        return 2
    except SamestoryError as error:
        sys.exit(str(error))
    return 0 if within else 1


def measure_journeys(environ: Mapping[str, str], ports: str, runs: int) -> bool:
    """Measure both ways of playing a journey."""
    within = True
    for way in journeys.ways():
        table, ratio = journeys.table_of(way, journeys.measure(way, environ, ports, runs))
        CONSOLE.print(table)
        within &= _judged(f"{ratio:.2f} times the script that looks again", ratio, way.limit)
    CONSOLE.print(f"One comparison of five systems: {seconds_of_comparing() * 1000:.2f} ms.")
    return within


def measure_start(environ: Mapping[str, str], _: str, runs: int) -> bool:
    """Measure what starts."""
    with TemporaryDirectory(prefix="samestory-bench-") as made:
        starting.write_project(Path(made))
        measured = [
            (each, *starting.measure(each, Path(made), environ, runs)) for each in starting.starts()
        ]
    CONSOLE.print(starting.table_of(measured))
    within = True
    for start, mine, beside in measured:
        ratio = mine.median / beside.median
        within &= _judged(f"{start.name}: {ratio:.2f} times", ratio, start.limit)
    return within


def measure_ask(environ: Mapping[str, str], ports: str, runs: int) -> bool:
    """Measure asking."""
    command, used, own = asking.measure(environ, ports, runs)
    CONSOLE.print(asking.table_of(command, used, own))
    beside = command.median - own.median
    return _judged(f"{beside:.2f} s beside the systems' own time", beside, asking.LIMIT)


def _judged(what: str, figure: float, limit: float) -> bool:
    within = figure <= limit
    CONSOLE.print(f"{what}: {'within' if within else 'above'} the limit of {limit:g}.\n")
    return within


PARTS: Mapping[str, Part] = {
    "journeys": measure_journeys,
    "start": measure_start,
    "ask": measure_ask,
}


if __name__ == "__main__":
    sys.exit(main())
