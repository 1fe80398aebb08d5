"""The matrix of one subject: its fields down, the systems across."""

from rich.table import Table
from rich.text import Text

from samestory.cli.screen import add_row, plain_table
from samestory.explain import Cell, Flag, VerdictStory

STYLES = {
    Flag.ODD: "bold red",
    Flag.WRONG: "bold red",
    Flag.SILENT: "bold red",
    Flag.UNREACHABLE: "yellow",
    Flag.UNMAPPED: "yellow",
    Flag.UNTOLD: "dim",
}


def draw_matrix(story: VerdictStory) -> Table:
    """Return the table; what stands out is marked, and explained at the end of its row."""
    drawn = plain_table("field", *(column.title for column in story.columns), "")
    for each in story.rows:
        remark = Text(f"<- {each.remark}" if each.remark else "", "red")
        add_row(drawn, each.field, *map(_drawn, each.cells), remark)
    return drawn


def _drawn(cell: Cell) -> Text:
    return Text(cell.text, STYLES.get(cell.flag, ""))
