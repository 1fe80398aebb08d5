"""Days, moments and windows: what counts in them, and how they are shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date

from samestory.core.model import Window


@lru_cache(maxsize=4096)
def show_day(value: date) -> str:
    """Show a day: 24 Nov 2026."""
    return format_date(value, "d MMM yyyy", locale="en")


def instant(value: datetime) -> timedelta:
    """Reduce a moment to its second: many systems keep no fractions, and no one reads them.

    It is counted since the beginning of the calendar (UTC), for its first and last moments have
    no date in every zone.
    """
    offset = value.utcoffset()
    if offset is None:
        raise TypeError(f"a moment needs a time zone, and {value!r} has none")
    since = value.replace(tzinfo=None) - datetime.min - offset  # noqa: DTZ901 - without a zone, like the other
    return timedelta(days=since.days, seconds=since.seconds)


def show_moment(value: datetime) -> str:
    """Show a moment to the second, with its zone."""
    return f"{show_day(value.date())} {value:%H:%M:%S %Z}"


def window_ends(value: Window) -> tuple[timedelta, timedelta]:
    """Reduce a window to its two ends."""
    return instant(value.start), instant(value.end)


def show_window(value: Window) -> str:
    """Show a window to the minute."""
    return f"{show_day(value.start.date())} {value.start:%H:%M}-{value.end:%H:%M %Z}"


def show_full_window(value: Window) -> str:
    """Show a window with the day and the second of both ends."""
    return f"{show_moment(value.start)} - {show_moment(value.end)}"
