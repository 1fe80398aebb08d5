"""Calendars in mails."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samestory.adapters.imap.calendars import MOST_EVENTS, newest_events, read_calendar
from samestory.adapters.imap.mail import read_mail

BERLIN = ZoneInfo("Europe/Berlin")


def calendar(*lines: str, method: str = "METHOD:REQUEST", zone: str = "") -> str:
    event = ("BEGIN:VEVENT", "UID:visit-77", *lines, "END:VEVENT") if lines else ()
    whole = ("BEGIN:VCALENDAR", "VERSION:2.0", method, *zone.split("\n"), *event, "END:VCALENDAR")
    return "\r\n".join(filter(None, whole)) + "\r\n"


def event_of(*lines: str, **more: str) -> dict[str, object]:
    notes: list[str] = []
    found = read_calendar(calendar(*lines, **more), BERLIN, notes)
    [event] = found["events"]
    return {**event, "notes": notes}


def custom(rule: str, parts: int = 1) -> str:
    part = (
        "BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
        f"RRULE:{rule}\nEND:STANDARD\n"
    )
    return f"BEGIN:VTIMEZONE\nTZID:Our own\n{part * parts}END:VTIMEZONE"


class TestEvents:
    def test_an_event_is_what_a_diary_shows(self):
        """Where, when, and how often it was changed."""
        found = event_of(
            "SUMMARY:Fitting of your bi\r\n cycle",
            "LOCATION:Berlin\\, Spree 1",
            "DTSTART;TZID=Europe/Berlin:20261124T080000",
            "DTEND;TZID=Europe/Berlin:20261124T093000",
            "SEQUENCE:2",
            "STATUS:confirmed",
        )

        assert {
            "uid": "visit-77",
            "summary": "Fitting of your bicycle",
            "location": "Berlin, Spree 1",
            "start": "2026-11-24T08:00:00+01:00",
            "end": "2026-11-24T09:30:00+01:00",
            "all_day": False,
            "status": "CONFIRMED",
            "sequence": 2,
            "repeats": False,
            "recurrence_id": None,
            "notes": [],
        } == found

    @pytest.mark.parametrize(
        ("start", "expected"),
        [
            ("DTSTART:20261124T070000Z", "2026-11-24T07:00:00+00:00"),
            ("DTSTART:20261124T080000", "2026-11-24T08:00:00+01:00"),
            ("DTSTART:20260724T080000", "2026-07-24T08:00:00+02:00"),
            ("DTSTART;TZID=America/New_York:20261124T080000", "2026-11-24T08:00:00-05:00"),
            ("DTSTART;TZID=W. Europe Standard Time:20261124T080000", "2026-11-24T08:00:00+01:00"),
            ("DTSTART;VALUE=DATE:20261124", "2026-11-24"),
        ],
    )
    def test_a_moment_has_an_offset(self, start: str, expected: str):
        """One that floats is meant in the company's zone; a day stays a day."""
        assert expected == event_of(start)["start"]

    def test_a_day_lasts_all_day(self):
        """Its end is the day after, as everywhere in calendars."""
        found = event_of("DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261125")

        assert (True, "2026-11-25") == (found["all_day"], found["end"])

    def test_a_duration_is_an_end(self):
        """Some write how long it takes."""
        found = event_of("DTSTART:20261124T070000Z", "DURATION:PT90M")

        assert "2026-11-24T08:30:00+00:00" == found["end"]

    def test_an_unknown_zone_is_no_moment(self):
        """To take it for ours would be a guess."""
        found = event_of("DTSTART;TZID=Nowhere/Land:20261124T080000")

        assert "2026-11-24T08:00:00 in an unknown time zone (Nowhere/Land)" == found["start"]
        assert ["DTSTART of an event is in an unknown time zone (Nowhere/Land)"] == found["notes"]

    def test_a_zone_may_be_described(self):
        """By a rule for every year, as programs for offices write it."""
        zone = custom("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10")
        found = event_of("DTSTART;TZID=Our own:20261124T080000", zone=zone)

        assert "2026-11-24T08:00:00+01:00" == found["start"]

    def test_the_zone_of_one_mail_means_nothing_in_the_next(self):
        """The same name may be another hour there."""
        zone = custom("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10")
        start = "DTSTART;TZID=Our own:20261124T080000"
        event_of(start, zone=zone)

        assert (
            "2026-11-24T08:00:00+05:00"
            == event_of(start, zone=zone.replace("+0100", "+0500"))["start"]
        )
        assert "unknown time zone" in str(event_of(start)["start"])

    def test_a_cancelled_one_says_so(self):
        """The method of the calendar is enough (RFC 5546)."""
        assert "CANCELLED" == event_of("SUMMARY:x", method="METHOD:CANCEL")["status"]
        assert "CANCELLED" == event_of("STATUS:CANCELLED")["status"]
        assert event_of("SUMMARY:x")["status"] is None

    def test_a_repeated_one_stays_one(self):
        """Nobody works out a rule that never ends."""
        found = event_of("DTSTART:20261124T080000", "RRULE:FREQ=SECONDLY")

        assert (True, "2026-11-24T08:00:00+01:00") == (found["repeats"], found["start"])


