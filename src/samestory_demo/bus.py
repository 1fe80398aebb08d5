"""The integration bus: how the systems learn from each other, later and one after another.

A message reaches each system that listens for its topic after its own delay. Messages of one
key reach one system in the order of their sending; a system that is down gets them when it is up
again. Nothing is lost, and nothing comes twice, unless a fault makes it so.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, Coroutine
from random import Random

from samestory_demo.faults import Faults
from samestory_demo.messages import Message, Topic
from samestory_demo.seams import Delivery
from samestory_demo.traces import CONSUMER, facts_of, span

log = logging.getLogger(__name__)

REMEMBERED = 500
"""How many messages are kept for faults that look back."""

Hear = Callable[[Message], Awaitable[None]]
Answer = Callable[[Message], Awaitable[Message]]
Action = Callable[[], Coroutine[None, None, None]]
Sleep = Callable[[float], Awaitable[None]]


class Bus:
    """Carries messages; `delay` is the shortest and the longest delay in seconds."""

    def __init__(
        self,
        faults: Faults,
        delay: tuple[float, float],
        seed: int,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._faults = faults
        self._sleep = sleep
        self._delay = delay
        self._seed = seed
        self._published: Counter[str] = Counter()
        self._told: deque[Message] = deque(maxlen=REMEMBERED)
        self._listeners: dict[Topic, list[tuple[str, Hear]]] = defaultdict(list)
        self._servants: dict[Topic, tuple[str, Answer]] = {}
        self._lanes: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._open: dict[str, asyncio.Event] = defaultdict(_set_event)

    @property
    def pending(self) -> int:
        """How many messages and errands are still on their way."""
        return len(self._tasks)

    def listen(self, target: str, topics: Collection[Topic], hear: Hear) -> None:
        """From now on tell `target` of these topics."""
        for topic in topics:
            self._listeners[topic].append((target, hear))

    def serve(self, target: str, topic: Topic, answer: Answer) -> None:
        """From now on let `target` answer questions of this topic."""
        self._servants[topic] = (target, answer)

    async def ask(self, message: Message) -> Message | None:
        """Ask the system that serves a topic and wait for its answer; None if it is down."""
        target, answer = self._servants[message.topic]
        return await answer(message) if self._open[target].is_set() else None

    async def heard(self, target: str, key: str) -> None:
        """Wait until a system has heard all that is on its way to it under a key."""
        while under_way := self._lanes.get((target, key)):
            await asyncio.wait([under_way])

    def publish(self, message: Message) -> None:
        """Tell everybody who listens; returns at once."""
        earlier = tuple(self._told)
        self._told.append(message)
        for target, hear in self._listeners[message.topic]:
            planned = Delivery(target, message, self._jitter(target, message), earlier)
            deliveries = self._faults.bend(planned)
            if not deliveries:
                log.info("%s %s: lost on the way to %s", message.topic, message.key, target)
            for delivery in deliveries:
                self._send(delivery, hear)

    def reseed(self, seed: int) -> None:
        """Begin the jitter of this seed."""
        self._seed = seed
        self._published.clear()

    def _jitter(self, target: str, message: Message) -> float:
        """Return the delay of a delivery in seconds.

        It depends on the seed, and on who is told what for which time; not on what else goes on.
        """
        told = f"{target}/{message.topic}/{message.key}"
        self._published[told] += 1
        chance = Random(f"{self._seed}/{told}/{self._published[told]}")  # noqa: S311 - no secret
        return chance.uniform(*self._delay)

    def after(self, seconds: float, action: Action) -> None:
        """Do something a little later, unless everything is dropped before."""

        async def errand() -> None:
            await self._sleep(seconds)
            await action()

        self._keep(asyncio.create_task(errand()))

    def set_open(self, target: str, *, is_open: bool) -> None:
        """Hold back what is meant for a system that is down, or let it go on."""
        event = self._open[target]
        if is_open:
            event.set()
        else:
            event.clear()

    async def drop_all(self) -> None:
        """Forget everything that was told, and what is still on its way."""
        self._told.clear()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _send(self, delivery: Delivery, hear: Hear) -> None:
        lane = (delivery.target, delivery.message.key)
        task = asyncio.create_task(self._carry(delivery, hear, self._lanes.get(lane)))
        self._lanes[lane] = task
        task.add_done_callback(lambda done: self._leave(lane, done))
        self._keep(task)

    def _leave(self, lane: tuple[str, str], task: asyncio.Task[None]) -> None:
        if self._lanes.get(lane) is task:
            del self._lanes[lane]

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(
        self,
        delivery: Delivery,
        hear: Hear,
        before: asyncio.Task[None] | None,
    ) -> None:
        await self._sleep(delivery.delay)
        if before is not None:
            await asyncio.wait([before])
        await self._open[delivery.target].wait()
        message = delivery.message
        try:
            with span(str(message.topic), delivery.target, facts_of(message), CONSUMER):
                await hear(message)
        except Exception:
            log.exception("%s %s: %s failed", message.topic, message.key, delivery.target)
        else:
            way = f"{message.source} -> {delivery.target}"
            log.info("%s %s: %s (%.3f s)", message.topic, message.key, way, delivery.delay)


def _set_event() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event
