"""Orders, and stand-ins for everything that the integration reads and tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from samestory_lab.integration.faults import Faults
from samestory_lab.integration.news import (
    Address,
    Content,
    Item,
    Order,
    Person,
    Status,
    Topic,
    as_json,
)
from samestory_lab.integration.queue import Queue
from samestory_lab.integration.seams import Handover
from samestory_lab.integration.service import Integration, Listener

BRACKET = Item("BB-EN", 1, Decimal("89.00"))
CHAINS = Item("CH-11", 2, Decimal("34.45"))
HOME = Address("Hauptstr. 1", "10115", "Berlin", "DE")
ORDER = Order(
    number="100001",
    email="ada@customers.example",
    name="Ada Muster",
    currency="EUR",
    total=Decimal("157.90"),
    address=HOME,
    items=(BRACKET, CHAINS),
)
AMENDED = replace(ORDER, revision=1, items=(CHAINS,), total=Decimal("68.90"))
CANCELLED = replace(AMENDED, revision=2, status=Status.CANCELLED)
ADA = Person("ada@customers.example", "Ada Muster")

HEARS = {
    "erp": frozenset({Topic.ORDER}),
    "payments": frozenset({Topic.ORDER}),
    "crm": frozenset(Topic),
    "shop": frozenset({Topic.SUBSCRIBER}),
}


class FakeOutbox:
    """Tells what was posted."""

    def __init__(self, *contents: Content, topic: Topic = Topic.ORDER) -> None:
        self.events: list[dict[str, Any]] = []
        for each in contents:
            self.post(each, topic)

    def post(self, content: Content, topic: Topic = Topic.ORDER) -> None:
        number = len(self.events) + 1
        self.events.append({"id": number, "type": topic.value, topic.value: as_json(content)})

    def after(self, number: int) -> list[dict[str, Any]]:
        return [each for each in self.events if each["id"] > number]


class FakeTarget:
    """Hears, and knows what it has heard; `down` makes it refuse what it says."""

    def __init__(self) -> None:
        self.heard: list[Handover] = []
        self.down: Callable[[Content], bool] = lambda _content: False

    def tell(self, handover: Handover) -> None:
        if self.down(handover.content):
            raise httpx.ConnectError("refused")
        self.heard.append(handover)

    @property
    def contents(self) -> list[Content]:
        return [each.content for each in self.heard]

    @property
    def latest(self) -> dict[str, Content]:
        """What it holds, by idempotency key: one thing for each key."""
        return {each.key: each.content for each in self.heard}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class House:
    """An integration with two outboxes and four targets, on one queue."""

    def __init__(self, file: Path, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.clock = Clock()
        self.outboxes = {"shop": FakeOutbox(), "list": FakeOutbox()}
        self.targets = {name: FakeTarget() for name in HEARS}
        self.queue = Queue(file)
        self.work = self.opened(self.queue)

    def opened(self, queue: Queue) -> Integration:
        listeners = {name: Listener(each, HEARS[name]) for name, each in self.targets.items()}
        return Integration(queue, self.outboxes, listeners, self.faults, self.clock)

    def work_off(self) -> None:
        """Read and tell until there is nothing left to do at this moment."""
        for source in self.outboxes:
            self.work.take_in(source)
        for target in self.targets:
            while self.work.deliver(target):
                pass

    def heard(self, target: str) -> list[Content]:
        return self.targets[target].contents


@contextmanager
def house_in(folder: Path, *faults: str) -> Iterator[House]:
    house = House(folder / "queue.sqlite", Faults(faults))
    try:
        yield house
    finally:
        house.queue.close()
