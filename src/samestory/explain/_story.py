"""The story of a verdict as data, ready to be drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from samestory.core.model import Outcome


class Flag(StrEnum):
    """How a cell stands to what was promised or prevails."""

    PROMISED = "promised"
    AGREES = "agrees"
    RIGHT = "right"
    """It is right by nature, and another one is not."""
    NEAR = "near"
    """It says something else, within the tolerance."""
    ODD = "odd"
    WRONG = "wrong"
    """It contradicts the system that is right by nature."""
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    UNMAPPED = "unmapped"
    PENDING = "pending"
    UNTOLD = "untold"
    """The landscape does not expect this system to report the field."""

    @property
    def outcome(self) -> Outcome | None:
        """The outcome that such a cell of a system stands for, if it was asked for a value."""
        return _OUTCOMES.get(self)

    @property
    def note(self) -> str:
        """What such a cell says about its system beyond the outcome, to follow its name."""
        return _NOTES.get(self, "")


_OUTCOMES: Mapping[Flag, Outcome] = MappingProxyType(
    {
        Flag.AGREES: Outcome.AGREED,
        Flag.RIGHT: Outcome.AGREED,
        Flag.NEAR: Outcome.AGREED,
        Flag.ODD: Outcome.CONTRADICTED,
        Flag.WRONG: Outcome.CONTRADICTED,
        Flag.SILENT: Outcome.ABSENT,
        Flag.UNMAPPED: Outcome.UNMAPPED,
        Flag.UNREACHABLE: Outcome.UNREACHABLE,
        Flag.PENDING: Outcome.PENDING,
    }
)

_NOTES: Mapping[Flag, str] = MappingProxyType(
    {
        Flag.RIGHT: "is right by nature",
        Flag.NEAR: "is within tolerance",
        Flag.WRONG: "is wrong",
    }
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one system (None: the promise) says about one field, in one line.

    Of long values `text` shows only how they differ; `whole` leaves nothing out.
    """

    system: str | None
    text: str
    flag: Flag
    whole: str


@dataclass(frozen=True, slots=True)
class Row:
    """One field; `remark` says who is odd ("the ERP stands alone"), or nothing."""

    field: str
    outcome: Outcome
    cells: tuple[Cell, ...]
    remark: str = ""

    @property
    def same(self) -> bool:
        """Whether no system stands out in it."""
        flags = {cell.flag for cell in self.cells}
        return Flag.NEAR not in flags and {each.outcome for each in flags} <= {
            None,
            Outcome.AGREED,
        }


@dataclass(frozen=True, slots=True)
class Column:
    """One witness: a system, or the promise (None), and its title."""

    system: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Source:
    """How an odd system was asked last, and the names of the evidence of its answer."""

    system: str
    asked: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerdictStory:
    """Everything that a person reads about a verdict, ready to be drawn."""

    outcome: Outcome
    headline: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sentences: tuple[str, ...]
    fixes: tuple[str, ...]
    """Lines to add to the landscape."""
    asked: tuple[Source, ...]
