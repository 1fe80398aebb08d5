"""What goes wrong with money, with declined cards, and with orders that are cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samestory_demo.defects.declaring import Corrupts, fault
from samestory_demo.messages import Order, Reason, State, Topic
from samestory_demo.products import product
from samestory_demo.seams import Booking, Delivery, Posting, Transaction

TOO_SOON = 0.8
"""Seconds after the money was held: every system agrees for a moment before it is released."""
SECOND_NOTICE = 0.6
"""Seconds after the first notice."""
HALF = 2


def _cancelled(planned: Transaction, deed: str) -> bool:
    return planned.deed == deed and planned.order.state is State.CANCELLED


@fault(
    "captured-after-cancellation",
    "You cancelled my order, and my card was charged for it all the same.",
    (46,),
    Corrupts("payments", ("kept", "payment", "status")),
    Transaction,
)
def _captured_after_cancellation(planned: Transaction) -> Iterator[Transaction]:
    if _cancelled(planned, "void"):
        amount = int(planned.order.total * 100)
        planned = replace(planned, deed="capture", amount=amount)
    yield planned


@fault(
    "reversal-never-sent",
    "Your agents say that the reversal is on its way, and my bank has never heard of one.",
    (46, 48),
    Corrupts("payments", ("kept", "payment", "status")),
    Transaction,
)
def _reversal_never_sent(planned: Transaction) -> Iterator[Transaction]:
    if not _cancelled(planned, "void"):
        yield planned


@fault(
    "charged-twice",
    "I bought one laptop, and my card shows two charges.",
    (38, 47),
    Corrupts("payments", ("sum", "count", "copies", "kept")),
    Transaction,
)
def _charged_twice(planned: Transaction) -> Iterator[Transaction]:
    yield planned
    if planned.deed == "authorise":
        yield planned


@fault(
    "old-reservation-stays",
    "I changed my order, and now the old amount is blocked on my card as well.",
    (47,),
    Corrupts("payments", ("sum", "count", "copies", "kept")),
    Transaction,
)
def _old_reservation_stays(planned: Transaction) -> Iterator[Transaction]:
    if planned.deed != "void" or planned.order.state is State.CANCELLED:
        yield planned


@fault(
    "refund-too-small",
    "I sent everything back and was given half of my money.",
    (46, 48),
    Corrupts("payments", ("total", "kept", "sum")),
    Transaction,
)
def _refund_too_small(planned: Transaction) -> Iterator[Transaction]:
    refund = planned.deed == "refund"
    yield replace(planned, amount=planned.amount // HALF) if refund else planned


@fault(
    "refund-never-sent",
    "I sent it back weeks ago; you all say that I was refunded, and I was not.",
    (48,),
    Corrupts("payments", ("count", "payment", "kept")),
    Transaction,
)
def _refund_never_sent(planned: Transaction) -> Iterator[Transaction]:
    if planned.deed != "refund":
        yield planned


@fault(
    "charged-again-on-shipping",
    "I was charged when I ordered, and again when you shipped.",
    (47,),
    Corrupts("payments", ("status", "sum", "count", "copies", "kept")),
    Transaction,
)
def _charged_again_on_shipping(planned: Transaction) -> Iterator[Transaction]:
    yield planned
    if planned.deed == "capture":
        yield replace(planned, deed="authorise")


@fault(
    "refund-before-cancellation",
    "You refunded an order that I want to keep.",
    (46, 48),
    Corrupts("payments", ("kept", "payment", "status")),
    Transaction,
)
def _refund_before_cancellation(planned: Transaction) -> Iterator[Transaction]:
    yield planned
    if planned.deed == "authorise":
        yield replace(planned, deed="void", delay=TOO_SOON)


@fault(
    "charged-the-usual-price",
    "You mailed me a price, and my card was charged the usual one.",
    (20,),
    Corrupts("payments", ("total", "kept", "sum")),
    Transaction,
)
def _charged_the_usual_price(planned: Transaction) -> Iterator[Transaction]:
    if planned.deed == "authorise":
        planned = replace(planned, amount=_at_the_usual_price(planned.order))
    yield planned


def _at_the_usual_price(order: Order) -> int:
    return int(sum(each.quantity * product(each.sku).price for each in order.items) * 100)


@fault(
    "crm-blames-the-issuer",
    "Your agent says that my bank refuses my card; my bank says that I had too little money.",
    (45,),
    Corrupts("crm", ("reason",)),
    Delivery,
)
def _crm_blames_the_issuer(delivery: Delivery) -> Iterator[Delivery]:
    message = delivery.message
    if delivery.target == "crm" and message.topic is Topic.ORDER_DECLINED and message.order:
        blamed = replace(message.order, reason=Reason.ISSUER)
        delivery = replace(delivery, message=replace(message, order=blamed))
    yield delivery


@fault(
    "declined-order-stays-open",
    "My card was declined, and your warehouse is packing my order.",
    (40, 45),
    Corrupts("erp", ("status", "reason", "payment", "kept")),
    Booking,
)
def _declined_order_stays_open(booking: Booking) -> Iterator[Booking]:
    if booking.topic is Topic.ORDER_DECLINED:
        booking = replace(booking, order=replace(booking.order, state=State.PLACED, reason=None))
    yield booking


@fault(
    "erp-blames-the-customer",
    "You were out of stock, and your books say that I cancelled.",
    (43,),
    Corrupts("erp", ("reason",)),
    Booking,
)
def _erp_blames_the_customer(booking: Booking) -> Iterator[Booking]:
    if booking.order.reason is Reason.OUT_OF_STOCK:
        booking = replace(booking, order=replace(booking.order, reason=Reason.CUSTOMER))
    yield booking


@fault(
    "cancelled-without-a-word",
    "You cancelled my order and never told me.",
    (43,),
    Corrupts("inbox", ("count",)),
    Posting,
)
def _cancelled_without_a_word(posting: Posting) -> Iterator[Posting]:
    if posting.kind != "cancelled":
        yield posting


@fault(
    "second-cancellation-notice",
    "I was told twice that my order is cancelled, and wondered which one is the other.",
    (43,),
    Corrupts("inbox", ("count",)),
    Posting,
)
def _second_cancellation_notice(posting: Posting) -> Iterator[Posting]:
    yield posting
    if posting.kind == "cancelled":
        yield replace(posting, delay=SECOND_NOTICE)


@fault(
    "notice-without-reason",
    "The mail says that my order is cancelled, and not why.",
    (43,),
    Corrupts("inbox", ("reason",)),
    Posting,
)
def _notice_without_reason(posting: Posting) -> Iterator[Posting]:
    yield replace(posting, order=replace(posting.order, reason=None))
