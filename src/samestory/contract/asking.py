"""Ask one system, as described, the way a run would ask it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from samestory.contract.stand_ins import HERE
from samestory.landscape import Landscape
from samestory.model import Observation, Subject
from samestory.systems.entries import SystemEntry
from samestory.systems.guard import allowed
from samestory.witnesses import Witnesses

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

Ask = Callable[[SystemEntry, Subject], Observation]
"""What a system says about a subject, or why it could not be asked."""


def asking(landscape: Landscape, context: BrowserContext | None = None) -> Ask:
    """Ask each system over connections of its own, so that none remembers what came before."""
    open_landscape = with_this_machine(landscape)

    def ask(entry: SystemEntry, subject: Subject) -> Observation:
        alone = replace(open_landscape, systems={entry.name: entry})
        with Witnesses(alone, context=context) as witnesses:
            [said] = witnesses.observe(subject, [entry.name])
        return said

    return ask


def with_this_machine(landscape: Landscape) -> Landscape:
    """The landscape with this machine allowed as well: the stand-ins are here."""
    guard = landscape.guard
    if allowed(HERE, guard.hosts):
        return landscape
    return replace(landscape, guard=replace(guard, hosts=(*guard.hosts, HERE)))
