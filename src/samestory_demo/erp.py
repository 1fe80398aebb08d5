"""The ERP: German column names, decimal strings, compact days and numbered states.

It trusts nobody: the price of every line and the total are booked as the order said them.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.bus import Bus
from samestory_demo.erp_service import ServiceOrders
from samestory_demo.faults import Faults
from samestory_demo.gates import Gate, header_gate
from samestory_demo.messages import (
    GOODS_NEWS,
    ORDER_NEWS,
    Message,
    Order,
    Payment,
    Reason,
    State,
    Topic,
    canonical_address,
)
from samestory_demo.seams import Booking
from samestory_demo.stock import Shelves
from samestory_demo.tables import open_tables
from samestory_demo.traces import facts_of_order, span
from samestory_demo.trail_seams import AmendmentRule

SCHEMA = """
create table partners (
    Partnr integer primary key, Mail text unique not null, Name1 text not null,
    Konda text not null default '01'
);
create table documents (
    Vbeln integer primary key, ExtRef text unique not null, Partnr integer not null,
    Stat text not null, Gross text not null, Waers text not null, Reqdate text not null,
    Street text not null, Zip text not null, City text not null, Country text not null,
    Zahlst text not null default 'A', Zahlbetr text not null default '0.00', Abgru text,
    Sendnr text not null default '', Empf text not null default ''
);
create table items (
    Vbeln integer not null, Posnr text not null, Matnr text not null, Maktx text not null,
    Menge text not null, Netpr text not null, primary key (Vbeln, Posnr)
);
"""
FIRST_DOCUMENT = 4_500_000_000
FIRST_PARTNER = 100_000
PRICE_GROUPS = {"standard": "01", "preferred": "02"}
CREDIT_MEMOS = 1_500_000_000
"""By how much the number of a credit memo is above that of its sales order."""
STATES = {
    State.PLACED: "10",
    State.PICKED: "20",
    State.SHIPPED: "30",
    State.DELIVERED: "40",
    State.CANCELLED: "90",
}

PAYMENTS = {
    Payment.AUTHORISED: "A",
    Payment.CAPTURED: "B",
    Payment.RELEASED: "C",
    Payment.REFUNDED: "D",
    Payment.DECLINED: "E",
}
REJECTIONS = {
    Reason.CUSTOMER: "10",
    Reason.RETURNED: "11",
    Reason.OUT_OF_STOCK: "20",
    Reason.INSUFFICIENT_FUNDS: "30",
    Reason.LOST_CARD: "31",
    Reason.ISSUER: "32",
}
"""10 to 19: by the customer; 20 to 29: by the company; 30 to 39: her card was declined."""
OURS = {code: reason for reason, code in REJECTIONS.items() if code.startswith("2")}


class Erp:
    """Books what it hears, each version of an order once and never an older one."""

    def __init__(self, bus: Bus, faults: Faults) -> None:
        self._bus = bus
        self._faults = faults
        self.shelves = Shelves(bus, faults)
        self.reset()
        bus.listen("erp", {Topic.TIER_GRANTED}, self._group)
        bus.listen("erp", ORDER_NEWS | GOODS_NEWS, self.hear)
        bus.serve("erp", Topic.DOCUMENT_ASKED, self._name_document)

    def reset(self) -> None:
        """Forget everything."""
        self._tables = open_tables(SCHEMA)
        self._heard: dict[str, Order] = {}
        self._versions: dict[str, list[Order]] = {}
        self.shelves.reset()

    async def hear(self, message: Message) -> None:
        """Book an order, its amendment, its cancellation, and what happens to its goods."""
        order = message.order
        if order is None:
            return
        previous = self._heard.get(order.number)
        if previous is not None and previous.version >= order.version:
            return
        older = self._other_orders(order)
        histories = tuple(tuple(self._versions[each.number]) for each in older)
        booking = Booking(message.topic, order.number, order, previous, older, histories)
        self._heard[order.number] = order
        self._versions.setdefault(order.number, []).append(order)
        for each in self._faults.bend(booking):
            self._book_when_due(each)

    async def _group(self, message: Message) -> None:
        """Put a partner into the price group of her tier."""
        if message.person is not None:
            partner = self._partner_for(message.person.email, message.person.name)
            group = PRICE_GROUPS[message.details["tier"]]
            self._tables.execute("update partners set Konda = ? where Partnr = ?", (group, partner))

    async def _name_document(self, message: Message) -> Message:
        """Say under which number an order is booked."""
        found = self.documents("ExtRef", message.key)
        details = {"number": found[0]["Vbeln"]} if found else {}
        return replace(message, source="erp", details=details)

    async def reject(self, number: str, code: str) -> dict[str, Any] | None:
        """Cancel an order for a reason of the company's; None if that is refused."""
        reason = OURS.get(code)
        if reason is None:
            return None
        wanted = Message(
            topic=Topic.CANCELLATION_WANTED, key=number, source="erp", details={"reason": reason}
        )
        answer = await self._bus.ask(wanted)
        if answer is None or answer.order is None:
            return None
        await self.hear(answer)
        return self.documents("ExtRef", number)[0]

    def _book_when_due(self, booking: Booking) -> None:
        if not booking.delay:
            self._book(booking.number, booking.order)
            return

        async def late() -> None:
            self._book(booking.number, booking.order)

        self._bus.after(booking.delay, late)

    def _other_orders(self, order: Order) -> tuple[Order, ...]:
        rows = self._tables.execute(
            "select ExtRef from documents join partners using (Partnr)"
            " where Mail = ? and ExtRef <> ? order by Vbeln",
            (order.person.email, order.number),
        )
        return tuple(self._heard[row["ExtRef"]] for row in rows)

    def _book(self, number: str, order: Order) -> None:
        with span("book order", "erp", facts_of_order(order)):
            self._write_document(number, order)

    def _write_document(self, number: str, order: Order) -> None:
        document = self._document_for(number, order)
        self._tables.execute(
            "update documents set Stat = ?, Gross = ?, Reqdate = ?, Zahlst = ?, Zahlbetr = ?,"
            " Abgru = ?, Sendnr = ?, Empf = ?, Street = ?, Zip = ?, City = ?, Country = ?"
            " where Vbeln = ?",
            (
                STATES[order.state],
                str(order.total),
                _compact(order.delivery_day),
                PAYMENTS[order.payment],
                str(order.kept),
                REJECTIONS[order.reason] if order.reason else None,
                order.tracking,
                order.signatory,
                order.person.street,
                order.person.postcode,
                order.person.city,
                order.person.country,
                document,
            ),
        )
        self._tables.execute("delete from items where Vbeln = ?", (document,))
        self._tables.executemany(
            "insert into items values (?, ?, ?, ?, ?, ?)",
            [
                (
                    document,
                    f"{position * 10:06}",
                    i.sku,
                    i.title,
                    f"{i.quantity}.000",
                    str(i.unit_price),
                )
                for position, i in enumerate(order.items, start=1)
            ],
        )

    def _document_for(self, number: str, order: Order) -> int:
        found = self._tables.execute(
            "select Vbeln from documents where ExtRef = ?",
            (number,),
        ).fetchone()
        return int(found["Vbeln"]) if found else self._new_document(number, order)

    def _new_document(self, number: str, order: Order) -> int:
        who = order.person
        document = FIRST_DOCUMENT + len(self._heard)
        self._tables.execute(
            "insert into documents (Vbeln, ExtRef, Partnr, Stat, Gross, Waers, Reqdate,"
            " Street, Zip, City, Country) values (?, ?, ?, '10', '0.00', 'EUR', '', ?, ?, ?, ?)",
            (
                document,
                number,
                self._partner_for(who.email, who.name),
                who.street,
                who.postcode,
                who.city,
                who.country,
            ),
        )
        return document

    def _partner_for(self, email: str, name: str) -> int:
        self._tables.execute(
            "insert into partners"
            " (Partnr, Mail, Name1)"
            " select coalesce(max(Partnr), ?) + 1, ?, ? from partners where true"
            " on conflict (Mail) do nothing",
            (FIRST_PARTNER, email, name),
        )
        found = self._tables.execute("select Partnr from partners where Mail = ?", (email,))
        return int(found.fetchone()["Partnr"])

    def documents(self, column: str, value: str) -> list[dict[str, Any]]:
        """The sales orders with this value (`ExtRef` or `Mail`), as the ERP reports them."""
        rows = self._tables.execute(
            "select * from documents join partners using (Partnr)"  # noqa: S608 - the column is one of ours
            f" where {column} = ? order by Vbeln",
            (value,),
        )
        return [self._as_json(row) for row in rows]

    def holders(self) -> list[str]:
        """The mail address of the customer of each sales order there is."""
        rows = self._tables.execute("select Mail from documents join partners using (Partnr)")
        return [row["Mail"] for row in rows]

    def partners(self, email: str) -> list[dict[str, Any]]:
        """The business partners with this mail address."""
        rows = self._tables.execute("select * from partners where Mail = ?", (email,))
        return [
            {**dict(row), "Partnr": str(row["Partnr"]), **self._balance(row["Partnr"])}
            for row in rows
        ]

    def _balance(self, partner: int) -> dict[str, Any]:
        """What the partner has to pay or has paid for live orders, and for how many."""
        rows = self._tables.execute(
            "select Zahlbetr from documents where Partnr = ? and Stat <> '90'", (partner,)
        ).fetchall()
        total = sum((Decimal(row["Zahlbetr"]) for row in rows), Decimal("0.00"))
        return {"Saldo": str(total), "Waers": "EUR", "Anzahl": len(rows)}

    def credit_memos(self, ext_ref: str) -> list[dict[str, Any]]:
        """The credit memos for a returned order, as the ERP reports them."""
        rows = self._tables.execute(
            "select * from documents where ExtRef = ? and Zahlst = ?",
            (ext_ref, PAYMENTS[Payment.REFUNDED]),
        )
        return [
            {
                "Vbeln": str(row["Vbeln"] + CREDIT_MEMOS),
                "Auart": "CR",
                "ExtRef": row["ExtRef"],
                "Gross": row["Gross"],
                "Waers": row["Waers"],
                "Abgru": row["Abgru"],
            }
            for row in rows
        ]

    def _may_be_changed(self, state: str) -> bool:
        known = next(each for each, code in STATES.items() if code == state)
        [rule] = self._faults.bend(AmendmentRule("erp", known, known is State.PLACED))
        return rule.allowed

    def _as_json(self, row: sqlite3.Row) -> dict[str, Any]:
        items = self._tables.execute(
            "select Posnr, Matnr, Maktx, Menge, Netpr from items where Vbeln = ? order by Posnr",
            (row["Vbeln"],),
        )
        return {
            "Vbeln": str(row["Vbeln"]),
            "Auart": "SO",
            "ExtRef": row["ExtRef"],
            "Stat": row["Stat"],
            "Gross": row["Gross"],
            "Waers": row["Waers"],
            "Reqdate": row["Reqdate"],
            "Zahlst": row["Zahlst"],
            "Zahlbetr": row["Zahlbetr"],
            "Abgru": row["Abgru"],
            "Partner": {"Partnr": str(row["Partnr"]), "Mail": row["Mail"], "Name1": row["Name1"]},
            "ShipTo": {key: row[key] for key in ("Street", "Zip", "City", "Country")},
            "Sendnr": row["Sendnr"],
            "Aendkz": "X" if self._may_be_changed(row["Stat"]) else "",
            "Empf": row["Empf"],
            "Items": [dict(each) for each in items],
        }