class TestHostile:
    @pytest.mark.parametrize(
        "zone",
        [
            custom("FREQ=SECONDLY"),
            custom("FREQ=YEARLY;BYMONTH=1;BYSECOND=0,1,2,3,4,5,6,7,8,9"),
            custom("FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=MO,TU"),
            custom("FREQ=YEARLY;BYMONTH=1;UNTIL=99991231T000000Z"),
            custom("FREQ=YEARLY;BYDAY=MO"),
            custom("FREQ=YEARLY;BYMONTH=1", parts=1000),
            custom("FREQ=SECONDLY").replace("BEGIN:", "BEGIN;X=1:"),
            custom("FREQ=SECONDLY").replace("RRULE:", "RR\n ULE:"),
            custom("FREQ=SECONDLY").replace("RRULE:", "rrule;x=1:").lower(),
            "BEGIN:VTIMEZONE\n" * 1000,
            "\n".join([custom("FREQ=YEARLY;BYMONTH=1").replace("own", "other")] * 100),
        ],
    )
    def test_a_zone_that_never_ends_is_left_out(self, zone: str):
        """The library would work it out to its end."""
        notes: list[str] = []
        found = read_calendar(
            calendar("DTSTART;TZID=Our own:20261124T080000", zone=zone), UTC, notes
        )

        assert notes
        assert all("unknown" in each["start"] for each in found["events"] if "start" in each)

    @pytest.mark.parametrize(
        ("text", "note"),
        [
            ("BEGIN:VCALENDAR\r\n", "a calendar could not be read ("),
            ("nonsense", "a calendar could not be read ("),
            ("x" * 300_000, "could not be read (it has more than 200000 characters)"),
            (calendar("DTSTART:2026-11-24"), "DTSTART"),
            (calendar("DTSTART:20261124T080000", "DTSTART:20261125T080000"), "says DTSTART twice"),
            (calendar("DTSTART:20261124T080000", "DURATION:P999999999W"), "a calendar could not"),
        ],
    )
    def test_what_cannot_be_read_is_noted(self, text: str, note: str):
        """It is never guessed, and never an error."""
        notes: list[str] = []

        events = read_calendar(text, UTC, notes)["events"]

        assert [events] == notes
        assert note in events
        assert events == newest_events([{"events": [], "method": None}, {"events": events}])

    def test_only_so_many_events_are_read(self):
        """A diary of years is no invitation."""
        event = "BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n"
        text = calendar().replace("END:VCALENDAR", event * 300 + "END:VCALENDAR")
        notes: list[str] = []
        found = read_calendar(text, UTC, notes)

        assert MOST_EVENTS == len(found["events"])
        assert notes

    @given(st.text())
    def test_any_text_at_all_is_read(self, text: str):
        """And what comes of it is a document or nothing."""
        read_calendar(f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{text}\r\nEND:VEVENT", UTC, [])


class TestDiary:
    def test_the_latest_revision_counts(self):
        """An old invitation that arrives late changes nothing."""
        first, second = (
            read_calendar(calendar(f"SEQUENCE:{number}"), UTC, []) for number in (0, 1)
        )

        assert [1] == [each["sequence"] for each in newest_events([first, second])]
        assert [1] == [each["sequence"] for each in newest_events([second, first])]

    def test_events_without_a_name_are_each_one_of_their_own(self):
        """Two visits are not one, because a careless calendar tells no UID."""
        first, second = (
            read_calendar(
                calendar(f"DTSTART:2026112{day}").replace("UID:visit-77\r\n", ""), UTC, []
            )
            for day in (4, 5)
        )

        assert ["2026-11-24", "2026-11-25"] == [
            each["start"] for each in newest_events([first, second])
        ]


class TestMails:
    def test_a_calendar_comes_with_a_mail(self):
        """As a part of it, and once more as a file: that is one calendar."""
        text = calendar("DTSTART:20261124T080000")
        raw = (
            "Subject: Your visit\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            "--b\r\nContent-Type: text/plain\r\n\r\nSee you!\r\n"
            f"--b\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n{text}\r\n"
            "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; "
            f'filename="invite.ICS"\r\n\r\n{text}\r\n--b--\r\n'
        ).encode()
        [found] = read_mail(raw, BERLIN)["calendars"]

        assert "REQUEST" == found["method"]
        assert ["2026-11-24T08:00:00+01:00"] == [each["start"] for each in found["events"]]
