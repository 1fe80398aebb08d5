"""The story as plain text: a table that fits a terminal, then sentences."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from itertools import zip_longest

from samestory.core.model import Outcome
from samestory.core.verdict import Verdict
from samestory.explain._names import NONE, joined
from samestory.explain._story import Flag, Row, Source, VerdictStory
from samestory.explain._telling import UNTOLD, story

TABLE = 118
"""Columns of text that the table keeps within."""
PROSE = 126
"""Columns of text that the sentences keep within."""
NARROWEST = 12
"""No cell is wrapped to fewer columns than this."""
SHORT = 6
"""A value of no more columns than this is repeated even if room is scarce."""
SAME = frozenset({Flag.AGREES, Flag.RIGHT})
"""The flags of cells that say what counts."""
INDENT = "  "
GAP = "   "
MARK = "<- "
TIMES, GLUED = " × ", "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}"
"""A quantity stays with its product if there is room for both."""


def explanation(verdict: Verdict, called: Mapping[str, str] = NONE, *, zone: tzinfo = UTC) -> str:
    """Write down a verdict for a person; `called` maps systems to display names.

    All times are those of `zone`, and name it.
    """
    return text(story(verdict, called, zone=zone))


def text(told: VerdictStory) -> str:
    """Draw a story as plain text; no line ends in spaces, and it ends without a line break."""
    rows, agreed = _worth_showing(told)
    parts = [[told.headline], list(_table(told, rows)), list(_prose(told, agreed))]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _worth_showing(told: VerdictStory) -> tuple[Sequence[Row], str]:
    """If not all rows fit, show those that differ, and name the others in a sentence."""
    odd = [row for row in told.rows if row.outcome is not Outcome.AGREED or not row.same]
    if not odd or _natural_width(told) <= TABLE:
        return told.rows, ""
    agreed = [row.field for row in told.rows if row not in odd]
    return odd, f"No disagreement about {joined(agreed)}." if agreed else ""


def _natural_width(told: VerdictStory) -> int:
    """How wide the table would be with every value and every remark in one line."""
    table = [_header(told), *(_texts(row) for row in told.rows)]
    remark = max((len(GAP + MARK + row.remark) for row in told.rows if row.remark), default=0)
    return TABLE - _room(table[0]) + sum(_longest(_columns(table), None)) + remark


def _header(told: VerdictStory) -> list[str]:
    return ["field", *(column.title for column in told.columns)]


def _texts(row: Row) -> list[str]:
    return [row.field, *(cell.text for cell in row.cells)]


def _table(told: VerdictStory, shown: Sequence[Row]) -> Iterator[str]:
    header, rows = _header(told), [_texts(row) for row in shown]
    if sum(_longest(_columns([header, *rows]), None)) > _room(header):
        rows = [[row.field, *_shortened(row)] for row in shown]
    widths = _widths([header, *rows])
    yield from _lines(header, widths)
    for row, cells in zip(shown, rows, strict=True):
        width = sum(widths) + len(GAP) * len(widths)
        yield from _with_remark(row, list(_lines(cells, widths)), width)


def _with_remark(row: Row, lines: list[str], width: int) -> Iterator[str]:
    """Put the remark behind the row if there is room, else below it."""
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
    """Write a long value once, and "same" if it is said again."""
    right = (cell for cell in row.cells if cell.flag in {Flag.PROMISED, *SAME})
    known = next((cell for cell in right if cell.text != UNTOLD), None)
    for cell in row.cells:
        again = cell is not known and cell.flag in SAME and len(cell.text) > SHORT
        yield "same" if again else cell.text


def _room(header: Sequence[str]) -> int:
    return TABLE - len(INDENT) - len(GAP) * (len(header) - 1)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Make every column as wide as its longest cell, or as wide as there is room for.

    To fit, the widest are made narrower: down to their longest part between commas first, then to
    their longest word, then further.
    """
    columns = _columns(rows)
    widths = _longest(columns, None)
    for least in (_longest(columns, ", "), _longest(columns, " "), [NARROWEST] * len(columns)):
        _narrow(widths, least, _room(rows[0]))
    return [
        max(len(line) for cell in column for line in _wrapped(cell, width))
        for column, width in zip(columns, widths, strict=True)
    ]


def _columns(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    return list(zip(*rows, strict=True))


def _longest(columns: Sequence[Sequence[str]], between: str | None) -> list[int]:
    """Measure the longest part of each column, with the comma that ends it."""
    comma = 1 if between == ", " else 0
    return [
        max(len(part) + comma for cell in column for part in _parts(cell, between))
        for column in columns
    ]


def _parts(cell: str, between: str | None) -> list[str]:
    return cell.replace(TIMES, GLUED).split(between) if between else [cell]


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
    """Break after a comma where possible, then at a space, and inside a word only if it must be."""
    lines: list[str] = []
    for part in cell.replace(TIMES, GLUED).replace(", ", ",\0").split("\0"):
        if lines and len(lines[-1]) + 1 + len(part) <= width:
            lines[-1] += " " + part
        else:
            lines += textwrap.wrap(part, width, break_on_hyphens=False) or [""]
    return [line.replace(GLUED, TIMES) for line in lines]


def _prose(told: VerdictStory, agreed: str) -> Iterator[str]:
    yield from _filled(" ".join([*told.sentences, *([agreed] if agreed else [])]))
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


def _asked(asked: Source) -> Iterator[str]:
    parts = [
        *([f"Asked: {asked.asked}"] if asked.asked else []),
        *([f"Evidence: {', '.join(asked.evidence)}"] if asked.evidence else []),
    ]
    line = INDENT + GAP.join(parts)
    yield from [line] if len(line) <= PROSE else [INDENT + part for part in parts]
