"""The company's own clock: it can be moved on, and what is done at a time of day is done then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from samestory_demo.settings import ZONE

Act = Callable[[], Awaitable[None]]


def _real() -> datetime:
    return datetime.now(ZONE)


class PastError(ValueError):
    """The clock is never turned back."""


@dataclass(frozen=True, slots=True)
class Round:
    """What is done every day at a time, in Berlin."""

    name: str
    at: time
    act: Act

    def next_after(self, moment: datetime) -> datetime:
        """Return when it is done next, later than this moment."""
        day = moment.astimezone(ZONE).date()
        today = datetime.combine(day, self.at, ZONE)
        if today.timestamp() > moment.timestamp():
            return today
        return datetime.combine(day + timedelta(days=1), self.at, ZONE)


class CompanyClock:
    """Berlin time, as far ahead of the real one as it was moved; `real` gives the real one."""

    def __init__(self, real: Callable[[], datetime] = _real) -> None:
        self._real = real
        self._rounds: list[Round] = []
        self._one_at_a_time = asyncio.Lock()
        self.reset()

    def reset(self) -> None:
        """Show the real time again."""
        self._ahead = timedelta()
        self._began = self.now()
        self._done: dict[str, datetime] = {}

    def now(self) -> datetime:
        """The time at the company."""
        return (self._real().astimezone(UTC) + self._ahead).astimezone(ZONE)

    def daily(self, name: str, at: time, act: Act) -> None:
        """From now on, do this every day at this time."""
        self._rounds.append(Round(name, at, act))

    async def move_to(self, moment: datetime) -> list[str]:
        """Move the clock on, do all that is due on the way, and return the names of what was done.

        Raise `PastError` if it shows more than that already.
        """
        async with self._one_at_a_time:
            if moment.timestamp() < self.now().timestamp():
                raise PastError(f"it is {self.now():%d %B %Y, %H:%M} already; no clock goes back")
            done = await self._catch_up(moment, moving=True)
            self._set(max(moment, self.now(), key=datetime.timestamp))
            return done

    async def catch_up(self) -> list[str]:
        """Do what has come due by itself; return the names of what was done."""
        async with self._one_at_a_time:
            return await self._catch_up(self.now(), moving=False)

    async def do_now(self, name: str) -> None:
        """Do one of the day's rounds now, whatever the time is."""
        async with self._one_at_a_time:
            for each in self._rounds:
                if each.name == name:
                    await each.act()

    async def _catch_up(self, until: datetime, *, moving: bool) -> list[str]:
        done = []
        while coming := self._next(until):
            moment, each = coming
            if moving:
                self._set(moment)
            self._done[each.name] = moment
            await each.act()
            done.append(each.name)
        return done

    def _next(self, until: datetime) -> tuple[datetime, Round] | None:
        coming = [
            (each.next_after(self._done.get(each.name, self._began)), each) for each in self._rounds
        ]
        due = [pair for pair in coming if pair[0].timestamp() <= until.timestamp()]
        return min(due, key=lambda pair: pair[0].timestamp(), default=None)

    def _set(self, moment: datetime) -> None:
        self._ahead = moment.astimezone(UTC) - self._real().astimezone(UTC)
