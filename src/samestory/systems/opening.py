"""From the description of a system to one that can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samestory.systems.entries import SystemEntry
from samestory.systems.filing import Filing
from samestory.systems.guard import Guard
from samestory.systems.http import HttpSystem
from samestory.systems.inbox import InboxSystem
from samestory.systems.protocol import System

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext


def open_remote(entry: SystemEntry, guard: Guard, filing: Filing) -> System:
    """A system that needs no browser; nothing is connected to before it is asked.

    A company's own adapter is called with its entry, the guard and where to file evidence.
    """
    if entry.own is not None:
        own: System = entry.own(entry, guard, filing)
        return own
    if entry.adapter == "inbox":
        return InboxSystem(entry, filing)
    return HttpSystem(entry, guard, filing)


def open_website(
    entry: SystemEntry, guard: Guard, filing: Filing, context: BrowserContext | None, who: object
) -> System:
    """The website in a customer's browser context; without one it says that it cannot be asked."""
    from samestory.systems.website import WebsiteSystem  # noqa: PLC0415 - Playwright is slow to import

    return WebsiteSystem(entry, guard, filing, context, who)
