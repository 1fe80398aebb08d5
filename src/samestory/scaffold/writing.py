"""Puts a new project's files into their folder, and never over anybody's own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from samestory.errors import WrongCall

MOST = 5
"""Files that are named at most where many are there already."""


def refuse_taken(folder: Path, names: Iterable[str]) -> None:
    """Raise `WrongCall` where one of these files is there already, or the folder cannot be one."""
    if not str(folder).strip() or not str(folder).isprintable():
        raise WrongCall(f"{str(folder)!r} is no name of a folder.\n  Write it like this: story")
    if in_the_way := [each for each in (folder, *folder.parents) if _is_no_folder(each)]:
        raise WrongCall(f"{in_the_way[0]} is in the way.\n  Name another folder, or move it away.")
    there = [each for each in names if os.path.lexists(folder / each)]
    if there:
        raise WrongCall(
            f"Nothing was written: in {folder} there is already {_first_of(there)}.\n"
            "  Name another folder, or move them away."
        )


def _is_no_folder(path: Path) -> bool:
    return os.path.lexists(path) and not path.is_dir()


def _first_of(names: Sequence[str]) -> str:
    """The first few; a project that was begun twice has all of them."""
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"{', '.join(names[:MOST])}{more}"


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write every file, or none: raises `WrongCall` with those that are there already."""
    refuse_taken(folder, files)
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except (FileExistsError, NotADirectoryError) as error:
        raise WrongCall(
            f"{error.filename} is in the way.\n  Name another folder, or move it away."
        ) from error
    except OSError as error:
        raise WrongCall(
            f"{error.filename} cannot be written: {error.strerror}.\n  Name another folder."
        ) from error
