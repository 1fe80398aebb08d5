"""The story as plain text: a table that fits a terminal, then sentences."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import zip_longest

from samestory.explaining._sentences import NOBODY
from samestory.explaining._story import Asked, Flag, Row, Story, story
from samestory.model import Verdict

TABLE = 110
"""Columns of text that the table keeps within."""
PROSE = 126
"""Columns of text that the sentences keep within."""
NARROWEST = 12
"""No cell is wrapped to fewer columns than this."""
SHORT = 6
"""A value of no more columns than this is repeated even where room is scarce."""
INDENT = "  "
GAP = "   "
MARK = "<- "
TIMES, GLUED = " × ", "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}"
"""A quantity stays with its product where there is room for both."""


def explain(
    verdict: Verdict, called: Mapping[str, str] = NOBODY, *, zone: tzinfo | None = None
) -> str:
    """Write down a verdict for a person; `called` maps systems to display names.

    Times of day are those of `zone`, or as they were noted (UTC). No line ends in blanks, and the
    text ends without a line break.
    """
    told = story(verdict, called, zone=zone)
    parts = [[told.headline], list(_table(told)), list(_prose(told))]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _table(told: Story) -> Iterator[str]:
    header = ["field", *(column.title for column in told.columns)]
    rows = [[row.field, *(cell.text for cell in row.cells)] for row in told.rows]
    if sum(_widths([header, *rows], fitting=False)) > _room(header):
        rows = [[row.field, *_shortened(row)] for row in told.rows]
    widths = _widths([header, *rows])
    yield from _lines(header, widths)
    for row, cells in zip(told.rows, rows, strict=True):
        yield from _with_remark(
            row, list(_lines(cells, widths)), sum(widths) + len(GAP) * len(widths)
        )


def _with_remark(row: Row, lines: list[str], width: int) -> Iterator[str]:
    """Put the remark behind the row where there is room, and below it otherwise."""
    first, *rest = lines
    if not row.remark:
        yield from lines
    elif len(INDENT) + width + len(MARK + row.remark) <= TABLE:
        yield f"{first.ljust(len(INDENT) + width)}{MARK}{row.remark}"
        yield from rest
    else:
        yield from lines
        yield from textwrap.wrap(
            MARK + row.remark,
            TABLE,
            initial_indent=INDENT * 2,
            subsequent_indent=INDENT * 2 + "   ",
        )


def _shortened(row: Row) -> Iterator[str]:
    """Write a long value once, and "same" where it is said again."""
    known = next((cell for cell in row.cells if cell.flag in {Flag.PROMISED, Flag.AGREES}), None)
    for cell in row.cells:
        again = cell is not known and cell.flag is Flag.AGREES and len(cell.text) > SHORT
        yield "same" if again else cell.text


def _room(header: Sequence[str]) -> int:
    return TABLE - len(INDENT) - len(GAP) * (len(header) - 1)


def _widths(rows: Sequence[Sequence[str]], *, fitting: bool = True) -> list[int]:
    """Make every column as wide as its longest cell.

    To fit, the widest are made narrower: down to their longest part between commas first, then to
    their longest word, then further.
    """
    columns = list(zip(*rows, strict=True))
    widths = _longest(columns, None)
    if fitting:
        for least in (_longest(columns, ", "), _longest(columns, " "), [NARROWEST] * len(columns)):
            _narrow(widths, least, _room(rows[0]))
    return [
        max(len(line) for cell in column for line in _wrapped(cell, width))
        for column, width in zip(columns, widths, strict=True)
    ]


def _longest(columns: Sequence[Sequence[str]], between: str | None) -> list[int]:
    """Measure the longest part of each column, with the comma that ends it."""
    comma = 1 if between == ", " else 0
    return [
        max(
            len(part) + comma
            for cell in column
            for part in (cell.replace(TIMES, GLUED).split(between) if between else [cell])
        )
        for column in columns
    ]


def _narrow(widths: list[int], least: Sequence[int], room: int) -> None:
    """Take from the widest column that has more than the least, until the table fits."""
    while sum(widths) > room:
        spare = [at for at, width in enumerate(widths) if width > max(least[at], NARROWEST)]
        if not spare:
            return
        widths[max(spare, key=lambda at: widths[at])] -= 1


def _lines(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    wrapped = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for parts in zip_longest(*wrapped, fillvalue=""):
        line = GAP.join(part.ljust(width) for part, width in zip(parts, widths, strict=True))
        yield (INDENT + line).rstrip()


def _wrapped(cell: str, width: int) -> list[str]:
    """Break after a comma where possible, then at a blank, and inside a word only if it must be."""
    lines: list[str] = []
    for part in cell.replace(TIMES, GLUED).replace(", ", ",\0").split("\0"):
        if lines and len(lines[-1]) + 1 + len(part) <= width:
            lines[-1] += " " + part
        else:
            lines += textwrap.wrap(part, width, break_on_hyphens=False) or [""]
    return [line.replace(GLUED, TIMES) for line in lines]


def _prose(told: Story) -> Iterator[str]:
    yield from _filled(" ".join(told.sentences))
    if told.fixes:
        yield f"{INDENT}To complete the landscape:"
        yield from (f"{INDENT * 2}{fix}" for fix in told.fixes)
    for asked in told.asked:
        yield from _asked(asked)


def _filled(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        PROSE,
        initial_indent=INDENT,
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _asked(asked: Asked) -> Iterator[str]:
    parts = [
        *([f"Asked: {asked.asked}"] if asked.asked else []),
        *([f"Evidence: {', '.join(asked.evidence)}"] if asked.evidence else []),
    ]
    line = INDENT + GAP.join(parts)
    yield from [line] if len(line) <= PROSE else [INDENT + part for part in parts]
