"""What one turn of a watch came to: the causes that it saw, and the scenarios that passed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Gravity(StrEnum):
    """Whether systems differ for certain, or it could not be found out."""

    CONTRADICTION = "contradiction"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class SeenCause:
    """A cause as one turn saw it; `scenarios` are ids, none if it is about the turn as a whole."""

    key: str
    title: str
    gravity: Gravity
    scenarios: frozenset[str] = frozenset()
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnReport:
    """What one turn came to. `at` is when it was begun, `run` the name of its folder.

    `passed` are the scenarios that passed, `planned` all that it was to play. `whole` says that
    it reached its end. One that was `interrupted` by the user proves nothing.
    """

    at: datetime
    run: str
    exit: int
    line: str = ""
    """The run in one sentence."""
    causes: Mapping[str, SeenCause] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()
    planned: frozenset[str] = frozenset()
    whole: bool = True
    interrupted: bool = False

    @property
    def is_good(self) -> bool:
        """Whether nothing at all was wrong."""
        return self.whole and not self.causes
