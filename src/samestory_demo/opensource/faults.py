"""What can go wrong on the way from shop to ERP, to be switched on and off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from samestory_demo.opensource.sales import Item, Sale
from samestory_demo.switchboard import Defect, Switchboard

Bend = Callable[[Sale], Sale | None]


@dataclass(frozen=True, slots=True)
class Fault(Defect):
    """One defect, and what it makes of a sale (None: nothing)."""

    bend: Bend


def _loses_a_line(sale: Sale) -> Sale:
    return replace(sale, items=sale.items[:1])


def _rounds_prices(sale: Sale) -> Sale:
    return replace(sale, items=tuple(_rounded(each) for each in sale.items))


def _rounded(item: Item) -> Item:
    return replace(item, unit_price=item.unit_price.quantize(Decimal(1), ROUND_HALF_UP))


def _sends_one_of_each(sale: Sale) -> Sale:
    return replace(sale, items=tuple(replace(each, quantity=1) for each in sale.items))


def _skips_the_order(_sale: Sale) -> None:
    return None


FAULTS = {
    each.name: each
    for each in (
        Fault(
            "sync-loses-a-line",
            "I ordered two things, and the warehouse knows of one.",
            (3,),
            "erp",
            ("lines", "total"),
            _loses_a_line,
        ),
        Fault(
            "sync-rounds-prices",
            "The invoice is a few cents off from what I was told.",
            (20,),
            "erp",
            ("lines", "total"),
            _rounds_prices,
        ),
        Fault(
            "sync-sends-one-of-each",
            "I ordered three, and only one was in the parcel.",
            (3,),
            "erp",
            ("lines", "total"),
            _sends_one_of_each,
        ),
        Fault(
            "sync-skips-orders",
            "I can see my order in the shop, and the warehouse has never heard of it.",
            (53,),
            "erp",
            ("lines", "total", "status", "email", "name", "address"),
            _skips_the_order,
        ),
    )
}


class Faults(Switchboard[Fault]):
    """This company's switchboard."""

    def __init__(self, on: Iterable[str] = ()) -> None:
        super().__init__(FAULTS, on)

    def bend(self, sale: Sale) -> Sale | None:
        """What arrives of a sale: the same in a healthy company, None where nothing does."""
        for each in self.on:
            bent = each.bend(sale)
            if bent is None:
                return None
            sale = bent
        return sale
