"""An order of the shop as a sales order of Creme: one for each number, with the lines of today."""

# mypy: disable-error-code="import-not-found"
# Django and Creme live in the CRM's own environment, where mypy does not run.

from typing import Any

from creme.billing import get_product_line_model, get_sales_order_model
from creme.billing.models import SalesOrderStatus
from creme.creme_core.models import Currency
from creme.persons import get_organisation_model
from creme.products import get_product_model
from django.utils.timezone import localdate

from . import contacts
from .refusals import Outdated, Unknown
from .told import CANCELLED, PLACED, Order

SalesOrder = get_sales_order_model()
ProductLine = get_product_line_model()

STATUSES = {PLACED: "Accepted", CANCELLED: "Cancelled"}
"""What the sales people call it: the first is Creme's own word, the second was added for us."""

MARK = "speedwell"
"""Our place in the `extra_data` of an entity, which Creme keeps for apps like this one."""


def put(order: Order, user: Any, *, force: bool = False, new_contact: bool = False) -> str:
    """Have the order in the CRM as it was told; says what that came to (Outdated, Unknown).

    A revision that is held already changes nothing. An older one is refused, unless `force`: then
    it is written over the later one. Creme adds the total up itself, out of the lines.
    """
    sales_order = held(order.number)
    if sales_order and not force:
        revision = sales_order.extra_data[MARK]["revision"]
        if order.revision == revision:
            return "held already"
        if order.revision < revision:
            raise Outdated(f"the CRM holds revision {revision} of order {order.number}")
    contact = contacts.put(order.person, user, always_new=new_contact)
    contacts.ship_to(contact, order.address)
    _write(sales_order or SalesOrder(user=user, number=order.number), order, contact)
    return "amended" if sales_order else "created"


def held(number: str) -> Any:
    """The sales order of this number that is not in the bin, or None."""
    return SalesOrder.objects.filter(number=number, is_deleted=False).order_by("id").first()


def _write(sales_order: Any, order: Order, contact: Any) -> None:
    created = sales_order.pk is None
    sales_order.name = order.number  # it is what Creme shows of an order, wherever it names one
    sales_order.status = SalesOrderStatus.objects.get(name=STATUSES[order.status])
    sales_order.currency = _one(Currency, international_symbol=order.currency)
    sales_order.extra_data = {**sales_order.extra_data, MARK: {"revision": order.revision}}
    if created:
        sales_order.issuing_date = localdate()
        sales_order.source = get_organisation_model().objects.filter(is_managed=True).first()
    elif sales_order.target != contact:
        pass  # looking at the target is what makes Creme notice, on saving, that it is another
    sales_order.target = contact
    sales_order.save()
    contacts.ship_to(sales_order, order.address)
    _replace_lines(sales_order, order)


def _replace_lines(sales_order: Any, order: Order) -> None:
    for line in [*sales_order.iter_all_lines()]:
        line.delete()
    for position, line in enumerate(order.lines, start=1):
        ProductLine.objects.create(
            related_document=sales_order,
            related_item=_one(get_product_model(), name=line.sku, is_deleted=False),
            quantity=line.quantity,
            unit_price=line.unit_price,
            order=position,
        )
    sales_order.invalidate_cache()
    sales_order.save()  # the totals, also where no line is left


def _one(model: Any, **known_by: object) -> Any:
    found = model.objects.filter(**known_by).first()
    if found is None:
        told = next(iter(known_by.values()))
        raise Unknown(f"the CRM has no {model._meta.verbose_name.lower()} {told!r}")  # noqa: SLF001  (Django's public name for it)
    return found
