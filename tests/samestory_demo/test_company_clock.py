"""The company's clock: moved on, it does on the way what is done at a time of day."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from samestory_demo.clock_control import NIGHTLY_BATCH, clock_routes
from samestory_demo.company_clock import CompanyClock, PastError
from samestory_demo.settings import ZONE

A_FRIDAY = datetime(2026, 11, 27, 13, 0, tzinfo=ZONE)


class Diary:
    """A clock whose real time stands still, and what was done when."""

    def __init__(self) -> None:
        self.real = A_FRIDAY
        self.clock = CompanyClock(lambda: self.real)
        self.done: list[str] = []
        self.clock.daily(NIGHTLY_BATCH, time(2), self._noting("batch"))
        self.clock.daily("calls", time(19), self._noting("calls"))

    def _noting(self, what: str):
        async def act() -> None:
            self.done.append(f"{what} {self.clock.now():%d %H:%M}")

        return act


class NothingOnTheWay:
    pending = 0


def ask(diary: Diary, method: str, path: str, body: Any = None) -> httpx.Response:
    async def asking() -> httpx.Response:
        app = Starlette(routes=list(clock_routes(diary.clock, NothingOnTheWay())))
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://control") as client:
            return await client.request(method, path, json=body)

    return asyncio.run(asking())


def test_what_lies_on_the_way_is_done_in_its_order_and_at_its_time():
    """Two evenings and two nights between Friday noon and Sunday morning."""
    diary = Diary()
    asyncio.run(diary.clock.move_to(A_FRIDAY + timedelta(days=1, hours=20)))

    assert ["calls 27 19:00", "batch 28 02:00", "calls 28 19:00", "batch 29 02:00"] == diary.done
    assert datetime(2026, 11, 29, 9, 0, tzinfo=ZONE) == diary.clock.now()


def test_nothing_is_done_twice():
    """Moved on a little after the batch, there is nothing left of it."""
    diary = Diary()
    asyncio.run(diary.clock.move_to(A_FRIDAY + timedelta(hours=14)))
    asyncio.run(diary.clock.move_to(A_FRIDAY + timedelta(hours=15)))

    assert ["calls 27 19:00", "batch 28 02:00"] == diary.done


def test_what_comes_due_by_itself_is_done_by_itself():
    """A company that stays up overnight has its batch."""
    diary = Diary()
    diary.real += timedelta(hours=13)
    asyncio.run(diary.clock.catch_up())

    assert ["calls 28 02:00", "batch 28 02:00"] == diary.done


def test_no_clock_goes_back():
    with pytest.raises(PastError, match="13:00 already"):
        asyncio.run(Diary().clock.move_to(A_FRIDAY - timedelta(hours=1)))


def test_a_reset_shows_the_real_time_again():
    diary = Diary()
    asyncio.run(diary.clock.move_to(A_FRIDAY + timedelta(days=3)))
    diary.clock.reset()

    assert A_FRIDAY == diary.clock.now()


def test_the_clock_is_read_and_moved_over_http():
    """With what was done on the way."""
    diary = Diary()

    assert {"now": "2026-11-27T13:00:00+01:00"} == ask(diary, "GET", "/clock").json()
    moved = ask(diary, "POST", "/clock", {"to": "2026-11-28T03:00:00+01:00"}).json()
    assert {"now": "2026-11-28T03:00:00+01:00", "done": ["calls", NIGHTLY_BATCH]} == moved
    assert 409 == ask(diary, "POST", "/clock", {"to": "2026-11-27T13:00:00+01:00"}).status_code
    assert 400 == ask(diary, "POST", "/clock", {"until": "tomorrow"}).status_code


def test_the_batch_can_be_run_now():
    """Whatever the time is."""
    diary = Diary()
    assert 200 == ask(diary, "POST", "/batch").status_code
    assert ["batch 27 13:00"] == diary.done
