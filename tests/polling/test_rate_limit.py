"""How often a system may be asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from samestory.polling.rate_limit import TokenBucket, believed, please_leave_alone, retry_after


def test_the_first_second_may_come_at_once():
    """A short burst is no harm, and saves waiting."""
    bucket = TokenBucket(3)

    assert [0, 0, 0] == [bucket.reserve(10.0) for _ in range(3)]


def test_then_each_has_to_wait_its_turn():
    """One after the other, as the rate says."""
    bucket = TokenBucket(2)
    waits = [bucket.reserve(10.0) for _ in range(5)]

    assert [0, 0, 0.5, 1.0, 1.5] == waits


def test_tokens_come_back_with_time_but_not_without_end():
    """A long silence does not save up a flood."""
    bucket = TokenBucket(2)
    for _ in range(4):
        bucket.reserve(10.0)

    assert [0, 0, 0.5] == [bucket.reserve(1000.0) for _ in range(3)]


def test_a_slow_pace_still_lets_the_first_one_through():
    """Six a minute is one every ten seconds."""
    bucket = TokenBucket(0.1)

    assert [0, 10.0] == [bucket.reserve(0.0), bucket.reserve(0.0)]


def test_what_was_used_up_without_asking_is_waited_for():
    """The next one pays for it."""
    bucket = TokenBucket(2)
    bucket.reserve(10.0)
    bucket.spend(3)

    assert [1.5, 2.0] == [bucket.reserve(10.0) for _ in range(2)]


def test_a_system_that_wants_to_be_left_alone_is():
    """A later, shorter word takes nothing back; then the bucket is as it was."""
    bucket = TokenBucket(2)
    bucket.hold(10.0, 7)
    bucket.hold(11.0, 1)

    assert [7.0, 1.0, 0, 0] == [bucket.held(now) for now in (10.0, 16.0, 17.0, 99.0)]
    assert 0 == bucket.reserve(17.0)


NOW = datetime(2026, 11, 24, 14, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 120 "}, 120),
        ({"retry-after": "Tue, 24 Nov 2026 14:00:30 GMT"}, 30),
        ({"retry-after": "Tuesday, 24-Nov-26 14:00:30 GMT"}, 30),
        ({"retry-after": "Tue Nov 24 14:00:30 2026"}, 30),
        (
            {
                "retry-after": "Tue, 24 Nov 2026 09:00:05 GMT",
                "date": "Tue, 24 Nov 2026 09:00:00 GMT",
            },
            5,
        ),
        (
            {
                "retry-after": "Tue, 24 Nov 2026 14:00:30 GMT",
                "date": "Thu, 01 Jan 1970 00:00:00 GMT",
            },
            30,
        ),
        (
            {
                "retry-after": "Tue, 24 Nov 2026 14:00:30 GMT",
                "date": "Mon, 23 Nov 2026 13:59:00 GMT",
            },
            30,
        ),
        ({"retry-after": "Tue, 24 Nov 2026 13:59:00 GMT"}, 0),
        ({}, 0),
        ({"retry-after": ""}, 0),
        ({"retry-after": "soon"}, 0),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": "7.5"}, 0),
        ({"retry-after": "\u0667"}, 0),
        ({"retry-after": "9" * 5000}, 0),
        ({"retry-after": "Tue, 24 Nov 99999 14:00:30 GMT"}, 0),
    ],
)
def test_how_long_is_told_in_seconds_or_as_a_moment(headers: dict[str, str], seconds: float):
    """By the server's own clock, where it shows it; what cannot be read asks for nothing."""
    assert seconds == retry_after(429, headers, NOW)
    assert seconds == retry_after(503, headers, NOW)


def test_nobody_is_left_alone_for_years():
    """One slip would end a run; the words say that it is one."""
    asked = retry_after(429, {"retry-after": "999999999"}, NOW)

    assert [7, 3600, 3600] == [believed(each) for each in (7, 3600, asked)]
    assert "it asks to be left alone for 3600 s" == please_leave_alone(3600)
    assert (
        "it asks to be left alone for 999999999 s, and is for 3600 s, the longest that is believed"
    ) == please_leave_alone(asked)


@pytest.mark.parametrize("status", [200, 301, 404, 500])
def test_other_replies_do_not_ask_to_be_left_alone(status: int):
    """A redirect may carry the header as well, and means something else by it."""
    assert 0 == retry_after(status, {"retry-after": "7"}, NOW)
