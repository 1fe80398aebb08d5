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


class Reason(StrEnum):
    """Why an order was cancelled, or never accepted; who did it goes without saying."""

    CUSTOMER = "by the customer"
    RETURNED = "returned by the customer"
    OUT_OF_STOCK = "out of stock"
    INSUFFICIENT_FUNDS = "insufficient funds"
    LOST_CARD = "lost card"
    ISSUER = "refused by the issuer"


class Payment(StrEnum):
    """How far the payment of an order has come."""

    AUTHORISED = "authorised"
    CAPTURED = "captured"
    RELEASED = "released"
    REFUNDED = "refunded"
    DECLINED = "declined"


PAYMENT_AFTER = {
    Reason.CUSTOMER: Payment.RELEASED,
    Reason.OUT_OF_STOCK: Payment.RELEASED,
    Reason.RETURNED: Payment.REFUNDED,
    Reason.INSUFFICIENT_FUNDS: Payment.DECLINED,
    Reason.LOST_CARD: Payment.DECLINED,
    Reason.ISSUER: Payment.DECLINED,
}
"""What a cancellation means for the money: what was shipped can only be returned."""


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
    reason: Reason | None = None
    """Why it was cancelled, or was never accepted."""
    tracking: str = ""
    """The courier's number of its parcel, once it has been picked."""
    signatory: str = ""
    """Who signed for it, once it has been delivered."""

    @property
    def payment(self) -> Payment:
        """How far its payment should have come; the processor alone knows how far it has."""
        if self.state is State.CANCELLED:
            return PAYMENT_AFTER[self.reason or Reason.CUSTOMER]
        shipped = self.state in {State.SHIPPED, State.DELIVERED}
        return Payment.CAPTURED if shipped else Payment.AUTHORISED

    @property
    def kept(self) -> Decimal:
        """What the company should hold, or have taken and not given back, for it."""
        return Decimal("0.00") if self.state is State.CANCELLED else self.total


class ParcelState(StrEnum):
    """How far a parcel has come."""

    ANNOUNCED = "announced"
    HANDED_OVER = "handed over"
    OUT_FOR_DELIVERY = "out for delivery"
    COLLECTED = "collected"
    DELIVERED = "delivered"
    SENT_BACK = "sent back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A parcel as the courier reports it; `window` is the hours of the day in which it comes."""

    tracking: str
    order_number: str
    state: ParcelState
    day: date
    window: tuple[int, int]
    signatory: str = ""


class Stage(StrEnum):
    """How far an appointment has come."""

    BOOKED = "booked"
    DISPATCHED = "dispatched"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class SiteVisit:
    """One visit to the customer's place: what for, and from when to when."""

    purpose: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """What the technician brings back from a visit."""

    photos: int
    minutes: int

    @property
    def is_evidence(self) -> bool:
        """Whether it shows that the work was done."""
        return self.photos > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One version of one appointment; the installation is the last of its visits.

    The customer gives it new versions, and field service makes progress with it, independently.
    """

    number: str
    version: int
    person: Person
    visits: tuple[SiteVisit, ...]
    order: str = ""
    """The number of the order that is installed; empty if it was booked alone."""
    accepted: bool = False
    """Whether she has accepted the terms."""
    progress: int = 0
    stage: Stage = Stage.BOOKED
    report: Report | None = None

    @property
    def slot(self) -> SiteVisit:
        """The installation itself."""
        return self.visits[-1]


class Topic(StrEnum):
    """What a message is about."""

    ORDER_PLACED = "order placed"
    ORDER_FAILED = "order failed"
    ERP_DOWN = "ERP down"
    ERP_UP = "ERP up"
    ORDER_AMENDED = "order amended"
    ORDER_CANCELLED = "order cancelled"
    ORDER_DECLINED = "order declined"
    PICKING_STARTED = "picking started"
    ORDER_PICKED = "order picked"
    ORDER_LOADED = "order loaded"
    ORDER_SHIPPED = "order shipped"
    ORDER_DELIVERED = "order delivered"
    PARCEL_GIVEN = "parcel given"
    PARCEL_MOVED = "parcel moved"
    ADDRESS_CHANGED = "address changed"
    CHANGE_WANTED = "change wanted"
    CANCELLATION_WANTED = "cancellation wanted"
    CARD_SHOWN = "card shown"
    DOCUMENT_ASKED = "document asked"
    INTENT_ASKED = "intent asked"
    CONFIRMATION_WANTED = "confirmation wanted"
    CONFIRMATION_WANTED_TONIGHT = "confirmation wanted tonight"
    CUSTOMER_REGISTERED = "customer registered"
    CUSTOMER_IMPORTED = "customer imported"
    CUSTOMER_SEEN = "customer seen"
    ACCOUNT_CLOSED = "account closed"
    SIGN_IN_LINK_WANTED = "sign-in link wanted"
    OFFER_MADE = "offer made"
    APPOINTMENT_BOOKED = "appointment booked"
    APPOINTMENT_MOVED = "appointment moved"
    TERMS_ACCEPTED = "terms accepted"
    SERVICE_RELEASED = "service released"
    VISIT_DISPATCHED = "visit dispatched"
    VISIT_REPORTED = "visit reported"
    VISIT_CANCELLED = "visit cancelled"
    VISIT_NEAR = "visit near"
    CALL_TAKEN = "call taken"
    CONSENT_CHANGED = "consent changed"
    CONSENT_SYNCED = "consent synced"
    TIER_GRANTED = "tier granted"
    CASE_ANSWERED = "case answered"
    STOCK_COUNTED = "stock counted"


ORDER_NEWS = frozenset(
    {Topic.ORDER_PLACED, Topic.ORDER_AMENDED, Topic.ORDER_CANCELLED, Topic.ORDER_DECLINED},
)
GOODS_NEWS = frozenset(
    {Topic.ORDER_PICKED, Topic.ORDER_LOADED, Topic.ORDER_SHIPPED, Topic.ORDER_DELIVERED}
)
"""What happens to the goods: told by the warehouse, and in the end by the courier."""
CUSTOMER_NEWS = frozenset(
    {
        Topic.CUSTOMER_REGISTERED,
        Topic.CUSTOMER_IMPORTED,
        Topic.CUSTOMER_SEEN,
        Topic.ADDRESS_CHANGED,
    },
)

APPOINTMENT_NEWS = frozenset(
    {
        Topic.APPOINTMENT_BOOKED,
        Topic.APPOINTMENT_MOVED,
        Topic.TERMS_ACCEPTED,
        Topic.VISIT_DISPATCHED,
        Topic.VISIT_REPORTED,
        Topic.VISIT_CANCELLED,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One piece of news; messages of one `key` reach a system in the order of their sending."""

    topic: Topic
    key: str
    source: str
    person: Person | None = None
    order: Order | None = None
    appointment: Appointment | None = None
    parcel: Parcel | None = None
    details: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What else it says: the quantities wanted, by sku; a link and what it is for; whether she
    wants offers ("yes" or "no") and since when; the number of a case and of its order."""


def news_of(topic: Topic, appointment: Appointment, source: str) -> Message:
    """The news that an appointment has a new version."""
    return Message(
        topic=topic,
        key=appointment.number,
        source=source,
        person=appointment.person,
        appointment=appointment,
    )