def _compact(day: date) -> str:
    return day.strftime("%Y%m%d")


def erp_app(erp: Erp, service_orders: ServiceOrders, key: str) -> Gate:
    """The ERP's REST interface; every request needs the header `X-Api-Key`."""

    async def documents(request: Request) -> JSONResponse:
        query = request.query_params
        if "ExtRef" in query:
            return JSONResponse({"d": erp.documents("ExtRef", query["ExtRef"])})
        mail = canonical_address(query.get("PartnerMail", ""))
        return JSONResponse({"d": erp.documents("Mail", mail)})

    async def credit_memos(request: Request) -> JSONResponse:
        return JSONResponse({"d": erp.credit_memos(request.query_params.get("ExtRef", ""))})

    async def reject(request: Request) -> JSONResponse:
        number = request.path_params["number"]
        document = await erp.reject(number, request.query_params.get("Abgru", ""))
        if document is None:
            return JSONResponse({"error": f"{number} cannot be rejected for this reason"}, 409)
        return JSONResponse({"d": [document]})

    async def partners(request: Request) -> JSONResponse:
        mail = canonical_address(request.query_params.get("Mail", ""))
        return JSONResponse({"d": erp.partners(mail)})

    own = [
        Route("/v1/documents/SO", documents),
        Route("/v1/documents/SO/{number}/reject", reject, methods=["POST"]),
        Route("/v1/documents/CR", credit_memos),
        Route("/v1/partners", partners),
    ]
    routes = [*own, *service_orders.routes(), *erp.shelves.routes()]
    return header_gate(Starlette(routes=routes), "X-Api-Key", key)
