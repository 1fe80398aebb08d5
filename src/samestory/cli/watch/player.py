"""Plays and undoes for `samestory watch`, each in a process of its own; and the way to end it."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, Self

from samestory.exit_codes import Exit
from samestory.monitor import TurnReport
from samestory.monitor.records import turn_report
from samestory.report.history_file import history_run, remember
from samestory.report.results_folder import WAITS, read_run
from samestory.report.summing_up import read_summary

LOG = "run.log"
UNDO_LOG = "undo.log"
TO_RECORD = 40.0
"""Seconds in which a run that is to end may write down its results, before it is killed."""
LONGEST_UNDO = 1800.0


class Stop:
    """The wish to end: Ctrl-C or SIGTERM. It ends a wait at once, and the run under way politely.

    A second time, the process under way is killed. The clock of a watch: see `WatchClock`.
    """

    def __init__(self) -> None:
        self.asked = 0
        self.under_way: subprocess.Popen[bytes] | None = None
        self.is_polite = True
        """Whether the process under way is told to end the first time; an undoing is not."""
        self._before: dict[int, Any] = {}
        self._read, self._write = os.pipe()

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._read)
        os.close(self._write)

    def now(self) -> datetime:
        """Return the present moment (UTC)."""
        return datetime.now(UTC)

    def wait(self, seconds: float) -> bool:
        """Wait; return whether the watch is to end."""
        if not self.asked and seconds > 0:
            select.select([self._read], [], [], seconds)
        return bool(self.asked)

    def _hear(self, _signal: int, _frame: FrameType | None) -> None:
        self.asked += 1
        os.write(self._write, b"!")
        if self.under_way is not None and self.asked > 1:
            kill(self.under_way)
        elif self.under_way is not None and self.is_polite:
            self.under_way.send_signal(signal.SIGINT)


@dataclass
class ProcessPlayer:
    """Plays with `samestory run` and undoes with `samestory undo`; see `monitor.Player`.

    `options` choose the features, `landscape` are the options that name it.
    """

    options: Sequence[str]
    landscape: Sequence[str]
    stop: Stop
    longest: float
    history: Path
    """Every turn that reached its end is a line of it, also one of some scenarios only."""
    undoes: bool = True
    command: Sequence[str] = field(default=(sys.executable, "-m", "samestory"))

    def play(self, folder: Path, at: datetime) -> TurnReport:
        """Play the features into a folder, and return what it came to; whatever happens to it."""
        folder.mkdir(parents=True, exist_ok=True)
        call = ("run", *self.options, *self.landscape, "--report", str(folder))
        call += ("--no-report", "--no-allure")  # nobody reads a page of each turn
        call += ("--waits", str(self.history.with_name(WAITS)))
        code = self._called(call, folder / LOG, self.longest, is_polite=True)
        if code is None:
            why = f"The run took longer than {self.longest / 60:g} min, and was ended"
            return turn_report(folder, at, Exit.CANNOT_KNOW, why=why)
        why = "" if read_run(folder) else refusal_in(folder / LOG)
        turn = turn_report(folder, at, code, why=why, interrupted=bool(self.stop.asked))
        if turn.whole:
            remember(self.history, history_run(read_summary(folder)))
        return turn

    def undo(self, folder: Path) -> str:
        """Undo what the ledger of a folder names. Return what is left, "" if nothing is."""
        if not self.undoes:
            return ""
        call = ("undo", *self.landscape, "--report", str(folder))
        code = self._called(call, log := folder / UNDO_LOG, LONGEST_UNDO, is_polite=False)
        if code in {Exit.SAME_STORY, Exit.NOTHING_CHECKED}:
            return ""
        last = log.read_text("utf-8", "replace").strip().splitlines()[-1:] or ["no output"]
        return f"{last[0]} (exit code {code}, see {UNDO_LOG})"

    def _called(
        self, arguments: Sequence[str], log: Path, longest: float, *, is_polite: bool
    ) -> int | None:
        """Run a process to its end, and return its exit code; None if it took too long.

        It has a session of its own: Ctrl-C reaches the watch alone, which decides.
        """
        with log.open("ab") as written:
            process = subprocess.Popen(  # noqa: S603  our own command line
                [*self.command, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.stop.under_way, self.stop.is_polite = process, is_polite
        try:
            return process.wait(longest)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(TO_RECORD)
            return None
        finally:
            self.stop.under_way = None
            kill(process)


def refusal_in(log: Path) -> str:
    """Return why a run did not begin, "" if it did not say: the last line that is no advice."""
    lines = log.read_text("utf-8", "replace").splitlines()
    facts = [each.strip() for each in lines if each.strip() and not each[:1].isspace()]
    return facts[-1].rstrip(".") if facts else ""


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all that it started, as far as it is still there."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
    process.wait()
