"""A folder for temporary files that is removed even if its process is killed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has none: there, what a killed process left stays
    fcntl = None  # type: ignore[assignment]

PREFIX = "samestory-run-"
NAMES = ("TMPDIR", "TEMP", "TMP")
OF_PYTEST = "PYTEST_DEBUG_TEMPROOT"
"""Where pytest keeps the folders of tests (`tmp_path`), to be looked at afterwards."""
LOCK = "in-use"
"""The file that the process keeps locked; the system unlocks it if the process is killed."""


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Keep the temporary files of this process, and of what it starts, in one folder.

    A browser that is killed leaves its profile behind, and its driver what it recorded. The folder
    is removed at the end or, if this process is killed, by the next call.
    """
    before = Path(tempfile.gettempdir())
    remove_abandoned(before)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = _locked(folder)
    environ = {name: os.environ.get(name) for name in (*NAMES, OF_PYTEST)}
    os.environ.update(dict.fromkeys(NAMES, str(folder)))
    os.environ.setdefault(OF_PYTEST, str(before))
    tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = str(before)
        for name, value in environ.items():
            _set(name, value)
        _remove(folder)
        if lock is not None:
            os.close(lock)


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def remove_abandoned(below: Path) -> None:
    """Remove the folders whose process has died; one without the file is not ours."""
    for lock in below.glob(f"{PREFIX}*/{LOCK}"):
        if _is_ours(lock) and (taken := _taken(lock)) is not None:
            _remove(lock.parent)
            os.close(taken)


def _is_ours(lock: Path) -> bool:
    """Other users may put files into a folder for temporary files."""
    parent = lock.parent
    return not (parent.is_symlink() or lock.is_symlink()) and parent.stat().st_uid == os.getuid()


def _locked(folder: Path) -> int | None:
    """Lock a file before it has its name, so that no process finds it unlocked."""
    if fcntl is None:
        return None
    unnamed = folder / f"{LOCK}.new"
    lock = os.open(unnamed, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    unnamed.rename(folder / LOCK)
    return lock


def _taken(lock: Path) -> int | None:
    """Return the lock of a process that is gone, or None if it is in use."""
    if fcntl is None:
        return None
    try:
        opened = os.open(lock, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        return None
    return opened


def _remove(folder: Path) -> None:
    """Remove the lock last: a folder that is still written into is removed by a later call."""
    for each in folder.iterdir():
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each, ignore_errors=True)
        elif each.name != LOCK:
            each.unlink(missing_ok=True)
    if {each.name for each in folder.iterdir()} <= {LOCK}:
        shutil.rmtree(folder, ignore_errors=True)
