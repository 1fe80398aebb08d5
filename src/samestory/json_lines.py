"""Files of JSON lines that only ever grow, and survive a killed process."""

import json
from collections.abc import Iterator
from os import SEEK_END
from pathlib import Path
from typing import Any


def append_line(path: Path, line: str) -> None:
    """Add a line to a file; the half line of a killed run is ended first, and swallows nothing.

    It is opened for each line and written in one piece: appending is atomic between workers. A lone
    surrogate, which no file can hold, becomes the escape that JSON has for it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        file.seek(max(0, file.seek(0, SEEK_END) - 1))
        end = b"" if file.read() in {b"", b"\n"} else b"\n"
        file.write(end + line.encode(errors="backslashreplace") + b"\n")


def lines_in(path: Path) -> Iterator[str]:
    """Yield the lines of a file that are not empty; none if there is no file.

    Only a line feed ends a line: JSON may hold what other readers of lines take for an end. What is
    not UTF-8 is replaced.
    """
    try:
        file = path.open(encoding="utf-8", errors="replace", newline="\n")
    except (FileNotFoundError, NotADirectoryError):
        return
    with file:
        yield from (line.rstrip("\n") for line in file if not line.isspace())


def objects_in(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the object of each line; what is none, such as half a line, is left out."""
    for line in lines_in(path):
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if isinstance(told, dict):
            yield told
