"""What goes wrong with what systems say about an order, and whose they say it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from samestory_demo.customer_seams import Joining
from samestory_demo.defects.declaring import Corrupts, fault
from samestory_demo.messages import State
from samestory_demo.seams import AccountListing, Delivery, Posting, Staging

IN_PROCESS = "in_process"
SOON = 1.2
"""Seconds for which an order is called in process: the systems agree afterwards."""
COLLECTIVE = "one-time@customers.example"
"""The ERP's account of people that it does not know."""
SHIPPING = Decimal("4.90")


@fault(
    "crm-calls-it-in-process",
    "Seconds after I had ordered, your agent told me that it was already being processed.",
    (1,),
    Corrupts("crm", ("status",)),
    Staging,
)
def _crm_calls_it_in_process(staging: Staging) -> Iterator[Staging]:
    if staging.order.state is State.PLACED and staging.order.version == 1:
        yield replace(staging, stage=IN_PROCESS)
        staging = replace(staging, delay=SOON)
    yield staging


@fault(
    "erp-ignores-agents",
    "Your agent changed my order while I listened, and you have sent the old one.",
    (2, 3),
    Corrupts("erp", ("lines", "total")),
    Delivery,
)
def _erp_ignores_agents(delivery: Delivery) -> Iterator[Delivery]:
    by_agent = delivery.message.details.get("through") == "agent"
    if not (by_agent and delivery.target == "erp"):
        yield delivery


@fault(
    "crm-quotes-another-day",
    "Your shop says Tuesday, and your agent says Wednesday.",
    (7,),
    Corrupts("crm", ("delivery_day",)),
    Delivery,
)
def _crm_quotes_another_day(delivery: Delivery) -> Iterator[Delivery]:
    order = delivery.message.order
    if order is not None and delivery.target == "crm":
        later = replace(order, delivery_day=order.delivery_day + timedelta(days=1))
        delivery = replace(delivery, message=replace(delivery.message, order=later))
    yield delivery


@fault(
    "guest-order-joins-nobody",
    "I ordered without logging in, and nobody there knows that it was me.",
    (21,),
    Corrupts("erp", ("numbers", "count")),
    Delivery,
)
def _guest_order_joins_nobody(delivery: Delivery) -> Iterator[Delivery]:
    order = delivery.message.order
    if order is not None and delivery.target == "erp":
        stranger = replace(order, person=replace(order.person, email=COLLECTIVE))
        delivery = replace(delivery, message=replace(delivery.message, order=stranger))
    yield delivery


@fault(
    "account-hides-an-order",
    "My account shows none of the orders that you have charged me for.",
    (53,),
    Corrupts("website", ("numbers", "count")),
    AccountListing,
)
def _account_hides_an_order(listing: AccountListing) -> Iterator[AccountListing]:
    yield replace(listing, orders=listing.orders[1:])


@fault(
    "second-subscription",
    "You asked me to subscribe again, and now every offer comes twice.",
    (22,),
    Corrupts("list", ("count",)),
    Joining,
)
def _second_subscription(joining: Joining) -> Iterator[Joining]:
    yield replace(joining, known=False)


@fault(
    "resend-has-new-errors",
    "I asked for the confirmation again, and the second mail has another total.",
    (26,),
    Corrupts("inbox", ("totals", "shown_totals")),
    Posting,
)
def _resend_has_new_errors(posting: Posting) -> Iterator[Posting]:
    if posting.kind == "once more":
        dearer = replace(posting.order, total=posting.order.total + SHIPPING)
        posting = replace(posting, order=dearer)
    yield posting
