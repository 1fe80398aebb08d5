"""An ERP that answers Tryton's REST, as far as the integration asks it."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections import defaultdict
from typing import Any

import httpx

from samestory_lab.integration.tryton import Tryton

AFTER = {
    ("draft", "quote"): "quotation",
    ("quotation", "confirm"): "confirmed",
    ("quotation", "draft"): "draft",
    ("confirmed", "draft"): "draft",
    ("cancelled", "draft"): "draft",
    ("quotation", "cancel"): "cancelled",
    ("draft", "cancel"): "cancelled",
}
"""Tryton's own transitions; another step is refused, as Tryton does."""

Record = dict[str, Any]


class FakeTryton:
    """Keeps records by model; searches by equality and by the mail address of a party."""

    address = "http://erp.test/rest/"

    def __init__(self) -> None:
        self.records: dict[str, list[Record]] = defaultdict(list)
        self.add("company.company", {})
        self.add("currency.currency", {"code": "EUR"})
        self.add("country.country", {"code": "DE"})
        self.add("product.uom", {"name": "Unit"})
        self.add("product.product", {"code": "BB-EN"})
        self.add("product.product", {"code": "CH-11"})
        self.down_at: str | None = None
        self.steps: list[str] = []

    @property
    def client(self) -> Tryton:
        transport = httpx.MockTransport(self)
        return Tryton(httpx.Client(base_url=self.address, transport=transport))

    def add(self, model: str, values: Record) -> Record:
        record = {"id": len(self.records[model]) + 1, **values}
        self.records[model].append(record)
        return record

    def sold(self) -> list[tuple[str, str, list[tuple[str, int, str]]]]:
        """Every sale: its reference, its state, and its lines."""
        return [
            (sale["reference"], sale["state"], [self._line(each) for each in sale["lines"]])
            for sale in self.records["sale.sale"]
        ]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        model, *rest = request.url.path.removeprefix("/rest/").split("/")
        if self.down_at is not None and self.down_at in rest:
            return httpx.Response(503)
        if len(rest) == 2:
            return self._step(self._one(model, rest[0]), rest[1])
        if request.method == "GET" and rest:
            return httpx.Response(200, json=self._one(model, rest[0]))
        if request.method == "GET":
            domain = json.loads(urlsafe_b64decode(request.url.params["d"]))
            found = [each for each in self.records[model] if _meets(each, domain)]
            return httpx.Response(200, json=found[: int(request.url.params["s"])])
        return self._write(request.method, model, rest, json.loads(request.content))

    def _write(self, method: str, model: str, rest: list[str], values: Record) -> httpx.Response:
        if model == "sale.sale":
            record = self._one(model, rest[0]) if method == "PUT" else {"state": "draft"}
            if record["state"] != "draft":
                return httpx.Response(409, text="only a draft can be changed")
            values["lines"] = self._lines(record.get("lines", []), values["lines"])
        else:
            record = {}
        record.update(values)
        return httpx.Response(200, json=record if method == "PUT" else self.add(model, record))

    def _lines(self, lines: list[int], commands: list[list[Any]]) -> list[int]:
        for command, told in commands:
            if command == "delete":
                lines = [each for each in lines if each not in told]
            else:
                lines = [*lines, *(self.add("sale.line", each)["id"] for each in told)]
        return lines

    def _line(self, number: int) -> tuple[str, int, str]:
        line = self._one("sale.line", number)
        sku = self._one("product.product", line["product"])["code"]
        return sku, line["quantity"], line["unit_price"]["decimal"]

    def _step(self, sale: Record, step: str) -> httpx.Response:
        after = AFTER.get((sale["state"], step))
        if after is None:
            return httpx.Response(403)
        self.steps.append(step)
        sale["state"] = after
        return httpx.Response(200, json=sale)

    def _one(self, model: str, number: str | int) -> Record:
        return self.records[model][int(number) - 1]


def _meets(record: Record, domain: list[Any]) -> bool:
    return all(
        any(new["value"] == inner[1][2] for new in record["contact_mechanisms"][0][1])
        if operator == "where"
        else record.get(name) == inner
        for name, operator, inner in domain
    )
