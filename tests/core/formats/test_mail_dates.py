"""The Date of a mail names one moment, or is refused."""

from __future__ import annotations

import pytest

from samestory.core.formats import read_mail_date


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Mon, 23 Nov 2026 09:00:00 +0100", "2026-11-23T09:00:00+01:00"),
        ("Mon, 23 Nov 2026 09:00:00 -0000", "2026-11-23T09:00:00+00:00"),
        ("Mon, 23 Nov 2026 09:00:00 -0000 (UTC)", "2026-11-23T09:00:00+00:00"),
        ("Mon 23 Nov 2026 09:00:00-0000", "2026-11-23T09:00:00+00:00"),
        ("Mon (a day), 23 (the) Nov 2026 09:00 +0100 (CET)", "2026-11-23T09:00:00+01:00"),
        (
            "Mon, 23 Nov 2026 09:00:00 +0200 (Europe (in Summer) Time)",
            "2026-11-23T09:00:00+02:00",
        ),
        ("23 Nov 26 09:00 GMT", "2026-11-23T09:00:00+00:00"),
        ("Mon, 23 Nov 2026 09:00:00 UT", "2026-11-23T09:00:00+00:00"),
        ("Mon, 23 Nov 2026 09:00:00 EST", "2026-11-23T09:00:00-05:00"),
        ("Mon, 23 Nov 2026 09:00:00 PDT", "2026-11-23T09:00:00-07:00"),
        ("Mon, 23 Nov 2026 09:00:00 Z", "2026-11-23T09:00:00+00:00"),
        ("Mon, 23 Nov 2026 09:00:00 A", "2026-11-23T09:00:00+00:00"),
        ("Mon, 23 Nov 2026 09:00:00 GMT+0100", "2026-11-23T09:00:00+01:00"),
        ("Mon, 23 Nov 2026 09:00:00 -03:30", "2026-11-23T09:00:00-03:30"),
        ("Mon, 23 Nov 2026 09:00:00", "2026-11-23T09:00:00"),
    ],
)
def test_a_date_is_read_with_its_zone(said: str, expected: str):
    """As RFC 5322 means it, and a few more ways in which it cannot be misunderstood."""
    assert expected == read_mail_date(said).isoformat()


@pytest.mark.parametrize(
    "said",
    [
        "",
        "yesterday",
        "Mon, 23 Nov 2026",
        "Mon, 99 Foo 2026 99:99:99 +9999",
        "Mon, 23 Nov 2026 09:00:00 +9999",
        "Mon, 23 Nov 2026 09:00:00 CET",
        "Mon, 23 Nov 2026 9:00:00 PM",
        "Mon, 23 Nov 2026 9:00:00 PM +0000",
        "Mon, 23 Nov 2026 09:00:00 America/New_York",
        "Fri, 1 Jan 99999999999999999999 00:00:00 +0000",
        "(" * 5000,
    ],
)
def test_what_would_have_to_be_guessed_is_refused(said: str):
    """CET is an hour and more away from UTC, and no standard says how far."""
    with pytest.raises(ValueError, match="no date of a mail"):
        read_mail_date(said)
