"""A lie, and its result in one judgement."""

from enum import StrEnum
from typing import NamedTuple

from samestory.core.bending import Way


class Lie(NamedTuple):
    """That a system says something else about one field of a kind of subject.

    Without a field, it is about the record as a whole.
    """

    system: str
    kind: str
    field: str
    way: Way


class Fate(StrEnum):
    """How a lie ends."""

    NOTICED = "noticed"
    ALLOWED = "allowed"
    """It cannot be seen by right: a tolerance covers it."""
    SURVIVED = "survived"


class Trial(NamedTuple):
    """The result of a lie in one judgement, and why it was not noticed."""

    lie: Lie
    fate: Fate
    why: str = ""
    by_change: bool = False
    """Whether only a change was noticed: had the system always said it, nobody would."""
