"""Where the command writes: colours and a live line on a terminal, plain text anywhere else."""

from __future__ import annotations

import os

from rich.console import Console
from rich.table import Table
from rich.text import Text

PLAIN_WIDTH = 200
"""Columns where no terminal tells its width: enough for six systems and a remark."""


def screen(*, errors: bool = False) -> Console:
    """The console to write to; made anew for each command, because tests replace the streams."""
    console = Console(stderr=errors, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(stderr=errors, highlight=False, width=PLAIN_WIDTH)
    return console


def say(console: Console, text: str = "", style: str | None = None) -> None:
    """Write a text as it stands: no markup is read from it, and no line of it is broken."""
    console.print(harmless(text), style=style, markup=False, soft_wrap=True)


def harmless(text: str) -> str:
    """A text whose lines hold nothing that a terminal would obey."""
    from samestory.core.comparison import visible

    return "\n".join(visible(line.expandtabs()) for line in text.split("\n"))


def table(*titles: str) -> Table:
    """A table without lines whose cells are broken rather than cut."""
    drawn = Table(box=None, pad_edge=False)
    for title in titles:
        drawn.add_column(Text(title), overflow="fold")
    return drawn


def row(drawn: Table, *cells: str | Text) -> None:
    """Add a row; no markup is read from its cells: they come from features and systems."""
    drawn.add_row(*map(_harmless_cell, cells))


def _harmless_cell(cell: str | Text) -> Text:
    if isinstance(cell, Text):
        return Text(harmless(cell.plain), cell.style)
    return Text(harmless(cell))
