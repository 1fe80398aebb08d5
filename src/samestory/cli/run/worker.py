"""Loaded with `-p` into every process of a run: a worker ends with the command that started it."""

import os
import signal
from contextlib import suppress
from threading import Thread

import pytest

try:
    import fcntl
except ImportError:  # Windows has none: there, a worker ends when pytest-xdist stops it
    fcntl = None  # type: ignore[assignment]

LEASH = "SAMESTORY_LEASH"
"""Names a file that the starting process keeps locked: the system unlocks it when that ends."""


def pytest_configure(config: pytest.Config) -> None:
    """Leave Ctrl-C, which a terminal sends to every process, to the command alone."""
    if hasattr(config, "workerinput"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        end_with(os.environ.get(LEASH))


def end_with(leash: str | None) -> None:
    """End this process, and the browsers that it started, once the file is unlocked."""
    if leash and fcntl:
        with suppress(OSError):  # it is gone, or on another machine
            opened = os.open(leash, os.O_RDONLY)
            Thread(target=_wait_for, args=(opened,), daemon=True).start()


def _wait_for(opened: int) -> None:
    fcntl.flock(opened, fcntl.LOCK_SH)
    os._exit(1)  # a browser's driver notices that its pipe is closed, and closes the browser
