"""What "the same" means for each kind of field, and how a value is shown to a person."""

import operator
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from babel.dates import format_date

from samestory.core.amounts import (
    count_priced,
    lines_fit,
    pieces_by_product,
    show_count,
    show_lines,
    show_money,
    show_priced_lines,
    without_prices,
)
from samestory.core.model import Money, Unmapped, Window
from samestory.core.texts import (
    collapsed,
    mailbox,
    place_letters,
    quote_words,
    same_place,
    show_address,
    show_text,
    show_words,
    spell_out,
    spell_out_address,
    word_set,
)
from samestory.errors import WrongCall


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


NOTHING = "nothing"
"""How silence is shown."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of comparison.

    `essence` reduces a value to what counts; two values are the same where their essences `fit`.
    `brief` and `full` show a value: the full form is for values that differ and look alike.
    `detail` says how much a value holds beyond what is required (unit prices of lines), and
    `coarse` reduces an essence to what the brief form shows of it.
    """

    name: str
    holds: type
    essence: Callable[[Any], object]
    brief: Callable[[Any], str]
    full: Callable[[Any], str]
    fit: Callable[[Any, Any], bool] = operator.eq
    detail: Callable[[Any], int] = lambda _: 0
    coarse: Callable[[Any], object] = lambda value: value


def same(kind: str, left: object, right: object) -> bool:
    """Tell whether two values tell the customer the same.

    Raises `TypeError` for a value that is not of the kind, and `WrongCall` for an unknown kind.
    """
    how = kind_called(kind)
    return how.fit(essence(how, left), essence(how, right))


def essence(how: Kind, value: object) -> object:
    """Reduce a value to what counts, after checking that it is of this kind."""
    if not isinstance(value, how.holds) or (how.holds in PLAIN and type(value) is not how.holds):
        raise TypeError(
            f"a field of kind {how.name!r} is compared as {how.holds.__name__}, and {value!r} is "
            f"a {type(value).__name__}"
        )
    return how.essence(value)


PLAIN = (int, date)
"""Types whose subclasses mean something else: True is no count, and a moment is no day."""


def format_value(kind: str, value: object, *, full: bool = False, zone: tzinfo = UTC) -> str:
    """Show a value in one line: "89.00 EUR", "1 × BB-IT, 2 × CH-11", "24 Nov 2026", "nothing".

    `full` leaves nothing out, so that values that differ also look different. Moments and windows
    are shown in `zone`, and name it.
    """
    if value is None:
        return NOTHING
    if isinstance(value, Unmapped):
        return repr(value.code)
    how = kind_called(kind)
    local = _in_zone(value, zone)
    return how.full(local) if full else how.brief(local)


def look_alike(kind: str, left: object, right: object) -> bool:
    """Tell whether two values differ, and a reader of their brief forms could not see why."""
    if same(kind, left, right):
        return False
    how = kind_called(kind)
    coarse = (how.coarse(essence(how, each)) for each in (left, right))
    return _indistinct(how.brief(left), how.brief(right)) or operator.eq(*coarse)


def _indistinct(left: str, right: str) -> bool:
    """Whether two texts are the same but for letters and signs of different alphabets."""
    pairs = [pair for pair in zip(left, right, strict=False) if pair[0] != pair[1]]
    return len(left) == len(right) and all(
        not (a.isascii() and b.isascii()) and _alphabet(a) != _alphabet(b) for a, b in pairs
    )


def _alphabet(char: str) -> str:
    """The first word of a character's name: LATIN, CYRILLIC, HYPHEN-MINUS, EN (DASH)."""
    return unicodedata.name(char, "").partition(" ")[0]


def _in_zone(value: object, zone: tzinfo) -> object:
    with suppress(OverflowError):  # the first and last moments have no date in every zone
        if isinstance(value, datetime):
            return value.astimezone(zone)
        if isinstance(value, Window):
            return Window(value.start.astimezone(zone), value.end.astimezone(zone))
    return value


def kind_called(name: str) -> Kind:
    """Find a kind of comparison by its name."""
    try:
        return KINDS[name]
    except KeyError:
        known = ", ".join(sorted(KINDS))
        raise WrongCall(f"{name!r} is no kind of comparison.\n  Known kinds: {known}.") from None


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        each.name: each
        for each in (
            Kind("money", Money, lambda money: money, show_money, show_money),
            Kind("text", str, collapsed, show_text, spell_out),
            Kind("email", str, mailbox, show_text, spell_out),
            Kind(
                "address",
                str,
                str,
                show_address,
                spell_out_address,
                same_place,
                coarse=place_letters,
            ),
            Kind("day", date, lambda day: day, show_day, show_day),
            Kind("window", Window, window_ends, show_window, show_full_window),
            Kind("moment", datetime, instant, show_moment, show_moment),
            Kind("status", str, collapsed, show_text, spell_out),
            Kind(
                "lines",
                tuple,
                pieces_by_product,
                show_lines,
                show_priced_lines,
                lines_fit,
                count_priced,
                without_prices,
            ),
            Kind("set", frozenset, word_set, show_words, quote_words),
            Kind("count", int, lambda count: count, show_count, show_count),
        )
    }
)
"""Every kind of comparison by its name."""
