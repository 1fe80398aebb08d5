"""The story as plain text: a table that fits a terminal, then sentences."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from samestory.explaining._sentences import NOBODY
from samestory.explaining._story import Asked, Row, Story, story
from samestory.model import Verdict

TABLE = 110
"""Columns of text that the table keeps within."""
PROSE = 126
"""Columns of text that the sentences keep within."""
NARROWEST = 12
"""No cell is wrapped to fewer columns than this."""
INDENT = "  "
GAP = "   "
MARK = "<- "


def explain(verdict: Verdict, called: Mapping[str, str] = NOBODY) -> str:
    """Write down a verdict for a person; `called` maps systems to display names.

    No line ends in blanks, and the text ends without a line break.
    """
    told = story(verdict, called)
    parts = [[told.headline], list(_table(told)), list(_prose(told))]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _table(told: Story) -> Iterator[str]:
    header = ["field", *(column.title for column in told.columns)]
    rows = [[row.field, *(cell.text for cell in row.cells)] for row in told.rows]
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


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Make every column as wide as its longest cell, and the widest ones narrower to fit."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    room = TABLE - len(INDENT) - len(GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _lines(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    wrapped = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for parts in zip_longest(*wrapped, fillvalue=""):
        line = GAP.join(part.ljust(width) for part, width in zip(parts, widths, strict=True))
        yield (INDENT + line).rstrip()


def _wrapped(cell: str, width: int) -> list[str]:
    """Break after a comma where possible, then at a blank, and inside a word only if it must be."""
    lines: list[str] = []
    for part in cell.replace(", ", ",\0").split("\0"):
        if lines and len(lines[-1]) + 1 + len(part) <= width:
            lines[-1] += " " + part
        else:
            lines += textwrap.wrap(part, width, break_on_hyphens=False) or [""]
    return lines


def _prose(told: Story) -> Iterator[str]:
    yield from _filled(" ".join(told.sentences))
    if told.fixes:
        yield f"{INDENT}Add to the landscape:"
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
