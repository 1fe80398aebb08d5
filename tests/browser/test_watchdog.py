"""Whatever page objects do ends in time."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from samestory.browser import open_browser
from samestory.browser.watchdog import limited
from samestory.errors import WrongCall

FOR_EVER = "new Promise(() => {})"
RESTLESS = "<script>setInterval(() => location.reload(), 5)</script>"


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


@contextmanager
def real_browsers() -> Iterator[Callable[[], Browser]]:
    """Open browsers of one Playwright; its event loop is gone afterwards."""
    with sync_playwright() as playwright:
        try:
            yield lambda: open_browser(playwright, os.environ)
        except WrongCall as why:
            pytest.skip(str(why))


def test_a_driver_that_cannot_even_close_the_page_is_left(monkeypatch: pytest.MonkeyPatch):
    """The call that waits raises all the same, and the next page of that browser is read."""
    monkeypatch.setattr("samestory.browser.watchdog.TO_CLOSE", 0.01)
    with real_browsers() as opened:
        browser = opened()
        page = browser.new_page()
        monkeypatch.setattr(page, "close", lambda: page.evaluate(FOR_EVER))
        with pytest.raises(TimeoutError), limited(page, 0.01):
            page.evaluate(FOR_EVER)

        assert 42 == browser.new_page().evaluate("42")


def test_pages_that_never_come_to_rest_are_left():
    """After five hundred alerts, a page that loads itself again and again in another browser."""
    with real_browsers() as opened:
        opened().new_page().set_content("<script>for (let i = 0; i < 500; i++) alert(i)</script>")
        page = opened().new_page()
        page.route("**/*", lambda route: route.fulfill(body=RESTLESS, content_type="text/html"))
        page.goto("http://shop.test/", wait_until="commit")
        with pytest.raises(TimeoutError), limited(page, 0.5):
            page.wait_for_function("false", timeout=0)
