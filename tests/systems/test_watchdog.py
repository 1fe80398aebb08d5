"""Whatever page objects do ends in time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError

from samestory.systems.watchdog import limited


class Page:
    def __init__(self) -> None:
        self.closed = asyncio.Event()

    def close(self) -> None:
        self.closed.set()

    async def wait(self) -> None:
        await asyncio.wait_for(self.closed.wait(), 10)
        raise PlaywrightError("Target page, context or browser has been closed")


def within(seconds: float, doing: Any) -> Page:
    async def run() -> Page:
        page = Page()
        with limited(page, seconds):  # type: ignore[arg-type]
            await doing(page)
        return page

    return asyncio.run(run())


def test_a_page_that_takes_too_long_is_closed():
    """That ends the call that waits for it."""
    with pytest.raises(TimeoutError):
        within(0.01, Page.wait)


def test_who_is_done_in_time_is_left_alone():
    """The page stays open for the next look."""

    async def quick(_: Page) -> None: ...

    assert not within(60, quick).closed.is_set()


def test_another_trouble_stays_what_it_is():
    """Its own words say more."""

    async def fail(_: Page) -> None:
        raise PlaywrightError("net::ERR_CONNECTION_REFUSED")

    with pytest.raises(PlaywrightError, match="REFUSED"):
        within(60, fail)
