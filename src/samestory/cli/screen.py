"""Where the command writes: colours and a live line on a terminal, plain text anywhere else."""

import json
import os
import unicodedata
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

PLAIN_WIDTH = 200
"""Columns if there is no terminal: enough for six systems and a remark."""


def screen() -> Console:
    """Return the console of a command; made anew each time, because tests replace the streams."""
    console = _Screen(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = _Screen(highlight=False, width=PLAIN_WIDTH)
    return console


class _Screen(Console):
    def on_broken_pipe(self) -> None:
        """End the command as inconclusive: rich would exit with 1, the code of a contradiction."""
        raise BrokenPipeError


def say(console: Console, text: str = "", style: str | None = None) -> None:
    """Write a text as it stands: no markup is read from it, and no line of it is broken."""
    console.print(harmless(text), style=style, markup=False, soft_wrap=True)


def harmless(text: str) -> str:
    """Return the text without control characters; its lines stay."""
    from samestory.core.texts import visible

    return "\n".join(visible(line.expandtabs()) for line in text.split("\n"))


def plain_table(*titles: str) -> Table:
    """Return a table without lines, whose cells are broken rather than cut."""
    drawn = Table(box=None, pad_edge=False)
    for title in titles:
        drawn.add_column(Text(title), overflow="fold")
    return drawn


def add_row(drawn: Table, *cells: str | Text) -> None:
    """Add a row; no markup is read from its cells: they come from features and systems."""
    drawn.add_row(*map(_harmless_cell, cells))


def _harmless_cell(cell: str | Text) -> Text:
    if isinstance(cell, Text):
        return Text(harmless(cell.plain), cell.style)
    return Text(harmless(cell))


def as_json_text(record: Any) -> str:
    """Return JSON with umlauts as umlauts, and with control characters escaped."""
    text = json.dumps(record, ensure_ascii=False, indent=1)
    return "".join(
        json.dumps(each)[1:-1] if each != "\n" and unicodedata.category(each)[0] == "C" else each
        for each in text
    )
