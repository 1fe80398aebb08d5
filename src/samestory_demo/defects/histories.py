"""What was told before a delivery: the history that a fault of order looks back at."""

from __future__ import annotations

from itertools import dropwhile

from samestory_demo.messages import Message, Topic
from samestory_demo.seams import Delivery


def goes_to(delivery: Delivery, target: str, *topics: Topic) -> bool:
    """Whether this delivery tells a system one of these topics."""
    return delivery.target == target and delivery.message.topic in topics


def told_of_it(delivery: Delivery, topic: Topic) -> list[Message]:
    """Return the earlier news of a topic about the same order or appointment, oldest first."""
    found = (each for each in delivery.earlier if each.topic is topic)
    return [each for each in found if each.key == delivery.message.key]


def told_of_her(delivery: Delivery, topic: Topic) -> list[Message]:
    """Return the earlier news of a topic about the same customer, oldest first."""
    found = (each for each in delivery.earlier if each.topic is topic)
    return [each for each in found if _of(each) == _of(delivery.message)]


def told_since_ordered(delivery: Delivery, topic: Topic) -> list[Message]:
    """Return the news of a topic about the same customer since this order was placed."""

    def before(each: Message) -> bool:
        return (each.topic, each.key) != (Topic.ORDER_PLACED, delivery.message.key)

    since = dropwhile(before, delivery.earlier)
    return [each for each in since if each.topic is topic and _of(each) == _of(delivery.message)]


def _of(message: Message) -> str:
    return message.person.email if message.person else ""
