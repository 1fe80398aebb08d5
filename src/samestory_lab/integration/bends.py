"""What faults make of what passes at the seams of the integration, each in one small function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Generic, TypeVar

from samestory_lab.integration.news import Address, Event, Item, Order, Person, Status, Topic
from samestory_lab.integration.seams import Arrival, Handover, Mishap

S = TypeVar("S")

SEVEN_YEARS_AGO = Address("Alte Gasse 7", "01067", "Dresden", "DE")
"""What an import of seven years ago says of everybody."""


@dataclass(frozen=True, slots=True)
class At(Generic[S]):
    """What happens at one seam to one value; a healthy company gives it back as it is."""

    seam: type[S]
    bend: Callable[[S], Iterable[S]]


def orders_to(target: str, change: Callable[[Order], Order]) -> At[Handover]:
    """The target receives each order as `change` makes it."""

    def bend(handover: Handover) -> Iterator[Handover]:
        if handover.target == target and isinstance(handover.content, Order):
            handover = replace(handover, content=change(handover.content))
        yield handover

    return At(Handover, bend)


def never(target: str, which: Callable[[Event], bool]) -> At[Arrival]:
    """Such events are never queued for the target."""

    def bend(arrival: Arrival) -> Iterator[Arrival]:
        if arrival.target != target or not which(arrival.event):
            yield arrival

    return At(Arrival, bend)


def told_again(target: str) -> At[Handover]:
    """The reply to an order is lost; it is sent again, and the first is not looked for."""

    def bend(handover: Handover) -> Iterator[Handover]:
        yield handover
        if handover.target == target and isinstance(handover.content, Order):
            yield replace(handover, looks_first=False)

    return At(Handover, bend)


def older_comes_last(target: str) -> At[Handover]:
    """An update is overtaken: what it replaces is told after it."""

    def bend(handover: Handover) -> Iterator[Handover]:
        yield handover
        if handover.target == target and isinstance(handover.previous, Order):
            yield replace(handover, content=handover.previous, previous=None)

    return At(Handover, bend)


def people_spelt_anew(target: str) -> At[Handover]:
    """A person is told once more, and nobody looks for her in the way that she is now spelt."""

    def bend(handover: Handover) -> Iterator[Handover]:
        yield handover
        if handover.target == target and isinstance(handover.content, Person):
            spelt = replace(handover.content, email=handover.content.email.upper())
            yield replace(handover, content=spelt, looks_first=False)

    return At(Handover, bend)


def fails_unheard(target: str) -> tuple[At[Handover], At[Mishap]]:
    """Every order raises an exception on its way to the target, and the exception is swallowed."""

    def fail(handover: Handover) -> Iterator[Handover]:
        if handover.target == target and isinstance(handover.content, Order):
            raise KeyError("phone")  # nobody asked the customer for one
        yield handover

    def swallow(mishap: Mishap) -> Iterator[Mishap]:
        if mishap.target != target:
            yield mishap

    return At(Handover, fail), At(Mishap, swallow)


def first_line_only(order: Order) -> Order:
    """All lines but the first are lost."""
    return replace(order, items=order.items[:1])


def one_of_each(order: Order) -> Order:
    """Whatever the quantity, it is one."""
    return _with_items(order, lambda item: replace(item, quantity=1))


def rounded_prices(order: Order) -> Order:
    """Cents are rounded away."""
    return _with_items(order, _rounded)


def address_of_seven_years_ago(order: Order) -> Order:
    """It goes where she lived once."""
    return replace(order, address=SEVEN_YEARS_AGO)


def cancelled_where_changed(order: Order) -> Order:
    """A change is told as a cancellation and a new order, and the new order is forgotten."""
    return replace(order, status=Status.CANCELLED) if order.revision else order


def about_an_order(event: Event) -> bool:
    """Any event about an order."""
    return event.topic is Topic.ORDER


def about_a_subscriber(event: Event) -> bool:
    """Somebody has joined the marketing list."""
    return event.topic is Topic.SUBSCRIBER


def a_cancellation(event: Event) -> bool:
    """An order was cancelled."""
    return isinstance(event.content, Order) and event.content.cancelled


def an_amendment(event: Event) -> bool:
    """An order was changed, and not cancelled."""
    order = event.content
    return isinstance(order, Order) and order.revision > 0 and not order.cancelled


def _with_items(order: Order, change: Callable[[Item], Item]) -> Order:
    return replace(order, items=tuple(change(each) for each in order.items))


def _rounded(item: Item) -> Item:
    return replace(item, unit_price=item.unit_price.quantize(Decimal(1), ROUND_HALF_UP))
