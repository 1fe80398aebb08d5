"""The places where cases, consent, offers and the links of mails go wrong; see `seams`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Filing:
    """The CRM is about to file a mail or a call of a customer under a case."""

    channel: str
    """"mail" or "telephone"."""
    email: str
    order: str
    """The number of the order that it is about, or an empty text."""
    case: str | None
    """The number of the open case about the same order, or None: then one is opened."""
    named: bool = True
    """Whether a new case names its customer."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The mailer is about to answer a mail of a customer; an empty text makes a blank mail."""

    case: str
    order: str
    text: str


@dataclass(frozen=True, slots=True)
class Consent:
    """The CRM is about to tell the marketing list whether a customer wants offers."""

    email: str
    wanted: bool
    since: datetime
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class OfferMailing:
    """Marketing is about to mail an offer; `wanted` is False if she has unsubscribed."""

    email: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class Joining:
    """The marketing list is about to take a member in; `known` if it has one of that address."""

    email: str
    known: bool


@dataclass(frozen=True, slots=True)
class AfterCancelling:
    """Marketing hears that a customer has cancelled an order; `stays` on the list she does."""

    email: str
    stays: bool = True


@dataclass(frozen=True, slots=True)
class AfterOrdering:
    """Marketing hears that a customer has ordered: it `subscribes` nobody because of that."""

    email: str
    unsubscribed: bool
    """Whether the list has noted that she wants no offers."""
    subscribes: bool = False


@dataclass(frozen=True, slots=True)
class Merging:
    """The CRM hears that a customer has registered; `keeps` the orders that it has of hers."""

    email: str
    keeps: bool = True


@dataclass(frozen=True, slots=True)
class Import:
    """Marketing is about to import a member whom it may know: what it notes then, since when."""

    email: str
    wanted: bool
    since: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class MailedLink:
    """The mailer is about to put a link into a letter."""

    to: str
    """"order" or "case": what the letter is about."""
    url: str
    others: tuple[str, ...]
    """Where the customer's other orders are."""


@dataclass(frozen=True, slots=True)
class OptOutOpened:
    """The website is about to show the page that ends a subscription; looking changes nothing."""

    email: str
    unsubscribes: bool = False


@dataclass(frozen=True, slots=True)
class OfferShown:
    """The website is about to show an offer, or to put it into the basket, at a price."""

    price: Decimal
    usual_price: Decimal
    offered_price: Decimal
    ended: bool
