"""The ERP as the synchronisation sees it: Tryton's REST, with the key of an application."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from decimal import Decimal
from functools import cache
from typing import Any

import httpx

from samestory_demo.opensource.sales import Address, Item, Sale

NEXT_STEP = {"draft": "quote", "quotation": "confirm", "confirmed": "process"}
"""What brings a sale from each state to the next; from `processing` on it is the warehouse's."""

Domain = list[Any]
Params = list[tuple[str, str | int | float | bool | None]]


class Unknown(Exception):
    """The ERP does not know an article, a currency or a country that an order names."""


class Tryton:
    """Books sales. Every step looks first at what is there, so any of them can be repeated."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._id = cache(self._look_up)  # what is looked up never changes while the company runs

    def book(self, sale: Sale) -> None:
        """Have the sale in the books, once, and on its way (httpx.HTTPError, Unknown)."""
        booked = self._first("sale.sale", [["reference", "=", sale.number]], "state")
        if booked is None:
            booked = self._create("sale.sale", self._as_booked(sale))
        self._advance(booked["id"])

    def _advance(self, sale: int) -> None:
        while step := NEXT_STEP.get(self._state(sale)):
            self._post(f"sale.sale/{sale}/{step}")

    def _state(self, sale: int) -> str:
        reply = self._client.get(f"sale.sale/{sale}", params={"f": "state"})
        return str(reply.raise_for_status().json()["state"])

    def _as_booked(self, sale: Sale) -> dict[str, Any]:
        party = self._party(sale)
        address = self._address(party, sale.address)
        return {
            "reference": sale.number,
            "company": self._id("company.company", "id", 1),
            "party": party,
            "invoice_address": address,
            "shipment_address": address,
            "currency": self._id("currency.currency", "code", sale.currency),
            "lines": [["create", [self._line(each) for each in sale.items]]],
        }

    def _line(self, item: Item) -> dict[str, Any]:
        return {
            "type": "line",
            "product": self._id("product.product", "code", item.sku),
            "unit": self._id("product.uom", "name", "Unit"),
            "quantity": item.quantity,
            "unit_price": _decimal(item.unit_price),
        }

    def _party(self, sale: Sale) -> int:
        """The customer with this mail address, made where there is none."""
        theirs = [["type", "=", "email"], ["value", "=", sale.email]]
        found = self._first("party.party", [["contact_mechanisms", "where", theirs]], "name")
        if found is None:
            by_mail = {"type": "email", "value": sale.email}
            new = {"name": sale.name, "contact_mechanisms": [["create", [by_mail]]]}
            found = self._create("party.party", new)
        return int(found["id"])

    def _address(self, party: int, address: Address) -> int:
        """This address of the customer, made where she has none like it."""
        told = {
            "party": party,
            "street": address.street,
            "postal_code": address.postcode,
            "city": address.city,
            "country": self._id("country.country", "code", address.country),
        }
        known = [[name, "=", value] for name, value in told.items()]
        found = self._first("party.address", known, "street")
        return int((found or self._create("party.address", told))["id"])

    def _look_up(self, model: str, field: str, value: str | int) -> int:
        found = self._first(model, [[field, "=", value]], "id")
        if found is None:
            raise Unknown(f"the ERP knows no {model} with {field} {value!r}")
        return int(found["id"])

    def _first(self, model: str, domain: Domain, *fields: str) -> dict[str, Any] | None:
        asked = urlsafe_b64encode(json.dumps(domain).encode()).decode()
        params: Params = [("d", asked), ("s", "1"), *(("f", each) for each in fields)]
        records = self._client.get(model, params=params).raise_for_status().json()
        return records[0] if records else None

    def _create(self, model: str, values: dict[str, Any]) -> dict[str, Any]:
        created: dict[str, Any] = self._post(model, values).json()
        return created

    def _post(self, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return self._client.post(path, json=body or {}).raise_for_status()


def _decimal(amount: Decimal) -> dict[str, str]:
    return {"__class__": "Decimal", "decimal": str(amount)}
