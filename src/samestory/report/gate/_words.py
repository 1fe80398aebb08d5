"""The words of the gate's sentences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from samestory.report.run_reader import moment_of

SHOWN = 3
"""The scenarios that a sentence names."""


def span_in_words(span: timedelta) -> str:
    """Return a time span in its largest unit: "2 days", "26.5 h", "12 s"."""
    seconds = span.total_seconds()
    for unit, name in ((86400.0, "days"), (3600.0, "h"), (60.0, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{seconds:g} s"


def day(text: str) -> str:
    """Return the day of a moment in ISO 8601, as people write it; a text that is none as it is."""
    began = moment_of(text)
    return f"{began:%d %B %Y}" if began else text


def at_most(most: int) -> str:
    """Say how many may: "none may", "at most 2 may"."""
    return "none may" if most == 0 else f"at most {most} may"


def by_number(things: Collection[object], one: str, many: str) -> str:
    """Return the word for one thing, or that for several."""
    return one if len(things) == 1 else many


def first_few(names: Sequence[str]) -> str:
    """Return the first of them, and how many more there are."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"
