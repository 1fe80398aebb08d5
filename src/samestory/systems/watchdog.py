"""Ends what page objects do when all of it together takes too long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING

from greenlet import greenlet  # type: ignore[import-untyped]  # Playwright brings it, without types
from playwright.sync_api import Error as PlaywrightError

if TYPE_CHECKING:
    from playwright.sync_api import Page

Limited = Callable[["Page", float], AbstractContextManager[None]]
"""Closes the page when the block takes more seconds; then it ends with a `TimeoutError`."""


@contextmanager
def limited(page: Page, seconds: float) -> Iterator[None]:
    """Close the page when the block takes too long, which ends every call that waits for it.

    Playwright's own limits are one for each call, and `evaluate` has none. While a call waits,
    Playwright's loop runs on this thread, and a greenlet of one's own may talk to the browser
    there, as its event handlers do.
    """
    over = False

    def close() -> None:
        nonlocal over
        over = True
        with suppress(PlaywrightError):
            page.close()

    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:  # no browser is open on this thread, so there is nothing to be ended
        yield
        return
    timer = loop.call_later(seconds, lambda: greenlet(close).switch())
    try:
        yield
    except PlaywrightError as error:
        if over:
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
