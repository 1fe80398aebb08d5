"""Installs a piece of software into an environment of its own and makes its first database, once.

Both are kept in a folder of the cache, each with a stamp beside it that says what it was made
from. Where the stamp is missing or says something else, it is made anew: an interrupted set-up
leaves none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from samestory_demo.opensource.settings import CATALOGUE, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samestory_demo.opensource.software import Software

Say = Callable[[str], None]

SIGN_OF_LIFE = 20.0
"""Seconds between two words during something that takes long: silence would look like a hang."""


class SetUpError(Exception):
    """A piece of software could not be installed or prepared; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A piece of software that can be started: its Python, and its database as it begins."""

    python: Path
    snapshot: Path


def prepare(software: Software, cache: Path, settings: Settings, say: Say) -> Prepared:
    """Everything that is needed to start it; quick where it has been made before (SetUpError)."""
    place = cache / software.name
    python = _environment(software, place, say)
    return Prepared(python, _snapshot(software, place, python, settings, say))


def _environment(software: Software, place: Path, say: Say) -> Path:
    wanted = software.folder / "requirements.txt"
    environment = place / "environment"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    made_from = _digest([wanted], sys.version)
    if _stamped(environment, made_from):
        return python
    with _telling(say, f"installing {software.called} (once)"):
        _clear(environment)
        place.mkdir(parents=True, exist_ok=True)
        for command in _install(environment, python, wanted):
            _run(command, f"{software.called} could not be installed", say)
    _stamp(environment, made_from)
    return python


def _install(environment: Path, python: Path, wanted: Path) -> list[list[str]]:
    """The commands that install: with uv where there is one, which takes a tenth of the time."""
    uv = _uv()
    if uv:
        return [
            [uv, "venv", "--quiet", "--python", sys.executable, str(environment)],
            [uv, "pip", "install", "--quiet", "--python", str(python), "-r", str(wanted)],
        ]
    return [
        [sys.executable, "-m", "venv", str(environment)],
        [str(python), "-m", "pip", "install", "--quiet", "-r", str(wanted)],
    ]


def _uv() -> str | None:
    return shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")


def _snapshot(software: Software, place: Path, python: Path, settings: Settings, say: Say) -> Path:
    snapshot = place / "snapshot"
    sources = sorted(set(software.folder.glob("*.py")) - {software.folder / "serve.py"})
    made_from = _digest([software.folder / "requirements.txt", CATALOGUE, *sources], sys.version)
    if _stamped(snapshot, made_from):
        return snapshot
    with _telling(say, f"making the first database of {software.called} (once)"):
        _clear(snapshot)
        snapshot.mkdir(parents=True)
        _run(
            [str(python), str(software.folder / "prepare.py"), str(CATALOGUE)],
            f"the first database of {software.called} could not be made",
            say,
            software.environ(snapshot, settings),
        )
    _stamp(snapshot, made_from)
    return snapshot


def _run(command: Sequence[str], trouble: str, say: Say, more: Mapping[str, str] = {}) -> None:
    """Run a command, with a sign of life now and then; SetUpError with its last words."""
    with tempfile.TemporaryFile() as words:
        with subprocess.Popen(  # noqa: S603  (the commands are ours)
            command,
            env={**os.environ, **more},
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
        ) as process:
            code = _wait(process, say)
        words.seek(0)
        said = words.read().decode(errors="replace").strip()
    if code != 0:
        raise SetUpError(f"{trouble} (exit {code}):\n{_last(said)}")


def _wait(process: subprocess.Popen[bytes], say: Say) -> int:
    began = time.monotonic()
    try:
        while True:
            try:
                return process.wait(SIGN_OF_LIFE)
            except subprocess.TimeoutExpired:
                say(f"  ... still at it after {time.monotonic() - began:.0f} s")
    except BaseException:
        process.kill()
        raise


def _last(said: str, lines: int = 6) -> str:
    return "\n".join(f"  {line}" for line in said.splitlines()[-lines:])


@contextmanager
def _telling(say: Say, what: str) -> Iterator[None]:
    say(f"{what} ...")
    began = time.monotonic()
    yield
    say(f"  ... done in {time.monotonic() - began:.0f} s")


def _digest(files: Sequence[Path], *more: str) -> str:
    parts = [*(each.read_bytes() for each in files), *(each.encode() for each in more)]
    return sha256(b"\0".join(sha256(part).digest() for part in parts)).hexdigest()


def _stamp_of(made: Path) -> Path:
    return made.with_suffix(".made-from")


def _stamped(made: Path, made_from: str) -> bool:
    stamp = _stamp_of(made)
    return made.is_dir() and stamp.is_file() and stamp.read_text() == made_from


def _stamp(made: Path, made_from: str) -> None:
    _stamp_of(made).write_text(made_from)


def _clear(made: Path) -> None:
    _stamp_of(made).unlink(missing_ok=True)
    shutil.rmtree(made, ignore_errors=True)
