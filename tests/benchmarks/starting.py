"""How long `samestory --help` and collecting 100 scenarios take, beside pytest-bdd without it.

Both sides are processes of their own and take turns. Figures are seconds of the processor, which
depend little on what else the machine does. The same features and steps are collected: once by
pytest-bdd with pytest-playwright and Allure, as a suite of tests in a browser has them, and once
with samestory on top. Of other installed plugins, none is loaded.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from tests.benchmarks.samples import Samples
from tests.oracle.playing import ROOT

PLUGINS = ("pytest_bdd.plugin", "pytest_playwright.pytest_playwright", "allure_pytest.plugin")
FEATURES, SCENARIOS, STEPS = 10, 10, 30
_KINDS = ("given", "when", "then")


@dataclass(frozen=True, slots=True)
class Start:
    """Something that starts, what it is compared with, and how many times that it may take."""

    name: str
    mine: Sequence[str]
    beside: Sequence[str]
    limit: float


class StartFailed(Exception):
    """One of the processes did not do what was to be timed."""


def starts() -> Sequence[Start]:
    """Return what is timed; `write_project` has made its files."""
    loaded = [word for each in PLUGINS for word in ("-p", each)]
    collecting = [sys.executable, "-m", "pytest", "--collect-only", "-q", *loaded]
    landscape = ("-p", "samestory.pytest_plugin", "--samestory-landscape", "demo.toml")
    return (
        Start(
            "--help, beside pytest's",
            (sys.executable, "-m", "samestory", "--help"),
            (sys.executable, "-m", "pytest", "-p", PLUGINS[0], "--help"),
            1.2,
        ),
        Start(
            "collecting 100 scenarios, beside pytest-bdd",
            (*collecting, *landscape, "features"),
            (*collecting, "plain"),
            1.2,
        ),
    )


def write_project(folder: Path) -> None:
    """Write 100 scenarios, their steps, and a project of plain pytest-bdd that plays the same."""
    for name in ("features", "steps", "plain"):
        (folder / name).mkdir()
    steps = "from pytest_bdd import given, parsers, then, when\n" + "".join(
        map(_step, range(STEPS))
    )
    (folder / "steps" / "parts.py").write_text(steps, "utf-8")
    (folder / "plain" / "conftest.py").write_text(steps, "utf-8")
    bound = 'from pytest_bdd import scenarios\n\nscenarios("../features")\n'
    (folder / "plain" / "test_all.py").write_text(bound, "utf-8")
    (folder / "plain" / "pytest.ini").write_text("[pytest]\n", "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nsamestory_steps = steps\n", "utf-8")
    for shelf in range(FEATURES):
        text = "\n".join(_feature(shelf))
        (folder / "features" / f"shelf_{shelf}.feature").write_text(text + "\n", "utf-8")
    for each in (ROOT / "landscapes").glob("demo*"):
        shutil.copy(each, folder)


def _step(number: int) -> str:
    phrase = f'parsers.parse("she has {{count:d}} of part {number}")'
    return f"\n\n@{_KINDS[number % 3]}({phrase})\ndef step_{number}(count):\n    assert count\n"


def _feature(shelf: int) -> Iterator[str]:
    yield f"Feature: Parts of shelf {shelf}\n  Rule: What is on the shelf is there"
    for part in range(SCENARIOS):
        yield f"\n    Scenario: Part {part} of shelf {shelf} is there"
        for at, word in enumerate(("Given", "When", "Then")):
            yield f"      {word} she has {part + 1} of part {3 * ((part + shelf) % 10) + at}"


def measure(
    start: Start, folder: Path, environ: Mapping[str, str], count: int
) -> tuple[Samples, Samples]:
    """Start both so many times in turn; the first time of each only compiles what is imported."""
    environ = {**environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    mine, beside = list[float](), list[float]()
    for _ in range(count + 1):
        mine.append(processor_seconds(start.mine, folder, environ))
        beside.append(processor_seconds(start.beside, folder, environ))
    return Samples(mine[1:]), Samples(beside[1:])


def processor_seconds(words: Sequence[str], folder: Path, environ: Mapping[str, str]) -> float:
    """Return the seconds of the processor that a command takes; raise `StartFailed`."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    before = Path.cwd()
    os.chdir(folder)
    try:
        pid = os.posix_spawn(words[0], [*words], {**environ}, file_actions=quiet)
    finally:
        os.chdir(before)
    _, status, used = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise StartFailed(" ".join(map(str, words)))
    return used.ru_utime + used.ru_stime


def table_of(
    measured: Sequence[tuple[Start, Samples, Samples]],
) -> Table:
    """Return a table of all starts."""
    table = Table(
        *("start, processor s", "runs", "min s", "median s", "p90 s"),
        *("times as long", "middle half", "at most"),
        box=None,
    )
    for start, mine, beside in measured:
        ratio = f"{mine.median / beside.median:.2f}"
        spread = mine.spread_of_ratio(beside)
        table.add_row(start.name, *mine.shown(), ratio, spread, f"{start.limit:g}")
        table.add_row("  without samestory", *beside.shown(), "", "", "")
    return table
