"""Read what a company and its programs log, from the end and as it grows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

PACE = 0.25
"""Seconds between two looks at logs that are followed."""


class Tail:
    """The lines of a file that grows, each given once and only when it is complete.

    A missing file has no lines yet; one that got shorter is read from its beginning.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = 0
        self._begun = b""

    def new(self) -> list[str]:
        """Return the lines since the last call; the first call returns all."""
        try:
            with self._file.open("rb") as writing:
                if self._file.stat().st_size < self._read:
                    self._read, self._begun = 0, b""
                writing.seek(self._read)
                more = writing.read()
        except FileNotFoundError:
            return []
        self._read += len(more)
        *whole, self._begun = (self._begun + more).split(b"\n")
        return [each.decode("utf-8", "replace").rstrip("\r") for each in whole]


def lines_of(
    logs: Mapping[str, Path],
    *,
    last: int,
    going_on: Callable[[], bool] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[tuple[str, str]]:
    """Yield the last lines of each log with its name; then, while it is `going_on`, new ones."""
    tails = {name: Tail(file) for name, file in logs.items()}
    for name, tail in tails.items():
        lines = tail.new()
        yield from ((name, line) for line in lines[len(lines) - min(last, len(lines)) :])
    while going_on and going_on():
        sleep(PACE)
        for name, tail in tails.items():
            yield from ((name, line) for line in tail.new())
