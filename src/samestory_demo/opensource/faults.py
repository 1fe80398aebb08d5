"""What can go wrong on the way from shop to ERP, to be switched on and off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches

from samestory_demo.opensource.sales import Item, Sale

Bend = Callable[[Sale], Sale | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """One defect: what a customer would say of it, and what it makes of a sale (None: nothing)."""

    name: str
    description: str
    stories: tuple[int, ...]
    system: str
    fields: tuple[str, ...]
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


class UnknownFaultError(LookupError):
    """No fault of this name can be switched."""

    def __init__(self, name: str) -> None:
        near = get_close_matches(name, FAULTS, n=1)
        hint = f"Did you mean '{near[0]}'? " if near else ""
        super().__init__(f"unknown fault '{name}'. {hint}Known faults: {', '.join(FAULTS)}.")


class Faults:
    """The switchboard: which faults are on just now."""

    def __init__(self, on: Iterable[str] = ()) -> None:
        self._on: dict[str, Fault] = {}
        for name in on:
            self.switch(name, on=True)

    def switch(self, name: str, *, on: bool) -> None:
        """Switch one fault; UnknownFaultError where there is none of this name."""
        if name not in FAULTS:
            raise UnknownFaultError(name)
        if on:
            self._on[name] = FAULTS[name]
        else:
            self._on.pop(name, None)

    def all_off(self) -> None:
        """Make the company healthy again."""
        self._on.clear()

    def is_on(self, name: str) -> bool:
        """Whether this fault is on."""
        return name in self._on

    def bend(self, sale: Sale) -> Sale | None:
        """What arrives of a sale: the same in a healthy company, None where nothing does."""
        for each in list(self._on.values()):
            bent = each.bend(sale)
            if bent is None:
                return None
            sale = bent
        return sale
