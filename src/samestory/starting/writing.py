"""Puts a new project's files into their folder, and never over anybody's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from samestory.errors import WrongCall


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write every file, or none: raises `WrongCall` with those that are there already."""
    there = [name for name in files if (folder / name).exists() or (folder / name).is_symlink()]
    if there:
        raise WrongCall(
            f"Nothing was written: in {folder} there is already {', '.join(there)}.\n"
            "  Name another folder, or move them away."
        )
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
