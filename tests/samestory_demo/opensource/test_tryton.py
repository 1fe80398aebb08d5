"""Booking sales in an ERP that speaks Tryton's REST."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx
import pytest

from samestory_demo.opensource.sales import Item
from samestory_demo.opensource.tryton import Tryton, Unknown
from tests.samestory_demo.opensource.test_faults import SALE

AFTER = {"quote": "quotation", "confirm": "confirmed", "process": "processing"}


class FakeTryton:
    """Keeps records by model; searches by equality and by the mail address of a party."""

    def __init__(self) -> None:
        self.records: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.add("company.company", {})
        self.add("currency.currency", {"code": "EUR"})
        self.add("country.country", {"code": "DE"})
        self.add("product.uom", {"name": "Unit"})
        self.add("product.product", {"code": "BB-EN"})
        self.add("product.product", {"code": "CH-11"})
        self.down_at: str | None = None

    def add(self, model: str, values: dict[str, Any]) -> dict[str, Any]:
        record = {"id": len(self.records[model]) + 1, **values}
        self.records[model].append(record)
        return record

    def __call__(self, request: httpx.Request) -> httpx.Response:
        model, *rest = request.url.path.removeprefix("/rest/").split("/")
        if self.down_at is not None and self.down_at in rest:
            return httpx.Response(503)
        if rest:
            return httpx.Response(200, json=self.one(model, *rest))
        if request.method == "POST":
            state = {"state": "draft"} if model == "sale.sale" else {}
            return httpx.Response(200, json=self.add(model, json.loads(request.content) | state))
        domain = json.loads(urlsafe_b64decode(request.url.params["d"]))
        found = [each for each in self.records[model] if meets(each, domain)]
        return httpx.Response(200, json=found[: int(request.url.params["s"])])

    def one(self, model: str, number: str, step: str | None = None) -> dict[str, Any]:
        record = self.records[model][int(number) - 1]
        if step:
            record["state"] = AFTER[step]
        return record


def meets(record: dict[str, Any], domain: list[Any]) -> bool:
    return all(
        any(new["value"] == inner[1][2] for new in record["contact_mechanisms"][0][1])
        if operator == "where"
        else record.get(name) == inner
        for name, operator, inner in domain
    )


@pytest.fixture
def erp() -> FakeTryton:
    return FakeTryton()


@pytest.fixture
def tryton(erp: FakeTryton) -> Tryton:
    transport = httpx.MockTransport(erp)
    return Tryton(httpx.Client(base_url="http://erp.test/rest/", transport=transport))


def test_a_sale_is_booked_whole_and_set_on_its_way(erp: FakeTryton, tryton: Tryton):
    """Its lines, its customer and her address are there, and the warehouse can begin."""
    tryton.book(SALE)

    [sale] = erp.records["sale.sale"]
    assert (sale["reference"], sale["state"]) == (SALE.number, "processing")
    [[_, lines]] = sale["lines"]
    assert [(1, 1, "89.00"), (2, 2, "34.45")] == [
        (each["product"], each["quantity"], each["unit_price"]["decimal"]) for each in lines
    ]
    assert erp.records["party.party"][0]["name"] == SALE.name
    assert erp.records["party.address"][0]["street"] == SALE.address.street


def test_booking_twice_books_once(erp: FakeTryton, tryton: Tryton):
    """A sale that is there already is left alone."""
    tryton.book(SALE)
    tryton.book(SALE)

    assert [1, 1, 1] == [
        len(erp.records[model]) for model in ("sale.sale", "party.party", "party.address")
    ]


def test_a_booking_that_broke_off_is_finished(erp: FakeTryton, tryton: Tryton):
    """A sale that was made and never confirmed is confirmed by the next try, not made again."""
    erp.down_at = "confirm"
    with pytest.raises(httpx.HTTPStatusError):
        tryton.book(SALE)
    assert erp.records["sale.sale"][0]["state"] == "quotation"

    erp.down_at = None
    tryton.book(SALE)
    assert [each["state"] for each in erp.records["sale.sale"]] == ["processing"]


def test_a_customer_is_known_by_her_mail_address(erp: FakeTryton, tryton: Tryton):
    """A second order to a new address makes no second customer, and no second address twice."""
    away = replace(SALE.address, street="Nebenstr. 2")
    tryton.book(SALE)
    tryton.book(replace(SALE, number="100002", address=away))
    tryton.book(replace(SALE, number="100003", address=away))

    assert len(erp.records["party.party"]) == 1
    assert len(erp.records["party.address"]) == 2


def test_an_unknown_article_is_named(tryton: Tryton):
    """The ERP does not make articles up; the message says which one it misses."""
    strange = replace(SALE, items=(Item("XX-1", 1, Decimal(1)),))

    with pytest.raises(Unknown, match=r"product\.product with code 'XX-1'"):
        tryton.book(strange)
