"""Start the process of a company, wait until it is ready, and stop it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from samestory_demo.calling import MISTAKE
from samestory_demo.supervisor.description import Description
from samestory_demo.supervisor.errors import CompanyDown, CompanyMistake
from samestory_demo.supervisor.logs import Tail

SIGN_OF_LIFE = 60.0
"""Seconds for which a company that starts may log nothing."""
GRACE = 10.0
"""Seconds that a company may take to stop by itself."""
PACE = 0.05
"""Seconds between two looks at a process that starts or stops."""
Say = Callable[[str], object]


class Clock(Protocol):
    """The time, and waiting; `time` is one."""

    def monotonic(self) -> float:
        """Return seconds since some moment."""

    def sleep(self, seconds: float, /) -> None:
        """Wait."""


class Pollable(Protocol):
    """A process that starts."""

    def poll(self) -> int | None:
        """Return its exit code, or None while it runs."""


@contextmanager
def running(company: Description, *, environ: Mapping[str, str], log: Path) -> Iterator[None]:
    """Keep the company up inside this block, however the block is left.

    The company also watches its standard input, so that it stops if this process is killed.
    """
    process = launch(company, environ=environ, log=log, tied=True)
    try:
        wait_until_ready(process, log)
        yield
    finally:
        halt(process)


def launch(
    company: Description, *, environ: Mapping[str, str], log: Path, tied: bool
) -> subprocess.Popen[bytes]:
    """Start the company's process, which writes to `log`; a tied one ends with this process.

    It gets a session of its own, so that Ctrl-C does not reach it: it has to stay up until the
    results so far are written.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    ending = ["--until-stdin-closes"] if tied else []
    with log.open("wb") as writing:
        return subprocess.Popen(  # noqa: S603 - the landscape names the command, and it is trusted
            [sys.executable, "-u", *company.command, *ending],
            env={**company.made_up, **environ},
            stdin=subprocess.PIPE if tied else subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def wait_until_ready(
    process: Pollable, log: Path, clock: Clock = time, *, say: Say = lambda _line: None
) -> None:
    """Return once the company logs that it is ready; `say` gets every line before that.

    Raise `CompanyMistake` if it was called wrongly, `CompanyDown` if it crashes or falls silent.
    """
    written = Tail(log)
    began = heard = clock.monotonic()
    while True:
        ended = process.poll()  # before its last words are read, so that none of them is missed
        lines = written.new()
        if _ready(lines, say):
            return
        if ended is not None:
            raise _stopped(ended, log)
        now = clock.monotonic()
        heard = now if lines else heard
        if now - heard > SIGN_OF_LIFE:
            raise CompanyDown(f"The company is not ready after {now - began:.0f} s.{_see(log)}")
        clock.sleep(PACE)


def halt(process: subprocess.Popen[bytes]) -> None:
    """Stop a company that this process started; kill it if it does not obey."""
    if process.stdin:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _ready(lines: Iterable[str], say: Say) -> bool:
    for each in lines:
        if _is_ready(each):
            return True
        say(each)
    return False


def _is_ready(line: str) -> bool:
    try:
        return line.startswith("{") and json.loads(line).get("ready") is True
    except ValueError:
        return False


def _stopped(code: int, log: Path) -> CompanyMistake | CompanyDown:
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    last = lines[-1] if lines else "it said nothing"
    if code == MISTAKE:
        return CompanyMistake(last)
    return CompanyDown(f"The company stopped by itself (exit {code}): {last}{_see(log)}")


def _see(log: Path) -> str:
    return f"\n  Its log: {log}"
