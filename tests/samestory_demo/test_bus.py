from __future__ import annotations

import asyncio

from samestory_demo.bus import Bus
from samestory_demo.faults import Faults
from samestory_demo.messages import Message, Topic
from tests.samestory_demo.backstage import HandClock


def _news(key: str, what: str) -> Message:
    return Message(topic=Topic.ORDER_PLACED, key=key, source="website", details={"what": what})


class _Listener:
    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    async def hear(self, message: Message) -> None:
        self.heard.append((message.key, message.details["what"]))


def _bus(clock: HandClock, listener: _Listener, seed: int = 0) -> Bus:
    bus = Bus(Faults(), (0.05, 0.4), seed, clock.sleep)
    bus.listen("erp", {Topic.ORDER_PLACED}, listener.hear)
    return bus


def test_nothing_arrives_at_once():
    """Between a change and its hearing lies the delay, so that the systems really lag."""

    async def scene() -> tuple[int, int]:
        clock, listener = HandClock(), _Listener()
        _bus(clock, listener).publish(_news("A-1", "placed"))
        await clock.turn(0.049)
        early = len(listener.heard)
        await clock.turn(0.4)
        return early, len(listener.heard)

    assert (0, 1) == asyncio.run(scene())


def test_news_of_one_order_keeps_its_order():
    """However the delays fall, an amendment never overtakes the order that it amends."""

    async def scene(seed: int) -> list[str]:
        clock, listener = HandClock(), _Listener()
        bus = _bus(clock, listener, seed)
        for what in ("placed", "amended", "amended again"):
            bus.publish(_news("A-1", what))
        await clock.turn(2)
        return [what for _, what in listener.heard]

    for seed in range(30):
        assert ["placed", "amended", "amended again"] == asyncio.run(scene(seed))


def test_a_system_can_be_waited_for_until_it_has_heard_everything():
    """All that is on its way about one order, and nothing about another one."""

    async def scene() -> tuple[list[bool], int]:
        clock, listener = HandClock(), _Listener()
        bus = _bus(clock, listener)
        waiting = [asyncio.ensure_future(bus.heard("erp", "A-2"))]
        for what in ("placed", "amended"):
            bus.publish(_news("A-1", what))
        waiting.append(asyncio.ensure_future(bus.heard("erp", "A-1")))
        await clock.turn(0.049)
        early = [each.done() for each in waiting]
        await clock.turn(2)
        await waiting[1]
        return early, len(listener.heard)

    assert ([True, False], 2) == asyncio.run(scene())


def test_orders_do_not_wait_for_each_other():
    """News of another order may come first."""

    async def scene(seed: int) -> str:
        clock, listener = HandClock(), _Listener()
        bus = _bus(clock, listener, seed)
        bus.publish(_news("A-1", "placed"))
        bus.publish(_news("A-2", "placed"))
        await clock.turn(2)
        return listener.heard[0][0]

    assert {"A-1", "A-2"} == {asyncio.run(scene(seed)) for seed in range(30)}


def test_a_system_that_is_down_hears_everything_when_it_is_up():
    """What could not be delivered is kept, in its order."""

    async def scene() -> tuple[int, int, list[str]]:
        clock, listener = HandClock(), _Listener()
        bus = _bus(clock, listener)
        bus.set_open("erp", is_open=False)
        bus.publish(_news("A-1", "placed"))
        bus.publish(_news("A-1", "amended"))
        await clock.turn(5)
        pending, heard = bus.pending, len(listener.heard)
        bus.set_open("erp", is_open=True)
        await clock.turn(1)
        return pending, heard, [what for _, what in listener.heard]

    assert (2, 0, ["placed", "amended"]) == asyncio.run(scene())


def test_one_failure_does_not_stop_the_next_news(caplog):
    """Who stumbles over a message still hears the next one, and it is written down."""

    async def scene() -> list[str]:
        clock, heard = HandClock(), []

        async def hear(message: Message) -> None:
            if not heard:
                heard.append("stumbled")
                raise ValueError("no such article")
            heard.append(message.details["what"])

        bus = Bus(Faults(), (0.0, 0.1), 0, clock.sleep)
        bus.listen("erp", {Topic.ORDER_PLACED}, hear)
        bus.publish(_news("A-1", "placed"))
        bus.publish(_news("A-1", "amended"))
        await clock.turn(1)
        return heard

    assert ["stumbled", "amended"] == asyncio.run(scene())
    assert "order placed A-1: erp failed" in caplog.text


def test_dropping_everything_leaves_nothing_on_the_way():
    """After a reset nothing old arrives."""

    async def scene() -> tuple[int, int]:
        clock, listener = HandClock(), _Listener()
        bus = _bus(clock, listener)
        bus.publish(_news("A-1", "placed"))
        await bus.drop_all()
        await clock.turn(5)
        return bus.pending, len(listener.heard)

    assert (0, 0) == asyncio.run(scene())
