"""A crash between any two steps loses nothing and books nothing twice.

Everything that the integration does is a call of an outbox or of a target, a request, or a
statement in its queue. The process is killed once before and once after each of them, in turn;
another one is started on what the first has left behind.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from samestory_lab.integration.faults import Faults
from samestory_lab.integration.news import Order, Topic
from samestory_lab.integration.payments import Payments
from samestory_lab.integration.queue import Queue
from samestory_lab.integration.service import Integration, Listener
from samestory_lab.integration.tryton import Tryton
from tests.samestory_lab.fake_stripe import FakeStripe
from tests.samestory_lab.fake_tryton import FakeTryton
from tests.samestory_lab.integration_fakes import (
    ADA,
    AMENDED,
    CANCELLED,
    HEARS,
    ORDER,
    Clock,
    FakeOutbox,
    FakeTarget,
)


class Killed(BaseException):
    """The process is gone; nothing in it can catch this."""


class Fuse:
    """Burns down step by step, and kills at the last one."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def burn(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed


class Fused:
    """Any object: the fuse burns before and after each call of one of its methods."""

    def __init__(self, thing: Any, fuse: Fuse) -> None:
        self._thing = thing
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._thing, name)

        def call(*args: Any, **named: Any) -> Any:
            self._fuse.burn()
            result = method(*args, **named)
            self._fuse.burn()
            return result

        return call


def fused_connection(fuse: Fuse) -> type[sqlite3.Connection]:
    """A database in which the fuse burns before and after each statement, also within a step."""

    class Connection(sqlite3.Connection):
        def execute(self, *args: Any) -> sqlite3.Cursor:
            fuse.burn()
            result = super().execute(*args)
            fuse.burn()
            return result

        def executescript(self, script: str) -> sqlite3.Cursor:
            result = super().executescript(script)
            super().execute("pragma synchronous = off")  # it is no power cut that is played
            return result

        def executemany(self, *args: Any) -> sqlite3.Cursor:
            fuse.burn()
            result = super().executemany(*args)
            fuse.burn()
            return result

    return Connection


class World:
    """What outlives a process: the outboxes, the targets and the queue's file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.shop, self.list = FakeOutbox(), FakeOutbox(ADA, topic=Topic.SUBSCRIBER)
        self.erp, self.stripe = FakeTryton(), FakeStripe()
        self.crm, self.accounts = FakeTarget(), FakeTarget()

    def run(self, fuse: Fuse) -> None:
        """One process: it opens the queue and works until there is nothing to do, or is killed."""
        queue = Queue(self.file, fused_connection(fuse))
        sources = {"shop": self.shop, "list": self.list}
        targets = {
            "erp": Tryton(_client(self.erp, fuse)),
            "payments": Payments(_client(self.stripe, fuse)),
            "crm": self.crm,
            "shop": self.accounts,
        }
        work = Integration(
            queue,
            {name: Fused(each, fuse) for name, each in sources.items()},
            {name: Listener(Fused(each, fuse), HEARS[name]) for name, each in targets.items()},
            Faults(),
            Clock(),
        )
        try:
            for source in sources:
                work.take_in(source)
            for target in targets:
                while work.deliver(target):
                    pass
        finally:
            queue.close()

    def survive(self, fuse: Fuse) -> bool:
        """Run, and where that was killed run again; whether it was killed."""
        try:
            self.run(fuse)
        except Killed:
            self.run(Fuse(0))
            return True
        return False


def _client(system: Any, fuse: Fuse) -> httpx.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        fuse.burn()
        response: httpx.Response = system(request)
        fuse.burn()
        return response

    return httpx.Client(base_url=system.address, transport=httpx.MockTransport(answer))


@pytest.fixture
def worlds(tmp_path: Path) -> Iterator[World]:
    """One world after another, each with a file of its own."""
    return (World(tmp_path / f"{number}.sqlite") for number in count())


def test_a_new_order_and_a_new_subscriber_survive_a_crash_at_every_step(worlds: Iterator[World]):
    """One sale, one payment, one order in the CRM, one account: wherever it was killed."""
    for steps in count(1):
        world = next(worlds)
        world.shop.post(ORDER)
        killed = world.survive(Fuse(steps))

        assert [(ORDER.number, "confirmed")] == [each[:2] for each in world.erp.sold()], steps
        assert [(15790, "requires_capture")] == world.stripe.told(ORDER.number), steps
        assert {ORDER, ADA} == set(world.crm.latest.values()), steps
        assert {ADA} == set(world.accounts.latest.values()), steps
        if not killed:
            assert steps > 80, "every step must have been tried"
            return


@pytest.mark.parametrize(
    ("change", "state", "money"),
    [
        (AMENDED, "confirmed", [(15790, "canceled"), (6890, "requires_capture")]),
        (CANCELLED, "cancelled", [(15790, "canceled")]),
    ],
)
def test_a_change_survives_a_crash_at_every_step(
    worlds: Iterator[World], change: Order, state: str, money: list[tuple[int, str]]
):
    """The one sale has the new lines and the money has followed: wherever it was killed."""
    for steps in count(1):
        world = next(worlds)
        world.shop.post(ORDER)
        world.run(Fuse(0))
        world.shop.post(change)
        killed = world.survive(Fuse(steps))

        lines = [("CH-11", 2, "34.45")]
        assert [(ORDER.number, state, lines)] == world.erp.sold(), steps
        assert money == world.stripe.told(ORDER.number), steps
        assert change in world.crm.contents, steps
        if not killed:
            return
