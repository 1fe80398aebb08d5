"""From the description of a system to one that can be asked."""

from __future__ import annotations

from pkgutil import resolve_name
from typing import TYPE_CHECKING

from samestory.adapters.evidence_store import EvidenceStore
from samestory.config.entries import SystemEntry
from samestory.core.system import System
from samestory.network.guard import Guard

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext


def open_remote(entry: SystemEntry, guard: Guard, filing: EvidenceStore) -> System:
    """Return a system that needs no browser; nothing is connected to before it is asked."""
    opened: System = (entry.own or resolve_name(entry.way.opens))(entry, guard, filing)
    return opened


def open_website(
    entry: SystemEntry,
    guard: Guard,
    filing: EvidenceStore,
    context: BrowserContext | None,
    who: object,
) -> System:
    """Return a system that is asked in this browser context; without one, it cannot be asked."""
    opened: System = resolve_name(entry.way.opens_in_browser)(entry, guard, filing, context, who)
    return opened
