"""Days, moments and windows as systems write them."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, tzinfo
from types import MappingProxyType

from samestory.core.formats._clock_words import times_in
from samestory.core.formats._mail_dates import read_mail_date
from samestory.core.formats._notation import Notation
from samestory.core.formats._numbers import read_number
from samestory.core.formats._typed import untyped
from samestory.core.formats._words import read_word
from samestory.core.formats._written import ORDERS, check_beside, written, written_day
from samestory.core.model import Window

PER_SECOND = MappingProxyType({"epoch ms": 1000, "epoch s": 1})
MIX_UP = 10**11
"""As seconds this is the year 5138, as milliseconds 1973: more is the one, less the other."""

ODATA = re.compile(r"/Date\((-?\d{1,15})([+-]\d{1,4})?\)/", re.ASCII)
"""Milliseconds since 1970 and perhaps an offset in minutes (OData 2.0, "JSON format").

Without one it is an `Edm.DateTime`, which names no zone: the milliseconds are those of the clock on
the wall. With one the milliseconds count in UTC, and the offset only tells how it was shown.
"""
_DURATION = re.compile(r"PT(?=\d)(?:(\d{1,4})H)?(?:(\d{1,5})M)?", re.ASCII)
"""Hours and minutes: of days and months, ISO 8601 does not say how long they are."""

BY_PROGRAMS = ("odata date", "typed json")

DAY_FORMS = ("iso day", *ORDERS, *PER_SECOND, *BY_PROGRAMS)
MOMENT_FORMS = ("iso moment", "mail date", *ORDERS, *PER_SECOND, *BY_PROGRAMS)
WINDOW_FORMS = ("iso window", "iso day", *ORDERS, *PER_SECOND, *BY_PROGRAMS)


def read_day(said: object, form: str, zone: tzinfo, locale: str = "en_US") -> date:
    """Read a day in one of `DAY_FORMS`.

    A moment (an epoch, or an ISO text with an offset) is the day that it falls on in `zone`.
    Months may be named in the language of `locale`. A weekday and a time of day are only
    decoration; with any other word or day beside it ("24.11. - 26.11.2026") it is refused.
    """
    found = _as_it_stands(said, form, locale)
    if form == "iso day" and isinstance(found, datetime) and not found.tzinfo:
        return found.date()
    return _in_zone(found, zone).astimezone(zone).date() if isinstance(found, datetime) else found


def read_moment(said: object, form: str, zone: tzinfo, locale: str = "en_US") -> datetime:
    """Read a moment in one of `MOMENT_FORMS`; what names no offset is meant in `zone`."""
    found = _as_it_stands(said, form, locale)
    if form == "iso moment" and _is_bare_day(read_word(said)):
        raise ValueError(f"{said!r} is a day without a time")
    if form not in ORDERS:
        return _in_zone(_moment(found), zone)
    times = times_in(written(text := read_word(said)))
    if len(times) != 1:
        raise ValueError(f"{text!r} does not name one time of day, such as '14:02'")
    return _inside(datetime.combine(found, times[0], zone))


def read_window(said: object, form: str, zone: tzinfo, locale: str = "en_US") -> Window:
    """Read a window in one of `WINDOW_FORMS`.

    "iso window" is "start/end" or "start/duration" (ISO 8601: 2026-11-24T08:00/PT4H) or a list of
    two ISO moments, what programs write (an
    epoch, OData, typed JSON) a list of two; the others are a day and two times: "24.11.2026
    08:00-12:00".
    """
    if form == "iso window":
        return _window(_interval(said, zone), "iso moment", zone)
    if form in PER_SECOND or form in BY_PROGRAMS:
        return _window(said, form, zone)
    return _hours_of_a_day(read_word(said), form, zone, locale)


def days_in(said: object, kind: str, form: str, how: Notation) -> Sequence[frozenset[date]]:
    """Give the day of a time, or of both ends of a window, as it stands and in the own zone.

    A moment that is not midnight anywhere, and what cannot be read, has none.
    """
    try:
        if kind == "window" and form in {"iso day", *ORDERS}:
            return [frozenset({_day_of_hours(read_word(said), form, how.locale)})]
        ends = str(said).split("/") if form == "iso window" else [said]
        return [_midnights(_as_it_stands(each, form, how.locale), how.zone) for each in ends]
    except ValueError:
        return []


def _midnights(found: date | datetime, zone: tzinfo) -> frozenset[date]:
    if not isinstance(found, datetime):
        return frozenset({found})
    moments = [found]
    with suppress(OverflowError):
        moments += [found.astimezone(zone)] if found.tzinfo else []
    return frozenset(each.date() for each in moments if each.time() == time())


def _as_it_stands(said: object, form: str, locale: str) -> date | datetime:
    """Read what is written, in the zone that it names, if any."""
    if form in PER_SECOND:
        return _since_epoch(said, form)
    if form in BY_PROGRAMS:
        return _by_programs(said, form)
    if form in ORDERS:
        return written_day(read_word(said), form, locale)
    if form == "mail date":
        return read_mail_date(read_word(said))
    if form in {"iso day", "iso moment", "iso window"}:
        return _iso(read_word(said))
    raise ValueError(f"{form!r} is no form of a time; known are: {', '.join(DAY_FORMS)}")


def _since_epoch(said: object, form: str) -> datetime:
    number = read_number(said)
    if (abs(number) >= MIX_UP) != (form == "epoch ms"):
        raise ValueError(f"{said!r} cannot be an {form!r}; is it the other epoch?")
    microseconds = int(number * 1_000_000 / PER_SECOND[form])
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    except OverflowError as mistake:
        raise ValueError(f"{said!r} is no {form!r} of this calendar") from mistake


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
    return moment if found[2] else moment.replace(tzinfo=None)


def _iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as mistake:
        raise ValueError(f"{text!r} is no ISO 8601 date, such as '2026-11-24'") from mistake


def _is_bare_day(text: str) -> bool:
    """Whether it names no time: midnight is nothing that it says."""
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    return _inside(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def _inside(moment: datetime) -> datetime:
    """Refuse the edges of the calendar, which are in it in some zones and not in others."""
    if not MINYEAR < moment.year < MAXYEAR:
        raise ValueError(f"{moment} is at the edge of the calendar")
    return moment


def _window(ends: object, form: str, zone: tzinfo) -> Window:
    if not isinstance(ends, (list, tuple)) or len(ends) != 2:
        raise ValueError(f"{ends!r} does not name the two ends of a window")
    return _forward(*(read_moment(each, form, zone) for each in ends))


def _interval(said: object, zone: tzinfo) -> object:
    """Return both ends of an ISO interval; a duration becomes the end that it leads to."""
    ends = said.split("/") if isinstance(said, str) else said
    if not isinstance(ends, list) or len(ends) != 2 or not str(ends[1]).startswith("P"):
        return ends
    lasts = _DURATION.fullmatch(str(ends[1]))
    if not lasts:
        raise ValueError(f"{ends[1]!r} is no duration in hours and minutes, such as 'PT4H'")
    hours, minutes = (int(each or 0) for each in lasts.groups())
    start = read_moment(ends[0], "iso moment", zone)
    end = start.astimezone(UTC) + timedelta(hours=hours, minutes=minutes)
    return [ends[0], end.isoformat()]


def _hours_of_a_day(text: str, form: str, zone: tzinfo, locale: str) -> Window:
    times = times_in(written(text))
    if len(times) != 2:
        raise ValueError(f"{text!r} does not name two times of day, such as '08:00-12:00'")
    start, end = _ends(_day_of_hours(text, form, locale), times, zone)
    return _forward(start, end)


def _day_of_hours(text: str, form: str, locale: str) -> date:
    if form != "iso day":
        return written_day(text, form, locale)
    day, _, rest = text.partition(" ")
    check_beside("", written(rest), locale, text)
    return _iso(f"{day}T00:00").date()


def _ends(day: date, times: Sequence[time], zone: tzinfo) -> tuple[datetime, datetime]:
    """Read an end at 00:00 as the end of the day."""
    start, end = (_inside(datetime.combine(day, each, zone)) for each in times)
    return start, end + timedelta(days=1) if times[1] == time() else end


def _forward(start: datetime, end: datetime) -> Window:
    if end <= start:
        raise ValueError(f"the window from {start} to {end} ends before it starts")
    return Window(start, end)
