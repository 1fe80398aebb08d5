"""Run features with pytest in a process of its own, and follow it while it runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, Self, TextIO

from samestory.cli.live import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from types import FrameType

TIME_TO_END = 20.0
"""A run that is interrupted has so many seconds to write down its results."""

Event = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Which features to run, against which landscape, and how."""

    landscape: Path
    report: Path
    paths: Sequence[str] = ("features",)
    """Files and folders, and whatever else pytest is to be given."""
    seed: int | None = None
    workers: int | None = None
    keyword: str | None = None
    tag: str | None = None

    @property
    def command(self) -> list[str]:
        """The command line for pytest."""
        return [
            *(sys.executable, "-m", "pytest", "-p", "samestory.cli.live"),
            *("--samestory-landscape", str(self.landscape)),
            *("--samestory-report", str(self.report.absolute())),
            *("--alluredir", str(self.report / "allure-results"), "--clean-alluredir"),
            *_option("--samestory-seed", self.seed),
            *_option("-n", self.workers),
            *_option("-k", self.keyword),
            *_option("-m", self.tag),
            *self.paths,
        ]

    @property
    def log(self) -> Path:
        """Where everything that pytest prints is kept."""
        return self.report / "pytest.log"


@dataclass(frozen=True, slots=True)
class Played:
    """How a run ended: pytest's exit code, and whether the user ended it."""

    code: int
    interrupted: bool


def _option(name: str, value: object) -> list[str]:
    return [] if value is None else [name, str(value)]


class Interruption:
    """Passes Ctrl-C on to a run, once: it still writes down its results so far.

    The run has a session of its own, or else every one of its processes would be hit at the same
    time as we are. A second Ctrl-C, or too long an end, kills it.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._limit = Timer(TIME_TO_END, process.kill)
        self._limit.daemon = True
        self._before: dict[int, Any] = {}
        self.happened = False

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._pass_on)
        return self

    def __exit__(self, *_: object) -> None:
        self._limit.cancel()
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _pass_on(self, _signal: int, _frame: FrameType | None) -> None:
        if self.happened:
            self._process.kill()
            return
        self.happened = True
        self._limit.start()
        self._process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)


def play(play: Play, *, environ: Mapping[str, str], on_event: Callable[[Event], None]) -> Played:
    """Run the features and hand on every event, also those that follow on Ctrl-C."""
    play.report.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(  # noqa: S603  our own command line
        play.command,
        env={**environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    assert process.stdout is not None
    with Interruption(process) as interruption, play.log.open("w", encoding="utf-8") as log:
        for event in follow(process.stdout, log):
            on_event(event)
        return Played(process.wait(), interruption.happened)


def follow(lines: Iterable[str], log: TextIO) -> Iterator[Event]:
    """The events among the lines; everything else goes to the log."""
    for line in lines:
        if line.startswith(SEPARATOR):
            yield json.loads(line.removeprefix(SEPARATOR))
        else:
            log.write(line)
            log.flush()
