"""Ends what page objects do when all of it together takes too long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING

# Playwright brings it, without types
from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]
from playwright.sync_api import Error as PlaywrightError

if TYPE_CHECKING:
    from playwright.sync_api import Page

Limited = Callable[["Page", float], AbstractContextManager[None]]
"""Closes the page when the block takes more seconds; then it ends with a `TimeoutError`."""


TO_CLOSE = 2.0
"""Seconds that the browser may take to close a page; a driver that is stuck never does."""


@contextmanager
def limited(page: Page, seconds: float) -> Iterator[None]:
    """Close the page if the block takes too long, which ends every call that waits for it.

    Playwright's own limits are one for each call, and `evaluate` has none. While a call waits,
    Playwright's loop runs on this thread, in a greenlet of its own. So another greenlet may talk
    to the browser there, as its event handlers do, and if even closing the page does not end the
    call, the waiting greenlet is made to raise.
    """
    over = False
    waiting = getcurrent()
    timers: list[asyncio.TimerHandle] = []

    def close() -> None:
        nonlocal over
        over = True
        timers.append(loop.call_later(TO_CLOSE, leave))
        with suppress(PlaywrightError):
            page.close()

    def leave() -> None:
        if getcurrent() is not waiting:
            waiting.throw(TimeoutError())

    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:  # no browser is open on this thread, so there is nothing to be ended
        yield
        return
    timers.append(loop.call_later(seconds, lambda: greenlet(close).switch()))
    try:
        yield
    except PlaywrightError as error:
        if over:
            raise TimeoutError from error
        raise
    finally:
        for each in timers:
            each.cancel()
