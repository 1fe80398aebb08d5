"""What comes out of the form that changes an order."""

from collections.abc import Mapping

from .changing import CannotChangeError

PREFIX = "quantity-"
MOST = 999


def wished_quantities(entered: Mapping[str, str]) -> dict[str, int]:
    """The quantities by UPC; empty is none (CannotChangeError for what is no quantity)."""
    return {
        name.removeprefix(PREFIX): _quantity(text)
        for name, text in entered.items()
        if name.startswith(PREFIX)
    }


def _quantity(text: str) -> int:
    text = text.strip() or "0"
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= MOST):
        raise CannotChangeError(f"{text!r} is no quantity. Enter a number from 0 to {MOST}.")
    return int(text)
