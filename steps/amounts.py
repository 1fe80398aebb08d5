"""How steps read and write amounts of money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from samestory import CannotKnow, Line, Money, Promise


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


def at_price(price: Money) -> Callable[[object], tuple[Line, ...]]:
    """Return what gives each of the lines that a customer was told the price that she counts on."""

    def priced(told: object) -> tuple[Line, ...]:
        lines = told if isinstance(told, tuple) else ()
        return tuple(replace(each, unit_price=price) for each in lines)

    return priced


def at_mailed_price(offer: Promise) -> Callable[[object], tuple[Line, ...]]:
    """Return what makes of the lines that a customer was told one piece at the mailed price.

    Raise `CannotKnow` if the lines do not hold one piece: what was promised is not known.
    """

    def priced(told: object) -> tuple[Line, ...]:
        lines = told if isinstance(told, tuple) else ()
        if (held := sum(each.quantity for each in lines)) != 1:
            raise CannotKnow(
                f'The offer was 1 "{offer.values["product"]}", and what the pages told holds '
                f"{held} of the 1 pieces: it is not known what was promised.\n"
                "  Let the page object give the line that was ordered, or raise an error."
            )
        return tuple(replace(each, unit_price=offer.values["price"]) for each in lines)

    return priced
