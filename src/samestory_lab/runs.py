"""The folder of one run: gone with it, or, if it was killed, when the next run begins."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from samestory_lab.locking import taken

LOCK = "lock"
"""The file by which a run shows that it still goes on: the lock on it ends with its process."""


@contextmanager
def folder_of_run(prefix: str) -> Iterator[Path]:
    """A folder of this run's own whose name begins so, after what killed runs left is removed."""
    for each in _left(prefix):
        shutil.rmtree(each, ignore_errors=True)
    folder = TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True)
    with folder as name, (Path(name) / LOCK).open("wb") as lock:
        taken(lock)
        yield Path(name)


def _left(prefix: str) -> Iterator[Path]:
    """Folders of this user's whose run has ended; on Windows nobody can tell, so none."""
    if sys.platform == "win32":
        return
    for each in Path(gettempdir()).glob(f"{prefix}*"):
        with suppress(OSError):  # somebody else's, or gone meanwhile
            if each.lstat().st_uid == os.getuid() and _ended(each / LOCK):
                yield each


def _ended(lock: Path) -> bool:
    with lock.open("rb") as held:
        return taken(held)
