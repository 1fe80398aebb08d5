"""The agreement matrix as rows for a page: fields down, the promise and the systems across."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from samestory.core.model import Outcome
from samestory.explain import Flag
from samestory.report.outcome_styles import SIGNS, Sign

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from samestory.explain import Row, Story


_SHORT = 24
"""Characters of a value that may be repeated for every system without crowding the table."""


@dataclass(frozen=True, slots=True)
class Said:
    """One system's word on one field, as people read it; `outcome` is how it stood there.

    `whole` leaves nothing out of a value that is long.
    """

    text: str
    outcome: Outcome
    whole: str

    @property
    def odd(self) -> bool:
        """Whether a reader has to be shown this cell first."""
        return self.outcome is not Outcome.AGREED

    @property
    def sign(self) -> Sign:
        """How its outcome looks."""
        return SIGNS[self.outcome]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field: the promised text (None without a promise), and what each system said.

    `remark` says in words who is odd, where the story says it; `whole` is the promise in full.
    """

    field: str
    promised: str | None
    said: Mapping[str, Said]
    remark: str
    whole: str

    def spelled(self, said: Said) -> str:
        """The text of a cell; what agrees with a long promise is not spelled out again."""
        long = self.promised is not None and len(self.promised) > _SHORT
        return "the same" if long and not said.odd else said.text

    @property
    def same(self) -> bool:
        """Whether nobody is odd in it."""
        return not any(each.odd for each in self.said.values())


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, the odd ones first, and the systems above their columns with their display names."""

    rows: tuple[FieldRow, ...]
    systems: Mapping[str, str]

    @property
    def promised(self) -> bool:
        """Whether anything was promised."""
        return any(row.promised is not None for row in self.rows)


def table_of(story: Story) -> Table:
    """The table of a story."""
    systems = {each.system: each.title for each in story.columns if each.system is not None}
    return Table(_odd_first(map(_told_row, story.rows)), systems)


def _odd_first(rows: Iterable[FieldRow]) -> tuple[FieldRow, ...]:
    return tuple(sorted(rows, key=lambda row: row.same))


def _told_row(row: Row) -> FieldRow:
    promise = next((cell for cell in row.cells if cell.flag is Flag.PROMISED), None)
    said = {
        cell.system: Said(cell.text, _FLAGS[cell.flag], cell.whole)
        for cell in row.cells
        if cell.system is not None and cell.flag in _FLAGS
    }
    text, whole = (promise.text, promise.whole) if promise else (None, "")
    return FieldRow(row.field, text, said, row.remark, whole)


_FLAGS: Mapping[Flag, Outcome] = MappingProxyType(
    {
        Flag.AGREES: Outcome.AGREED,
        Flag.ODD: Outcome.CONTRADICTED,
        Flag.SILENT: Outcome.ABSENT,
        Flag.UNMAPPED: Outcome.UNMAPPED,
        Flag.UNREACHABLE: Outcome.UNREACHABLE,
        Flag.PENDING: Outcome.PENDING,
    }
)
