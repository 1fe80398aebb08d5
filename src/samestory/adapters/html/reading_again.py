"""Reads the pages of an application again."""

from __future__ import annotations

from collections.abc import Sequence

from samestory.adapters.html.system import HtmlSystem
from samestory.adapters.http import reading_again
from samestory.adapters.reading_again import Values
from samestory.config.entries import SystemEntry
from samestory.core.model import Evidence, Subject
from samestory.network.guard import Guard


def read_pages_again(
    entry: SystemEntry, guard: Guard, subject: Subject, pieces: Sequence[Evidence]
) -> Values:
    """See `ReadAgain`; no script of a page runs again, for a browser had run it before."""
    return reading_again.replied_again(entry, guard, subject, pieces, HtmlSystem)
