"""Days, moments and windows as systems write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from types import MappingProxyType

from samestory.formats._locales import locale_called
from samestory.formats._numbers import read_number
from samestory.formats._typed import untyped
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

WORD = re.compile(r"[^\W\d_]+\.?")
STOPS = frozenset(".,:;()|")
DASHES = frozenset("-\N{EN DASH}\N{EM DASH}")
AT = frozenset({"at", "um", "uhr"})
FROM_TO = AT | {"from", "to", "until", "between", "and", "von", "bis", "zwischen", "und"}
CONNECTING = (frozenset[str](), AT, FROM_TO)
"""By the number of times beside a day, what may connect them; other words may mean another time."""
LONGEST = 100
"""No time has more characters; what does is not worth searching."""

ODATA = re.compile(r"/Date\((-?\d{1,15})([+-]\d{1,4})?\)/", re.ASCII)
"""Milliseconds since 1970 and perhaps an offset in minutes (OData 2.0, "JSON format").

Without one it is an `Edm.DateTime`, which names no zone: the milliseconds are those of the clock on
the wall. With one the milliseconds count in UTC, and the offset only tells how it was shown.
"""
BY_PROGRAMS = ("odata date", "typed json")

DAY_FORMS = ("iso day", *WRITTEN, *PER_SECOND, *BY_PROGRAMS)
MOMENT_FORMS = ("iso moment", "mail date", *WRITTEN, *PER_SECOND, *BY_PROGRAMS)
WINDOW_FORMS = ("iso window", "iso day", *WRITTEN, *PER_SECOND, *BY_PROGRAMS)


def read_day(said: object, form: str, zone: tzinfo, locale: str = "en_US") -> date:
    """Read a day in one of `DAY_FORMS`.

    A moment (an epoch, or an ISO text with an offset) is the day that it falls on in `zone`.
    Months may be named in the language of `locale`. A weekday and a time of day are only
    decoration; with any other word or day beside it ("24.11. - 26.11.2026") it is refused.
    """
    if form in PER_SECOND:
        return _since_epoch(said, form).astimezone(zone).date()
    if form == "iso day":
        return _day_of(_iso(read_word(said)), zone)
    if form in BY_PROGRAMS:
        found = _by_programs(said, form)
        return _day_of(found, zone) if isinstance(found, datetime) else found
    return _written_day(read_word(said), form, locale)


def read_moment(said: object, form: str, zone: tzinfo, locale: str = "en_US") -> datetime:
    """Read a moment in one of `MOMENT_FORMS`; what names no offset is meant in `zone`."""
    if form in PER_SECOND:
        return _since_epoch(said, form).astimezone(zone)
    if form in BY_PROGRAMS:
        return _in_zone(_moment(_by_programs(said, form)), zone)
    text = read_word(said)
    if form == "iso moment":
        return _in_zone(_iso_with_time(text), zone)
    if form == "mail date":
        return _in_zone(_mail_date(text), zone)
    times = _clock_times(text)
    if len(times) != 1:
        raise ValueError(f"{text!r} does not name one time of day, such as '14:02'")
    return _inside(datetime.combine(_written_day(text, form, locale), times[0], zone))


def read_window(said: object, form: str, zone: tzinfo, locale: str = "en_US") -> Window:
    """Read a window in one of `WINDOW_FORMS`.

    "iso window" is "start/end" (ISO 8601) or a list of two ISO moments, what programs write (an
    epoch, OData, typed JSON) a list of two; the others are a day and two times: "24.11.2026
    08:00-12:00".
    """
    if form == "iso window":
        ends = said.split("/") if isinstance(said, str) else said
        return _window(ends, "iso moment", zone)
    if form in PER_SECOND or form in BY_PROGRAMS:
        return _window(said, form, zone)
    return _hours_of_a_day(read_word(said), form, zone, locale)


def _since_epoch(said: object, form: str) -> datetime:
    number = read_number(said)
    if (abs(number) >= MIX_UP) != (form == "epoch ms"):
        raise ValueError(f"{said!r} cannot be an {form!r}; is it the other epoch?")
    try:
        return _inside(
            datetime(1970, 1, 1, tzinfo=UTC)
            + timedelta(microseconds=int(number * 1_000_000 / PER_SECOND[form]))
        )
    except OverflowError as mistake:
        raise ValueError(f"{said!r} is no {form!r} of this calendar") from mistake


def _day_of(moment: datetime, zone: tzinfo) -> date:
    return (_inside(moment).astimezone(zone) if moment.tzinfo else moment).date()


def _moment(found: date | datetime) -> datetime:
    if not isinstance(found, datetime):
        raise ValueError(f"{found} is a day without a time")  # noqa: TRY004 - a system said it, no caller
    return found


def _by_programs(said: object, form: str) -> date | datetime:
    """A moment with an offset or without one, or a day alone."""
    if form == "odata date":
        return _odata(read_word(said))
    found = untyped(said)
    if not isinstance(found, date):
        raise ValueError(f"{said!r} is no typed date")  # noqa: TRY004 - the same
    return found


def _odata(text: str) -> datetime:
    found = ODATA.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not written as OData writes dates: '/Date(1700000000000)/'")
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(found[1]))
    except OverflowError as mistake:
        raise ValueError(f"{text!r} is no date of this calendar") from mistake
    return _inside(moment if found[2] else moment.replace(tzinfo=None))


def _iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as mistake:
        raise ValueError(f"{text!r} is no ISO 8601 date, such as '2026-11-24'") from mistake


def _iso_with_time(text: str) -> datetime:
    """Refuse a bare day: midnight is nothing that it says."""
    moment = _iso(text)
    try:
        date.fromisoformat(text)
    except ValueError:
        return moment
    raise ValueError(f"{text!r} is a day without a time")


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    return _inside(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def _inside(moment: datetime) -> datetime:
    """Refuse the edges of the calendar, which are in it in some zones and not in others."""
    if not MINYEAR < moment.year < MAXYEAR:
        raise ValueError(f"{moment} is at the edge of the calendar")
    return moment


def _mail_date(text: str) -> datetime:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError) as mistake:
        raise ValueError(f"{text!r} is no date of a mail (RFC 5322)") from mistake


def _written_day(text: str, form: str, locale: str) -> date:
    if form not in WRITTEN:
        raise ValueError(f"{form!r} is no form of a time; known are: {', '.join(DAY_FORMS)}")
    found = WRITTEN[form].search(text) if len(text) <= LONGEST else None
    if not found:
        raise ValueError(f"{text!r} is not written {form!r}")
    _check_the_rest(text[: found.start()], text[found.end() :], locale, text)
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


def _check_the_rest(before: str, after: str, locale: str, text: str) -> None:
    """Refuse what may make it another day, or none: "not before", "- 26.11.2026", "+0100"."""
    rest, times = CLOCK_TIME.subn(" ", f"{before} {after}")
    words = {_bare(each) for each in WORD.findall(rest)} - CONNECTING[min(times, 2)]
    signs = set("".join(WORD.sub("", rest).split()))
    decorated = len(words) < 2 and words <= _weekdays(locale)
    if not decorated or not signs <= (STOPS | DASHES if times else STOPS):
        raise ValueError(f"{text!r} says more than one day, or more than a day")


@cache
def _weekdays(locale: str) -> frozenset[str]:
    widths = [
        names
        for usage in locale_called(locale).days.values()
        for width, names in usage.items()
        if width != "narrow"
    ]
    return frozenset(_bare(name) for names in widths for name in names.values())


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
    start, end = _ends(_day_of_hours(text, form, locale), times, zone)
    return _forward(start, end)


def _day_of_hours(text: str, form: str, locale: str) -> date:
    if form != "iso day":
        return _written_day(text, form, locale)
    day, _, rest = text.partition(" ")
    _check_the_rest("", rest, locale, text)
    return _iso(f"{day}T00:00").date()


def _ends(day: date, times: Sequence[time], zone: tzinfo) -> tuple[datetime, datetime]:
    """Read an end at 00:00 as the end of the day."""
    start, end = (_inside(datetime.combine(day, each, zone)) for each in times)
    return start, end + timedelta(days=1) if times[1] == time() else end


def _forward(start: datetime, end: datetime) -> Window:
    if end <= start:
        raise ValueError(f"the window from {start} to {end} ends before it starts")
    return Window(start, end)
