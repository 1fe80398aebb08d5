"""Open one system of a landscape by itself, and ask it without giving it up early."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.opening import open_remote
from samestory.config import Landscape
from samestory.config.entries import SystemEntry
from samestory.core.model import Observation, Subject
from samestory.core.system import System
from samestory.network.guard import allowed
from samestory.polling.panel import Panel
from samestory.polling.rate_limit import TokenBucket
from samestory.polling.seat import GRACE, Seat
from samestory.polling.terms import SystemClock
from samestory.testing.stand_ins import LOCALHOST
from samestory.witnesses import Witnesses

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

LATE = 2.0
"""Seconds after its time limit by which a system has to have ended by itself."""
ABANDONED = LATE + 1.0
"""Seconds after its time limit at which a system that has not ended is waited for no longer."""

Ask = Callable[[Subject], Observation]
"""Ask an open system about a subject."""
OpenSystem = Callable[[SystemEntry], AbstractContextManager[Ask]]
"""Open a system as it is described; it may be asked several times, and is closed afterwards."""


def isolated(landscape: Landscape, context: BrowserContext | None = None) -> OpenSystem:
    """Return what opens a system of this landscape with connections of its own.

    In a run, the panel gives up a system that takes too long, and so hides that it never ends.
    Here it has enough time to show that: `took` is then longer than its time limit and `LATE`.
    """
    wide = with_this_machine(landscape)

    @contextmanager
    def opened(entry: SystemEntry) -> Iterator[Ask]:
        if entry.in_browser:
            only_this = replace(wide, systems={entry.name: entry})
            with Witnesses(only_this, context=context) as witnesses:
                yield lambda subject: witnesses.observe(subject, [entry.name])[0]
            return
        panel = _panel(entry, wide)
        try:
            yield lambda subject: panel.ask([entry.name], subject)[0]
        finally:
            panel.close()

    return opened


def _panel(entry: SystemEntry, landscape: Landscape) -> Panel:
    masker = landscape.masker()
    system = _OnAnyThread(open_remote(entry, landscape.guard, EvidenceStore(masker)))
    limit = entry.timeout + ABANDONED - GRACE
    seat = Seat(system, limit, TokenBucket(entry.rate))
    return Panel({entry.name: seat}, SystemClock(), masker)


@dataclass(slots=True)
class _OnAnyThread:
    """A system on a thread that can be abandoned, even if it claims the main one."""

    system: System
    main_thread: bool = False

    @property
    def name(self) -> str:
        return self.system.name

    @name.setter
    def name(self, name: str) -> None:
        self.system.name = name

    def observe(self, subject: Subject) -> Observation:
        return self.system.observe(subject)

    def close(self) -> None:
        self.system.close()


def with_this_machine(landscape: Landscape) -> Landscape:
    """Return the landscape with this machine allowed as well, for the stand-ins run here."""
    guard = landscape.guard
    if allowed(LOCALHOST, guard.hosts):
        return landscape
    return replace(landscape, guard=replace(guard, hosts=(*guard.hosts, LOCALHOST)))
