"""The place of a mail among others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from samestory.adapters.imap.messages import sent_at

BERLIN = ZoneInfo("Europe/Berlin")
ARRIVED = datetime(2026, 11, 23, 9, 0, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-11-23T09:00:00+00:00", ("09:00:00", "Date")),
        ("2026-11-23T10:00:00", ("09:00:00", "Date")),
        ("2026-11-21T09:00:02+00:00", ("09:00:02", "Date")),
        ("2026-11-23T09:00:02+00:00", ("09:00:02", "Date")),
        ("2036-11-23T09:00:00+00:00", ("09:00:02", "INTERNALDATE")),
        ("1970-01-01T00:00:00+00:00", ("09:00:02", "INTERNALDATE")),
        ("0001-01-01T00:00:00", ("09:00:02", "INTERNALDATE")),
        ("the day before yesterday", ("09:00:02", "INTERNALDATE")),
        ("", ("09:00:02", "INTERNALDATE")),
        (None, ("09:00:02", "INTERNALDATE")),
    ],
)
def test_no_mail_is_written_after_it_arrives(date: str | None, expected: tuple[str, str]):
    """What claims to be, or has no date, counts from its arrival."""
    told = sent_at(date, ARRIVED, BERLIN)

    assert expected == (f"{told.at.astimezone(UTC):%H:%M:%S}", told.by)


def test_a_moved_mail_keeps_its_date():
    """Its server took the moment of moving for that of its arrival."""
    moved = sent_at("2026-11-23T09:00:00+00:00", ARRIVED + timedelta(days=3), BERLIN)

    assert "Date" == moved.by


def test_of_two_that_arrived_in_one_second_the_other_date_tells():
    """The time of arrival counts seconds, and many mails may arrive in one."""
    first, amended = (
        sent_at(f"2026-11-23T09:0{minute}:00+00:00", ARRIVED, BERLIN) for minute in (1, 5)
    )

    assert first.at == amended.at
    assert first.later < amended.later


def test_without_any_date_a_mail_is_the_oldest():
    """Among several such the UID counts."""
    assert "UID" == sent_at(None, None, BERLIN).by
    assert sent_at(None, None, BERLIN).at < sent_at(None, ARRIVED, BERLIN).at
