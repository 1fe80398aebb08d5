"""`make bench`: what the ordering journey costs through samestory, and by a hand-written script.

Both make the same clicks in the same browser, ask the same systems, and look again after the same
settle time; samestory keeps its evidence on top. They take turns in one run. The start of the
browser, and the first journey of each, are left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from samestory.config import Landscape, load
from samestory.errors import SamestoryError
from samestory_demo.supervisor.description import describe
from samestory_demo.supervisor.process import running
from tests.benchmarks.comparing import seconds_of_comparing
from tests.benchmarks.interleaved import (
    COUNT_OF,
    SAMESTORY,
    SETTLE_OF,
    STILL_SO,
    TIMES,
    UNTIL_TRUE,
    read,
)
from tests.oracle.playing import ROOT

PORTS = "63"
LIMIT = 1.25
FEATURE = """\
Feature: Ordering, again and again
  Rule: An accepted order is the same order everywhere
    Scenario Outline: Ada orders as a registered customer for the <number>. time
      Given Ada is a customer of the shop
      When she orders 1 "Bottom bracket, English thread" and 2 "Chain, 11-speed"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order
      Examples:
        | number |
"""

Measured = Mapping[str, Sequence[float]]
"""The seconds of every journey, by who made it."""


def main() -> int:
    """Measure and print; 1 where samestory takes more than it may, 2 where a journey failed."""
    options = ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument("--journeys", type=int, default=20, help="how many of each")
    asked = options.parse_args()
    if asked.journeys < 1:
        options.error("--journeys: at least one")
    environ = {**os.environ, "DEMO_PORTS": PORTS}
    landscape = load(ROOT / "landscapes" / "demo.toml", environ)
    settle = max(each.settle.total_seconds() for each in landscape.systems.values())
    try:
        with TemporaryDirectory(prefix="samestory-bench-") as folder:
            environ[SETTLE_OF] = str(settle)
            measured = measure(landscape, environ, Path(folder), asked.journeys + 1)
    except SamestoryError as error:
        sys.exit(str(error))
    if measured is None:
        sys.stderr.write("A journey failed, see above: nothing can be said about its time.\n")
        return 2
    return told(measured, settle)


def measure(
    landscape: Landscape, environ: dict[str, str], folder: Path, count: int
) -> Measured | None:
    """Let both make so many journeys; the first ones warm up and do not count."""
    times, feature = folder / "times.jsonl", folder / "ordering.feature"
    environ |= {TIMES: str(times), COUNT_OF: str(count)}
    rows = "".join(f"        | {number} |\n" for number in range(count))
    feature.write_text(FEATURE + rows, "utf-8")
    company = describe(landscape.path, environ)
    with running(company, environ=environ, log=folder / "company.log"):
        ended = subprocess.run(  # noqa: S603 - our own command line
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "tests.benchmarks.interleaved"),
                *(feature, ROOT / "tests" / "benchmarks" / "by_hand_journey.py"),
                *("--rootdir", ROOT, "-c", ROOT / "pyproject.toml"),
                *("--alluredir", folder / "allure", "--samestory-report", folder / "report"),
            ],
            cwd=ROOT,
            env=environ,
            check=False,
        )
    if ended.returncode:
        return None
    return {who: seconds[1:] for who, seconds in read(times).items()}


def told(measured: Measured, settle: float) -> int:
    """Print what was measured; 1 where samestory takes more than it may, by median or by mean."""
    mine, script = measured[SAMESTORY], measured[STILL_SO]
    headings = ("ordering journey", "runs", "median s", "mean s", "by median", "by mean")
    table = Table(*headings, box=None, caption="by: how many times its time samestory takes")
    for who in (SAMESTORY, STILL_SO, UNTIL_TRUE):
        table.add_row(who, str(len(measured[who])), *_row(measured[who], mine))
    bare = [[each - settle for each in seconds] for seconds in (mine, script)]
    ratio = max(median(mine) / median(script), mean(mine) / mean(script))
    console = Console(highlight=False)
    console.print(table)
    console.print(
        f"The settle time, {settle:g} s in which both wait, is {settle / median(mine):.0%} of "
        f"samestory's time and {settle / median(script):.0%} of the script's; "
        f"without it the ratio is {median(bare[0]) / median(bare[1]):.2f}."
    )
    verdict = "within" if ratio <= LIMIT else "above"
    console.print(f"{ratio:.2f} times the script that looks again: {verdict} the limit of {LIMIT}.")
    console.print(f"One comparison of five systems: {seconds_of_comparing() * 1000:.2f} ms.")
    return 0 if ratio <= LIMIT else 1


def _row(seconds: Sequence[float], mine: Sequence[float]) -> Sequence[str]:
    ratios = median(mine) / median(seconds), mean(mine) / mean(seconds)
    return [f"{each:.2f}" for each in (median(seconds), mean(seconds), *ratios)]


if __name__ == "__main__":
    sys.exit(main())
