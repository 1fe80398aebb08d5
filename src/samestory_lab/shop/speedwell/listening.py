"""What the shop does beside what Oscar does, within the same database transaction."""

from typing import Any

from . import belonging, letters, outbox


def placed(order: Any, **_more: Any) -> None:
    """An order was placed: it goes to its customer, and into the outbox."""
    belonging.give_to_customer(order)
    outbox.post_order(order)


def status_changed(order: Any, new_status: str, **_more: Any) -> None:
    """An order was called off, by its customer or on the dashboard; other stages are the shop's."""
    if new_status == outbox.CANCELLED:
        outbox.post_order(order)
        letters.cancelled(order)


def customer_saved(instance: Any, **_more: Any) -> None:
    """A customer has a name, or another one than before."""
    if not instance.is_staff and not getattr(instance, "told_by_integration", False):
        outbox.post_customer(instance)
