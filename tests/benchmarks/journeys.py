"""The ordering journey through samestory, and by a hand-written script: what each costs.

Both make the same clicks in a browser of the same kind, ask the same systems, and look again after
the same settle time. The start of the browsers, and the first journey of each, are left out.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.table import Table

from samestory.config import load
from samestory_demo.supervisor.description import describe
from samestory_demo.supervisor.process import running
from tests.benchmarks.samples import Samples
from tests.benchmarks.turns import (
    SAMESTORY,
    SETTLE_OF,
    STILL_SO,
    TIMES,
    UNTIL_TRUE,
    Journey,
    read,
)
from tests.oracle.playing import ROOT

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


@dataclass(frozen=True, slots=True)
class Way:
    """A way to play features, by options that a user has, and what it may cost."""

    name: str
    options: Sequence[str]
    allure: bool
    limit: float


BARE = Way("bare", ("--samestory-trace", "off"), allure=False, limit=1.20)
WITH_EVIDENCE = Way("with evidence", (), allure=True, limit=1.30)


class JourneyFailed(Exception):
    """A journey failed, and said why: nothing can be said about its time."""


def ways() -> Sequence[Way]:
    """Return the ways that are measured."""
    return BARE, WITH_EVIDENCE


def measure(
    way: Way, environ: Mapping[str, str], ports: str, count: int
) -> Mapping[str, Sequence[Journey]]:
    """Let both make so many journeys; raise `JourneyFailed`. The first ones do not count."""
    landscape = load(ROOT / "landscapes" / "demo.toml", {**environ, "DEMO_PORTS": ports})
    settle = max(each.settle.total_seconds() for each in landscape.systems.values())
    with TemporaryDirectory(prefix="samestory-bench-") as made:
        folder = Path(made)
        times, feature = folder / "times.jsonl", folder / "ordering.feature"
        environ = {**environ, "DEMO_PORTS": ports, TIMES: str(times), SETTLE_OF: str(settle)}
        rows = "".join(f"        | {number} |\n" for number in range(count + 1))
        feature.write_text(FEATURE + rows, "utf-8")
        company = describe(landscape.path, environ)
        with running(company, environ=environ, log=folder / "company.log"):
            ended = subprocess.run(  # noqa: S603 - our own command line
                [
                    *(sys.executable, "-m", "pytest", "-q", "-p", "tests.benchmarks.turns"),
                    *(feature, "--rootdir", ROOT, "-c", ROOT / "pyproject.toml"),
                    *("--samestory-report", folder / "report", *way.options),
                    *(("--alluredir", folder / "allure") if way.allure else ()),
                ],
                cwd=ROOT,
                env=environ,
                check=False,
            )
        if ended.returncode:
            raise JourneyFailed
        return {who: each[1:] for who, each in read(times).items()}


def table_of(way: Way, measured: Mapping[str, Sequence[Journey]]) -> tuple[Table, float]:
    """Return what one way cost as a table, and how many times the script's time, by medians."""
    table = Table(
        *(f"ordering journey, {way.name}", "runs", "min s", "median s", "p90 s"),
        *("processor s", "times the script", "middle half"),
        box=None,
    )
    script = Samples([each.seconds for each in measured[STILL_SO]])
    for who in (SAMESTORY, STILL_SO, UNTIL_TRUE):
        mine = Samples([each.seconds for each in measured[who]])
        used = Samples([each.processor for each in measured[who]])
        ratio = mine.median / script.median
        cells = f"{used.median:.2f}", f"{ratio:.2f}", mine.spread_of_ratio(script)
        table.add_row(who, *mine.shown(), *(cells if who != UNTIL_TRUE else ("", *cells[1:])))
    return table, Samples([each.seconds for each in measured[SAMESTORY]]).median / script.median
