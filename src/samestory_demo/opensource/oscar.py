"""The shop as the synchronisation sees it: django-oscar-api's list of orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx

from samestory_demo.opensource.sales import Address, Item, Sale


class Oscar:
    """Reads orders, logged in by a session: a password with each request costs 0.3 s of hashing."""

    def __init__(self, client: httpx.Client, password: str) -> None:
        self._client = client
        self._password = password

    def sales_after(self, count: int) -> list[Sale]:
        """The orders after the first `count`, oldest first; at most fifty (httpx.HTTPError)."""
        orders = self._get("/api/admin/orders/", ordering="date_placed", offset=count)["results"]
        return [self._sale(each) for each in orders]

    def _sale(self, order: dict[str, Any]) -> Sale:
        to = order["shipping_address"]
        return Sale(
            number=order["number"],
            email=order["email"],
            name=f"{to['first_name']} {to['last_name']}".strip(),
            currency=order["currency"],
            address=Address(
                street=to["line1"],
                postcode=to["postcode"],
                city=to["line4"],
                country=to["country"].rstrip("/").rsplit("/", 1)[-1],  # .../countries/DE/
            ),
            items=tuple(_item(line) for line in self._get(order["lines"])["results"]),
        )

    def _get(self, path: str, **params: str | int) -> Any:
        reply = self._client.get(path, params=params)
        if reply.status_code in {401, 403}:
            self._log_in()
            reply = self._client.get(path, params=params)
        return reply.raise_for_status().json()

    def _log_in(self) -> None:
        self._client.cookies.clear()
        told = {"username": "sync", "password": self._password}
        self._client.post("/api/login/", json=told).raise_for_status()


def _item(line: dict[str, Any]) -> Item:
    return Item(line["upc"], line["quantity"], Decimal(line["unit_price_incl_tax"]))
