"""The ERP as the integration sees it: Tryton's REST, with the key of an application.

There is one sale for each order, whatever happens to it. It stays confirmed until the warehouse
takes it up; until then it can be made a draft again, to be changed or cancelled.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from decimal import Decimal
from functools import cache
from typing import Any

import httpx

from samestory_lab.integration.news import Address, Item, Order
from samestory_lab.integration.seams import Handover

TO_CONFIRMED = {"draft": "quote", "quotation": "confirm"}
"""The step that brings a sale from each state nearer to where the warehouse finds it."""
TO_CANCELLED = {"confirmed": "draft", "quotation": "cancel", "draft": "cancel"}
TO_DRAFT = {"confirmed": "draft", "quotation": "draft", "cancelled": "draft"}

Domain = list[Any]
Params = list[tuple[str, str | int | float | bool | None]]


class Unknown(Exception):
    """The ERP does not know an article, a currency or a country that an order names."""


class Tryton:
    """Books sales. Every step looks first at what is there, so any of them can be repeated."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._id = cache(self._look_up)  # what is looked up never changes while the company runs

    def tell(self, handover: Handover) -> None:
        """Have an order in the books as it is now (httpx.HTTPError, Unknown)."""
        if isinstance(handover.content, Order):
            self.book(handover.content, looks_first=handover.looks_first)

    def book(self, order: Order, *, looks_first: bool = True) -> None:
        """Have the order in the books as it is now; twice, if it does not look first."""
        known = self._known(order.number) if looks_first else None
        if known is None:
            created = self._post("sale.sale", {"reference": order.number, **self._as_booked(order)})
            sale = int(created.json()["id"])
        else:
            sale = int(known["id"])
            if known["description"] != _version(order):
                self._change(sale, known["lines"], order)
        self._go(sale, TO_CANCELLED if order.cancelled else TO_CONFIRMED)

    def _known(self, number: str) -> dict[str, Any] | None:
        return self._first("sale.sale", [["reference", "=", number]], "description", "lines")

    def _change(self, sale: int, lines: list[int], order: Order) -> None:
        """Put other lines in the place of those that are there, in one transaction."""
        self._go(sale, TO_DRAFT)
        told = self._as_booked(order)
        told["lines"] = [["delete", lines], *told["lines"]]
        self._client.put(f"sale.sale/{sale}", json=told).raise_for_status()

    def _go(self, sale: int, steps: dict[str, str]) -> None:
        """Take the sale from state to state, until no step leads on."""
        while step := steps.get(self._state(sale)):
            self._post(f"sale.sale/{sale}/{step}")

    def _state(self, sale: int) -> str:
        reply = self._client.get(f"sale.sale/{sale}", params={"f": "state"})
        return str(reply.raise_for_status().json()["state"])

    def _as_booked(self, order: Order) -> dict[str, Any]:
        party = self._party(order)
        address = self._address(party, order.address)
        return {
            "description": _version(order),
            "company": self._id("company.company", "id", 1),
            "party": party,
            "invoice_address": address,
            "shipment_address": address,
            "currency": self._id("currency.currency", "code", order.currency),
            "lines": [["create", [self._line(each) for each in order.items]]],
        }

    def _line(self, item: Item) -> dict[str, Any]:
        return {
            "type": "line",
            "product": self._id("product.product", "code", item.sku),
            "unit": self._id("product.uom", "name", "Unit"),
            "quantity": item.quantity,
            "unit_price": _decimal(item.unit_price),
        }

    def _party(self, order: Order) -> int:
        """The customer with this mail address, made if there is none."""
        theirs = [["type", "=", "email"], ["value", "=", order.email]]
        found = self._first("party.party", [["contact_mechanisms", "where", theirs]], "name")
        if found is None:
            by_mail = {"type": "email", "value": order.email}
            new = {"name": order.name, "contact_mechanisms": [["create", [by_mail]]]}
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


def _version(order: Order) -> str:
    """What is written on the sale, to know later whether it has been changed already."""
    return f"revision {order.revision}{', cancelled' if order.cancelled else ''}"


def _decimal(amount: Decimal) -> dict[str, str]:
    return {"__class__": "Decimal", "decimal": str(amount)}
