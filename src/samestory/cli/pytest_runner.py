"""Run features with pytest in a process of its own, and follow it while it runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, Self, TextIO

from samestory.cli.live import LEASH, SEPARATOR
from samestory.report.results_folder import ALLURE_RESULTS, LOG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from types import FrameType

TIME_TO_RECORD = 20.0
"""A run that is interrupted has so many seconds to write down its results."""
TIME_TO_CLEAR_UP = 3.0
"""And so many after that, in which it closes what it opened."""

Event = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Which features to run, against which landscape, and how."""

    landscape: Path
    report: Path
    """Where the ledger and what is pending are kept, run after run."""
    record: Path | None = None
    """Where the results of this run go, unless it is `report`."""
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
            *("-p", "no:hypothesispytest"),  # no feature needs it, and it costs a second
            *("--samestory-landscape", str(self.landscape)),
            *("--samestory-report", str(self.report.absolute())),
            *("--samestory-record", str(self.folder.absolute())),
            *("--alluredir", str(self.folder / ALLURE_RESULTS), "--clean-alluredir"),
            *_option("--samestory-seed", self.seed),
            *_option("-n", self.workers),
            *_option("-k", self.keyword),
            *_option("-m", self.tag),
            *self.paths,
        ]

    @property
    def folder(self) -> Path:
        """Where the results of this run go."""
        return self.record or self.report

    @property
    def log(self) -> Path:
        """Where everything that pytest prints is kept."""
        return self.folder / LOG


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
    time as we are. A second Ctrl-C, or too long an end, stops them all. The handlers stand before
    the run starts: one started where Ctrl-C is ignored (in the background of a shell) would
    ignore it, too.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._before: dict[int, Any] = {}
        self._limits: list[Timer] = []
        self.happened = False

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._limits:
            each.cancel()
        if self._process and self._process.poll() is None:
            self._stop_all()
            self._process.wait()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def watch(self, process: subprocess.Popen[str]) -> None:
        """The run that is to end; at once, if that was wished before it had begun."""
        self._process = process
        if self.happened:
            self._pass_on()

    def stop_within(self, seconds: float) -> None:
        """Stop every process of the run unless it has ended by then."""
        limit = Timer(seconds, self._stop_all)
        limit.daemon = True
        limit.start()
        self._limits.append(limit)

    def _hear(self, _signal: int, _frame: FrameType | None) -> None:
        if self.happened:
            self._stop_all()
            return
        self.happened = True
        self._pass_on()

    def _pass_on(self) -> None:
        if self._process:
            _send(self._process, signal.SIGINT)
            self.stop_within(TIME_TO_RECORD)

    def _stop_all(self) -> None:
        """The driver of the browser obeys a polite request, and takes its browsers along."""
        if self._process and self._process.poll() is None:
            if os.name == "posix":
                os.killpg(self._process.pid, signal.SIGTERM)
            else:
                self._process.kill()


def _send(process: subprocess.Popen[str], number: signal.Signals) -> None:
    process.send_signal(number if os.name == "posix" else signal.SIGTERM)


def play(play: Play, *, environ: Mapping[str, str], on_event: Callable[[Event], None]) -> Played:
    """Run the features and hand on every event, also those that follow on Ctrl-C."""
    with (
        Interruption() as interruption,
        play.log.open("w", encoding="utf-8") as log,
        leash() as (inherited, its_name),
    ):
        process = subprocess.Popen(  # noqa: S603  our own command line
            play.command,
            env={**environ, **its_name, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
            pass_fds=inherited,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        assert process.stdout is not None
        interruption.watch(process)
        with process.stdout as told:
            for event in follow(told, log):
                on_event(event)
                if event["event"] == "interrupted":
                    interruption.stop_within(TIME_TO_CLEAR_UP)
        return Played(process.wait(), interruption.happened)


@contextmanager
def leash() -> Iterator[tuple[tuple[int, ...], dict[str, str]]]:
    """What a run inherits to notice that we are gone, even if we are killed; see `live.LEASH`."""
    if os.name != "posix":
        yield (), {}
        return
    its_end, ours = os.pipe()
    try:
        yield (its_end,), {LEASH: str(its_end)}
    finally:
        os.close(its_end)
        os.close(ours)


def follow(lines: Iterable[str], log: TextIO) -> Iterator[Event]:
    """The events among the lines; everything else goes to the log."""
    for line in lines:
        if line.startswith(SEPARATOR):
            yield json.loads(line.removeprefix(SEPARATOR))
        else:
            log.write(line)
            log.flush()
