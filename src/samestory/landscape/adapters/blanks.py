"""The blanks in a question: known names only."""

from __future__ import annotations

from samestory.landscape.mistakes import did_you_mean
from samestory.landscape.tables import Table
from samestory.systems.templates import BLANKS, blanks


def check_blanks(table: Table, template: str) -> None:
    """Note every blank in a text that nothing fills."""
    for name in blanks(template):
        if name not in BLANKS:
            hint = did_you_mean(name, BLANKS)
            table.mistake(
                f"unknown blank {{{name}}} in '{template}'.", f"{hint}Known: {{key}}, {{of}}."
            )
