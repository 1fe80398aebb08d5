"""The agreement matrix of a verdict as a page of its own, 550 px wide or scrolling inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samestory.report.markup import render
from samestory.report.outcome_styles import SIGNS
from samestory.report.tables import table_of

if TYPE_CHECKING:
    from samestory.explain import Story


def matrix(told: Story) -> str:
    """Who says what, as one HTML page without scripts."""
    return render(
        "matrix.html",
        {
            "outcome": told.outcome,
            "sign": SIGNS[told.outcome],
            "headline": told.headline,
            "table": table_of(told),
            "sentences": told.sentences,
            "fixes": told.fixes,
        },
    )
