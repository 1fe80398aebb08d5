"""Durations, rates and times of day as a landscape writes them: "500 ms", "20/s", "02:00"."""

import re
from datetime import time, timedelta

_UNITS = {
    "ms": 0.001,
    **dict.fromkeys(("s", "second", "seconds"), 1.0),
    **dict.fromkeys(("min", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86400.0),
}
"""Seconds in each unit."""

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)")
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*/\s*(s|min|h)")
_TIME_OF_DAY = re.compile(r"(\d{2}):(\d{2})")


def read_duration(text: str) -> timedelta:
    """Read "5 s", "500 ms", "2 min", "1 h" or "1 day"; ValueError for anything else."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or match[2] not in _UNITS:
        raise ValueError(text)
    try:
        return timedelta(seconds=float(match[1]) * _UNITS[match[2]])
    except OverflowError as error:
        raise ValueError(text) from error


def read_rate(text: str) -> float:
    """Read "20/s", "100/min" or "1000/h" as a number of requests per second, more than 0."""
    match = _RATE.fullmatch(text.strip())
    if match is None or float(match[1]) == 0:
        raise ValueError(text)
    return float(match[1]) / _UNITS[match[2]]


def read_time_of_day(text: str) -> time:
    """Read "02:00", a time on the clock of the company's zone."""
    match = _TIME_OF_DAY.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return time(int(match[1]), int(match[2]))
