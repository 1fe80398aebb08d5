"""Whose order it is: a customer is one person, however she comes in."""

# mypy: disable-error-code="import-not-found"
# Django and Oscar live in the shop's own environment, where mypy does not run.

from typing import Any

from django.contrib.auth import get_user_model
from oscar.core.loading import get_model


def known(email: str) -> Any | None:
    """The customer with this mail address, in whatever letters it is written."""
    customers = get_user_model().objects.filter(email__iexact=email, is_active=True)
    return customers.filter(is_staff=False).order_by("id").first()


def give_to_customer(order: Any) -> None:
    """A guest's order with the address of a customer is hers."""
    customer = known(order.guest_email) if order.is_anonymous else None
    if customer is not None:
        order.user = customer
        order.guest_email = ""
        order.save(update_fields=["user", "guest_email"])


def give_earlier_orders(customer: Any) -> None:
    """She has proved that the address is hers: so are the orders of a guest with it."""
    orders = get_model("order", "Order").objects.filter(user=None)
    orders.filter(guest_email__iexact=customer.email).update(user=customer, guest_email="")


def make_known(email: str, name: str) -> bool:
    """An account without a password for somebody whom marketing knows; True if it is new.

    A name that the shop lacks is taken over; one that it has is hers to change.
    """
    customer = known(email)
    new = customer is None
    if customer is None:
        customer = get_user_model()(email=email, username=f"mail-{email.lower()}"[:150])
        customer.set_unusable_password()
    if new or not customer.get_full_name():
        customer.first_name, customer.last_name = _first_and_last(name)
        customer.told_by_integration = True  # it need not be told what it has just said
        customer.save()
    return new


def _first_and_last(name: str) -> tuple[str, str]:
    first, _, last = name.strip().rpartition(" ")
    return first[:150], last[:150]
