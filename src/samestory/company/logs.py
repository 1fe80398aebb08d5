"""Read what a company and its programs write down, from the end and as it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samestory.polling.convergence import Clock, SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

PACE = 0.25
"""Seconds between two looks at logs that are followed."""


class Tail:
    """The lines of a file that grows, each told once.

    A line is told when it has its end. A file that is missing has no lines yet, and one that got
    shorter was begun anew.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = 0
        self._begun = b""

    def new(self) -> list[str]:
        """What has been written since the last time, at first everything."""
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
    clock: Clock | None = None,
) -> Iterator[tuple[str, str]]:
    """The last lines of each log with its name; then, while it is `going_on`, every new one."""
    clock = clock or SystemClock()
    tails = {name: Tail(file) for name, file in logs.items()}
    for name, tail in tails.items():
        lines = tail.new()
        yield from ((name, line) for line in lines[len(lines) - min(last, len(lines)) :])
    while going_on and going_on():
        clock.sleep(PACE)
        for name, tail in tails.items():
            yield from ((name, line) for line in tail.new())
