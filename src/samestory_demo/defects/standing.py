"""What stood once and does not stand any more: corrections, confirmed orders, cancellations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samestory_demo.defects.declaring import Corrupts, fault
from samestory_demo.messages import Order, State, Topic
from samestory_demo.seams import Booking, Staging

SOON = 0.3
"""Seconds after her next order is booked."""
MEANWHILE = 1.8
"""Seconds after it: a look at the end finds everything in order again."""
REOPENED, CLOSED_AGAIN = 0.6, 2.0
"""Seconds after a cancellation, between which its deal is open."""


def _older(booking: Booking) -> tuple[Order, ...]:
    """Return all versions of her order before a new one that is booked."""
    placed = booking.topic is Topic.ORDER_PLACED and booking.histories
    return booking.histories[-1] if placed else ()


def _of(booking: Booking, order: Order, delay: float) -> Booking:
    return replace(booking, number=order.number, order=order, delay=delay)


@fault(
    "next-order-undoes-correction",
    "It was corrected, and when I ordered something else it was wrong again for a while.",
    (30,),
    Corrupts("erp", ("lines", "total", "kept")),
    Booking,
)
def _next_order_undoes_correction(booking: Booking) -> Iterator[Booking]:
    yield booking
    if len(versions := _older(booking)) > 1:
        yield _of(booking, versions[0], SOON)
        yield _of(booking, versions[-1], MEANWHILE)


@fault(
    "cancelled-by-nobody",
    "My order was confirmed, and now it is cancelled, and nobody knows who did that.",
    (44,),
    Corrupts("erp", ("status",)),
    Booking,
)
def _cancelled_by_nobody(booking: Booking) -> Iterator[Booking]:
    yield booking
    for order in _older(booking)[-1:]:
        yield _of(booking, replace(order, state=State.CANCELLED), SOON)


@fault(
    "cancelled-order-reopened",
    "I cancelled it, and when I ordered something else you opened it again.",
    (49,),
    Corrupts("erp", ("status", "kept", "payment")),
    Booking,
)
def _cancelled_order_reopened(booking: Booking) -> Iterator[Booking]:
    yield booking
    for order in _older(booking)[:1]:
        yield _of(booking, order, SOON)


@fault(
    "reopened-for-a-moment",
    "An agent told me that my cancelled order was on its way, and the next one that it was not.",
    (49,),
    Corrupts("crm", ("status",)),
    Staging,
)
def _reopened_for_a_moment(staging: Staging) -> Iterator[Staging]:
    yield staging
    if staging.order.state is State.CANCELLED:
        yield replace(staging, stage="closed_won", delay=REOPENED)
        yield replace(staging, delay=CLOSED_AGAIN)
