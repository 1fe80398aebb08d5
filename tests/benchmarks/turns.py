"""A pytest plugin for the benchmark: after each scenario, the script makes the same journey.

They take turns, so that a busy moment of the machine falls on both; neither has anything of the
other in its process. What each has used of the processor is read after both had their turn.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import pytest

from tests.benchmarks.processor import seconds_of_tree

TIMES = "SAMESTORY_BENCH_TIMES"
"""The environment variable that names the file to which every journey's times are appended."""
SETTLE_OF = "SAMESTORY_BENCH_SETTLE"
"""The environment variable that says after how many seconds the script looks again."""

SAMESTORY = "samestory"
STILL_SO = "by hand, and still so"
UNTIL_TRUE = "by hand, until true"


@dataclass(frozen=True, slots=True)
class Journey:
    """What one journey took: seconds of the clock, and of the processor with the browser's."""

    who: str
    seconds: float
    processor: float


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the stopwatch around all other plugins: the last to come in stands outermost."""
    session.config.pluginmanager.register(Stopwatch())


class Stopwatch:
    """Times whole scenarios: fixtures, steps, evidence, tear-down and what Allure writes."""

    def __init__(self) -> None:
        self._script = subprocess.Popen(  # noqa: S603 - our own command line
            [
                *(sys.executable, "-m", "tests.benchmarks.script_process"),
                *(os.environ["DEMO_PORTS"], os.environ[SETTLE_OF]),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._used = self._processor()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self) -> Iterator[None]:
        """Time a scenario, and then the script, which times itself."""
        began = time.perf_counter()
        result = yield
        mine = time.perf_counter() - began
        until_true, still_so = self._turn_of_script()
        before, self._used = self._used, self._processor()
        used = [now - then for then, now in zip(before, self._used, strict=True)]
        note(Journey(SAMESTORY, mine, used[0]))
        note(Journey(STILL_SO, still_so, used[1]))
        note(Journey(UNTIL_TRUE, until_true, used[1]))
        return result

    def pytest_unconfigure(self) -> None:
        """End the script, and its browser."""
        for each in (self._pipe(self._script.stdin), self._pipe(self._script.stdout)):
            each.close()
        self._script.wait()

    def _turn_of_script(self) -> Sequence[float]:
        self._pipe(self._script.stdin).write("go\n")
        self._pipe(self._script.stdin).flush()
        took: Sequence[float] = json.loads(self._pipe(self._script.stdout).readline() or "null")
        assert took, "the script failed, see above"
        return took

    def _processor(self) -> tuple[float, float]:
        return (
            seconds_of_tree(os.getpid(), but=self._script.pid),
            seconds_of_tree(self._script.pid),
        )

    @staticmethod
    def _pipe(end: IO[str] | None) -> IO[str]:
        assert end is not None, "it was opened as a pipe"
        return end


def note(journey: Journey) -> None:
    """Append one measurement."""
    with Path(os.environ[TIMES]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(journey)) + "\n")


def read(times: Path) -> Mapping[str, Sequence[Journey]]:
    """The times of every journey, by who made it."""
    measured: dict[str, list[Journey]] = {}
    for line in times.read_text("utf-8").splitlines():
        each = Journey(**json.loads(line))
        measured.setdefault(each.who, []).append(each)
    return measured
