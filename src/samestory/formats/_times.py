"""Days, moments and windows as systems write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from types import MappingProxyType

from samestory.formats._locales import locale_called
from samestory.formats._numbers import read_number
from samestory.formats._words import read_word
from samestory.model import Window

PER_SECOND = MappingProxyType({"epoch ms": 1000, "epoch s": 1})
MIX_UP = 10**11
"""As seconds this is the year 5138, as milliseconds 1973: more is the one, less the other."""

DAY = r"(?<!\d)(?P<day>\d{1,2})"
MONTH = r"(?P<month>\d{1,2}|[^\W\d]+)"
YEAR = r"(?P<year>\d{4})(?!\d)"  # two digits do not say which century
BETWEEN = r"[\s.,/-]+(?:de\s+)?"
WRITTEN = MappingProxyType(
    {
        "day first": re.compile(DAY + BETWEEN + MONTH + BETWEEN + YEAR),
        "month first": re.compile(r"(?<!\w)" + MONTH + BETWEEN + DAY + BETWEEN + YEAR),
        "compact day": re.compile(r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)"),
    }
)
CLOCK_TIME = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?![\d:])"
    r"(?:\s*(?P<half>[ap])\.?m\b)?",
    re.IGNORECASE,
)

DAY_FORMS = ("iso day", *WRITTEN, *PER_SECOND)
MOMENT_FORMS = ("iso moment", "mail date", *WRITTEN, *PER_SECOND)
WINDOW_FORMS = ("iso window", "iso day", *WRITTEN, *PER_SECOND)


def read_day(said: object, form: str, zone: tzinfo, locale: str = "en_US") -> date:
    """Read a day in one of `DAY_FORMS`.

    A moment (an epoch, or an ISO text with an offset) is the day that it falls on in `zone`.
    Months may be named in the language of `locale`. A weekday is only decoration.
    """
    if form in PER_SECOND:
        return _since_epoch(said, form).astimezone(zone).date()
    if form == "iso day":
        moment = _iso(read_word(said))
        return (moment.astimezone(zone) if moment.tzinfo else moment).date()
    return _written_day(read_word(said), form, locale)


def read_moment(said: object, form: str, zone: tzinfo, locale: str = "en_US") -> datetime:
    """Read a moment in one of `MOMENT_FORMS`; what names no offset is meant in `zone`."""
    if form in PER_SECOND:
        return _since_epoch(said, form).astimezone(zone)
    text = read_word(said)
    if form == "iso moment":
        return _in_zone(_iso(text), zone)
    if form == "mail date":
        return _in_zone(_mail_date(text), zone)
    times = _clock_times(text)
    if len(times) != 1:
        raise ValueError(f"{text!r} does not name one time of day, such as '14:02'")
    return datetime.combine(_written_day(text, form, locale), times[0], zone)


def read_window(said: object, form: str, zone: tzinfo, locale: str = "en_US") -> Window:
    """Read a window in one of `WINDOW_FORMS`.

    "iso window" is "start/end" (ISO 8601) or a list of two ISO moments, an epoch a list of two
    numbers; the others are a day and two times: "24.11.2026 08:00-12:00".
    """
    if form == "iso window":
        ends = said.split("/") if isinstance(said, str) else said
        return _window(ends, "iso moment", zone)
    if form in PER_SECOND:
        return _window(said, form, zone)
    return _hours_of_a_day(read_word(said), form, zone, locale)


def _since_epoch(said: object, form: str) -> datetime:
    number = read_number(said)
    if (abs(number) >= MIX_UP) != (form == "epoch ms"):
        raise ValueError(f"{said!r} cannot be an {form!r}; is it the other epoch?")
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
            microseconds=int(number * 1_000_000 / PER_SECOND[form])
        )
    except OverflowError as mistake:
        raise ValueError(f"{said!r} is no {form!r} of this calendar") from mistake


def _iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as mistake:
        raise ValueError(f"{text!r} is no ISO 8601 date, such as '2026-11-24'") from mistake


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _mail_date(text: str) -> datetime:
    try:
        return parsedate_to_datetime(text)
    except ValueError as mistake:
        raise ValueError(f"{text!r} is no date of a mail (RFC 5322)") from mistake


def _written_day(text: str, form: str, locale: str) -> date:
    if form not in WRITTEN:
        raise ValueError(f"{form!r} is no form of a time; known are: {', '.join(DAY_FORMS)}")
    found = WRITTEN[form].search(text)
    if not found:
        raise ValueError(f"{text!r} is not written {form!r}")
    month = _month(found["month"], locale, text)
    try:
        return date(int(found["year"]), month, int(found["day"]))
    except ValueError as mistake:
        raise ValueError(f"{text!r} is no day of the calendar, read {form!r}") from mistake


def _month(said: str, locale: str, text: str) -> int:
    if said.isdecimal():
        return int(said)
    month = _months(locale).get(_bare(said))
    if month is None:
        raise ValueError(f"{text!r} names no month in the language of {locale!r}")
    return month


@cache
def _months(locale: str) -> Mapping[str, int]:
    widths = [
        names
        for usage in locale_called(locale).months.values()
        for width, names in usage.items()
        if width != "narrow"  # "J" may be January, June or July
    ]
    return {_bare(name): number for names in widths for number, name in names.items()}


def _bare(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().rstrip(".")


def _clock_times(text: str) -> list[time]:
    return [_clock_time(found, text) for found in CLOCK_TIME.finditer(text)]


def _clock_time(found: re.Match[str], text: str) -> time:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] in "pP" else 0)
    try:
        return time(hour, minute, second)
    except ValueError as mistake:
        raise ValueError(f"{text!r} names no time of day") from mistake


def _window(ends: object, form: str, zone: tzinfo) -> Window:
    if not isinstance(ends, (list, tuple)) or len(ends) != 2:
        raise ValueError(f"{ends!r} does not name the two ends of a window")
    return _forward(*(read_moment(each, form, zone) for each in ends))


def _hours_of_a_day(text: str, form: str, zone: tzinfo, locale: str) -> Window:
    times = _clock_times(text)
    if len(times) != 2:
        raise ValueError(f"{text!r} does not name two times of day, such as '08:00-12:00'")
    day = read_day(text.split(maxsplit=1)[0] if form == "iso day" else text, form, zone, locale)
    start, end = _ends(day, times, zone)
    return _forward(start, end)


def _ends(day: date, times: Sequence[time], zone: tzinfo) -> tuple[datetime, datetime]:
    """Read an end at 00:00 as the end of the day."""
    start, end = (datetime.combine(day, each, zone) for each in times)
    return start, end + timedelta(days=1) if times[1] == time() else end


def _forward(start: datetime, end: datetime) -> Window:
    if end <= start:
        raise ValueError(f"the window from {start} to {end} ends before it starts")
    return Window(start, end)
