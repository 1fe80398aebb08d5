"""Lets one process at a time work in a folder; another one waits until it is done."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

PACE = 0.5
"""Seconds between two tries at a folder in which another process works."""


@asynccontextmanager
async def alone(folder: Path, say: Callable[[str], None]) -> AsyncIterator[None]:
    """Work in this folder, which is made if missing, while no other process does.

    The lock is the operating system's, so that it ends with the process, however that ends.
    """
    with _lock_of(folder) as lock:
        if not taken(lock):
            say("another process is preparing it; waiting for that ...")
            while not taken(lock):  # noqa: ASYNC110  (another process has no event for us)
                await asyncio.sleep(PACE)
        yield


def _lock_of(folder: Path) -> IO[bytes]:
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / "lock").open("wb")


def taken(lock: IO[bytes]) -> bool:
    """Return whether this open file is locked by us until it is closed."""
    if sys.platform == "win32":  # there, two set-ups at once are the user's to avoid
        return True
    import fcntl  # noqa: PLC0415  (Windows has none)

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
