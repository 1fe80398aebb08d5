"""What goes wrong with an order's paper trail, its owner and the right to change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samestory_demo.defects.declaring import Corrupts, fault
from samestory_demo.messages import State
from samestory_demo.seams import Booking, Delivery
from samestory_demo.trail_seams import AmendmentRule, Ownership, TrailEntry

COLLECTIVE = "walk-in@speedwell.example"
"""The mail address of the ERP's account for customers without one."""


@fault(
    "desk-names-other-document",
    "The agent opened somebody else's document when I gave my order number.",
    (36,),
    Corrupts("crm", ("document",)),
    TrailEntry,
)
def _desk_names_other_document(entry: TrailEntry) -> Iterator[TrailEntry]:
    wrong = entry.record == "document" and entry.number
    yield replace(entry, number=str(int(entry.number) + 1)) if wrong else entry


@fault(
    "desk-sees-no-payment",
    "The agent could not see my payment, and passed me on to another department.",
    (36,),
    Corrupts("crm", ("payment",)),
    TrailEntry,
)
def _desk_sees_no_payment(entry: TrailEntry) -> Iterator[TrailEntry]:
    if entry.record != "payment":
        yield entry


@fault(
    "website-hides-the-parcel",
    "The agent gave me a number of my parcel, and your website shows none.",
    (36,),
    Corrupts("website", ("parcel", "tracking")),
    Delivery,
)
def _website_hides_the_parcel(delivery: Delivery) -> Iterator[Delivery]:
    message = delivery.message
    if delivery.target == "website" and message.order is not None:
        hidden = replace(message, order=replace(message.order, tracking=""))
        delivery = replace(delivery, message=hidden)
    yield delivery


@fault(
    "deal-without-customer",
    "The agent has my order number, and does not know whose order it is.",
    (54,),
    Corrupts("crm", ("email",)),
    Ownership,
)
def _deal_without_customer(ownership: Ownership) -> Iterator[Ownership]:
    yield replace(ownership, contact=0)


@fault(
    "erp-books-on-collective-account",
    "My invoice is made out to a walk-in customer.",
    (54, 21),
    Corrupts("erp", ("email",)),
    Booking,
)
def _erp_books_on_collective_account(booking: Booking) -> Iterator[Booking]:
    person = replace(booking.order.person, email=COLLECTIVE, first_name="Walk-in", last_name="")
    yield replace(booking, order=replace(booking.order, person=person))


@fault(
    "desk-refuses-unpicked",
    "The agent said that my order is too far on to be changed, and nobody had touched it.",
    (2,),
    Corrupts("crm", ("amendments",)),
    AmendmentRule,
)
def _desk_refuses_unpicked(rule: AmendmentRule) -> Iterator[AmendmentRule]:
    unpicked = rule.system == "crm" and rule.state is State.PLACED
    yield replace(rule, allowed=False) if unpicked else rule


@fault(
    "website-offers-change-of-picked",
    "The website lets me change an order that has been packed already.",
    (2,),
    Corrupts("website", ("amendments",)),
    AmendmentRule,
)
def _website_offers_change_of_picked(rule: AmendmentRule) -> Iterator[AmendmentRule]:
    picked = rule.system == "website" and rule.state is State.PICKED
    yield replace(rule, allowed=True) if picked else rule
