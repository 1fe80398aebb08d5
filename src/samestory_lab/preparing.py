"""Installs each piece of software into its own environment and makes its database, once.

Both are kept in a folder of the cache, each with a stamp beside it that says what it was made
from. If the stamp is missing or differs, it is made again: an interrupted set-up
leaves none. Two pieces are prepared at a time, and a piece by one process at a time.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from samestory_lab.commands import SetUpError, run
from samestory_lab.locking import alone
from samestory_lab.settings import CATALOGUE, HERE, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samestory_lab.software import Software

__all__ = ["Prepared", "SetUpError", "prepare"]

Say = Callable[[str], None]

AT_A_TIME = 2
"""More would only share the same cores, the same disk and the same line."""

BUILT_WITH = {
    name: str(HERE / "build-constraints.txt")
    for name in ("UV_BUILD_CONSTRAINT", "PIP_BUILD_CONSTRAINT", "PIP_CONSTRAINT")
}
"""Pins what builds a package: before 25.3, pip takes the third variable for its builds as well."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A piece of software that can be started: its Python, and its database as it begins."""

    python: Path
    snapshot: Path


def prepare(
    pieces: Collection[Software], cache: Path, settings: Settings, say: Say
) -> dict[Software, Prepared]:
    """Everything that is needed to start them; quick if it has been made before (SetUpError)."""
    return asyncio.run(_prepare_all(pieces, cache, settings, say))


async def _prepare_all(
    pieces: Collection[Software], cache: Path, settings: Settings, say: Say
) -> dict[Software, Prepared]:
    turn = asyncio.Semaphore(AT_A_TIME)

    async def in_turn(software: Software) -> Prepared:
        def tell(what: str) -> None:
            say(f"{software.called}: {what}")

        async with turn, alone(cache / software.name, tell):
            return await _prepare(software, cache / software.name, settings, tell)

    try:
        async with asyncio.TaskGroup() as group:  # where one fails, the others are stopped
            made = {each: group.create_task(in_turn(each)) for each in pieces}
    except* SetUpError as failed:
        raise failed.exceptions[0] from None
    return {software: task.result() for software, task in made.items()}


async def _prepare(software: Software, place: Path, settings: Settings, say: Say) -> Prepared:
    python = await _environment(software, place, say)
    return Prepared(python, await _snapshot(software, place, python, settings, say))


async def _environment(software: Software, place: Path, say: Say) -> Path:
    wanted = software.folder / "requirements.txt"
    environment = place / "environment"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    made_from = _digest([wanted, Path(BUILT_WITH["PIP_CONSTRAINT"])], sys.version)
    if _stamped(environment, made_from):
        return python
    with _telling(say, "installing it, once"):
        _clear(environment)
        for command in _install(environment, python, wanted):
            await run(command, f"{software.called} could not be installed", say, BUILT_WITH)
    _stamp(environment, made_from)
    return python


def _install(environment: Path, python: Path, wanted: Path) -> list[list[str]]:
    """The commands that install: with uv if there is one, which takes a tenth of the time.

    Nothing is resolved: `wanted` names every package, so nothing published later changes what is
    installed, and the last command says if one is missing.
    """
    exactly = ["install", "--quiet", "--no-deps", "--requirement", str(wanted)]
    uv = _uv()
    if uv:
        of = ["--python", str(python)]
        return [
            [uv, "venv", "--quiet", "--python", sys.executable, str(environment)],
            [uv, "pip", *exactly, "--compile-bytecode", *of],
            [uv, "pip", "check", "--quiet", *of],
        ]
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    return [
        [sys.executable, "-m", "venv", str(environment)],
        [*pip, *exactly],
        [*pip, "check"],
    ]


def _uv() -> str | None:
    return shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")


async def _snapshot(
    software: Software, place: Path, python: Path, settings: Settings, say: Say
) -> Path:
    snapshot = place / "snapshot"
    sources = sorted(set(software.folder.rglob("*.py")) - {software.folder / "serve.py"})
    made_from = _digest([software.folder / "requirements.txt", CATALOGUE, *sources], sys.version)
    if _stamped(snapshot, made_from):
        return snapshot
    _clear(snapshot)
    snapshot.mkdir(parents=True)
    if (program := software.folder / "prepare.py").is_file():  # some keep nothing on the disk
        with _telling(say, "making its first database, once"):
            await run(
                [str(python), str(program), str(CATALOGUE)],
                f"the first database of {software.called} could not be made",
                say,
                software.environ(snapshot, settings),
            )
    _drop_logs(snapshot)
    _stamp(snapshot, made_from)
    return snapshot


def _drop_logs(snapshot: Path) -> None:
    """SQLite's logs belong to the very file they were written for: a copy must come without."""
    for ending in ("-wal", "-shm"):
        for each in snapshot.rglob(f"*{ending}"):
            each.unlink()


@contextmanager
def _telling(say: Say, what: str) -> Iterator[None]:
    say(f"{what} ...")
    began = time.monotonic()
    yield
    say(f"done in {time.monotonic() - began:.0f} s")


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
