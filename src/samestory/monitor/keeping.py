"""Which records of turns are kept: the folder of a watch stays small, whatever happens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGER = 4
"""So many times as long, and as many, are the records of turns that were not good kept."""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A record in the folder: its name, when its turn began, and whether nothing was wrong."""

    name: str
    at: datetime
    good: bool


def to_remove(
    runs: Iterable[KeptRun], now: datetime, *, age: timedelta, most: int
) -> list[KeptRun]:
    """Return the records that are too old or too many; the newest one is always kept."""
    newest_first = sorted(runs, key=lambda each: each.at, reverse=True)
    found = []
    for good in (True, False):
        alike = [each for each in newest_first if each.good is good]
        times = 1 if good else LONGER
        for place, each in enumerate(alike):
            if each is not newest_first[0] and (
                place >= most * times or now - each.at > age * times
            ):
                found.append(each)
    return found
