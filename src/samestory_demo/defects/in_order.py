"""What goes wrong with orders only after several actions in one order; no feature plays it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from samestory_demo.customer_seams import AfterOrdering, Merging
from samestory_demo.defects.declaring import Corrupts, fault_of_order
from samestory_demo.defects.histories import (
    goes_to,
    told_of_her,
    told_of_it,
    told_since_ordered,
)
from samestory_demo.messages import Item, Order, Reason, State, Topic
from samestory_demo.products import PREFERRED_SHARE, total_of
from samestory_demo.seams import Delivery, Posting


@fault_of_order(
    "amendment-after-resend-lost",
    "I had my confirmation sent again, changed my order, and the warehouse ships the old one.",
    (29, 3),
    Corrupts("erp", ("lines", "total", "kept")),
    Delivery,
)
def _amendment_after_resend_lost(delivery: Delivery) -> Iterator[Delivery]:
    """The ERP takes an order of which a document was printed for closed."""
    amended = goes_to(delivery, "erp", Topic.ORDER_AMENDED)
    if not (amended and told_of_it(delivery, Topic.CONFIRMATION_WANTED)):
        yield delivery


@fault_of_order(
    "cancelled-amendment-stays-reserved",
    "I changed my order and then cancelled it, and the money is blocked on my card still.",
    (46, 48),
    Corrupts("payments", ("kept", "payment", "status", "reason")),
    Delivery,
)
def _cancelled_amendment_stays_reserved(delivery: Delivery) -> Iterator[Delivery]:
    """The void names the first reservation, which was released when she changed her order."""
    cancelled = goes_to(delivery, "payments", Topic.ORDER_CANCELLED)
    if not (cancelled and told_of_it(delivery, Topic.ORDER_AMENDED)):
        yield delivery


@fault_of_order(
    "registering-loses-guest-orders",
    "I opened an account after my first order, and your agent says that I never ordered.",
    (21, 54),
    Corrupts("crm", ("email", "numbers", "count")),
    Merging,
)
def _registering_loses_guest_orders(merging: Merging) -> Iterator[Merging]:
    """The CRM makes a new contact of her, and leaves her orders with the guest."""
    yield replace(merging, keeps=False)


@fault_of_order(
    "ordering-undoes-opt-out",
    "I unsubscribed, and since my next order your offers come again.",
    (23,),
    Corrupts("list", ("status",)),
    AfterOrdering,
)
def _ordering_undoes_opt_out(ordering: AfterOrdering) -> Iterator[AfterOrdering]:
    """The list hears of every customer who orders, and takes that for her consent."""
    yield replace(ordering, subscribes=ordering.unsubscribed)


@fault_of_order(
    "order-after-cancellation-called-lost",
    "I cancelled an order and made another one, and your agent calls the new one cancelled.",
    (44, 41),
    Corrupts("crm", ("status", "kept", "payment", "reason", "amendments")),
    Delivery,
)
def _order_after_cancellation_called_lost(delivery: Delivery) -> Iterator[Delivery]:
    """The CRM copies her latest deal, with the stage in which it was closed."""
    placed = goes_to(delivery, "crm", Topic.ORDER_PLACED)
    if placed and told_of_her(delivery, Topic.ORDER_CANCELLED):
        yield from _with_order(delivery, state=State.CANCELLED, reason=Reason.CUSTOMER)
    else:
        yield delivery


@fault_of_order(
    "resend-after-moving-names-new-address",
    "I have moved since I ordered. The confirmation that you sent again names my new address, and "
    "the parcel goes to the old one.",
    (28, 10),
    Corrupts("inbox", ("address",)),
    Delivery,
)
def _resend_after_moving_names_new_address(delivery: Delivery) -> Iterator[Delivery]:
    """The mailer takes the order from its archive, and the address from the customer's record."""
    wanted = goes_to(delivery, "mailer", Topic.CONFIRMATION_WANTED)
    moved = told_since_ordered(delivery, Topic.ADDRESS_CHANGED) if wanted else []
    if moved:
        yield from _with_order(delivery, person=moved[-1].person)
    else:
        yield delivery


@fault_of_order(
    "resend-after-cancelling-confirms-again",
    "I cancelled, asked for a last confirmation, and it says that my order is on its way.",
    (28, 49),
    Corrupts("inbox", ("status", "reason")),
    Posting,
)
def _resend_after_cancelling_confirms_again(posting: Posting) -> Iterator[Posting]:
    """What is sent again is the newest confirmation, and a cancellation is none."""
    alive = [each for each in posting.earlier if each.state is not State.CANCELLED]
    if posting.kind == "once more" and posting.order.state is State.CANCELLED and alive:
        posting = replace(posting, order=alive[-1])
    yield posting


@fault_of_order(
    "amendment-after-upgrade-discounted-twice",
    "You made me a preferred customer, I changed my order, and the invoice has another total.",
    (19, 20),
    Corrupts("erp", ("lines", "total", "kept")),
    Delivery,
)
def _amendment_after_upgrade_discounted_twice(delivery: Delivery) -> Iterator[Delivery]:
    """The ERP takes the discount of her new price group off prices that were agreed."""
    amended = goes_to(delivery, "erp", Topic.ORDER_AMENDED)
    order = delivery.message.order
    if amended and order and told_since_ordered(delivery, Topic.TIER_GRANTED):
        items = tuple(map(_discounted, order.items))
        yield from _with_order(delivery, items=items, total=total_of(items))
    else:
        yield delivery


def _discounted(item: Item) -> Item:
    price = (item.unit_price * PREFERRED_SHARE).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return replace(item, unit_price=price)


@fault_of_order(
    "amendment-after-agents-lost",
    "Your agent changed my order, I changed it once more, and your agents see only the first.",
    (2, 29),
    Corrupts("crm", ("lines", "total", "kept")),
    Delivery,
)
def _amendment_after_agents_lost(delivery: Delivery) -> Iterator[Delivery]:
    """A deal that an agent has edited is locked for what comes from the website."""
    amended = goes_to(delivery, "crm", Topic.ORDER_AMENDED)
    before = told_of_it(delivery, Topic.ORDER_AMENDED) if amended else []
    agents = [each for each in before if each.details.get("through") == "agent"]
    if not (agents and delivery.message.details.get("through") == "website"):
        yield delivery


@fault_of_order(
    "cancelling-leaves-the-resubmitted-one",
    "My order went out twice, I cancelled it, and the warehouse packs it all the same.",
    (38, 49),
    Corrupts("warehouse", ("status",)),
    Delivery,
)
def _cancelling_leaves_the_resubmitted_one(delivery: Delivery) -> Iterator[Delivery]:
    """The warehouse strikes the first slip of an order, and the second one stays."""
    cancelled = goes_to(delivery, "warehouse", Topic.ORDER_CANCELLED)
    placed = told_of_it(delivery, Topic.ORDER_PLACED) if cancelled else []
    if not any("repeated" in each.details for each in placed):
        yield delivery


def _with_order(delivery: Delivery, **changes: object) -> Iterator[Delivery]:
    message = delivery.message
    order: Order | None = message.order and replace(message.order, **changes)  # type: ignore[arg-type]  # fields of an order
    yield replace(delivery, message=replace(message, order=order))
