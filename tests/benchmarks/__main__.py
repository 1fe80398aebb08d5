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
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from samestory.company import running
from samestory.landscape import load
from tests.benchmarks.interleaved import COUNT_OF, TIMES, read
from tests.oracle.playing import ROOT

PORTS = "63"
LIMIT = 1.25
FEATURE = """\
Feature: Ordering, again and again
  Rule: An accepted order is the same order everywhere
    Scenario Outline: Ada orders as a registered customer
      Given Ada is a customer of the shop
      When she orders 1 "Bottom bracket, English thread" and 2 "Chain, 11-speed"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order
      Examples:
        | number |
"""


def main() -> int:
    """Measure and print; 1 where samestory takes more than it may."""
    options = ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument("--journeys", type=int, default=20, help="how many of each")
    asked = options.parse_args()
    with TemporaryDirectory() as folder:
        measured = measure(Path(folder), asked.journeys + 1)
    table = Table("ordering journey", "runs", "median s", "mean s", "ratio of medians", box=None)
    mine = median(measured["samestory"])
    for who, seconds in measured.items():
        ratio = f"{mine / median(seconds):.2f}"
        table.add_row(
            who, str(len(seconds)), f"{median(seconds):.2f}", f"{mean(seconds):.2f}", ratio
        )
    Console().print(table)
    return 0 if mine <= LIMIT * median(measured["by hand, and still so"]) else 1


def measure(folder: Path, count: int) -> dict[str, list[float]]:
    """Let both make so many journeys; the first ones warm up and do not count."""
    environ = {
        **os.environ,
        "DEMO_PORTS": PORTS,
        TIMES: str(folder / "times.jsonl"),
        COUNT_OF: str(count),
    }
    feature = folder / "ordering.feature"
    rows = "".join(f"        | {number} |\n" for number in range(count))
    feature.write_text(FEATURE + rows, "utf-8")
    company = load(ROOT / "landscapes" / "demo.toml", environ).company
    assert company is not None
    with running(company, environ=environ, log=folder / "company.log"):
        subprocess.run(  # noqa: S603 - our own command line
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "tests.benchmarks.interleaved"),
                *(feature, ROOT / "tests" / "benchmarks" / "by_hand_journey.py"),
                *("--rootdir", ROOT, "-c", ROOT / "pyproject.toml"),
                *("--alluredir", folder / "allure", "--samestory-report", folder / "report"),
            ],
            cwd=ROOT,
            env=environ,
            check=True,
        )
    return {who: list(seconds[1:]) for who, seconds in read(folder / "times.jsonl").items()}


if __name__ == "__main__":
    sys.exit(main())
