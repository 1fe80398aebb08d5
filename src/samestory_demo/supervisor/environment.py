"""Where samestory finds the company of a landscape; the entry point of `samestory.environments`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from samestory_demo.supervisor.background import background
from samestory_demo.supervisor.ports import check_ports

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
    return started.environ if started else {}


@contextmanager
def started_on_demand(start: Start) -> Iterator[None]:
    """Let the first question for a landscape's environment be answered by `start`."""
    before = _start.set(start)
    try:
        yield
    finally:
        _start.reset(before)
