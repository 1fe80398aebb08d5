"""How many seconds of the processor a process and all its children have used, as Linux counts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_TICK = 1 / os.sysconf("SC_CLK_TCK")


class _Process(NamedTuple):
    parent: int
    seconds: float
    """Its own, and those of its children that have ended and were waited for."""


def seconds_of_tree(root: int, but: int | None = None) -> float:
    """Return the seconds of a process and everything below it, without what is below `but`."""
    found = dict(_processes())
    below: dict[int, list[int]] = {}
    for pid, each in found.items():
        below.setdefault(each.parent, []).append(pid)
    waiting, total = [root], 0.0
    while waiting:
        pid = waiting.pop()
        if pid != but and pid in found:
            total += found[pid].seconds
            waiting += below.get(pid, ())
    return total


def _processes() -> Iterator[tuple[int, _Process]]:
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            with suppress(OSError):  # it has ended meanwhile
                words = (each / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                used = sum(map(int, words[11:15]))  # proc(5): utime, stime, cutime, cstime
                yield int(each.name), _Process(int(words[1]), used * _TICK)
