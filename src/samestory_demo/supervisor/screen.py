"""Write to the terminal: no markup is read, and nothing is written that a terminal would obey."""

from __future__ import annotations

import os
import unicodedata

from rich.console import Console
from rich.table import Table
from rich.text import Text

PLAIN_WIDTH = 200
"""Columns if no terminal tells its width."""


def console(*, errors: bool = False) -> Console:
    """Return the console for the output, or for the errors; made new each time for tests."""
    made = _Screen(stderr=errors, highlight=False)
    if not made.is_terminal and "COLUMNS" not in os.environ:
        made = _Screen(stderr=errors, highlight=False, width=PLAIN_WIDTH)
    return made


class _Screen(Console):
    def on_broken_pipe(self) -> None:
        """Leave a closed pipe to samestory: rich would exit with 1, the code of a contradiction."""
        raise BrokenPipeError


def write_line(to: Console, text: str, style: str | None = None) -> None:
    """Write a text as it is, and break none of its lines."""
    to.print(harmless(text), style=style, markup=False, soft_wrap=True)


def table(*titles: str) -> Table:
    """Return a table without lines whose cells are folded rather than cut."""
    drawn = Table(box=None, pad_edge=False)
    for title in titles:
        drawn.add_column(Text(title), overflow="fold")
    return drawn


def cell(text: str, style: str = "") -> Text:
    """Return a cell of a table."""
    return Text(harmless(text), style)


def harmless(text: str) -> str:
    """Return the text with its control characters written out."""
    return "".join(
        ascii(char)[1:-1] if char not in "\n\t" and unicodedata.category(char)[0] == "C" else char
        for char in text
    )
