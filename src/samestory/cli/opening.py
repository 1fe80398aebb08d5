"""The witnesses of a landscape, with a browser if one of them needs it."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn

from samestory.errors import WrongCall
from samestory.exit_codes import Exit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

    from samestory.browser import BrowserFence
    from samestory.config import Landscape
    from samestory.core.model import Look
    from samestory.witnesses import Witnesses

OF_BROWSERS = (b"website", b"with_scripts")
"""One of these words stands in each landscape with a system that is asked in a browser."""


class OwnProcess:
    """The process of one command, as the command's context knows it; without one, it is shared.

    What the command `leaves` to end by itself is not waited for when it has ended.
    """

    def __init__(self) -> None:
        self.leaves = False

    def end(self, status: int) -> NoReturn:
        """End at once; what was printed is printed."""
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:  # nobody reads it any more
            status = status or Exit.CANNOT_KNOW
        os._exit(status)


class HeadStart:
    """A browser that starts while its landscape is read, and systems that are opened meanwhile.

    Until the landscape is known, it reaches no host. It is never closed: as soon as this process
    has ended, the driver closes it and ends.
    """

    def __init__(self) -> None:
        self._browser: Browser | None = None
        self._session: Witnesses | None = None
        self._fence: BrowserFence | None = None

    def read(self, file: Path, read: Callable[[], Landscape]) -> Landscape:
        """Return the landscape of a file; raise what reading it raises."""
        needed = file.is_file() and any(each in file.read_bytes() for each in OF_BROWSERS)
        if needed:  # now, so that no two threads import the same at once
            from playwright.sync_api import sync_playwright

            from samestory.browser import BrowserFence, open_browser
            from samestory.browser.remote import port_of_proxy
            from samestory.network.guard import Guard
        with ThreadPoolExecutor(1) as aside:
            landscape = aside.submit(read)
            session = aside.submit(lambda: _witnesses(landscape.result()))
            if needed:
                self._fence = BrowserFence(Guard(), port=port_of_proxy(os.environ))
                playwright = self._fence.around(sync_playwright().start())
                with suppress(WrongCall):  # it is told when the browser is needed
                    self._browser = open_browser(playwright, os.environ)
            found = landscape.result()
            self._session = session.result()
        return found

    def opened(
        self, stack: ExitStack, landscape: Landscape
    ) -> tuple[BrowserContext | None, Witnesses]:
        """Return a browser's context that reaches what the landscape allows, and the systems."""
        assert self._session is not None, "its landscape was read"
        if self._fence is None:
            return context_for(stack, landscape), self._session
        self._fence.allow(landscape.guard)
        context = self._browser.new_context() if self._browser else None
        return context, self._session


@contextmanager
def head_start(process: OwnProcess) -> Iterator[HeadStart]:
    """Yield a head start whose temporary files are removed at the end."""
    from samestory.browser.temporary_files import temporary_folder

    process.leaves = True
    with temporary_folder():
        yield HeadStart()


@contextmanager
def opened(
    landscape: Landscape,
    *,
    on_look: Callable[[Look], None] | None = None,
    ahead: HeadStart | None = None,
) -> Iterator[Witnesses]:
    """Yield the systems of a landscape, open; without a browser, the website is unreachable.

    `on_look` hears every look that is had while waiting for agreement, masked. So is every error
    that is raised within. What a head start has opened is taken, and its browser stays open.
    """
    from samestory.redaction import mask_error, masked

    def hear(look: Look) -> None:
        if on_look is not None:
            on_look(masked(look, witnesses.masker.mask))

    with ExitStack() as stack:
        context, session = (ahead.opened if ahead else _both)(stack, landscape)
        stack.enter_context(session)
        witnesses = stack.enter_context(session.in_browser(context, on_look=hear))
        try:
            yield witnesses
        except Exception as error:
            mask_error(error, witnesses.masker.mask)
            raise


def _both(stack: ExitStack, landscape: Landscape) -> tuple[BrowserContext | None, Witnesses]:
    """Open the systems while the browser starts."""
    with ThreadPoolExecutor(1) as aside:
        session = aside.submit(_witnesses, landscape)
        context = context_for(stack, landscape)
    return context, session.result()


def _witnesses(landscape: Landscape) -> Witnesses:
    from samestory.witnesses import Witnesses

    return Witnesses(landscape)


def context_for(stack: ExitStack, landscape: Landscape) -> BrowserContext | None:
    """Return a browser's context, open for as long as the stack; None if no system needs one.

    None also if there is no browser: the website then says itself that it could not be asked.
    """
    if not any(each.in_browser for each in landscape.systems.values()):
        return None
    try:
        browser = browser_for(stack, landscape)
    except WrongCall:
        return None
    return stack.enter_context(browser.new_context())


def browser_for(stack: ExitStack, landscape: Landscape) -> Browser:
    """Return a browser that reaches only what the landscape allows, open as long as the stack.

    Raise `WrongCall` if there is none on this machine.
    """
    from playwright.sync_api import sync_playwright

    from samestory.browser import BrowserFence, open_browser
    from samestory.browser.remote import port_of_proxy
    from samestory.browser.temporary_files import temporary_folder

    border = BrowserFence(landscape.guard, port=port_of_proxy(os.environ))
    stack.callback(border.close)
    stack.enter_context(temporary_folder())
    playwright = border.around(stack.enter_context(sync_playwright()))
    return open_browser(playwright, os.environ)
