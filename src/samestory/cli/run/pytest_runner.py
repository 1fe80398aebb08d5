"""Run features with pytest in this process, and end it for certain if that is wished."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from threading import Timer
from types import FrameType
from typing import Any, NoReturn, Self, TextIO

from rich.console import Console

from samestory.browser.temporary_files import LOCK, temporary_folder
from samestory.cli.run import worker
from samestory.cli.run.plan import Ended, Play, Played
from samestory.cli.run.summary import ended_by_record
from samestory.cli.run.terminal_plugin import TerminalPlugin
from samestory.exit_codes import Exit

TIME_TO_RECORD = 20.0
"""Seconds in which an interrupted run has to write down its results."""
TIME_TO_CLEAR_UP = 3.0
"""Seconds after that in which it has to close what it opened."""


def play(play: Play, console: Console, *, environ: Mapping[str, str]) -> Played:
    """Run the features; what pytest prints goes to the log, and its progress to the console."""
    import pytest

    os.environ.update(environ)
    worker.end_with(os.environ.get(worker.LEASH))
    if "" not in sys.path:
        sys.path.insert(0, str(Path.cwd()))  # as `python -m pytest` does
    code = int(Exit.INTERRUPTED)
    ended: list[Ended] | None = None
    with (
        temporary_folder() as folder,
        output_in(play.log, console) as restore,
        Interruption(lambda: give_up(play, restore)) as interruption,
        TerminalPlugin(console) as terminal,
        suppress(KeyboardInterrupt),  # pytest was not yet listening, or no longer
    ):
        os.environ[worker.LEASH] = str(folder / LOCK)
        try:
            code = int(pytest.main(play.arguments, plugins=[terminal, interruption]))
        except Exception:
            if not interruption.happened:
                raise
            ended = ended_by_record(play.folder)  # the signal also ended what was to be closed
    return Played(
        code=code,
        interrupted=interruption.happened,
        ended=terminal.ended if ended is None else ended,
        uncollected=terminal.uncollected,
    )


class Interruption:
    """Ends a run on Ctrl-C or SIGTERM. Once: pytest still writes down the results so far.

    A second time, or if that takes too long, `give_up` is called. The handlers are set even if
    Ctrl-C is ignored here, as in the background of a shell.
    """

    def __init__(self, give_up: Callable[[], object]) -> None:
        self.happened = False
        self._give_up = give_up
        self._before: dict[int, Any] = {}
        self._limits: list[Timer] = []

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._limits:
            each.cancel()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def pytest_keyboard_interrupt(self) -> None:
        """The run is ending before its time; what it knows is written down now."""
        if self.happened:
            self._end_within(TIME_TO_CLEAR_UP)

    def _hear(self, _signal: int, _frame: FrameType | None) -> None:
        if self.happened:
            self._give_up()
        self.happened = True
        self._end_within(TIME_TO_RECORD)
        raise KeyboardInterrupt

    def _end_within(self, seconds: float) -> None:
        limit = Timer(seconds, self._give_up)
        limit.daemon = True
        limit.start()
        self._limits.append(limit)


def give_up(play: Play, restore: Callable[[], None]) -> NoReturn:
    """Turn this process into one that sums up the record, so that everything else of it ends.

    Its threads end, its pipes close, and its lock is freed: browsers and workers notice.
    """
    restore()
    if os.name != "posix":
        os._exit(Exit.INTERRUPTED)
    build = "--report-pages" if play.build else "--no-report"
    folders = ["--report", str(play.report.absolute()), "--record", str(play.folder.absolute())]
    if play.history is not None:
        folders += ["--history", str(play.history.absolute())]
    os.execv(sys.executable, [sys.executable, "-m", "samestory", "interrupted", *folders, build])  # noqa: S606  our own command line


@contextmanager
def output_in(log: Path, console: Console) -> Iterator[Callable[[], None]]:
    """Keep in a file what is printed by this process and what it starts; `console` still shows.

    The value is a function that undoes it at once, for a run that is ended by force.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    log.parent.mkdir(parents=True, exist_ok=True)
    kept = [os.dup(number) for number in range(3)]

    def restore() -> None:
        for number, copy in enumerate(kept):
            os.dup2(copy, number)

    shown, console.file = console.file, _copy_of(console.file)
    with log.open("w", encoding="utf-8", errors="replace", buffering=1) as written:
        _redirect(written)
        try:
            with redirect_stdout(written), redirect_stderr(written):
                yield restore
        finally:
            restore()
            console.file = shown


def _redirect(written: TextIO) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    for number in (1, 2):
        os.dup2(written.fileno(), number)


def _copy_of(stream: Any) -> Any:
    """A stream to the same place that is not redirected; itself if it has no file descriptor."""
    try:
        number = os.dup(stream.fileno())
    except (OSError, ValueError):
        return stream
    return os.fdopen(number, "w", encoding=stream.encoding, errors=stream.errors, buffering=1)
