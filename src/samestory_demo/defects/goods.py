"""What goes wrong with goods: picking, loading, handing over, carrying and delivering."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from samestory_demo.defects.declaring import Corrupts, fault
from samestory_demo.messages import ParcelState, State, Topic
from samestory_demo.seams import (
    Booking,
    Delivery,
    Handover,
    Labelling,
    Picking,
    Posting,
    Scan,
)

PUT_RIGHT = 2.0
"""Seconds after it was booked: a look at the end finds the right address."""
SECOND_THOUGHT = 0.8
"""Seconds after the parcel was handed over: nobody has asked her yet for a moment."""


@fault(
    "shipped-on-paper",
    "They say that it is on its way, and the courier has never been given it.",
    (5,),
    Corrupts("courier", ("status",)),
    Handover,
)
def _shipped_on_paper(handover: Handover) -> Iterator[Handover]:
    yield replace(handover, given=False)


@fault(
    "erp-ships-what-is-picked",
    "The hotline says that it was shipped, and the courier has no parcel of mine.",
    (5,),
    Corrupts("erp", ("status",)),
    Booking,
)
def _erp_ships_what_is_picked(booking: Booking) -> Iterator[Booking]:
    if booking.order.state is State.PICKED:
        booking = replace(booking, order=replace(booking.order, state=State.SHIPPED))
    yield booking


@fault(
    "mail-without-tracking-number",
    "The mail says that my order is on its way, and not where I can follow it.",
    (5,),
    Corrupts("inbox", ("tracking",)),
    Posting,
)
def _mail_without_tracking_number(posting: Posting) -> Iterator[Posting]:
    if posting.kind == "sent":
        posting = replace(posting, order=replace(posting.order, tracking=""))
    yield posting


@fault(
    "picked-from-the-first-list",
    "You accepted my change, and the parcel holds what I ordered first.",
    (9,),
    Corrupts("warehouse", ("lines",)),
    Picking,
)
def _picked_from_the_first_list(picking: Picking) -> Iterator[Picking]:
    yield replace(picking, items=picking.printed)


@fault(
    "parcel-to-an-old-address",
    "The parcel went to where I lived seven years ago.",
    (10,),
    Corrupts("courier", ("address",)),
    Labelling,
)
def _parcel_to_an_old_address(label: Labelling) -> Iterator[Labelling]:
    yield replace(label, to=label.first_seen)


@fault(
    "erp-takes-the-address-of-her-last-order",
    "You knew that I had moved, and for a while my new order was to go to where I lived before.",
    (10,),
    Corrupts("erp", ("address",)),
    Booking,
)
def _erp_takes_the_address_of_her_last_order(booking: Booking) -> Iterator[Booking]:
    last = booking.older[-1].person if booking.older else booking.order.person
    moved = last.address_lines != booking.order.person.address_lines
    if booking.topic is Topic.ORDER_PLACED and moved:
        yield replace(booking, order=replace(booking.order, person=last))
        booking = replace(booking, delay=PUT_RIGHT)
    yield booking


@fault(
    "courier-counts-from-sunday",
    "I was promised Wednesday, and the courier's code for it means Thursday.",
    (12,),
    Corrupts("courier", ("delivery_day", "day")),
    Labelling,
)
def _courier_counts_from_sunday(label: Labelling) -> Iterator[Labelling]:
    yield replace(label, day=label.day + timedelta(days=1))


@fault(
    "announced-shown-as-collected",
    "The courier says that I have picked it up, and it has not left the warehouse.",
    (13,),
    Corrupts("courier", ("status",)),
    Scan,
)
def _announced_shown_as_collected(scan: Scan) -> Iterator[Scan]:
    announced = scan.state is ParcelState.ANNOUNCED
    yield replace(scan, state=ParcelState.COLLECTED) if announced else scan


@fault(
    "agent-says-it-was-picked-up",
    "The agent insists that I have picked up a parcel that nobody has handed over.",
    (13,),
    Corrupts("crm", ("status",)),
    Delivery,
)
def _agent_says_it_was_picked_up(delivery: Delivery) -> Iterator[Delivery]:
    parcel = delivery.message.parcel
    if parcel and delivery.target == "crm" and parcel.state is ParcelState.ANNOUNCED:
        collected = replace(parcel, state=ParcelState.COLLECTED)
        delivery = replace(delivery, message=replace(delivery.message, parcel=collected))
    yield delivery


@fault(
    "nobody-signed",
    "My parcel was delivered, and the courier cannot say to whom.",
    (14,),
    Corrupts("courier", ("signatory",)),
    Scan,
)
def _nobody_signed(scan: Scan) -> Iterator[Scan]:
    yield replace(scan, signatory="")


@fault(
    "agent-cannot-see-who-signed",
    "Somebody signed for my parcel, and the agent cannot see who.",
    (14,),
    Corrupts("crm", ("signatory",)),
    Delivery,
)
def _agent_cannot_see_who_signed(delivery: Delivery) -> Iterator[Delivery]:
    parcel = delivery.message.parcel
    if parcel and delivery.target == "crm":
        unsigned = replace(parcel, signatory="")
        delivery = replace(delivery, message=replace(delivery.message, parcel=unsigned))
    yield delivery


@fault(
    "agent-not-told-of-early-loading",
    "The truck was loaded a day early, and the agent still promised me the old day.",
    (15,),
    Corrupts("crm", ("delivery_day",)),
    Delivery,
)
def _agent_not_told_of_early_loading(delivery: Delivery) -> Iterator[Delivery]:
    if (delivery.target, delivery.message.topic) != ("crm", Topic.ORDER_LOADED):
        yield delivery


@fault(
    "customer-not-told-of-early-loading",
    "It came a day early, nobody told me, and I was not at home.",
    (15,),
    Corrupts("inbox", ("delivery_day", "count")),
    Posting,
)
def _customer_not_told_of_early_loading(posting: Posting) -> Iterator[Posting]:
    if posting.kind != "early":
        yield posting


@fault(
    "asked-before-delivery",
    "I was asked how I like it, and it has not come yet.",
    (16,),
    Corrupts("inbox", ("record",)),
    Posting,
)
def _asked_before_delivery(posting: Posting) -> Iterator[Posting]:
    yield posting
    if posting.kind == "sent":
        yield replace(posting, kind="follow-up")


@fault(
    "asked-on-second-thought",
    "A moment after the parcel had left, I was asked how I like it.",
    (16,),
    Corrupts("inbox", ("record",)),
    Posting,
)
def _asked_on_second_thought(posting: Posting) -> Iterator[Posting]:
    yield posting
    if posting.kind == "sent":
        yield replace(posting, kind="follow-up", delay=SECOND_THOUGHT)
