"""What is done to one order, and changes something else about the same customer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samestory_demo.customer_seams import AfterCancelling
from samestory_demo.defects.declaring import Corrupts, fault
from samestory_demo.messages import State, Topic
from samestory_demo.seams import Booking


@fault(
    "cancelling-cancels-both",
    "I cancelled one of my two orders, and the warehouse has stopped both.",
    (41,),
    Corrupts("erp", ("status",)),
    Booking,
)
def _cancelling_cancels_both(booking: Booking) -> Iterator[Booking]:
    yield booking
    if booking.topic is Topic.ORDER_CANCELLED:
        for each in booking.older:
            gone = replace(each, state=State.CANCELLED)
            yield replace(booking, number=each.number, order=gone)


@fault(
    "amending-moves-the-other",
    "I changed one order, and my other one is on its way to an address where I have never lived.",
    (41, 10),
    Corrupts("erp", ("address",)),
    Booking,
)
def _amending_moves_the_other(booking: Booking) -> Iterator[Booking]:
    yield booking
    if booking.topic is Topic.ORDER_AMENDED:
        for each in booking.older:
            elsewhere = replace(each.person, street="Am Depot 1", postcode="10115", city="Berlin")
            yield replace(booking, number=each.number, order=replace(each, person=elsewhere))


@fault(
    "cancelling-unsubscribes",
    "I cancelled an order, and since then I get none of your offers.",
    (41, 22),
    Corrupts("list", ("status",)),
    AfterCancelling,
)
def _cancelling_unsubscribes(cancelling: AfterCancelling) -> Iterator[AfterCancelling]:
    yield replace(cancelling, stays=False)
