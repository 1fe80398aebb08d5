"""The payment processor: intents, charges and refunds in minor units, lower-case currencies.

Money is reserved when an order is placed, taken when it is shipped, released when it is cancelled
before that, and given back when it comes back after that. A reservation cannot be raised: an
amended order is reserved anew, and the old intent is cancelled.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from samestory_demo.bus import Bus
from samestory_demo.cards import declined
from samestory_demo.faults import Faults
from samestory_demo.messages import ORDER_NEWS, Message, Order, Payment, Reason, State, Topic
from samestory_demo.seams import Transaction
from samestory_demo.tables import open_tables

SCHEMA = """
create table intents (
    number integer primary key, order_ref text not null, customer text not null,
    amount integer not null, status text not null, received integer not null default 0,
    refunded integer not null default 0, why text
);
create table refunds (
    number integer primary key, intent integer not null, order_ref text not null,
    amount integer not null
);
"""
HELD, TAKEN, RELEASED, REFUSED = (
    "requires_capture",
    "succeeded",
    "canceled",
    "requires_payment_method",
)
CODES = {
    Reason.CUSTOMER: "requested_by_customer",
    Reason.RETURNED: "returned_by_customer",
    Reason.OUT_OF_STOCK: "out_of_stock",
    Reason.INSUFFICIENT_FUNDS: "insufficient_funds",
    Reason.LOST_CARD: "lost_card",
    Reason.ISSUER: "do_not_honor",
}


class Payments:
    """Keeps the money of an order as far as the order has come."""

    def __init__(self, bus: Bus, faults: Faults) -> None:
        self._bus = bus
        self._faults = faults
        self.reset()
        bus.listen("payments", ORDER_NEWS | {Topic.ORDER_SHIPPED}, self.hear)
        bus.serve("payments", Topic.CARD_SHOWN, self._check_card)
        bus.serve("payments", Topic.INTENT_ASKED, self._name_intent)

    def reset(self) -> None:
        """Forget everything."""
        self._tables = open_tables(SCHEMA)
        self._heard: dict[str, int] = {}

    async def hear(self, message: Message) -> None:
        """Follow an order; a version heard before changes nothing."""
        order = message.order
        if order is None or self._heard.get(order.number, 0) >= order.version:
            return
        self._heard[order.number] = order.version
        for planned in self._due_for(order):
            for each in self._faults.bend(planned):
                self._do_when_due(each)

    async def _check_card(self, message: Message) -> Message:
        """Say at once whether a card is declined, and why; nothing is reserved yet."""
        reason = declined(message.details["card"])
        details = {"reason": reason} if reason else {}
        return Message(
            topic=message.topic,
            key=message.key,
            source="payments",
            details=MappingProxyType(details),
        )

    async def _name_intent(self, message: Message) -> Message:
        """Say under which number the money of an order is kept, the newest if it is several."""
        found = self.intents(message.key)
        details = {"number": found[0]["id"]} if found else {}
        return replace(message, source="payments", details=details)

    def _due_for(self, order: Order) -> Iterator[Transaction]:
        """What has to be done so that the money is where this version of the order wants it."""
        live = self._live(order.number)
        held = [each["amount"] for each in live if each["status"] == HELD]
        if order.payment is Payment.DECLINED:
            yield Transaction("decline", order, _minor(order))
        elif order.state is State.CANCELLED:
            if held:
                yield Transaction("void", order, 0)
            for each in live:
                if each["status"] == TAKEN:
                    yield Transaction("refund", order, each["received"] - each["refunded"])
        else:
            if held and held != [_minor(order)]:
                yield Transaction("void", order, 0)
            if not live or (held and held != [_minor(order)]):
                yield Transaction("authorise", order, _minor(order))
            if order.payment is Payment.CAPTURED:
                yield Transaction("capture", order, _minor(order))

    def _do_when_due(self, planned: Transaction) -> None:
        act = getattr(self, f"_{planned.deed}")
        if not planned.delay:
            act(planned)
            return

        async def late() -> None:
            act(planned)

        self._bus.after(planned.delay, late)

    def _authorise(self, planned: Transaction) -> None:
        self._open_intent(planned, HELD, None)

    def _decline(self, planned: Transaction) -> None:
        self._open_intent(planned, REFUSED, _code(planned.order))

    def _open_intent(self, planned: Transaction, status: str, why: str | None) -> None:
        self._tables.execute(
            "insert into intents (order_ref, customer, amount, status, why) values (?, ?, ?, ?, ?)",
            (planned.order.number, planned.order.person.email, planned.amount, status, why),
        )

    def _void(self, planned: Transaction) -> None:
        self._tables.execute(
            "update intents set status = ?, why = ? where order_ref = ? and status = ?",
            (RELEASED, _code(planned.order), planned.order.number, HELD),
        )

    def _capture(self, planned: Transaction) -> None:
        self._tables.execute(
            "update intents set status = ?, received = ? where order_ref = ? and status = ?",
            (TAKEN, planned.amount, planned.order.number, HELD),
        )

    def _refund(self, planned: Transaction) -> None:
        taken = [each for each in self._live(planned.order.number) if each["status"] == TAKEN]
        for each in taken[-1:]:
            self._tables.execute(
                "insert into refunds (intent, order_ref, amount) values (?, ?, ?)",
                (each["number"], planned.order.number, planned.amount),
            )
            self._tables.execute(
                "update intents set refunded = refunded + ?, why = ? where number = ?",
                (planned.amount, _code(planned.order), each["number"]),
            )

    def _live(self, order_ref: str) -> list[sqlite3.Row]:
        """The intents of an order that hold money, or have taken some, the oldest first."""
        return self._tables.execute(
            "select * from intents where order_ref = ? and status in (?, ?)"
            " and refunded < amount order by number",
            (order_ref, HELD, TAKEN),
        ).fetchall()

    def intents(self, order_ref: str) -> list[dict[str, Any]]:
        """The payment intents of an order, the newest first, as the processor reports them."""
        rows = self._tables.execute(
            "select * from intents where order_ref = ? order by number desc", (order_ref,)
        )
        return [_intent(row) for row in rows]

    def charges(self, customer: str) -> list[dict[str, Any]]:
        """What is held or was taken from a customer, and was not given back."""
        rows = self._tables.execute("select * from intents where customer = ?", (customer,))
        intents = [_intent(row) for row in rows]
        return [
            {
                "id": each["id"].replace("pi_", "ch_"),
                "object": "charge",
                "net_amount": each["net_amount"],
                "currency": each["currency"],
                "metadata": each["metadata"],
            }
            for each in intents
            if each["net_amount"]
        ]

    def refunds(self, order_ref: str) -> list[dict[str, Any]]:
        """What was given back for an order, each with an id of its own."""
        rows = self._tables.execute("select * from refunds where order_ref = ?", (order_ref,))
        return [
            {
                "id": f"re_{row['number']:08}",
                "object": "refund",
                "amount": row["amount"],
                "currency": "eur",
                "payment_intent": f"pi_{row['intent']:08}",
                "status": "succeeded",
            }
            for row in rows
        ]


def _minor(order: Order) -> int:
    return int(order.total * 100)


def _code(order: Order) -> str | None:
    return CODES[order.reason] if order.reason else None


def _intent(row: sqlite3.Row) -> dict[str, Any]:
    held = row["amount"] if row["status"] == HELD else 0
    refused = row["status"] == REFUSED
    error = {"code": "card_declined", "decline_code": row["why"]} if refused else None
    return {
        "id": f"pi_{row['number']:08}",
        "object": "payment_intent",
        "amount": row["amount"],
        "amount_capturable": held,
        "amount_received": row["received"],
        "net_amount": held + row["received"] - row["refunded"],
        "currency": "eur",
        "status": row["status"],
        "refunded": row["refunded"] > 0,
        "cancellation_reason": None if refused else row["why"],
        "last_payment_error": error,
        "receipt_email": row["customer"],
        "metadata": {"order": row["order_ref"]},
    }
