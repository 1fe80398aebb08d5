"""Files that are replaced in one piece: a reader finds the old one or the new one, never half."""

import os
from pathlib import Path


def replace_file(path: Path, content: str | bytes, *, durably: bool = False) -> None:
    """Write a file in one piece, also if another process writes the same or is killed meanwhile.

    A lone surrogate, which no file can hold, becomes the escape that JSON has for it. `durably`:
    also if the power fails now, nothing of it is lost. Raise OSError if it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    written = content if isinstance(content, bytes) else content.encode(errors="backslashreplace")
    with new.open("wb") as file:
        file.write(written)
        if durably:
            file.flush()
            os.fsync(file.fileno())
    new.replace(path)
