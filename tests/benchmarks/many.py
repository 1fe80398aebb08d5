"""`make bench-many`: whether the last of 10,000 scenarios costs what the first one did.

One run of light scenarios, with systems that answer from memory and no browser: its memory and its
processor seconds are noted while it goes on. Each scenario has a person of her own, a question to
two systems, and its evidence. Allure's results are written as well unless `--without-allure`.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from rich.console import Console
from rich.table import Table

from tests.light_company import ORDERS, SECRETS, light_company
from tests.oracle.playing import ROOT

SAMPLES = "SAMESTORY_BENCH_SAMPLES"
"""The environment variable that names the file to which memory and time are appended."""
EVERY = 100
"""Scenarios between two samples."""
MEGABYTES = 10.0
"""How much memory a thousand scenarios more may keep."""
SLOWER = 1.25
"""How many times the processor seconds of the first scenarios the last ones may take."""
STEPS = """\
from pytest_bdd import given, then, parsers
import pytest
from samestory import GAP_TYPES, Subject

@given(parsers.parse("{who:newcomer} is a customer", GAP_TYPES), target_fixture="her")
def her(who, people):
    return people[who]

@then(parsers.parse('the CRM and the ERP agree on order "{number}"'))
def agree(number, her, witnesses):
    verdict = witnesses.converge(Subject("order", number), ["crm", "erp"])
    if not verdict.agreed:
        pytest.fail(witnesses.explain(verdict), pytrace=False)
"""
FEATURE = """\
Feature: Light orders {feature}
  Rule: An order is the same order everywhere
    Scenario Outline: Order <number> is the same everywhere, for the <time>. time
      Given Ada is a customer
      Then the CRM and the ERP agree on order "<number>"
      Examples:
        | number | time |
"""
PER_FEATURE = 500


@dataclass(frozen=True)
class Sample:
    """What a run needed until then."""

    scenarios: int
    megabytes: float
    seconds: float
    """Of the processor."""
    at: float


class Sampling:
    """A pytest plugin that notes memory and time after every so many scenarios."""

    def __init__(self) -> None:
        self.ended = 0

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self) -> None:
        """Note a sample, after everything that belongs to a scenario."""
        self.ended += 1
        if self.ended % EVERY == 0:
            used = resource.getrusage(resource.RUSAGE_SELF)
            spent = used.ru_utime + used.ru_stime
            sample = [self.ended, resident_megabytes(), spent, time.monotonic()]
            with Path(os.environ[SAMPLES]).open("a", encoding="utf-8") as file:
                file.write(json.dumps(sample) + "\n")


def resident_megabytes() -> float:
    """Return how much memory this process holds now."""
    status = Path("/proc/self/status").read_text("utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def pytest_configure(config: pytest.Config) -> None:
    """Sample, in a run that is measured."""
    if SAMPLES in os.environ:
        config.pluginmanager.register(Sampling())


def main() -> int:
    """Measure and print; 1 if the end costs more than the beginning, 2 if a scenario failed."""
    options = ArgumentParser(prog="make bench-many", description=__doc__)
    options.add_argument("--scenarios", type=int, default=10_000, help="how many of them")
    options.add_argument("--without-allure", action="store_true", help="write no Allure results")
    options.add_argument("--keep", type=Path, help="a folder for the project, which is kept")
    asked = options.parse_args()
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
        return measured(asked.keep, asked)
    with TemporaryDirectory(prefix="samestory-many-") as folder:
        return measured(Path(folder), asked)


def measured(folder: Path, asked: Namespace) -> int:
    """Play the scenarios in a project of their own, and tell what they cost."""
    write_project(folder, asked.scenarios)
    samples = folder / "samples.jsonl"
    samples.unlink(missing_ok=True)
    environ = {**os.environ, **SECRETS, SAMPLES: str(samples), "PYTHONPATH": str(ROOT)}
    allure = [] if asked.without_allure else ["--alluredir", "allure"]
    with light_company(folder) as company:
        command = [
            *(sys.executable, "-m", "pytest", "-q", "-p", "tests.benchmarks.many", "features"),
            *("--samestory-landscape", company.landscape, *allure),
        ]
        log = (folder / "run.log").open("w", encoding="utf-8")
        with log:
            ended = subprocess.run(  # noqa: S603 - our own command line
                command, cwd=folder, env=environ, check=False, stdout=log
            )
    if ended.returncode:
        sys.stdout.write((folder / "run.log").read_text("utf-8")[-3000:])
        return 2
    return told(read(samples), folder)


def write_project(folder: Path, count: int) -> None:
    """Write features, steps and settings."""
    for name in ("features", "light_steps"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "pytest.ini").write_text("[pytest]\nsamestory_steps = light_steps\n", "utf-8")
    (folder / "light_steps" / "light.py").write_text(STEPS, "utf-8")
    for feature in range(-(-count // PER_FEATURE)):
        numbers = range(feature * PER_FEATURE, min(count, (feature + 1) * PER_FEATURE))
        rows = "".join(f"        | A-{number % ORDERS} | {number} |\n" for number in numbers)
        text = FEATURE.format(feature=feature) + rows
        (folder / "features" / f"light_{feature}.feature").write_text(text, "utf-8")


def read(samples: Path) -> list[Sample]:
    """Return what was noted."""
    return [Sample(*json.loads(line)) for line in samples.read_text("utf-8").splitlines()]


def told(samples: Sequence[Sample], folder: Path) -> int:
    """Print how memory and time went on, and how large the reports are."""
    table = Table("scenarios", "MB", "processor ms each", "ms each", box=None)
    tenth = max(1, len(samples) // 10)
    marks = [*samples[::tenth], samples[-1]]
    each = [
        (1000 * (b.seconds - a.seconds) / n, 1000 * (b.at - a.at) / n)
        for a, b in pairwise(marks)
        if (n := b.scenarios - a.scenarios)
    ]
    for mark, (cpu, wall) in zip(marks[1:], each, strict=False):
        table.add_row(str(mark.scenarios), f"{mark.megabytes:.0f}", f"{cpu:.1f}", f"{wall:.1f}")
    console = Console(highlight=False)
    console.print(table)
    for file in sorted(folder.glob("reports/*")):
        size = sum(each.stat().st_size for each in ([file, *file.rglob("*")]) if each.is_file())
        console.print(f"{file.name}: {size / 1e6:.1f} MB")
    half = samples[len(samples) // 2 :]
    more = (
        (half[-1].megabytes - half[0].megabytes)
        * 1000
        / max(EVERY, half[-1].scenarios - half[0].scenarios)
    )
    slower = each[-1][0] / each[0][0]
    within = more <= MEGABYTES and slower <= SLOWER
    console.print(
        f"{more:.1f} MB more for a thousand scenarios, and {slower:.2f} times the processor time "
        f"at the end: {'within' if within else 'above'} {MEGABYTES:g} MB and {SLOWER:g}."
    )
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
