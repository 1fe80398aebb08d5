"""How often a system may be asked."""

from __future__ import annotations

from samestory.systems.pace import TokenBucket


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
