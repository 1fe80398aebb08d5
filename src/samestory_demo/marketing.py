"""The marketing list: whom the company writes to, and the offers that it mails."""

from __future__ import annotations

import json
import sqlite3
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.bus import Bus
from samestory_demo.gates import Gate, header_gate
from samestory_demo.messages import Message, Person, Topic, canonical_address
from samestory_demo.offers import Offer, Signatures
from samestory_demo.products import Product, product
from samestory_demo.tables import open_tables

SCHEMA = """
create table members (
    id integer primary key, email_address text unique not null, full_name text not null
);
"""


class MarketingList:
    """The members; a customer who signs up twice is one member."""

    def __init__(self, bus: Bus, signatures: Signatures, website: str) -> None:
        self._bus = bus
        self._signatures = signatures
        self._website = website
        self.reset()
        bus.listen("list", {Topic.SUBSCRIPTION_WANTED}, self.hear)

    def reset(self) -> None:
        """Forget everything."""
        self._tables = open_tables(SCHEMA)

    async def hear(self, message: Message) -> None:
        """Somebody signed up on the website."""
        if message.person is not None:
            self._join(message.person.email, message.person.name)

    def take_in(self, email: str, full_name: str) -> dict[str, Any]:
        """Marketing imports an address: everybody who may meet her hears of her."""
        self._join(email, full_name)
        first_name, _, last_name = full_name.partition(" ")
        person = Person(email=email, first_name=first_name, last_name=last_name)
        news = Message(topic=Topic.CUSTOMER_IMPORTED, key=email, source="list", person=person)
        self._bus.publish(news)
        return self.members(email)[0]

    def offer(self, email: str, article: Product, price: Decimal) -> str:
        """Mail one member a product at this price; returns the link that the mail holds."""
        token = self._signatures.offer_token(Offer(article.sku, price))
        link = f"{self._website}/offers/{token}"
        name = self.members(email)[0]["full_name"] if self.members(email) else ""
        first_name, _, last_name = name.partition(" ")
        self._bus.publish(
            Message(
                topic=Topic.OFFER_MADE,
                key=email,
                source="list",
                person=Person(email=email, first_name=first_name, last_name=last_name),
                details={"title": article.title, "price": str(price), "link": link},
            ),
        )
        return link

    def members(self, email: str) -> list[dict[str, Any]]:
        """The members with this mail address, as the list reports them."""
        found = self._tables.execute("select * from members where email_address = ?", (email,))
        return [_as_json(row) for row in found]

    def _join(self, email: str, full_name: str) -> None:
        self._tables.execute(
            "insert into members (email_address, full_name) values (?, ?)"
            " on conflict (email_address) do update"
            " set full_name = excluded.full_name where full_name = ''",
            (email, " ".join(full_name.split())),
        )


def _as_json(row: sqlite3.Row) -> dict[str, Any]:
    return {**dict(row), "status": "subscribed"}


def marketing_app(marketing: MarketingList, key: str) -> Gate:
    """The list's REST interface; every request needs the header `X-List-Key`."""

    async def members(request: Request) -> JSONResponse:
        email = canonical_address(request.query_params.get("email", ""))
        return JSONResponse({"members": marketing.members(email)})

    async def take_in(request: Request) -> JSONResponse:
        told = await _body(request)
        email = canonical_address(str(told.get("email_address", "")))
        if "@" not in email:
            return _mistake("'email_address' is missing: who shall be imported?")
        return JSONResponse(marketing.take_in(email, str(told.get("full_name", ""))), 201)

    async def offer(request: Request) -> JSONResponse:
        told = await _body(request)
        try:
            article = product(str(told.get("product", "")))
            price = Decimal(str(told.get("price", ""))).quantize(Decimal("0.01"))
        except (KeyError, InvalidOperation):
            return _mistake("'product' must name an article, and 'price' be a number of euros.")
        email = canonical_address(str(told.get("email_address", "")))
        return JSONResponse({"link": marketing.offer(email, article, price)}, 202)

    routes = [
        Route("/members", members, methods=["GET"]),
        Route("/members", take_in, methods=["POST"]),
        Route("/offers", offer, methods=["POST"]),
    ]
    return header_gate(Starlette(routes=routes), "X-List-Key", key)


async def _body(request: Request) -> dict[str, Any]:
    try:
        told = await request.json()
    except json.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _mistake(what: str) -> JSONResponse:
    return JSONResponse({"error": what}, status_code=400)
