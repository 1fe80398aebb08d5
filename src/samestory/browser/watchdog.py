"""Ends what page objects do when all of it together takes too long."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

# Playwright brings it, without types
from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

Limited = Callable[["Page", float], AbstractContextManager[None]]
"""Closes the page if the block takes more seconds; it ends with a `TimeoutError` then."""
TO_CLOSE = 2.0
"""Seconds that the browser may take to close a page; a driver that is stuck never does."""


@contextmanager
def limited(page: Page, seconds: float) -> Iterator[None]:
    """Close the page if the block takes too long, which ends every call that waits for it.

    Playwright's own limits are one for each call, and `evaluate` has none. While a call waits,
    Playwright's loop runs on this thread, in a greenlet of its own. So another greenlet can talk
    to the browser there, as its event handlers do. If even closing the page does not end the call,
    the waiting greenlet is made to raise.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:  # no browser is open on this thread, so there is nothing to end
        yield
        return
    limit = _Limit(page, loop, getcurrent())
    limit.timers.append(loop.call_later(seconds, lambda: greenlet(limit.close_page).switch()))
    try:
        yield
    except PlaywrightError as error:
        if limit.over:
            raise TimeoutError from error
        raise
    finally:
        for each in limit.timers:
            each.cancel()


@dataclass(slots=True)
class _Limit:
    page: Page
    loop: asyncio.AbstractEventLoop
    waiting: Any
    """The greenlet of the block."""
    over: bool = False
    timers: list[asyncio.TimerHandle] = field(default_factory=list)

    def close_page(self) -> None:
        self.over = True
        self.timers.append(self.loop.call_later(TO_CLOSE, self._leave))
        with suppress(PlaywrightError):
            self.page.close()

    def _leave(self) -> None:
        if getcurrent() is not self.waiting:
            self.waiting.throw(TimeoutError())
