"""Where samestory finds the company of a landscape; the entry point of `samestory.environments`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from samestory_demo.supervisor.background import background
from samestory_demo.supervisor.control import get_faults
from samestory_demo.supervisor.errors import CompanyDown
from samestory_demo.supervisor.ports import check_ports

SEEDED_FAULTS = "SAMESTORY_SEEDED_FAULTS"
"""The variable by which samestory knows that faults are there on purpose; commas between them."""
Start = Callable[[Path], Mapping[str, str]]
_start: ContextVar[Start | None] = ContextVar("start", default=None)


def environment_of(landscape: Path) -> Mapping[str, str]:
    """Return the variables that say where the company of a landscape is up: {} if it is not.

    Within `started_on_demand`, it is started first. Raise `CompanyMistake` if the environment asks
    for ports that cannot be, `CompanyDown` if the company does not start.
    """
    if start := _start.get():
        return start(landscape)
    check_ports(landscape, os.environ)
    started = background(landscape)
    return {**started.environ, **_seeded(started.control)} if started else {}


def _seeded(control: str) -> Mapping[str, str]:
    """Say which faults are on; nothing if the company does not answer."""
    with suppress(CompanyDown):
        return {SEEDED_FAULTS: ",".join(each.name for each in get_faults(control) if each.on)}
    return {}


@contextmanager
def started_on_demand(start: Start) -> Iterator[None]:
    """Let the first question for a landscape's environment be answered by `start`."""
    before = _start.set(start)
    try:
        yield
    finally:
        _start.reset(before)
