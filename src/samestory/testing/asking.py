"""Open one system, as described, and ask it the way a run would; but nobody gives it up early."""

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
from samestory.polling.convergence import SystemClock
from samestory.polling.panel import GRACE, Panel, Seat
from samestory.polling.rate_limit import TokenBucket
from samestory.testing.stand_ins import HERE
from samestory.witnesses import Witnesses

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

LATE = 2.0
"""Seconds after its time limit by which a system has to have ended by itself."""
LEFT_BEHIND = LATE + 1.0
"""Seconds after its time limit at which one that has not ended is left to itself."""

Ask = Callable[[Subject], Observation]
"""What a system says about a subject, or why it could not be asked."""
Opens = Callable[[SystemEntry], AbstractContextManager[Ask]]
"""A system, opened: it may be asked once or more, and is closed afterwards."""


def opening(landscape: Landscape, context: BrowserContext | None = None) -> Opens:
    """Open each system with connections of its own, so that none remembers what came before.

    In a run, a panel gives up whoever takes too long, and so hides that he never ends. Here he has
    time enough to show it: `took` is then longer than his time limit and `LATE` together.
    """
    wide = with_this_machine(landscape)

    @contextmanager
    def opened(entry: SystemEntry) -> Iterator[Ask]:
        if entry.in_browser:
            with Witnesses(replace(wide, systems={entry.name: entry}), context=context) as all_one:
                yield lambda subject: all_one.observe(subject, [entry.name])[0]
            return
        panel = _panel(entry, wide)
        try:
            yield lambda subject: panel.ask([entry.name], subject)[0]
        finally:
            panel.close()

    return opened


def _panel(entry: SystemEntry, landscape: Landscape) -> Panel:
    masker = landscape.masker()
    system = _Aside(open_remote(entry, landscape.guard, EvidenceStore(masker)))
    patient = entry.timeout + LEFT_BEHIND - GRACE
    return Panel(
        {entry.name: Seat(system, patient, TokenBucket(entry.rate))}, SystemClock(), masker
    )


@dataclass(slots=True)
class _Aside:
    """A system on a thread that can be left behind, also where it wants the main one."""

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
    """The landscape with this machine allowed as well: the stand-ins are here."""
    guard = landscape.guard
    if allowed(HERE, guard.hosts):
        return landscape
    return replace(landscape, guard=replace(guard, hosts=(*guard.hosts, HERE)))
