"""Writes the outbox: every change of an order or a customer, whole, with its own number."""

# mypy: disable-error-code="import-not-found"
# Django lives in the shop's own environment, where mypy does not run.

from decimal import Decimal
from typing import Any

from .models import Event

CANCELLED = "Cancelled"
"""What Oscar's pipeline calls an order that was called off."""
CENT = Decimal("0.01")

Told = dict[str, Any]


def post_order(order: Any) -> None:
    """The order as it is now; its revision is 0 when it is placed, and one more each time."""
    revision = Event.objects.filter(kind=Event.ORDER, about=order.number).count()
    Event.objects.create(
        kind=Event.ORDER, about=order.number, told=order_told(order) | {"revision": revision}
    )


def post_customer(user: Any) -> None:
    """Who she is, once she has a name, and only if that is news."""
    told = {"email": user.email, "name": user.get_full_name()}
    earlier = Event.objects.filter(kind=Event.CUSTOMER, about=user.email.lower()).last()
    if told["name"] and (earlier is None or earlier.told != told):
        Event.objects.create(kind=Event.CUSTOMER, about=user.email.lower(), told=told)


def after(last: int, most: int = 100) -> list[Told]:
    """What happened after the event of that number, oldest first."""
    events = Event.objects.filter(id__gt=last)[:most]
    return [
        {"id": each.id, "type": each.kind, "at": each.at.isoformat(), each.kind: each.told}
        for each in events
    ]


def order_told(order: Any) -> Told:
    """An order as other programs receive it; amounts are texts with two decimals."""
    to = order.shipping_address
    return {
        "number": str(order.number),
        "status": "cancelled" if order.status == CANCELLED else "placed",
        "email": order.email,
        "name": to.name,
        "currency": order.currency,
        "total": _amount(order.total_incl_tax),
        "address": {
            "street": to.line1,
            "postcode": to.postcode,
            "city": to.line4,
            "country": to.country_id,
        },
        "items": [_item(each) for each in order.lines.all()],
    }


def _item(line: Any) -> Told:
    return {
        "sku": line.upc,
        "quantity": line.quantity,
        "unit_price": _amount(line.unit_price_incl_tax),
    }


def _amount(money: Decimal) -> str:
    return str(money.quantize(CENT))
