"""The shop's own mails, rendered and sent by Oscar's dispatcher once the change is committed."""

# mypy: disable-error-code="import-not-found"
# Django and Oscar live in the shop's own environment, where mypy does not run.

from typing import Any

from django.db import transaction
from django.urls import reverse
from oscar.core.loading import get_class


def changed(order: Any) -> None:
    """The order as it is after a change."""
    _write("ORDER_CHANGED", order)


def cancelled(order: Any) -> None:
    """The order was called off."""
    _write("ORDER_CANCELLED", order)


def once_more(order: Any) -> None:
    """The confirmation again, of the order as it is today."""
    _write("ORDER_ONCE_MORE", order)


def sign_in_link(customer: Any, path: str) -> None:
    """A link that signs her in."""
    _send("SIGN_IN_LINK", customer.email, {"user": customer, "link_path": path})


def _write(code: str, order: Any) -> None:
    context = {"order": order, "lines": order.lines.all(), "status_path": _page_of(order)}
    _send(code, order.email, context)


def _page_of(order: Any) -> str:
    """Where the customer sees her order: in her account, or by the signed link of a guest."""
    if order.is_anonymous:
        told = {"order_number": order.number, "hash": order.verification_hash()}
        return str(reverse("customer:anon-order", kwargs=told))
    return str(reverse("customer:order", kwargs={"order_number": order.number}))


def _send(code: str, email: str, context: dict[str, Any]) -> None:
    dispatcher = get_class("communication.utils", "Dispatcher")()
    messages = dispatcher.get_messages(code, context)
    transaction.on_commit(lambda: dispatcher.dispatch_direct_messages(email, messages))
