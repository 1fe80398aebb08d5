"""What the company's own traces say about a value that did not arrive everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LastSpan:
    """The last span of her action that had a field's new value: its name, service and end."""

    field: str
    name: str
    service: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Traced:
    """The trace of an action, after a contradiction.

    `without` are the systems that stand apart and have no span in it; `within` have one, and did
    not follow all the same. `trouble` is why the trace could not be read, "" if it could.
    """

    trace_id: str
    last: tuple[LastSpan, ...] = ()
    without: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    trouble: str = ""
