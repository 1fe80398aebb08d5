"""What the integration carries: orders as they are now, and people with a mail address.

The JSON is that of the outboxes: of an order `number`, `revision`, `status`, `email`, `name`,
`currency`, `total`, `address` and `items`, with amounts as decimal strings; of a person `email`
and `name`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any


class Unreadable(ValueError):
    """An event of an outbox is not as agreed."""


class Topic(StrEnum):
    """What an event is about."""

    ORDER = "order"
    CUSTOMER = "customer"
    SUBSCRIBER = "subscriber"


class Status(StrEnum):
    """Whether an order is to be delivered."""

    PLACED = "placed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Item:
    """So many of one article, at a price for each."""

    sku: str
    quantity: int
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class Address:
    """Where an order goes; `country` is the ISO code of two letters."""

    street: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order as it was after `revision` changes; revision 0 is the order as it was placed."""

    number: str
    revision: int = 0
    status: Status = Status.PLACED
    email: str
    name: str
    currency: str
    total: Decimal
    address: Address
    items: tuple[Item, ...]

    @property
    def cancelled(self) -> bool:
        """Whether nothing is to be delivered."""
        return self.status is Status.CANCELLED


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a mail address."""

    email: str
    name: str


Content = Order | Person


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of an outbox. `about` is the thing it speaks of, `revision` orders what is said."""

    number: int
    topic: Topic
    content: Content

    @property
    def about(self) -> str:
        """What must be told in turn: an order, or a person as one outbox knows her."""
        if isinstance(self.content, Order):
            return f"{self.topic} {self.content.number}"
        return f"{self.topic} {self.content.email.casefold()}"

    @property
    def revision(self) -> int:
        """Which of two events about the same is the newer one."""
        return self.content.revision if isinstance(self.content, Order) else self.number


def read_event(told: Mapping[str, Any]) -> Event:
    """An event from the JSON of an outbox (Unreadable)."""
    try:
        topic = Topic(told["type"])
        content = told.get(topic, told)  # the list tells a subscriber without a table of its own
        return Event(told["id"], topic, read_content(content))
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as wrong:
        raise Unreadable(f"{type(wrong).__name__}: {wrong}") from wrong


def read_content(told: Mapping[str, Any]) -> Content:
    """An order or a person from JSON (KeyError, ValueError, TypeError, InvalidOperation)."""
    if "number" not in told:
        return Person(told["email"], told["name"])
    return Order(
        number=told["number"],
        revision=int(told["revision"]),
        status=Status(told["status"]),
        email=told["email"],
        name=told["name"],
        currency=told["currency"],
        total=Decimal(told["total"]),
        address=Address(**{name: told["address"][name] for name in Address.__slots__}),
        items=tuple(
            Item(each["sku"], int(each["quantity"]), Decimal(each["unit_price"]))
            for each in told["items"]
        ),
    )


def as_json(content: Content) -> dict[str, Any]:
    """The same as JSON: what is kept in the queue, and what the CRM is told."""
    told: dict[str, Any] = asdict(content)
    if isinstance(content, Order):
        told["total"] = str(content.total)
        for item in told["items"]:
            item["unit_price"] = str(item["unit_price"])
    return told
