"""The ERP's service orders and accounts: numbered states, and the release that lets a truck go."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.appointments import INSTALLATION, SURVEY, take_in
from samestory_demo.bus import Bus
from samestory_demo.faults import Faults
from samestory_demo.messages import (
    APPOINTMENT_NEWS,
    Appointment,
    Message,
    SiteVisit,
    Stage,
    Topic,
    canonical_address,
    news_of,
)
from samestory_demo.settings import ZONE
from samestory_demo.tables import open_tables
from samestory_demo.visit_seams import Noting

SCHEMA = """
create table service_orders (
    Aufnr integer primary key, ExtRef text not null, Mail text not null, Stat text not null,
    Frei text not null, Vorgaenge text not null, Bestellung text not null, Fotos text not null
);
create table accounts (Mail text primary key, Name1 text not null, Zugang text not null);
"""
FIRST_SERVICE_ORDER = 40_000_000
CREATED, RELEASED, DONE, CANCELLED = "10", "20", "50", "90"
ENDED = {Stage.DONE: DONE, Stage.CANCELLED: CANCELLED}
OPERATIONS = {SURVEY: "0010", INSTALLATION: "0020"}
PROVISIONED, OPENED, CLOSED = "V", "O", "G"


class ServiceOrders:
    """Books appointments; releases one for dispatch when its terms are accepted."""

    def __init__(self, bus: Bus, faults: Faults) -> None:
        self._bus = bus
        self._faults = faults
        self.reset()
        bus.listen("erp", APPOINTMENT_NEWS, self.hear)
        bus.listen("erp", {Topic.CUSTOMER_REGISTERED}, self._open_account)
        bus.listen("erp", {Topic.ACCOUNT_CLOSED}, self._close_account)

    def reset(self) -> None:
        """Forget everything."""
        self._tables = open_tables(SCHEMA)
        self._heard: dict[str, Appointment] = {}

    async def hear(self, message: Message) -> None:
        """Follow an appointment; a version heard before changes nothing."""
        if message.appointment is None:
            return
        planned = take_in(self._heard, "erp", message.topic, message.appointment)
        if planned is None:
            return
        person = planned.appointment.person
        self._note_account(person.email, person.name, PROVISIONED)
        for noting in self._faults.bend(planned):
            self._note(noting)
        if message.topic is Topic.TERMS_ACCEPTED:
            self._bus.publish(news_of(Topic.SERVICE_RELEASED, planned.appointment, "erp"))

    def service_orders(self, number: str) -> list[dict[str, Any]]:
        """The service orders under this number, as the ERP reports them."""
        rows = self._tables.execute(
            "select * from service_orders where ExtRef = ? order by Aufnr", (number,)
        )
        return [_as_json(row) for row in rows]

    def accounts(self, email: str) -> list[dict[str, Any]]:
        """The account of this mail address, as the ERP reports it."""
        rows = self._tables.execute("select * from accounts where Mail = ?", (email,))
        return [dict(row) for row in rows]

    def routes(self) -> list[Route]:
        """Where programs ask for them."""
        return [
            Route("/v1/documents/SV", self._service_orders),
            Route("/v1/accounts", self._accounts),
        ]

    async def _open_account(self, message: Message) -> None:
        if message.person is not None:
            self._note_account(message.person.email, message.person.name, OPENED)

    async def _close_account(self, message: Message) -> None:
        self._tables.execute("update accounts set Zugang = ? where Mail = ?", (CLOSED, message.key))

    def _note_account(self, email: str, name: str, state: str) -> None:
        """An account that is open stays open."""
        self._tables.execute(
            "insert into accounts values (?, ?, ?) on conflict (Mail)"
            " do update set Zugang = excluded.Zugang where excluded.Zugang = ?",
            (email, name, state, OPENED),
        )

    def _note(self, noting: Noting) -> None:
        it = noting.appointment
        number = self._number_for(it.number) if noting.in_place else None
        self._tables.execute(
            "insert or replace into service_orders values (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number or self._next_number(),
                it.number,
                it.person.email,
                _state(it),
                "X" if it.accepted else "-",
                json.dumps([_operation(each) for each in it.visits]),
                it.order,
                f"{it.report.photos if it.report else 0}.000",
            ),
        )

    def _number_for(self, reference: str) -> int | None:
        found = self._tables.execute(
            "select Aufnr from service_orders where ExtRef = ?", (reference,)
        ).fetchone()
        return int(found["Aufnr"]) if found else None

    def _next_number(self) -> int:
        found = self._tables.execute("select max(Aufnr) as last from service_orders").fetchone()
        return int(found["last"] or FIRST_SERVICE_ORDER) + 1

    async def _service_orders(self, request: Request) -> JSONResponse:
        return JSONResponse({"d": self.service_orders(request.query_params.get("ExtRef", ""))})

    async def _accounts(self, request: Request) -> JSONResponse:
        email = canonical_address(request.query_params.get("Mail", ""))
        return JSONResponse({"d": self.accounts(email)})


def _state(it: Appointment) -> str:
    if it.stage in ENDED:
        return ENDED[it.stage]
    return RELEASED if it.accepted else CREATED


def _operation(visit: SiteVisit) -> dict[str, str]:
    ends = {"Beginn": visit.start, "Ende": visit.end}
    return {"Vornr": OPERATIONS[visit.purpose], **{k: _compact(v) for k, v in ends.items()}}


def _compact(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%Y%m%dT%H%M%S")


def _as_json(row: sqlite3.Row) -> dict[str, Any]:
    return {
        **dict(row),
        "Aufnr": str(row["Aufnr"]),
        "Auart": "SV",
        "Vorgaenge": json.loads(row["Vorgaenge"]),
    }
