"""What the systems tell each other over the bus: the company's common words.

Every system keeps its own words, codes and formats; it translates from these when it hears them.
Money is in euros; mail addresses are canonical (see `canonical_address`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


def canonical_address(email: str) -> str:
    """One spelling for one mailbox: no spaces around it, no capitals."""
    return email.strip().casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A customer as one message describes her; an empty string means that it does not say."""

    email: str
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""

    @property
    def name(self) -> str:
        """First and last name in one."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def address_lines(self) -> tuple[str, ...]:
        """Where she lives, as it is written on a parcel, without her name."""
        return (self.street, f"{self.postcode} {self.city}".strip(), self.country)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an order; the price is that of one piece."""

    sku: str
    title: str
    quantity: int
    unit_price: Decimal

    @property
    def total(self) -> Decimal:
        """What the whole line costs."""
        return self.quantity * self.unit_price


class State(StrEnum):
    """How far an order has come."""

    PLACED = "placed"
    PICKED = "picked"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One version of one order; version 1 is what was ordered first."""

    number: str
    version: int
    person: Person
    items: tuple[Item, ...]
    total: Decimal
    state: State
    delivery_day: date
    placed_at: datetime


class Topic(StrEnum):
    """What a message is about."""

    ORDER_PLACED = "order placed"
    ORDER_AMENDED = "order amended"
    ORDER_CANCELLED = "order cancelled"
    ORDER_PICKED = "order picked"
    ORDER_SHIPPED = "order shipped"
    ORDER_DELIVERED = "order delivered"
    CHANGE_WANTED = "change wanted"
    CONFIRMATION_WANTED = "confirmation wanted"
    CUSTOMER_REGISTERED = "customer registered"
    CUSTOMER_IMPORTED = "customer imported"
    CUSTOMER_SEEN = "customer seen"
    SUBSCRIPTION_WANTED = "subscription wanted"
    SIGN_IN_LINK_WANTED = "sign-in link wanted"
    OFFER_MADE = "offer made"


ORDER_NEWS = frozenset({Topic.ORDER_PLACED, Topic.ORDER_AMENDED, Topic.ORDER_CANCELLED})
CUSTOMER_NEWS = frozenset(
    {Topic.CUSTOMER_REGISTERED, Topic.CUSTOMER_IMPORTED, Topic.CUSTOMER_SEEN},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One piece of news; messages of one `key` reach a system in the order of their sending."""

    topic: Topic
    key: str
    source: str
    person: Person | None = None
    order: Order | None = None
    details: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What else it says: the quantities wanted, by sku; a link and what it is for."""
