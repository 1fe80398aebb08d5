"""What the company sells, and for how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from samestory_demo.messages import Item


@dataclass(frozen=True, slots=True)
class Product:
    """One article; the price is in euros, and nothing is added for shipping."""

    sku: str
    title: str
    price: Decimal
    blurb: str
    picture: str


CATALOGUE = (
    Product(
        "BB-EN",
        "Bottom bracket, English thread",
        Decimal("89.00"),
        "68 mm, 1.37 inch by 24, left-hand thread on the drive side. Sealed bearings.",
        "bracket",
    ),
    Product(
        "BB-IT",
        "Bottom bracket, Italian thread",
        Decimal("92.50"),
        "70 mm, 36 by 24, right-hand thread on both sides. Sealed bearings.",
        "bracket",
    ),
    Product(
        "CH-11",
        "Chain, 11-speed",
        Decimal("34.45"),
        "116 links, nickel plated, with a quick link that you can open by hand.",
        "chain",
    ),
    Product(
        "IT-700",
        "Inner tube, 700c",
        Decimal("6.95"),
        "For tyres of 25 to 32 mm, 48 mm presta valve.",
        "tube",
    ),
    Product(
        "CW-50",
        "Carbon wheelset",
        Decimal("1234.50"),
        "50 mm deep, 1480 g the pair, hand-laced, tubeless ready.",
        "wheel",
    ),
    Product(
        "MP-1",
        "Mini pump",
        Decimal("24.90"),
        "Fits a jersey pocket, 8 bar, with a hose that spares the valve.",
        "pump",
    ),
)

PREFERRED_SHARE = Decimal("0.90")
"""What preferred customers pay of every price."""

_BY_SKU = {each.sku: each for each in CATALOGUE}
_BY_TITLE = {each.title.casefold(): each for each in CATALOGUE}


def product(name: str) -> Product:
    """The product of this article number or title; KeyError if nothing is sold under it."""
    found = _BY_SKU.get(name) or _BY_TITLE.get(name.casefold())
    if found is None:
        raise KeyError(name)
    return found


def prices_for(tier: str) -> dict[str, Decimal]:
    """What one piece of each article costs a customer of this tier, by sku."""
    share = PREFERRED_SHARE if tier == "preferred" else Decimal(1)
    return {
        each.sku: (each.price * share).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for each in CATALOGUE
    }


def total_of(items: tuple[Item, ...]) -> Decimal:
    """The plain sum of the lines."""
    return sum((each.total for each in items), Decimal("0.00"))


def items_for(quantities: Mapping[str, int], agreed: Mapping[str, Decimal]) -> tuple[Item, ...]:
    """Return the lines of an order, given quantities by sku; a price agreed before is kept."""
    return tuple(
        Item(each.sku, each.title, quantities[each.sku], agreed.get(each.sku, each.price))
        for each in CATALOGUE
        if quantities.get(each.sku, 0) > 0
    )
