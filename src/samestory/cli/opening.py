"""The witnesses of a landscape, with a browser if one of them needs it."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from samestory.errors import WrongCall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext

    from samestory.config import Landscape
    from samestory.core.model import Look
    from samestory.witnesses import Witnesses


@contextmanager
def opened(
    landscape: Landscape, *, on_look: Callable[[Look], None] | None = None
) -> Iterator[Witnesses]:
    """Yield the systems of a landscape, open; without a browser, the website is unreachable.

    `on_look` hears every look that is had while waiting for agreement, masked. So is every error
    that is raised within.
    """
    from samestory.redaction import mask_error, masked
    from samestory.witnesses import Witnesses

    def hear(look: Look) -> None:
        if on_look is not None:
            on_look(masked(look, witnesses.masker.mask))

    with ExitStack() as stack:
        context = context_for(stack, landscape)
        witnesses = stack.enter_context(Witnesses(landscape, context=context, on_look=hear))
        try:
            yield witnesses
        except Exception as error:
            mask_error(error, witnesses.masker.mask)
            raise


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
