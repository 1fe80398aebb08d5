"""The integration as data: which piece of a company tells and hears what, and its way in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx

from samestory_lab.integration.accounts import Accounts
from samestory_lab.integration.creme import Creme
from samestory_lab.integration.faults import Faults
from samestory_lab.integration.news import Topic
from samestory_lab.integration.outbox import Outbox
from samestory_lab.integration.payments import Payments
from samestory_lab.integration.queue import Queue
from samestory_lab.integration.service import Integration, Listener, Target
from samestory_lab.integration.shifts import Shift
from samestory_lab.integration.tryton import Tryton
from samestory_lab.settings import Secrets, Settings

TIMEOUT = 10.0
"""Seconds that a system may take to answer the integration."""
READING_PACE = 0.3
"""Seconds between two questions to an outbox."""
TELLING_PACE = 0.1
"""Seconds between two looks into the queue for one target."""


@dataclass(frozen=True, slots=True)
class Door:
    """How a piece lets the integration in: a path before all others, and what shows who asks."""

    path: str
    auth: Callable[[Secrets], httpx.Auth | None]
    headers: Callable[[Secrets], Mapping[str, str]]


def _no_auth(_secrets: Secrets) -> None:
    return None


def _no_headers(_secrets: Secrets) -> Mapping[str, str]:
    return {}


DOORS: Mapping[str, Door] = {
    "shop": Door("", lambda of: httpx.BasicAuth("sync", of.shop_sync_password), _no_headers),
    "list": Door("", _no_auth, lambda of: {"X-List-Key": of.list_key}),
    "crm": Door("", _no_auth, lambda of: {"X-Sync-Key": of.crm_sync_key}),
    "erp": Door(
        "/erp/rest/model/", _no_auth, lambda of: {"Authorization": f"Bearer {of.erp_sync_key}"}
    ),
    "payments": Door("/v1/", lambda of: httpx.BasicAuth(of.payments_key, ""), _no_headers),
}
TELL = ("shop", "list")
"""The pieces that have an outbox."""
HEAR: Mapping[str, tuple[Callable[[httpx.Client], Target], frozenset[Topic]]] = {
    "erp": (Tryton, frozenset({Topic.ORDER})),
    "payments": (Payments, frozenset({Topic.ORDER})),
    "crm": (Creme, frozenset({Topic.ORDER, Topic.CUSTOMER, Topic.SUBSCRIBER})),
    "shop": (Accounts, frozenset({Topic.SUBSCRIBER})),
}
"""The pieces that are told, and of what. The list is told nothing: an order is no consent."""


class Running:
    """The integration of a company that has these pieces, at work from `start` to `stop`.

    `file` is the queue's. One thread reads each outbox and one tells each target, so that a system
    that is slow or down holds up no other.
    """

    def __init__(
        self, pieces: Collection[str], settings: Settings, faults: Faults, file: Path
    ) -> None:
        self._until_stopped = ExitStack()
        queue = Queue(file)
        self._until_stopped.callback(queue.close)
        clients = {
            name: self._until_stopped.enter_context(_client(name, settings))
            for name in DOORS
            if name in pieces
        }
        outboxes = {name: Outbox(clients[name]) for name in TELL if name in pieces}
        listeners = {
            name: Listener(made(clients[name]), topics)
            for name, (made, topics) in HEAR.items()
            if name in pieces
        }
        work = Integration(queue, outboxes, listeners, faults)
        self._shifts = [
            *(_reading(work, each) for each in outboxes),
            *(_telling(work, each) for each in listeners),
        ]

    def start(self) -> None:
        """Begin."""
        for each in self._shifts:
            each.start()

    def stop(self) -> None:
        """Finish what is at hand, and leave the rest in the queue."""
        for each in self._shifts:
            each.stop()
        self._until_stopped.close()


def _reading(work: Integration, source: str) -> Shift:
    return Shift(f"reading the {source}", lambda: work.take_in(source), pace=READING_PACE)


def _telling(work: Integration, target: str) -> Shift:
    return Shift(f"telling the {target}", lambda: work.deliver(target), pace=TELLING_PACE)


def _client(piece: str, settings: Settings) -> httpx.Client:
    door = DOORS[piece]
    return httpx.Client(
        base_url=settings.address(piece) + door.path,
        auth=door.auth(settings.secrets),
        headers=door.headers(settings.secrets),
        trust_env=False,
        timeout=TIMEOUT,
    )
