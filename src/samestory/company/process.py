"""Start the company's process, wait until it is ready, and stop it."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from samestory.company.logs import Tail
from samestory.errors import CannotAsk, WrongCall
from samestory.polling.convergence import Clock, SquareRoot, SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from samestory.config import Company

    Tell = Callable[[str], object]

SIGN_OF_LIFE = 60.0
"""A starting company may be silent for so many seconds; each line it logs begins them anew."""
GRACE = 10.0
"""A company that is told to stop has so many seconds to do so by itself."""
WRONG_CALL = 4
"""The exit code by which a company says that it was called wrongly, or that a port is taken."""
PACE = SquareRoot(ceiling=0.25)


def silent(_line: str) -> None:
    """Tell nobody."""


class Process(Protocol):
    """What is asked of a process that is starting."""

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""


@contextmanager
def running(company: Company, *, environ: Mapping[str, str], log: Path) -> Iterator[None]:
    """The company runs inside this block and never outlives it, however the block is left.

    It also watches its standard input: should this process be killed, it stops by itself.
    """
    process = launch(company, environ=environ, log=log, tied=True)
    try:
        wait_until_ready(process, log)
        yield
    finally:
        halt(process)


def launch(
    company: Company, *, environ: Mapping[str, str], log: Path, tied: bool
) -> subprocess.Popen[bytes]:
    """Start the company's process; it writes to `log`. A tied one ends with this process.

    It gets a session of its own, so that Ctrl-C reaches only us: the company has to stay up until
    the results so far are gathered.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    ending = ["--until-stdin-closes"] if tied else []
    with log.open("wb") as writing:
        return subprocess.Popen(  # noqa: S603  the landscape names the command, and it is trusted
            [sys.executable, "-u", *company.command, *ending],
            env={**company.environment, **environ},
            stdin=subprocess.PIPE if tied else subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def wait_until_ready(
    process: Process, log: Path, clock: Clock | None = None, *, tell: Tell = silent
) -> None:
    """Return once the company has written that it is ready; raise where it never will be.

    `tell` hears every other line: a first start may install things, and take minutes.
    """
    clock = clock or SystemClock()
    written = Tail(log)
    began = heard = clock.monotonic()
    while True:
        ended = process.poll()  # before its last words are read, so that none of them is missed
        lines = written.new()
        if _ready(lines, tell):
            return
        if ended is not None:
            raise _stopped(ended, log)
        now = clock.monotonic()
        heard = now if lines else heard
        if now - heard > SIGN_OF_LIFE:
            raise CannotAsk(f"The company is not ready after {now - began:.0f} s.{_see(log)}")
        clock.sleep(PACE.gap(now - began))


def _ready(lines: Iterable[str], tell: Tell) -> bool:
    for each in lines:
        if _is_ready(each):
            return True
        tell(each)
    return False


def _is_ready(line: str) -> bool:
    if not line.startswith("{"):
        return False
    try:
        return json.loads(line).get("ready") is True
    except ValueError:
        return False


def _stopped(code: int, log: Path) -> WrongCall | CannotAsk:
    lines = _lines(log)
    last = lines[-1] if lines else "it said nothing"
    if code == WRONG_CALL:
        return WrongCall(last)
    return CannotAsk(f"The company stopped by itself (exit {code}): {last}{_see(log)}")


def _see(log: Path) -> str:
    return f"\n  What it said is in {log}."


def _lines(log: Path) -> list[str]:
    if not log.exists():
        return []
    return [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]


def halt(process: subprocess.Popen[bytes]) -> None:
    """Stop a company that this process started, in any case."""
    if process.stdin:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
