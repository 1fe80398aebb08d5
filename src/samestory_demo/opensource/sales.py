"""What the synchronisation carries from the shop to the ERP."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """So many of one article, at a price for each."""

    sku: str
    quantity: int
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class Address:
    """Where an order goes; `country` is the ISO code of two letters."""

    street: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True, slots=True)
class Sale:
    """One order of the shop, as the ERP is told of it."""

    number: str
    email: str
    name: str
    currency: str
    address: Address
    items: tuple[Item, ...]
