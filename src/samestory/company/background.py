"""A company that was started to stay: remembered in a file, found again, and stopped."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from samestory.company.process import GRACE, PACE, halt, launch, silent, wait_until_ready
from samestory.polling.convergence import Clock, SystemClock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samestory.company.ports import Ports
    from samestory.company.process import Tell
    from samestory.config import Company

PREFIX = "company-"


@dataclass(frozen=True, slots=True)
class Background:
    """A company that was started to stay: which process it is, and how to find it again.

    `born` tells the process from a later one with the same number; it is empty where the machine
    cannot say. `environ` is what a landscape has to be loaded with to find its ports.
    """

    name: str
    landscape: str
    pid: int
    born: str
    control: str
    log: str
    environ: dict[str, str]

    @property
    def alive(self) -> bool:
        """Whether that very process still runs."""
        return _born(self.pid) == self.born and _runs(self.pid)


def background(landscape: Path) -> Background | None:
    """The company of that very landscape file that was started to stay, or None if none runs.

    A landscape of the same name in another checkout has a company of its own.
    """
    return _alive(_state(landscape))


def all_in_background() -> list[Background]:
    """Every company of this user that was started to stay and still runs, in any checkout."""
    states = sorted(_folder().glob(f"{PREFIX}*.json"))
    return [found for each in states if (found := _alive(each))]


def _alive(state: Path) -> Background | None:
    try:
        found = Background(**json.loads(state.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.alive else None


def start_in_background(
    company: Company,
    landscape: Path,
    *,
    environ: Mapping[str, str],
    ports: Ports | None,
    tell: Tell = silent,
) -> Background:
    """Start the company so that it stays, wait until it is ready, and remember it.

    `tell` hears what it says until then.
    """
    log = log_of(landscape)
    process = launch(company, environ=environ, log=log, tied=False)
    try:
        wait_until_ready(process, log, tell=tell)
    except BaseException:
        halt(process)
        raise
    started = Background(
        name=landscape.stem,
        landscape=str(landscape.resolve()),
        pid=process.pid,
        born=_born(process.pid),
        control=company.control,
        log=str(log),
        environ=dict(ports.environ) if ports else {},
    )
    _state(landscape).write_text(json.dumps(asdict(started), indent=1), "utf-8")
    process.returncode = 0  # it stays, and Python would warn that nobody waits for it
    return started


def stop_in_background(started: Background, clock: Clock | None = None) -> None:
    """Stop exactly that process, and forget it."""
    clock = clock or SystemClock()
    deadline = clock.monotonic() + GRACE
    _signal(started.pid, signal.SIGTERM)
    while started.alive:
        if clock.monotonic() > deadline:
            _signal(started.pid, getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows has no KILL
            break
        clock.sleep(PACE.floor)
    _state(Path(started.landscape)).unlink(missing_ok=True)


def at_home(landscape: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment to load a landscape with: its company may be up on other ports than usual."""
    started = background(landscape)
    return {**(started.environ if started else {}), **environ}


def log_of(landscape: Path) -> Path:
    """Where the company of that landscape writes what it says; it is kept until its next start."""
    return _state(landscape).with_suffix(".log")


def _state(landscape: Path) -> Path:
    checkout = sha256(str(landscape.resolve()).encode()).hexdigest()[:12]
    return _folder() / f"{PREFIX}{landscape.stem}-{checkout}.json"


def _folder() -> Path:
    folder = Path(platformdirs.user_state_dir("samestory", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _runs(pid: int) -> bool:
    """Whether a process of that number runs; one that ended and awaits its parent does not."""
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or _after_name(status)[0] != "Z"


def _born(pid: int) -> str:
    """When a process began, in the kernel's own ticks; empty where the machine does not tell."""
    try:
        return _after_name(Path(f"/proc/{pid}/stat"))[19]
    except (OSError, IndexError):
        return ""


def _after_name(status: Path) -> list[str]:
    """The fields of /proc/PID/stat after the process's name, which may hold spaces (proc(5))."""
    return status.read_text("utf-8", "replace").rpartition(")")[2].split()
