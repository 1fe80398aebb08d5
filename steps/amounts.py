"""How steps read and write amounts of money."""

from __future__ import annotations

from samestory import CannotKnow, Money


def amount(told: object) -> Money:
    """Return what a customer was told to pay. Raise `CannotKnow` if no page told it."""
    if not isinstance(told, Money):
        raise CannotKnow(
            f"No amount was promised, but {told!r}: the shop told no total.\n"
            "  Let the page objects tell the total that they show."
        )
    return told


def in_figures(money: Money) -> str:
    """Write an amount as the mails write it for programs: 49.90."""
    return f"{money.amount:.2f}"
