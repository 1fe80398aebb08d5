"""Calendars that come with a mail (iCalendar, RFC 5545): what a person's diary would show."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from email.message import Message
from threading import Lock
from typing import TYPE_CHECKING, Any

from samestory.errors import CannotAsk
from samestory.extraction.mime_parts import file_name
from samestory.extraction.strict_jmespath import Unreadable
from samestory.extras import require

if TYPE_CHECKING:
    from icalendar import Calendar, Component

LARGEST = 200_000
"""Characters of a calendar that are read; an invitation has 3000."""
MOST_EVENTS = 100
"""Events of a calendar that are read. None is ever repeated: a rule stays a rule."""
MOST_CALENDARS = 10
"""Calendars of one mail that are read."""
_MOST_PARTS = 10
"""Zones of a calendar, and parts of a zone, that are read; with more, they are left out."""
_TYPES = {"text/calendar", "application/ics"}
_FOLD = re.compile(r"\r?\n[ \t]")
_WHEN_CLOCKS_CHANGE = re.compile(
    r"FREQ=YEARLY|INTERVAL=1|(?:BYMONTH|BYDAY|WKST)=[\w+-]+|UNTIL=20\w+"
)
_ONE_AT_A_TIME = Lock()
"""The library keeps the zones of one calendar for the next, in which they may mean another hour."""


def is_calendar(part: Message) -> bool:
    """Whether a part of a mail is a calendar, even as an attachment."""
    if part.get_content_type() in _TYPES:
        return True
    return not part.is_multipart() and file_name(part).lower().endswith(".ics")


def read_calendars(texts: Iterable[str], zone: tzinfo, notes: list[str]) -> list[dict[str, Any]]:
    """Return the calendars of a mail; most invitations bring the same one twice, counted once."""
    found: list[dict[str, Any]] = []
    for text in list(dict.fromkeys(texts))[:MOST_CALENDARS]:
        calendar = read_calendar(text, zone, notes)
        if calendar not in found:
            found.append(calendar)
    return found


def read_calendar(text: str, zone: tzinfo, notes: list[str]) -> dict[str, Any]:
    """Return a calendar as {method, events}; if it cannot be read, `events` is `Unreadable`.

    Each event is {uid, summary, location, start, end, all_day, status, sequence, repeats,
    recurrence_id}. `start` and `end` are ISO 8601: moments with their offset, or days if it lasts
    all day (`end` is then the day after its last). Times without a zone are in `zone`; an unknown
    zone makes the moment a text that cannot be read as one. With METHOD CANCEL (RFC 5546), the
    status is CANCELLED, whatever the event says. Problems are also noted.
    """
    try:
        _check(text)
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it reports which zone it takes a vendor's name for
            calendar = _parsed(_without_endless_zones(_FOLD.sub("", text)))
            method = str(calendar.get("METHOD", "")).upper() or None
            events = [_event(each, method, zone, notes) for each in _first(calendar, notes)]
    except Exception as error:  # noqa: BLE001 - its parser fails in many ways on hostile ones
        notes.append(f"a calendar could not be read ({_brief(error)})")
        return {"method": None, "events": Unreadable(notes[-1])}
    return {"method": method, "events": events}


def _check(text: str) -> None:
    require("icalendar")
    if len(text) > LARGEST:
        raise CannotAsk(f"it has more than {LARGEST} characters")


def _parsed(text: str) -> Calendar:
    from icalendar import Calendar, use_zoneinfo  # noqa: PLC0415 - an extra

    use_zoneinfo()  # type: ignore[no-untyped-call]  # forget the zones of the calendar before
    return Calendar.from_ical(text)


def newest_events(calendars: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]] | Unreadable:
    """Return what is in the diary after all these calendars, in the order of their mails.

    Of each event its highest `sequence` counts, and the last of equal ones (RFC 5546, 2.1.5): an
    old invitation that arrives late changes nothing. An event without a UID is one of its own.
    `Unreadable` if one of the calendars is: it may be the one that counts.
    """
    told = [calendar["events"] for calendar in calendars]
    unread = next((each for each in told if isinstance(each, Unreadable)), None)
    if unread is not None:
        return unread
    diary: dict[object, dict[str, Any]] = {}
    for number, event in enumerate(event for events in told for event in events):
        named = event["uid"] is not None
        key = (event["uid"], event["recurrence_id"]) if named else number
        known = diary.get(key)
        if known is None or event["sequence"] >= known["sequence"]:
            diary[key] = event
    return list(diary.values())


def _without_endless_zones(text: str) -> str:
    """Leave out zones whose rules the library could work out for hours.

    Zones with well-known names lose nothing; times in any other cannot be read then.
    """
    kept: list[str] = []
    zone: list[str] = []
    zones = 0
    for line in text.split("\n"):
        word = line.strip().upper()
        if zone or (word.startswith("BEGIN") and word.endswith("VTIMEZONE")):
            zone.append(line)
            if word.startswith("END") and word.endswith("VTIMEZONE"):
                zones += 1
                kept += zone if zones <= _MOST_PARTS and _is_finite(zone) else []
                zone = []
        else:
            kept.append(line)
    return "\n".join(kept)


def _is_finite(zone: list[str]) -> bool:
    words = [line.strip().upper() for line in zone]
    rules = [each.rpartition(":")[2].split(";") for each in words if "RULE" in each[:6]]
    return sum("BEGIN" in each for each in words) <= _MOST_PARTS and all(map(_is_harmless, rules))


def _is_harmless(rule: list[str]) -> bool:
    """Whether it is a day of one month, every year: so are the clocks of all countries changed."""
    known = all(_WHEN_CLOCKS_CHANGE.fullmatch(each) for each in rule)
    return known and "FREQ=YEARLY" in rule and any(each.startswith("BYMONTH=") for each in rule)


def _first(calendar: Component, notes: list[str]) -> list[Component]:
    events = [each for each in calendar.subcomponents if each.name == "VEVENT"]
    if len(events) > MOST_EVENTS:
        notes.append(f"only the first {MOST_EVENTS} events of its calendar were read")
    return events[:MOST_EVENTS]


def _event(event: Component, method: str | None, zone: tzinfo, notes: list[str]) -> dict[str, Any]:
    start = _moment(event, "DTSTART", zone, notes)
    status = _text(event, "STATUS")
    return {
        "uid": _text(event, "UID"),
        "summary": _text(event, "SUMMARY"),
        "location": _text(event, "LOCATION"),
        "start": _iso(start),
        "end": _iso(_end(event, start, zone, notes)),
        "all_day": isinstance(start, date) and not isinstance(start, datetime),
        "status": "CANCELLED" if method == "CANCEL" else status and status.upper(),
        "sequence": int(_one(event, "SEQUENCE") or 0),
        "repeats": "RRULE" in event or "RDATE" in event,
        "recurrence_id": _iso(_moment(event, "RECURRENCE-ID", zone, notes)),
    }


def _end(
    event: Component, start: date | str | None, zone: tzinfo, notes: list[str]
) -> date | str | None:
    duration = _one(event, "DURATION")
    if "DTEND" in event or start is None or duration is None:
        return _moment(event, "DTEND", zone, notes)
    return start if isinstance(start, str) else start + duration.dt


def _moment(event: Component, name: str, zone: tzinfo, notes: list[str]) -> date | str | None:
    said = _one(event, name)
    if said is None:
        return None
    moment: date = said.dt
    if not isinstance(moment, datetime) or moment.tzinfo is not None:
        return moment
    if "TZID" in said.params:
        unknown = f"in an unknown time zone ({said.params['TZID'][:80]})"
        notes.append(f"{name} of an event is {unknown}")
        return f"{moment.isoformat()} {unknown}"
    return moment.replace(tzinfo=zone)


def _text(event: Component, name: str) -> str | None:
    said = _one(event, name)
    return None if said is None else " ".join(str(said).split())


def _one(event: Component, name: str) -> Any:
    said = event.get(name)
    if isinstance(said, list):
        raise ValueError(f"an event says {name} twice")  # noqa: TRY004 - a calendar said it
    return said


def _iso(moment: date | str | None) -> str | None:
    return moment.isoformat() if isinstance(moment, date) else moment


def _brief(error: Exception) -> str:
    return (
        str(error) if isinstance(error, CannotAsk) else f"{type(error).__name__}: {str(error)[:80]}"
    )
