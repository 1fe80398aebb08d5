"""Days as people write them, in the words of their language."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from samestory.core.formats._calendar_words import (
    ARTICLES,
    connecting,
    months,
    one_of,
    plain,
    weekdays,
)
from samestory.core.formats._clock_words import CLOCK_TIME, CONNECTING, with_minutes

DAY = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|re|e|:?a|:e|\.?o)?(?=\W|$|{words})"
"""A day of the month, perhaps as an ordinal: 24th, 1er, 1.º (which is "1.o" in plain letters)."""
YEAR = r"(?P<year>\d{4})(?!\d)"  # two digits do not say which century
ORDERS: Mapping[str, str] = MappingProxyType(
    {
        "day first": "{day}{apart}{month}{apart}{year}",
        "month first": r"(?<!\w){month}{apart}{day}{apart}{year}",
        "year first": r"(?<!\d){year}{apart}{month}{apart}{day}",
        "compact day": r"(?<!\d)(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?!\d)",
    }
)
"""The forms of a written day, and what stands in which order."""
LONGEST = 100
"""No time has more characters; what does is not worth searching."""

WORD = re.compile(r"[^\W\d_]+\.?")
STOPS = frozenset(".,:;()|")


def written(text: str) -> str:
    """Write a time in plain letters, each time of day with its minutes."""
    return with_minutes(plain(text)) if len(text) <= LONGEST else ""


def written_day(text: str, form: str, locale: str) -> date:
    """Read a day in one of `ORDERS`, in the language of `locale`.

    A weekday and a time of day are only decoration; what else stands beside it is refused.
    """
    if form not in ORDERS:
        raise ValueError(f"{form!r} is no form of a time; known are: iso day, {', '.join(ORDERS)}")
    clear = written(text)
    found = _pattern(form, locale).search(clear)
    if not found:
        raise ValueError(f"{text!r} is not written {form!r}")
    check_beside(clear[: found.start()], clear[found.end() :], locale, text)
    month = _month(found["month"], locale, text)
    try:
        return date(int(found["year"]), month, int(found["day"]))
    except ValueError as mistake:
        raise ValueError(f"{text!r} is no day of the calendar, read {form!r}") from mistake


def check_beside(before: str, after: str, locale: str, text: str) -> None:
    """Refuse what may make it another day, or none: "not before", "- 26.11.2026", "+0100"."""
    rest, times = CLOCK_TIME.subn(" ", f"{before} {after}")
    rest = _weekday(locale).sub(" ", rest, count=1)
    words = {each.rstrip(".") for each in WORD.findall(rest)} - CONNECTING[min(times, 2)]
    signs = set("".join(WORD.sub("", rest).split()))
    decorated = words <= ARTICLES | connecting(locale)
    if not decorated or not signs <= (STOPS | {"-"} if times else STOPS):
        raise ValueError(f"{text!r} says more than one day, or more than a day")


@cache
def _pattern(form: str, locale: str) -> re.Pattern[str]:
    word = f"(?:{one_of(connecting(locale))})"
    apart = rf"(?:[\s.,/-]+(?:{word}[\s.,]+)?|(?<=\d){word}\s*|(?<=[^\W\d])(?=\d))"
    named = rf"(?:{one_of(months(locale))})(?!\w)"
    month = rf"(?:{word}(?={named}))?(?P<month>{named}|\d{{1,2}}|[^\W\d_]+)"
    day = DAY.replace("{words}", word)
    return re.compile(ORDERS[form].format(day=day, month=month, year=YEAR, apart=apart))


@cache
def _weekday(locale: str) -> re.Pattern[str]:
    words = connecting(locale)  # Chinese leaves no space after them, and Sunday may be one
    days = one_of(weekdays(locale) - words)
    return re.compile(rf"(?<!\w)(?:{one_of(words)})?(?:{days})(?!\w)\.?")


def _month(said: str, locale: str, text: str) -> int:
    if said.isdecimal():
        return int(said)
    month = months(locale).get(said)
    if month is None:
        raise ValueError(f"{text!r} names no month in the language of {locale!r}")
    return month
