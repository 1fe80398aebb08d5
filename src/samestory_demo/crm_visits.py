"""The CRM's meetings and portal accounts: English codes, moments in epoch milliseconds."""

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
)
from samestory_demo.tables import open_tables
from samestory_demo.visit_seams import Noting

SCHEMA = """
create table meetings (
    id integer primary key, meeting_no text not null, email text not null, stage text not null,
    terms integer not null, steps text not null, order_number text not null, photos integer not null
);
create table portal_accounts (email text primary key, full_name text not null, state text not null);
"""
STAGES = {
    Stage.BOOKED: "scheduled",
    Stage.DISPATCHED: "en_route",
    Stage.DONE: "completed",
    Stage.CANCELLED: "canceled",
}
TYPES = {SURVEY: "site_survey", INSTALLATION: "install"}
INVITED, ACTIVE, CLOSED = "invited", "active", "closed"


class Meetings:
    """Follows appointments, and who may open or has opened an account because of one."""

    def __init__(self, bus: Bus, faults: Faults) -> None:
        self._bus = bus
        self._faults = faults
        self.reset()
        bus.listen("crm", APPOINTMENT_NEWS, self.hear)
        bus.listen("crm", {Topic.CUSTOMER_REGISTERED}, self._activate)
        bus.listen("crm", {Topic.ACCOUNT_CLOSED}, self._close)

    def reset(self) -> None:
        """Forget everything."""
        self._tables = open_tables(SCHEMA)
        self._heard: dict[str, Appointment] = {}

    async def hear(self, message: Message) -> None:
        """Follow an appointment; a version heard before changes nothing."""
        if message.appointment is None:
            return
        planned = take_in(self._heard, "crm", message.topic, message.appointment)
        if planned is None:
            return
        person = planned.appointment.person
        self._note_account(person.email, person.name, INVITED)
        for noting in self._faults.bend(planned):
            self._note(noting)

    def meetings(self, number: str) -> list[dict[str, Any]]:
        """The meetings under this number, as the CRM reports them."""
        rows = self._tables.execute(
            "select * from meetings where meeting_no = ? order by id", (number,)
        )
        return [_as_json(row) for row in rows]

    def meetings_of(self, email: str) -> list[dict[str, Any]]:
        """The meetings with the customer of this mail address, as the CRM reports them."""
        rows = self._tables.execute("select * from meetings where email = ? order by id", (email,))
        return [_as_json(row) for row in rows]

    def accounts(self, email: str) -> list[dict[str, Any]]:
        """The account of this mail address, as the CRM reports it."""
        rows = self._tables.execute("select * from portal_accounts where email = ?", (email,))
        return [dict(row) for row in rows]

    def routes(self) -> list[Route]:
        """Where programs ask for them."""
        return [Route("/meetings", self._meetings), Route("/portal-accounts", self._accounts)]

    async def _activate(self, message: Message) -> None:
        if message.person is not None:
            self._note_account(message.person.email, message.person.name, ACTIVE)

    async def _close(self, message: Message) -> None:
        self._tables.execute(
            "update portal_accounts set state = ? where email = ?", (CLOSED, message.key)
        )

    def _note_account(self, email: str, name: str, state: str) -> None:
        """An account that is open stays open."""
        self._tables.execute(
            "insert into portal_accounts values (?, ?, ?) on conflict (email)"
            " do update set state = excluded.state where excluded.state = ?",
            (email, name, state, ACTIVE),
        )

    def _note(self, noting: Noting) -> None:
        it = noting.appointment
        if noting.in_place:
            self._tables.execute("delete from meetings where meeting_no = ?", (it.number,))
        self._tables.execute(
            "insert into meetings (meeting_no, email, stage, terms, steps, order_number, photos)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            (
                it.number,
                it.person.email,
                STAGES[it.stage],
                it.accepted,
                json.dumps([_step(each) for each in it.visits]),
                it.order,
                it.report.photos if it.report else 0,
            ),
        )

    async def _meetings(self, request: Request) -> JSONResponse:
        query = request.query_params
        if "email" in query:
            found = self.meetings_of(canonical_address(query["email"]))
        else:
            found = self.meetings(query.get("meeting_no", ""))
        return JSONResponse({"total": len(found), "results": found})

    async def _accounts(self, request: Request) -> JSONResponse:
        found = self.accounts(canonical_address(request.query_params.get("email", "")))
        return JSONResponse({"total": len(found), "results": found})


def _step(visit: SiteVisit) -> dict[str, Any]:
    return {
        "type": TYPES[visit.purpose],
        "starts_at": _milliseconds(visit.start),
        "ends_at": _milliseconds(visit.end),
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _as_json(row: sqlite3.Row) -> dict[str, Any]:
    return {**dict(row), "terms": bool(row["terms"]), "steps": json.loads(row["steps"])}
