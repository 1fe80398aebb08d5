"""The places where a company's systems go wrong: what passes there can be bent by a fault.

Each seam is a small value that the system hands over before it acts, and gets back unchanged,
changed, several times or not at all (see `faults.Faults.bend`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage

from samestory_demo.messages import Item, Message, Order, ParcelState, Person, Topic


@dataclass(frozen=True, slots=True)
class Delivery:
    """The bus is about to carry a message to a system, `delay` seconds from now.

    `earlier` is what was published before, the oldest first.
    """

    target: str
    message: Message
    delay: float
    earlier: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Posting:
    """The mailer is about to post a letter about an order, `delay` seconds from now."""

    kind: str
    order: Order
    earlier: tuple[Order, ...]
    """The versions that earlier letters told, the first one first."""
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class NightlyMail:
    """The nightly batch is about to post these letters; `archive` are all orders as they stand."""

    letters: tuple[Posting, ...]
    archive: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class Booking:
    """The ERP is about to book an order under a number, `delay` seconds from now."""

    topic: Topic
    number: str
    order: Order
    previous: Order | None
    """What was booked under this number so far."""
    older: tuple[Order, ...]
    """The same partner's other orders as they stand, the oldest first."""
    histories: tuple[tuple[Order, ...], ...] = ()
    """All versions of each of these, the first one first."""
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Transaction:
    """The processor is about to move the money of an order, `delay` seconds from now.

    `deed` is "authorise", "capture", "void", "refund" or "decline"; `amount` is in minor units.
    """

    deed: str
    order: Order
    amount: int
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Match:
    """The CRM is about to look for the contact that a message speaks of, by these columns."""

    email: str
    source: str
    columns: tuple[str, ...] = ("email",)


@dataclass(frozen=True, slots=True)
class Door:
    """A system's port: open, or shut so that connections are refused."""

    system: str
    open: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """A system is about to answer the question of this number: rightly, or `refusal` (a status)."""

    system: str
    method: str
    number: int
    in_browser: bool = False
    """Whether a person asks, who would load the page again."""
    refusal: int = 0
    capitals: bool = False
    """Whether mail addresses are spelt with capitals."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Any letter, about to be handed to the mail server."""

    letter: EmailMessage


@dataclass(frozen=True, slots=True)
class Staging:
    """The CRM is about to write the stage of an order, `delay` seconds from now."""

    order: Order
    stage: str
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Picking:
    """The warehouse is about to take the lines of an order out of their bins."""

    number: str
    items: tuple[Item, ...]
    printed: tuple[Item, ...]
    """The lines of its first pick list."""


@dataclass(frozen=True, slots=True)
class Labelling:
    """The courier is about to write a label: to whom, and on which day."""

    order: Order
    to: Person
    first_seen: Person
    """The customer as an earlier order described her first."""
    day: date


@dataclass(frozen=True, slots=True)
class Scan:
    """The courier is about to write down how far a parcel has come, `delay` seconds from now."""

    tracking: str
    state: ParcelState
    signatory: str
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Handover:
    """The warehouse is about to give a parcel to the courier, before it calls the order shipped."""

    number: str
    given: bool = True


@dataclass(frozen=True, slots=True)
class Shelf:
    """The ERP is about to say how many pieces of an article there are, and if it may be sold."""

    sku: str
    pieces: int
    sellable: bool = True


@dataclass(frozen=True, slots=True)
class AccountListing:
    """The website is about to list a customer's orders in her account."""

    orders: tuple[Order, ...]
