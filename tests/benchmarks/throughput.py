"""`make bench-throughput`: journeys a minute, several at a time, and what each costs the processor.

The same ordering journey by `samestory run -n 2` and by the script, as two processes with a browser
each. Both are run twice, with a few journeys and with more: the difference is what a
journey costs, without the start. The processor seconds are those of all processes but the
company's, so that they say something on a busy machine as well, and are told by kind of process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

from samestory.browser import open_browser
from samestory.config import load
from samestory_demo.supervisor.description import describe
from samestory_demo.supervisor.process import running
from tests.benchmarks.by_hand import Company
from tests.benchmarks.journeys import FEATURE
from tests.benchmarks.processor import KINDS, seconds_by_process
from tests.benchmarks.script_process import journey
from tests.benchmarks.turns import SETTLE_OF
from tests.oracle.playing import ROOT

PORTS = "63"
EVERY = 0.25
"""Seconds between two readings of what processes have used."""
LIMIT = 0.9
"""The part of the script's journeys by processor time that samestory has to reach."""


@dataclass(frozen=True)
class Cost:
    """What so many journeys took, all processes together."""

    journeys: int
    seconds: float
    by_kind: Mapping[str, float]
    """Processor seconds by kind of process."""

    @property
    def processor(self) -> float:
        """Processor seconds of all kinds."""
        return sum(self.by_kind.values())


def main() -> int:
    """Measure and print; 1 if samestory reaches less than it has to, 2 if a journey failed."""
    options = ArgumentParser(prog="make bench-throughput", description=__doc__)
    options.add_argument("--few", type=int, default=4, help="journeys of the first run of each")
    options.add_argument("--more", type=int, default=16, help="journeys of the second")
    options.add_argument("-n", type=int, default=2, dest="workers", help="how many at a time")
    options.add_argument("--ports", default=PORTS, help="the first digits of the company's ports")
    options.add_argument("--bare", action="store_true", help="without traces, Allure and pictures")
    options.add_argument("--by-hand", type=int, help="make so many by hand, and end")
    asked = options.parse_args()
    if asked.by_hand:
        return by_hand(asked.by_hand)
    environ = {**os.environ, "DEMO_PORTS": asked.ports}
    landscape = load(ROOT / "landscapes" / "demo.toml", environ)
    settle = max(each.settle.total_seconds() for each in landscape.systems.values())
    with TemporaryDirectory(prefix="samestory-throughput-") as name:
        folder = Path(name)
        environ |= {SETTLE_OF: str(settle)}
        with running(describe(landscape.path, environ), environ=environ, log=folder / "log"):
            costs = {
                who: [measured(command(who, count, asked, folder), environ, count)
                      for count in (asked.few, asked.more)]
                for who in ("by hand", "samestory")
            }  # fmt: skip
    if any(each is None for both in costs.values() for each in both):
        return 2
    return told({who: [each for each in both if each] for who, both in costs.items()})


def by_hand(count: int) -> int:
    """Make journeys one after the other, in one browser."""
    with ExitStack() as stack:
        company = stack.enter_context(Company(os.environ["DEMO_PORTS"]))
        browser = open_browser(stack.enter_context(sync_playwright()), os.environ)
        for _ in range(count):
            journey(browser, company, float(os.environ[SETTLE_OF]))
        browser.close()
    return 0


def command(who: str, count: int, asked: Namespace, folder: Path) -> Sequence[Sequence[str]]:
    """Return the commands that together make so many journeys."""
    if who == "by hand":
        its = [sys.executable, "-m", "tests.benchmarks.throughput", "--by-hand"]
        return [[*its, str(count // asked.workers)] for _ in range(asked.workers)]
    feature = folder / f"ordering_{count}.feature"
    rows = "".join(f"        | {number} |\n" for number in range(count))
    feature.write_text(FEATURE + rows, "utf-8")
    samestory = [sys.executable, "-m", "samestory", "run", str(feature), "--no-report"]
    report = ["--report", str(folder / f"report_{count}")]
    bare = ["--no-allure", "--", "--samestory-trace", "off"] if asked.bare else []
    where = ["-l", "landscapes/demo.toml", "-n", str(asked.workers)]
    return [[*samestory, *report, *where, *bare]]


def measured(
    commands: Sequence[Sequence[str]], environ: Mapping[str, str], count: int
) -> Cost | None:
    """Return what some commands take together; None if one fails."""
    began = time.monotonic()
    used: dict[tuple[int, str], float] = defaultdict(float)
    started = [
        subprocess.Popen(each, cwd=ROOT, env=dict(environ), stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own command lines
        for each in commands
    ]
    while any(each.poll() is None for each in started):
        for process, seconds in seconds_by_process([each.pid for each in started]):
            used[process] = max(used[process], seconds)
        time.sleep(EVERY)
    for each in started:
        if each.returncode:
            sys.stderr.write(each.stdout.read() if each.stdout else "")
            return None
    by_kind = dict.fromkeys(KINDS.values(), 0.0)
    for (_, kind), seconds in used.items():
        by_kind[kind] += seconds
    return Cost(count, time.monotonic() - began, by_kind)


def told(costs: Mapping[str, Sequence[Cost]]) -> int:
    """Print what was measured; 1 if samestory reaches less than it has to."""
    kinds = dict.fromkeys(KINDS.values())
    table = Table("", "journeys a minute", "processor s a journey", *kinds, "start, s", box=None)
    each: dict[str, float] = {}
    for who, (few, more) in costs.items():
        extra = more.journeys - few.journeys
        each[who] = (more.processor - few.processor) / extra
        rate = 60 * extra / max(0.001, more.seconds - few.seconds)
        start = few.processor - few.journeys * each[who]
        parts = ((more.by_kind[kind] - few.by_kind[kind]) / extra for kind in kinds)
        figures = (each[who], *parts, start)
        table.add_row(who, f"{rate:.1f}", *(f"{figure:.2f}" for figure in figures))
    console = Console(highlight=False, width=120)
    console.print(table)
    reached = each["by hand"] / each["samestory"]
    console.print(
        f"By processor time samestory reaches {reached:.2f} of the script's journeys: "
        f"{'within' if reached >= LIMIT else 'below'} the limit of {LIMIT}; "
        f"the load of the machine is {os.getloadavg()[0]:.1f}.\n"
        "docs/how-to/many.md says what the rest is spent on, and why."
    )
    return 0 if reached >= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
