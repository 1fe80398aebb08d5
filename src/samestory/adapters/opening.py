"""From the description of a system to one that can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from samestory.adapters.evidence_store import EvidenceStore
from samestory.config.entries import SystemEntry
from samestory.core.system import System
from samestory.network.guard import Guard

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

ADAPTERS: Mapping[str, str] = MappingProxyType(
    {
        "html": "samestory.adapters.html.system:HtmlSystem",
        "http": "samestory.adapters.http:HttpSystem",
        "inbox": "samestory.adapters.imap.system:InboxSystem",
        "sql": "samestory.adapters.sql.system:SqlSystem",
    }
)
"""The class of each adapter that needs no browser, imported when it is first opened."""


def open_remote(entry: SystemEntry, guard: Guard, filing: EvidenceStore) -> System:
    """A system that needs no browser; nothing is connected to before it is asked.

    Its class, also a company's own one, is called with its entry, the guard and where to file
    evidence.
    """
    opened: System = (entry.own or _class(ADAPTERS[entry.adapter]))(entry, guard, filing)
    return opened


def open_website(
    entry: SystemEntry,
    guard: Guard,
    filing: EvidenceStore,
    context: BrowserContext | None,
    who: object,
) -> System:
    """The website in a customer's browser context, or an application whose pages need a browser.

    Without a context it says that it cannot be asked.
    """
    if entry.adapter == "html":
        from samestory.adapters.html.in_browser import HtmlInBrowser  # noqa: PLC0415 - the same

        return HtmlInBrowser(entry, guard, filing, context)
    from samestory.adapters.website.system import WebsiteSystem  # noqa: PLC0415 - Playwright is slow to import

    return WebsiteSystem(entry, guard, filing, context, who)


def _class(path: str) -> type[Any]:
    module, _, name = path.partition(":")
    found: type[Any] = getattr(import_module(module), name)
    return found
