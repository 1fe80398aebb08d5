"""Times of day as people write them: "14:02", "8am-12pm", "zwischen 8 und 12 Uhr"."""

import re
from datetime import time

CLOCK_TIME = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?![\d:])"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?"
)
AT = frozenset(["alle", "at", "às", "klo", "kl", "om", "um"])
_FROM_TO = (
    "a à and até bis between dalle de do e en entre et från fra from hasta mellem mellom "
    "mellan och og od tot to til till und until van von y zwischen"
)
FROM_TO = AT | frozenset(_FROM_TO.split())
CONNECTING = (frozenset[str](), AT, FROM_TO)
"""By the number of times beside a day, what may connect them; other words may mean another time."""

_NUMBER = r"\d{1,2}(?:[:.]\d{2})?(?![\d:.])"
_TO = r"(?:\s*(?:-|bis|und|to|and|until|till?|tot|à|et)\s*|\s+a\s+)"
_OCLOCK = r"\s*(?:uhr|uur|hrs|h|o'clock)(?!\w)"
_HALF = r"\s*([ap])\.?\s?m\b\.?"
_ALONE = r"(?<![\d:.,/-])"

_FRENCH = re.compile(r"(?<![\d:.])(\d{1,2})\s?h\s?(\d{2})(?!\d)")
_HOURS = re.compile(f"{_ALONE}({_NUMBER})(?:(?:{_OCLOCK})?({_TO})({_NUMBER}))?{_OCLOCK}")
_AFTER_AT = re.compile(rf"(?<!\w)(klo?\.?\s*)({_NUMBER})(?:({_TO})({_NUMBER}))?")
_ONE_HALF = re.compile(f"{_ALONE}({_NUMBER}){_TO}({_NUMBER}){_HALF}")
_EACH_HALF = re.compile(rf"(?<![\d:.])({_NUMBER}){_HALF}")


def with_minutes(text: str) -> str:
    """Write each time of day with its minutes: "8:00 am-12:00 pm" for "8am-12pm".

    A number is a time only if a word says so: "8-12" alone may be anything.
    """
    text = _FRENCH.sub(r"\1:\2", text)
    text = _HOURS.sub(lambda found: "".join(_minutes(each) for each in found.groups("")), text)
    text = _AFTER_AT.sub(lambda found: "".join(map(_minutes, found.groups(""))), text)
    text = _ONE_HALF.sub(_halves, text)
    return _EACH_HALF.sub(lambda found: f"{_minutes(found[1])} {found[2]}m", text)


def times_in(text: str) -> list[time]:
    """Read every time of day in a text that `with_minutes` wrote."""
    return [_time(found, text) for found in CLOCK_TIME.finditer(text)]


def _minutes(said: str) -> str:
    if not said[:1].isdigit():
        return said
    hour, minute = (*re.split("[:.]", said), "00")[:2]
    return f"{hour}:{minute}"


def _halves(found: re.Match[str]) -> str:
    """Give the start of "8-12pm" its half of the day if only one lies before the end."""
    start, end, half = found.groups()
    last = _seconds(end, half)
    before = [each for each in "ap" if _seconds(start, each) < last]
    return f"{start} {before[0]}m - {end} {half}m" if len(before) == 1 else found[0]


def _seconds(said: str, half: str) -> int:
    hour, minute = _minutes(said).split(":")
    return (int(hour) % 12 + 12 * (half == "p")) * 60 + int(minute)


def _time(found: re.Match[str], text: str) -> time:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"] and hour > 12:
        raise ValueError(f"{text!r} names a time of two kinds of clocks")
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    try:
        return time(hour, minute, second)
    except ValueError as mistake:
        raise ValueError(f"{text!r} names no time of day") from mistake
