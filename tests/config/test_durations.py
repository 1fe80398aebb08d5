"""Durations, rates and times of day."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from samestory.config.durations import read_duration, read_rate, read_time_of_day


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("500 ms", 0.5), ("5s", 5), ("1.5 s", 1.5), ("2 min", 120), ("1 h", 3600), ("1 day", 86400)],
)
def test_a_duration_has_a_number_and_a_unit(text: str, seconds: float):
    """People write it as they say it."""
    assert timedelta(seconds=seconds) == read_duration(text)


@pytest.mark.parametrize("text", ["", "5", "s", "-5 s", "5 parsecs", "1e9 s", "9" * 400 + " s"])
def test_what_is_no_duration_is_refused(text: str):
    """A number without a unit could be anything."""
    with pytest.raises(ValueError, match=r"^"):
        read_duration(text)


@pytest.mark.parametrize(("text", "rate"), [("20/s", 20), ("90 / min", 1.5), ("3600/h", 1)])
def test_a_rate_is_counted_per_second(text: str, rate: float):
    """A quota per minute or hour is the same thing."""
    assert rate == read_rate(text)


@pytest.mark.parametrize("text", ["20", "0/s", "-1/s", "20/day", "fast"])
def test_what_is_no_rate_is_refused(text: str):
    """A system that may never be asked could not be a witness."""
    with pytest.raises(ValueError, match=r"^"):
        read_rate(text)


def test_a_time_of_day_has_two_digits_each():
    """As a clock shows it."""
    assert time(2, 5) == read_time_of_day("02:05")


@pytest.mark.parametrize("text", ["2:05", "25:00", "02:60", "02:00:00", "noon"])
def test_what_is_no_time_of_day_is_refused(text: str):
    """Nobody runs a batch at 25 o'clock."""
    with pytest.raises(ValueError, match=r"^"):
        read_time_of_day(text)
