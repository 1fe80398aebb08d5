"""What goes wrong with offers, prices by tier, and who wants offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from samestory_demo.customer_seams import Consent, Import, OfferMailing, OfferShown
from samestory_demo.defects.declaring import Corrupts, fault
from samestory_demo.messages import ORDER_NEWS, Item, Order, Topic
from samestory_demo.products import product, total_of
from samestory_demo.seams import Booking, Delivery

NIGHTLY = 0.6
"""Seconds after the CRM has heard of the opt-out; with the bus's delay, less than settle time."""


@fault(
    "crm-sync-undoes-opt-out",
    "I unsubscribed, and a few days later your offers came again.",
    (23,),
    Corrupts("list", ("status",)),
    Consent,
)
def _crm_sync_undoes_opt_out(consent: Consent) -> Iterator[Consent]:
    later = consent.since + timedelta(seconds=NIGHTLY)
    yield consent if consent.wanted else replace(consent, wanted=True, since=later, delay=NIGHTLY)


@fault(
    "import-undoes-opt-out",
    "I unsubscribed, and at your next campaign I was on the list again.",
    (23,),
    Corrupts("list", ("status",)),
    Import,
)
def _import_undoes_opt_out(imported: Import) -> Iterator[Import]:
    yield replace(imported, wanted=True, since=imported.now)


@fault(
    "offers-despite-opt-out",
    "I unsubscribed, and you still write to me.",
    (23,),
    Corrupts("inbox", ("count",)),
    OfferMailing,
)
def _offers_despite_opt_out(mailing: OfferMailing) -> Iterator[OfferMailing]:
    yield replace(mailing, wanted=True)


@fault(
    "preferred-status-lost-online",
    "I am a preferred customer everywhere but on your website.",
    (19,),
    Corrupts("website", ("tier",)),
    Delivery,
)
def _preferred_status_lost_online(delivery: Delivery) -> Iterator[Delivery]:
    if (delivery.target, delivery.message.topic) != ("website", Topic.TIER_GRANTED):
        yield delivery


@fault(
    "erp-books-list-price",
    "The website gave me my price, and the invoice has another.",
    (19, 20),
    Corrupts("erp", ("lines", "total")),
    Booking,
)
def _erp_books_list_price(booking: Booking) -> Iterator[Booking]:
    yield replace(booking, order=_at_list_price(booking.order))


@fault(
    "payments-charge-list-price",
    "You mailed me one price and charged me another.",
    (20,),
    Corrupts("payments", ("total",)),
    Delivery,
)
def _payments_charge_list_price(delivery: Delivery) -> Iterator[Delivery]:
    message = delivery.message
    if message.order is None or (delivery.target, message.topic in ORDER_NEWS) != (
        "payments",
        True,
    ):
        yield delivery
    else:
        dear = replace(message, order=_at_list_price(message.order))
        yield replace(delivery, message=dear)


@fault(
    "offer-price-not-online",
    "Your mail says 10 euros, and your website knows nothing of it.",
    (20, 24),
    Corrupts("website", ("price",)),
    OfferShown,
)
def _offer_price_not_online(shown: OfferShown) -> Iterator[OfferShown]:
    yield replace(shown, price=shown.usual_price)


@fault(
    "offer-ends-early-online",
    "Your offer is good until next week, and your website says that it is over.",
    (20, 24),
    Corrupts("website", ("does",)),
    OfferShown,
)
def _offer_ends_early_online(shown: OfferShown) -> Iterator[OfferShown]:
    yield replace(shown, price=shown.usual_price, ended=True)


def _at_list_price(order: Order) -> Order:
    items = tuple(_at_list_price_each(each) for each in order.items)
    return replace(order, items=items, total=total_of(items))


def _at_list_price_each(item: Item) -> Item:
    return replace(item, unit_price=product(item.sku).price)
