"""Changing and cancelling orders, by their customer or by an agent."""

# mypy: disable-error-code="import-not-found"
# Django and Oscar live in the shop's own environment, where mypy does not run.

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from oscar.core.loading import get_model

from . import letters, outbox

UNPICKED = "Pending"
"""Oscar's name for an order that nobody has touched yet; only such a one can be changed."""


class CannotChangeError(Exception):
    """The order is not to be changed in this way; the message is for the person who asked."""


@dataclass(frozen=True, slots=True)
class Row:
    """One article of the form: what it costs in this order, and how many of it are ordered."""

    product: Any
    price: Decimal
    quantity: int


def can_change(order: Any) -> bool:
    """Nobody has begun to pick it."""
    return bool(order.status == UNPICKED)


def rows(order: Any, strategy: Any) -> list[Row]:
    """Everything on sale, and what the order holds of it, at the prices of the order."""
    lines = {each.product_id: each for each in order.lines.all()}
    products = get_model("catalogue", "Product").objects.filter(is_public=True).order_by("title")
    return [_row(each, lines.get(each.id), strategy) for each in products]


def amend(order: Any, wished: Mapping[str, int], strategy: Any) -> None:
    """Have the order hold just these quantities, by UPC (CannotChangeError)."""
    _check(order, wished)
    for row in rows(order, strategy):
        _set_line(order, row, wished.get(row.product.upc, 0), strategy)
    _add_up(order)
    outbox.post_order(order)
    letters.changed(order)


def cancel(order: Any) -> None:
    """Call the order off (CannotChangeError); Oscar announces it, and `listening` does the rest."""
    if not can_change(order):
        raise CannotChangeError(f"Order {order.number} can no longer be cancelled.")
    order.set_status(outbox.CANCELLED)


def _check(order: Any, wished: Mapping[str, int]) -> None:
    if not can_change(order):
        raise CannotChangeError(f"Order {order.number} can no longer be changed.")
    if not any(wished.values()):
        raise CannotChangeError("An order holds at least one article. Cancel it instead.")


def _row(product: Any, line: Any | None, strategy: Any) -> Row:
    if line is not None:
        return Row(product, line.unit_price_incl_tax, line.quantity)
    return Row(product, strategy.fetch_for_product(product).price.incl_tax, 0)


def _set_line(order: Any, row: Row, quantity: int, strategy: Any) -> None:
    lines = order.lines.filter(product=row.product)
    line = lines.first()
    if quantity == 0:
        lines.delete()
    elif line is None:
        _price(_new_line(order, row, strategy), row.price, quantity)
    elif quantity != row.quantity:
        _price(line, row.price, quantity)


def _new_line(order: Any, row: Row, strategy: Any) -> Any:
    stock = strategy.fetch_for_product(row.product).stockrecord
    return order.lines.model(
        order=order,
        product=row.product,
        title=row.product.get_title(),
        upc=row.product.upc,
        partner=stock.partner,
        partner_name=stock.partner.name,
        partner_sku=stock.partner_sku,
        stockrecord=stock,
        status=order.status,
    )


def _price(line: Any, price: Decimal, quantity: int) -> None:
    """So many at this price; the shop charges no tax on top, and no discount is left."""
    line.quantity = line.num_allocated = quantity
    line.unit_price_incl_tax = line.unit_price_excl_tax = price
    line.line_price_incl_tax = line.line_price_excl_tax = price * quantity
    line.line_price_before_discounts_incl_tax = price * quantity
    line.line_price_before_discounts_excl_tax = price * quantity
    line.save()
    line.prices.all().delete()
    line.prices.create(
        order=line.order, quantity=quantity, price_incl_tax=price, price_excl_tax=price
    )


def _add_up(order: Any) -> None:
    articles = sum((each.line_price_incl_tax for each in order.lines.all()), Decimal(0))
    order.total_incl_tax = articles + order.shipping_incl_tax
    order.total_excl_tax = articles + order.shipping_excl_tax
    order.save(update_fields=["total_incl_tax", "total_excl_tax"])
