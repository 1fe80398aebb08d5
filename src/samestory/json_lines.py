"""Files of JSON lines that only ever grow, and survive a killed process."""

from __future__ import annotations

from os import SEEK_END
from pathlib import Path


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
