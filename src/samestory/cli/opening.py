"""The witnesses of a landscape, with a browser if one of them needs it."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from samestory.errors import WrongCall
from samestory.exit_codes import Exit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

    from samestory.browser import BrowserFence
    from samestory.config import Landscape
    from samestory.core.verdict import Look
    from samestory.witnesses import Witnesses

OF_BROWSERS = (b"website", b"with_scripts")
"""One of these words stands in each landscape with a system that is asked in a browser."""


class OwnProcess:
    """The process of one command, as the command's context knows it; without one, it is shared.

    What the command has `left` open ends with the process, and is not waited for.
    """

    def __init__(self) -> None:
        self.left: ExitStack | None = None

    def end(self, status: int) -> NoReturn:
        """End at once; what was printed is printed."""
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:  # nobody reads it any more
            status = status or Exit.CANNOT_KNOW
        os._exit(status)


@dataclass(frozen=True, slots=True)
class HeadStart:
    """A landscape, its systems, and a browser's context that reaches what it allows, if needed."""

    landscape: Landscape
    systems: Witnesses
    context: BrowserContext | None


@contextmanager
def head_start(
    process: OwnProcess, file: Path, read: Callable[[], Landscape]
) -> Iterator[HeadStart]:
    """Yield what was opened while the landscape of a file was read; raise what reading it raises.

    The browser is left open: as soon as the process has ended, its driver closes it and ends.
    Temporary files are removed at the end.
    """
    process.left = ExitStack()
    soon = file.is_file() and any(each in file.read_bytes() for each in OF_BROWSERS)
    with ExitStack() as stack:
        _keep_files(stack)
        yield _started(process.left, read, soon=soon)


def _started(stack: ExitStack, read: Callable[[], Landscape], *, soon: bool = False) -> HeadStart:
    """Read a landscape and open its systems while a browser starts, `soon` before it is known."""
    if soon:  # now, so that no two threads import the same at once
        import_module("playwright.sync_api")
        import_module("samestory.browser.remote")
    with ThreadPoolExecutor(1) as aside:
        landscape = aside.submit(read)
        systems = aside.submit(lambda: _witnesses(landscape.result()))
        context = (
            _context(stack, landscape.result) if soon else context_for(stack, landscape.result())
        )
        return HeadStart(landscape.result(), systems.result(), context)


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
        start = ahead or _started(stack, lambda: landscape)
        session = stack.enter_context(start.systems)
        witnesses = stack.enter_context(session.in_browser(start.context, on_look=hear))
        try:
            yield witnesses
        except Exception as error:
            mask_error(error, witnesses.masker.mask)
            raise


def _witnesses(landscape: Landscape) -> Witnesses:
    from samestory.witnesses import Witnesses

    return Witnesses(landscape)


def context_for(stack: ExitStack, landscape: Landscape) -> BrowserContext | None:
    """Return a browser's context, open for as long as the stack; None if no system needs one.

    None also if there is no browser: the website then says itself that it could not be asked.
    """
    if not any(each.in_browser for each in landscape.systems.values()):
        return None
    _keep_files(stack)
    return _context(stack, lambda: landscape)


def _context(stack: ExitStack, landscape: Callable[[], Landscape]) -> BrowserContext | None:
    try:
        browser, fence = _fenced_browser(stack)
    except WrongCall:
        return None
    fence.allow(landscape().guard)
    return stack.enter_context(browser.new_context())


def browser_for(stack: ExitStack, landscape: Landscape) -> Browser:
    """Return a browser that reaches only what the landscape allows, open as long as the stack.

    Raise `WrongCall` if there is none on this machine.
    """
    _keep_files(stack)
    browser, fence = _fenced_browser(stack)
    fence.allow(landscape.guard)
    return browser


def _keep_files(stack: ExitStack) -> None:
    from samestory.browser.temporary_files import temporary_folder

    stack.enter_context(temporary_folder())


def _fenced_browser(stack: ExitStack) -> tuple[Browser, BrowserFence]:
    """Start a browser that reaches no host until its fence allows one."""
    from playwright.sync_api import sync_playwright

    from samestory.browser import BrowserFence, open_browser
    from samestory.browser.remote import port_of_proxy
    from samestory.network.guard import Guard

    fence = BrowserFence(Guard(), port=port_of_proxy(os.environ))
    stack.callback(fence.close)
    playwright = fence.around(stack.enter_context(sync_playwright()))
    return open_browser(playwright, os.environ), fence
