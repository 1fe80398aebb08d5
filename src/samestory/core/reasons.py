"""Why a system may not have followed: what past waits say, and the company's own traces."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LateOrLost(StrEnum):
    """What past waits say about an answer that has not come in time."""

    LOST = "lost"
    LATE = "late"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class UsualWait:
    """What the past waits say about a system whose answer has not come in time.

    Times are in seconds since the customer was told, but for `patience`. `count` are the waits that
    ended with an answer, `never` those that did not. `one_in` is so that about one in so many waits
    takes longer than the patience; 0 if that is not known.
    """

    system: str
    count: int
    never: int
    shortest: float
    longest: float
    patience: float
    fate: LateOrLost
    one_in: int = 0


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
