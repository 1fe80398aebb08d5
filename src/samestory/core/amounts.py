"""Counts, money and the lines of an order: what counts in them, and how they are shown."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from samestory.core.formats import minor_digits
from samestory.core.model import Line, Money
from samestory.core.texts import collapsed, show_text, visible

WRITTEN_OUT = 60
"""Numbers of more digits are shown in short: writing some of them out would take too long."""


def show_count(value: int) -> str:
    """Show a number; one that is absurdly large as programs write it, which has no limit."""
    return str(value) if abs(value) < 10**WRITTEN_OUT else hex(value)


def show_money(value: Money) -> str:
    """Show all digits of an odd amount: 89.004 EUR must not look like 89.00 EUR."""
    return f"{_amount(value.amount, minor_digits(value.currency))} {visible(value.currency)}"


def _amount(amount: Decimal, places: int) -> str:
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or max(abs(exponent), abs(amount.adjusted())) > WRITTEN_OUT:
        return str(amount)
    whole, _, rest = f"{amount or abs(amount):f}".partition(".")
    rest = rest.rstrip("0").ljust(places, "0")
    return f"{whole}.{rest}" if rest else whole


Prices = Mapping[Money | None, int]
"""How many of one product at which price; None if the price is not told."""


def pieces_by_product(lines: Iterable[Line]) -> Mapping[str, Prices]:
    """Total the quantities: one line of two tells the same as two lines of one."""
    found: defaultdict[str, Counter[Money | None]] = defaultdict(Counter)
    for line in lines:
        if line.quantity:
            found[collapsed(line.sku)][line.unit_price] += line.quantity
    return {sku: dict(prices) for sku, prices in found.items()}  # compare faster than counters


def lines_fit(left: Mapping[str, Prices], right: Mapping[str, Prices]) -> bool:
    """Return whether two lists of lines can be one order, whatever prices are not told."""
    if left == right:
        return True
    return left.keys() == right.keys() and all(_fit(left[sku], right[sku]) for sku in left)


def _fit(left: Prices, right: Prices) -> bool:
    """Whether both can be one order: as many pieces in all, and every known price in it.

    Pieces without a price may cost anything: they leave room for prices that only the other side
    knows, but for no more of them than there are pieces.
    """
    total = sum(left.values())
    if total != sum(right.values()):
        return False
    sign = -1 if total < 0 else 1  # what was sent back
    prices = (left.keys() | right.keys()) - {None}
    known = sum(max(sign * left.get(each, 0), sign * right.get(each, 0)) for each in prices)
    return known <= sign * total


def count_priced(lines: Mapping[str, Prices]) -> int:
    """Count the pieces whose price is known."""
    every = (each for prices in lines.values() for each in prices.items())
    return sum(abs(quantity) for price, quantity in every if price is not None)


def without_prices(lines: Mapping[str, Prices]) -> Mapping[str, int]:
    """Return how many pieces there are of each product."""
    return {sku: sum(prices.values()) for sku, prices in lines.items()}


def show_lines(value: Iterable[Line]) -> str:
    """Show lines without their prices."""
    return ", ".join(_line(each) for each in value) or "none"


def _line(line: Line) -> str:
    return f"{show_count(line.quantity)} × {show_text(line.sku)}"


def show_priced_lines(value: Iterable[Line]) -> str:
    """Show lines with their prices, and what is odd in the names of products."""
    return ", ".join(_priced_line(each) for each in value) or "none"


def _priced_line(line: Line) -> str:
    price = f" at {show_money(line.unit_price)}" if line.unit_price else ""
    sku = collapsed(line.sku)
    name = sku if sku.replace("-", "").isascii() and sku.replace("-", "").isalnum() else ascii(sku)
    return f"{show_count(line.quantity)} × {name}{price}"
