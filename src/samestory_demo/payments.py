"""The payment processor: one intent per order, minor units, lower-case currencies."""

from __future__ import annotations

import sqlite3
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.bus import Bus
from samestory_demo.gates import Gate, basic_gate
from samestory_demo.messages import ORDER_NEWS, Message, State
from samestory_demo.tables import open_tables

SCHEMA = """
create table intents (
    number integer primary key, order_ref text unique not null, version integer not null,
    amount integer not null, currency text not null, status text not null
);
"""
STATES = {State.PLACED: "succeeded", State.CANCELLED: "canceled"}


class Payments:
    """Takes the money of an order, follows its amendments, gives it back when it is cancelled."""

    def __init__(self, bus: Bus) -> None:
        self.reset()
        bus.listen("payments", ORDER_NEWS, self.hear)

    def reset(self) -> None:
        """Forget everything."""
        self._tables = open_tables(SCHEMA)

    async def hear(self, message: Message) -> None:
        """Follow an order; a version heard before changes nothing."""
        order = message.order
        if order is None:
            return
        self._tables.execute(
            "insert into intents (order_ref, version, amount, currency, status)"
            " values (?, ?, ?, 'eur', ?) on conflict (order_ref) do update"
            " set version = excluded.version, amount = excluded.amount, status = excluded.status"
            " where excluded.version > version",
            (order.number, order.version, int(order.total * 100), STATES[order.state]),
        )

    def intents(self, order_ref: str) -> list[dict[str, Any]]:
        """The payment intents of an order, as the processor reports them."""
        rows = self._tables.execute("select * from intents where order_ref = ?", (order_ref,))
        return [_as_json(row) for row in rows]


def _as_json(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": f"pi_{row['number']:08}",
        "object": "payment_intent",
        "amount": row["amount"],
        "currency": row["currency"],
        "status": row["status"],
        "metadata": {"order": row["order_ref"]},
    }


def payments_app(payments: Payments, key: str) -> Gate:
    """The processor's REST interface; the secret key is the user of HTTP basic."""

    async def intents(request: Request) -> JSONResponse:
        found = payments.intents(request.query_params.get("order", ""))
        return JSONResponse({"object": "list", "data": found})

    return basic_gate(Starlette(routes=[Route("/v1/payment_intents", intents)]), key, "")
