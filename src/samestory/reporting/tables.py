"""The agreement matrix as rows for a page: fields down, the promise and the systems across."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from samestory.explaining import Flag
from samestory.model import Outcome
from samestory.reporting.signs import SIGNS, Sign

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from samestory.explaining import Row, Story


_SHORT = 24
"""Characters of a value that may be repeated for every system without crowding the table."""


@dataclass(frozen=True, slots=True)
class Said:
    """One system's word on one field, as people read it; `outcome` is how it stood there."""

    text: str
    outcome: Outcome

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

    `remark` says in words who is odd, where the story says it.
    """

    field: str
    promised: str | None
    said: Mapping[str, Said]
    remark: str = ""

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
    """The table of a story just told."""
    systems = {each.system: each.title for each in story.columns if each.system is not None}
    return Table(_odd_first(map(_told_row, story.rows)), systems)


def _odd_first(rows: Iterable[FieldRow]) -> tuple[FieldRow, ...]:
    return tuple(sorted(rows, key=lambda row: row.same))


def _told_row(row: Row) -> FieldRow:
    promised = next((cell.text for cell in row.cells if cell.flag is Flag.PROMISED), None)
    said = {
        cell.system: Said(cell.text, _FLAGS[cell.flag])
        for cell in row.cells
        if cell.system is not None and cell.flag in _FLAGS
    }
    return FieldRow(row.field, promised, said, row.remark)


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


def recorded_table(
    fields: Mapping[str, Mapping[str, Any]], systems: Sequence[str], called: Mapping[str, str]
) -> Table:
    """The table of a recorded verdict: `fields` of its line in `verdicts.jsonl`."""
    rows = (_recorded_row(name, recorded) for name, recorded in fields.items())
    return Table(_odd_first(rows), {system: called.get(system, system) for system in systems})


_SETS: Mapping[str, Outcome] = MappingProxyType(
    {
        "apart": Outcome.CONTRADICTED,
        "silent": Outcome.ABSENT,
        "unmapped": Outcome.UNMAPPED,
        "unreachable": Outcome.UNREACHABLE,
        "pending": Outcome.PENDING,
    }
)
_WORDS = {Outcome.ABSENT: "nothing", Outcome.UNREACHABLE: "not known"}
"""What stands in a cell where the system told no value."""


def _recorded_row(name: str, recorded: Mapping[str, Any]) -> FieldRow:
    stood = {system: outcome for key, outcome in _SETS.items() for system in recorded.get(key, ())}
    texts = {
        **{system: _WORDS.get(outcome, "–") for system, outcome in stood.items()},
        **recorded.get("said", {}),
        **recorded.get("unmapped", {}),
    }
    said = {name: Said(text, stood.get(name, Outcome.AGREED)) for name, text in texts.items()}
    return FieldRow(name.replace("_", " "), recorded.get("promised"), said)
