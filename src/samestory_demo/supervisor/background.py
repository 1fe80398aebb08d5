"""A company that stays up after the command has ended: remembered in a file, and found again."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import platformdirs

from samestory_demo.supervisor.description import Description
from samestory_demo.supervisor.process import GRACE, PACE, Say, halt, launch, wait_until_ready

PREFIX = "company-"


@dataclass(frozen=True, slots=True)
class Background:
    """A company that was started to stay, as its state file describes it.

    `born` tells the process from a later one with the same number; it is empty if the machine
    cannot say. `environ` holds the variables to load the landscape with, so that its ports are
    found.
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
    """Return the company that was started from that very file and still runs, or None.

    A landscape of the same name in another checkout has its own company.
    """
    return _alive(_state(landscape))


def all_in_background() -> list[Background]:
    """Return every company that this user started and that still runs, from any checkout."""
    states = sorted(_folder().glob(f"{PREFIX}*.json"))
    return [found for each in states if (found := _alive(each))]


def start_in_background(
    company: Description,
    landscape: Path,
    *,
    environ: Mapping[str, str],
    found_by: Mapping[str, str],
    say: Say,
) -> Background:
    """Start the company so that it stays, wait until it is ready, and remember it.

    `found_by` are the variables with which its landscape has to be loaded from now on; `say` gets
    each line that it logs until it is ready.
    """
    process = launch(company, environ=environ, log=(log := log_of(landscape)), tied=False)
    try:
        wait_until_ready(process, log, say=say)
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
        environ=dict(found_by),
    )
    _remember(landscape, started)
    process.returncode = 0  # it stays, and Python would warn that nobody waits for it
    return started


def _remember(landscape: Path, started: Background) -> None:
    """Write its state in one piece: who reads half of it takes the company for gone."""
    state = _state(landscape)
    new = state.with_suffix(f".{os.getpid()}.new")
    new.write_text(json.dumps(asdict(started), indent=1), "utf-8")
    new.replace(state)


def stop_in_background(started: Background) -> None:
    """Stop exactly that process, and forget it."""
    deadline = time.monotonic() + GRACE
    _signal(started.pid, signal.SIGTERM)
    while started.alive:
        if time.monotonic() > deadline:
            _signal(started.pid, getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows has no KILL
            break
        time.sleep(PACE)
    _state(Path(started.landscape)).unlink(missing_ok=True)


def log_of(landscape: Path) -> Path:
    """Return the log of that landscape's company; it is kept until the next start."""
    return _state(landscape).with_suffix(".log")


def _alive(state: Path) -> Background | None:
    try:
        found = Background(**json.loads(state.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.alive else None


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
    """Whether that process runs; one that has ended and awaits its parent does not."""
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or _after_name(status)[0] != "Z"


def _born(pid: int) -> str:
    """When a process began, in the kernel's ticks; empty if the machine does not say."""
    try:
        return _after_name(Path(f"/proc/{pid}/stat"))[19]
    except (OSError, IndexError):
        return ""


def _after_name(status: Path) -> list[str]:
    """The fields of /proc/PID/stat after the process's name, which may hold spaces (proc(5))."""
    return status.read_text("utf-8", "replace").rpartition(")")[2].split()
