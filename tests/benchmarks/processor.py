"""How many seconds of the processor processes and their children have used, as Linux counts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_TICK = 1 / os.sysconf("SC_CLK_TCK")
PAGES = "pages"
KINDS = {
    "--type=zygote": PAGES,
    "--type=renderer": PAGES,
    "--type=gpu-process": "graphics",
    "--type=utility": "network",
    "run-driver": "Playwright's driver",
    "--remote-debugging": "browser",
    "": "Python",
}
"""Kinds of processes, by what stands in their command line; the first one that does."""


class _Process(NamedTuple):
    parent: int
    own: float
    ended: float
    """The seconds of its children that have ended and were waited for."""


def seconds_of_tree(root: int, but: int | None = None) -> float:
    """Return the seconds of a process and everything below it, without what is below `but`."""
    return _with_children(root, {pid: each for pid, each in _processes() if pid != but})


def seconds_by_process(roots: Sequence[int]) -> Iterator[tuple[tuple[int, str], float]]:
    """Yield what each process below these, and they themselves, have used, with its kind.

    Those of pages come and go: they are counted with the one that makes them.
    """
    found = dict(_processes())
    below = set(roots) & found.keys()
    while more := {pid for pid, each in found.items() if each.parent in below} - below:
        below |= more
    kinds = {pid: kind for pid in below if (kind := _kind(pid))}
    for pid, kind in kinds.items():
        if kind != PAGES:
            yield (pid, kind), found[pid].own
        elif kinds.get(found[pid].parent) != PAGES:
            yield (pid, kind), _with_children(pid, found)


def _with_children(pid: int, found: Mapping[int, _Process]) -> float:
    if pid not in found:
        return 0.0
    children = (other for other, each in found.items() if each.parent == pid)
    return found[pid].own + found[pid].ended + sum(_with_children(each, found) for each in children)


def _processes() -> Iterator[tuple[int, _Process]]:
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            with suppress(OSError):  # it has ended meanwhile
                words = (each / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                used = [_TICK * int(word) for word in words[11:15]]  # proc(5): utime to cstime
                yield int(each.name), _Process(int(words[1]), sum(used[:2]), sum(used[2:]))


def _kind(pid: int) -> str:
    """Return the kind of a process; "" if it is about to end: what it was is known no longer."""
    command = ""
    with suppress(OSError):  # the same
        command = Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")
    return next(kind for sign, kind in KINDS.items() if sign in command) if command else ""
