"""What goes wrong with orders, their confirmations, and whom they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from samestory_demo.defects.declaring import Corrupts, fault
from samestory_demo.messages import GOODS_NEWS, ORDER_NEWS, Item, Order, Topic
from samestory_demo.products import total_of
from samestory_demo.seams import Booking, Delivery, Door, Match, Posting

CRM_LAG = 9.0
"""Seconds; beyond the five that the CRM is allowed, but it comes."""
SECOND_MAIL = 0.8
"""Seconds after the first mail: who stops at the first good moment never sees it."""
REVERSION = 0.9
"""Seconds after the ERP has followed: long enough for every system to agree for a moment."""
SECOND_HALF = 2.0
"""Seconds after the first half of an amendment is booked: a look at the end finds both."""
ORDER_FIELDS = ("lines", "total", "status", "delivery_day", "email")


@fault(
    "erp-ignores-amendment",
    "I changed my order in time, and the warehouse still ships the old one.",
    (3, 27, 29),
    Corrupts("erp", ("lines", "total")),
    Delivery,
)
def _erp_ignores_amendment(delivery: Delivery) -> Iterator[Delivery]:
    if (delivery.target, delivery.message.topic) != ("erp", Topic.ORDER_AMENDED):
        yield delivery


@fault(
    "crm-never-hears",
    "The agent on the phone cannot find my order at all.",
    (2, 36),
    Corrupts("crm", ORDER_FIELDS),
    Delivery,
)
def _crm_never_hears(delivery: Delivery) -> Iterator[Delivery]:
    if not _order_news_for_crm(delivery):
        yield delivery


@fault(
    "crm-lags",
    "The agent sees what I ordered only when I have given up asking.",
    (2, 36),
    Corrupts("crm", ORDER_FIELDS),
    Delivery,
)
def _crm_lags(delivery: Delivery) -> Iterator[Delivery]:
    yield replace(delivery, delay=CRM_LAG) if _order_news_for_crm(delivery) else delivery


def _order_news_for_crm(delivery: Delivery) -> bool:
    return delivery.target == "crm" and delivery.message.topic in ORDER_NEWS | GOODS_NEWS


@fault(
    "website-unknown-address",
    "You mailed me this morning, and your website has no record of my address.",
    (18,),
    Corrupts("website", ("email", "name")),
    Delivery,
)
def _website_unknown_address(delivery: Delivery) -> Iterator[Delivery]:
    if (delivery.target, delivery.message.topic) != ("website", Topic.CUSTOMER_IMPORTED):
        yield delivery


@fault(
    "erp-rounds-price",
    "The invoice is a few cents off from what I was told.",
    (20,),
    Corrupts("erp", ("lines", "total")),
    Booking,
)
def _erp_rounds_price(booking: Booking) -> Iterator[Booking]:
    items = tuple(_rounded(each) for each in booking.order.items)
    yield _booking_of(booking, replace(booking.order, items=items, total=total_of(items)))


def _rounded(item: Item) -> Item:
    tenth = item.unit_price.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return replace(item, unit_price=tenth.quantize(Decimal("0.01")))


@fault(
    "quantity-lost",
    "I paid for three and only one was in the parcel.",
    (3,),
    Corrupts("erp", ("lines",)),
    Booking,
)
def _quantity_lost(booking: Booking) -> Iterator[Booking]:
    items = tuple(replace(each, quantity=1) for each in booking.order.items)
    yield _booking_of(booking, replace(booking.order, items=items))


def _booking_of(booking: Booking, order: Order) -> Booking:
    return replace(booking, order=order)


@fault(
    "amendment-reverts",
    "It was corrected, I saw it, and now it is wrong again.",
    (30,),
    Corrupts("erp", ("lines", "total")),
    Booking,
)
def _amendment_reverts(booking: Booking) -> Iterator[Booking]:
    yield booking
    if booking.topic is Topic.ORDER_AMENDED and booking.previous:
        yield replace(_booking_of(booking, booking.previous), delay=REVERSION)


@fault(
    "erp-books-an-amendment-by-halves",
    "I changed my order, and for a while you wanted the new price for the old goods.",
    (29,),
    Corrupts("erp", ("lines",)),
    Booking,
)
def _erp_books_an_amendment_by_halves(booking: Booking) -> Iterator[Booking]:
    if booking.topic is Topic.ORDER_AMENDED and booking.previous:
        yield _booking_of(booking, replace(booking.order, items=booking.previous.items))
        booking = replace(booking, delay=SECOND_HALF)
    yield booking


@fault(
    "wrong-order-amended",
    "I changed one of my orders, and the other one was changed.",
    (29, 41),
    Corrupts("erp", ("lines", "total")),
    Booking,
)
def _wrong_order_amended(booking: Booking) -> Iterator[Booking]:
    wrong = booking.topic is Topic.ORDER_AMENDED and booking.older
    yield replace(booking, number=booking.older[0].number) if wrong else booking


@fault(
    "erp-down",
    "Nobody can tell me anything, because the ERP is down.",
    (52,),
    Corrupts("erp", ()),
    Door,
)
def _erp_down(door: Door) -> Iterator[Door]:
    yield replace(door, open=door.open and door.system != "erp")


@fault(
    "mail-shows-old-total",
    "The mail about my change still shows the old total.",
    (26, 27),
    Corrupts("inbox", ("total", "shown_total")),
    Posting,
)
def _mail_shows_old_total(posting: Posting) -> Iterator[Posting]:
    if posting.kind == "changed" and posting.earlier:
        stale = replace(posting.order, total=posting.earlier[-1].total)
        posting = replace(posting, order=stale)
    yield posting


@fault(
    "no-confirmation",
    "My order was accepted, and I never got a confirmation.",
    (4, 39),
    Corrupts("inbox", ("count",)),
    Posting,
)
def _no_confirmation(posting: Posting) -> Iterator[Posting]:
    if posting.kind != "confirmed":
        yield posting


@fault(
    "two-confirmations",
    "I ordered once and was sent two confirmations.",
    (4,),
    Corrupts("inbox", ("count",)),
    Posting,
)
def _two_confirmations(posting: Posting) -> Iterator[Posting]:
    yield posting
    if posting.kind == "confirmed":
        yield posting


@fault(
    "late-second-confirmation",
    "A second confirmation came when I had already put the first one away.",
    (4,),
    Corrupts("inbox", ("count",)),
    Posting,
)
def _late_second_confirmation(posting: Posting) -> Iterator[Posting]:
    yield posting
    if posting.kind == "confirmed":
        yield replace(posting, delay=SECOND_MAIL)


@fault(
    "resend-sends-first-version",
    "I asked for my confirmation again and was sent the uncorrected one.",
    (28,),
    Corrupts("inbox", ("lines", "total", "shown_total")),
    Posting,
)
def _resend_sends_first_version(posting: Posting) -> Iterator[Posting]:
    if posting.kind == "once more" and posting.earlier:
        posting = replace(posting, order=posting.earlier[0])
    yield posting


@fault(
    "resend-never-comes",
    "They promised to send my confirmation again, and it never came.",
    (28,),
    Corrupts("inbox", ("count",)),
    Posting,
)
def _resend_never_comes(posting: Posting) -> Iterator[Posting]:
    if posting.kind != "once more":
        yield posting


@fault(
    "second-crm-record",
    "The agent sees me twice, and half of my orders each time.",
    (11, 18),
    Corrupts("crm", ("count",)),
    Match,
)
def _second_crm_record(match: Match) -> Iterator[Match]:
    yield replace(match, columns=("email", "source"))
