"""The integration itself: from the outboxes into the queue, and from the queue to the targets."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

import httpx

from samestory_lab.integration.faults import Faults
from samestory_lab.integration.news import Event, Topic, Unreadable, read_event
from samestory_lab.integration.queue import Queue, Waiting
from samestory_lab.integration.seams import Arrival, Handover, Mishap

LOG = logging.getLogger("samestory_demo.integration")

FIRST_GAP = 0.5
"""Seconds until something that failed is tried again; the gap doubles with each try."""
LONGEST_GAP = 30.0


class Tells(Protocol):
    """An outbox."""

    def after(self, number: int) -> list[dict[str, Any]]:
        """The events after this one, oldest first."""
        ...


class Target(Protocol):
    """A system that is told. To be told the same twice must be the same as to be told once."""

    def tell(self, handover: Handover) -> None:
        """Have in this system what is handed over."""
        ...


class Listener(NamedTuple):
    """A target, and the events that it receives."""

    target: Target
    topics: frozenset[Topic]


class Integration:
    """Carries what the outboxes tell to those who listen for it.

    A step is never taken before the one before it is written down: after a crash between any two
    of them the same step is taken again, and no target makes anything twice of that.
    """

    def __init__(
        self,
        queue: Queue,
        outboxes: Mapping[str, Tells],
        listeners: Mapping[str, Listener],
        faults: Faults,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._queue = queue
        self._outboxes = outboxes
        self._listeners = listeners
        self._faults = faults
        self._clock = clock

    def take_in(self, source: str) -> bool:
        """Queue what is new in an outbox, and say if anything was (raises httpx.HTTPError)."""
        news = self._outboxes[source].after(self._queue.seen(source))
        for told in news:
            try:
                event = read_event(told)
            except Unreadable as why:
                LOG.error("%s: event %s cannot be read: %s", source, told["id"], why)  # noqa: TRY400 - no fault of ours
                self._queue.set_aside(source, told["id"], told, str(why))
            else:
                self._queue.take_in(source, event, list(self._arriving(event)))
        return bool(news)

    def deliver(self, target: str) -> bool:
        """Tell a target what it is to be told next; tells whether there was anything to tell."""
        waiting = self._queue.next_due(target, self._clock())
        if waiting is None:
            return False
        try:
            self._hand_over(waiting)
        except Exception as trouble:  # noqa: BLE001  (whatever it is, nothing may be lost by it)
            self._put_back(waiting, trouble)
        else:
            self._queue.done(waiting)
        return True

    def _arriving(self, event: Event) -> Iterator[str]:
        for target, listener in self._listeners.items():
            if event.topic in listener.topics:
                for each in self._faults.bend(Arrival(target, event)):
                    yield each.target

    def _hand_over(self, waiting: Waiting) -> None:
        previous = self._queue.previous(waiting)
        planned = Handover(waiting.target, waiting.content, waiting.key, previous)
        for each in self._faults.bend(planned):
            self._listeners[each.target].target.tell(each)

    def _put_back(self, waiting: Waiting, trouble: Exception) -> None:
        if not self._faults.bend(Mishap(waiting.target, trouble)):
            self._queue.done(waiting)
            return
        gap = min(FIRST_GAP * 2.0**waiting.attempts, LONGEST_GAP)
        said = _said(trouble)
        LOG.warning("%s waits to be told again in %.1f s: %s", waiting.key, gap, said)
        self._queue.later(waiting, self._clock() + gap, said)


def _said(trouble: Exception) -> str:
    said = f"{type(trouble).__name__}: {trouble}"
    if isinstance(trouble, httpx.HTTPStatusError):
        return f"{said} {trouble.response.text[:500]}"
    return said
