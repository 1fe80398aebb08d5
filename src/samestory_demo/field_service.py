"""Field service: its own dispatchers and technicians, German codes, slots in epoch minutes.

It sends nobody out before the ERP has released the visit, and calls nothing done without evidence.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from samestory_demo.appointments import INSTALLATION, SURVEY, take_in
from samestory_demo.bus import Bus
from samestory_demo.faults import Faults
from samestory_demo.messages import Appointment, Message, Report, Stage, Topic, news_of
from samestory_demo.settings import ZONE
from samestory_demo.tables import open_tables
from samestory_demo.visit_seams import Dispatching, Noting
from samestory_demo.waiting import LONGEST

SCHEMA = """
create table auftraege (
    id integer primary key, nr text not null, zustand text not null, agb text not null,
    mail text not null, bestellung text not null, fotos integer not null
);
create table einsaetze (
    auftrag integer not null, art text not null, beginn_min integer not null,
    dauer_min integer not null
);
"""
STATES = {
    Stage.BOOKED: "GEPLANT",
    Stage.DISPATCHED: "UNTERWEGS",
    Stage.DONE: "ERLEDIGT",
    Stage.CANCELLED: "STORNIERT",
}
PURPOSES = {SURVEY: "AUFM", INSTALLATION: "MONT"}


class FieldService:
    """Follows appointments, sends technicians out, and takes their reports."""

    def __init__(self, bus: Bus, faults: Faults) -> None:
        self._bus = bus
        self._faults = faults
        self.reset()
        news = {Topic.APPOINTMENT_BOOKED, Topic.APPOINTMENT_MOVED, Topic.TERMS_ACCEPTED}
        bus.listen("field_service", news, self.hear)
        bus.listen("field_service", {Topic.SERVICE_RELEASED}, self._release)

    def reset(self) -> None:
        """Forget everything."""
        self._tables = open_tables(SCHEMA)
        self._heard: dict[str, Appointment] = {}
        self._released: set[str] = set()
        self._asked_for: set[str] = set()

    async def hear(self, message: Message) -> None:
        """Follow an appointment; a version heard before changes nothing."""
        if message.appointment is not None:
            self._follow(message.topic, message.appointment)

    def knows(self, number: str) -> bool:
        """Whether it has heard of this appointment, and has not cancelled it."""
        known = self._heard.get(number)
        return known is not None and known.stage is not Stage.CANCELLED

    async def until_the_shop_knows(self, number: str) -> None:
        """Wait until the shop has heard what was done, or what she does next would cross it."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._bus.heard("website", number), LONGEST)

    def dispatch(self, number: str) -> bool:
        """Send the technician out, or as soon as the visit is released; tells whether he goes."""
        appointment = self._heard[number]
        [plan] = self._faults.bend(Dispatching(appointment, number in self._released))
        if not plan.released:
            self._asked_for.add(number)
            return False
        self._asked_for.discard(number)
        self._publish(Topic.VISIT_DISPATCHED, replace(appointment, stage=Stage.DISPATCHED))
        return True

    def close(self, number: str, report: Report) -> bool:
        """Take the technician's report; tells whether the visit is done."""
        appointment = replace(self._heard[number], report=report)
        if report.is_evidence:
            appointment = replace(appointment, stage=Stage.DONE)
        self._publish(Topic.VISIT_REPORTED, appointment)
        return appointment.stage is Stage.DONE

    def cancel(self, number: str) -> bool:
        """Cancel a visit, and call its technician back; tells whether it was not done yet."""
        appointment = self._heard[number]
        if appointment.stage is Stage.DONE:
            return False
        self._asked_for.discard(number)
        self._publish(Topic.VISIT_CANCELLED, replace(appointment, stage=Stage.CANCELLED))
        return True

    def evening_before(self, day: date) -> None:
        """Have every customer told, by mail and by telephone, whom it visits on this day."""
        for each in self._heard.values():
            is_over = each.stage in {Stage.DONE, Stage.CANCELLED}
            if not is_over and each.slot.start.astimezone(ZONE).date() == day:
                self._bus.publish(news_of(Topic.VISIT_NEAR, each, "field_service"))

    def jobs(self, number: str) -> list[dict[str, Any]]:
        """The jobs under this number, as field service reports them."""
        rows = self._tables.execute("select * from auftraege where nr = ? order by id", (number,))
        return [self._as_json(row) for row in rows]

    def jobs_for(self, email: str) -> list[dict[str, Any]]:
        """The jobs for the customer of this mail address, as field service reports them."""
        rows = self._tables.execute("select * from auftraege where mail = ? order by id", (email,))
        return [self._as_json(row) for row in rows]

    async def _release(self, message: Message) -> None:
        """The ERP lets the visit go ahead: a technician who waits to be sent out goes."""
        self._released.add(message.key)
        await self.hear(message)
        if message.key in self._asked_for:
            self.dispatch(message.key)

    def _publish(self, topic: Topic, appointment: Appointment) -> None:
        newer = replace(appointment, progress=appointment.progress + 1)
        self._follow(topic, newer)
        self._bus.publish(news_of(topic, newer, "field_service"))

    def _follow(self, topic: Topic, appointment: Appointment) -> None:
        planned = take_in(self._heard, "field_service", topic, appointment)
        for each in self._faults.bend(planned) if planned else ():
            self._note_when_due(each)

    def _note_when_due(self, noting: Noting) -> None:
        if not noting.delay:
            self._note(noting)
            return

        async def late() -> None:
            self._note(noting)

        self._bus.after(noting.delay, late)

    def _note(self, noting: Noting) -> None:
        it = noting.appointment
        if noting.in_place:
            self._tables.execute(
                "delete from einsaetze where auftrag in (select id from auftraege where nr = ?)",
                (it.number,),
            )
            self._tables.execute("delete from auftraege where nr = ?", (it.number,))
        added = self._tables.execute(
            "insert into auftraege (nr, zustand, agb, mail, bestellung, fotos)"
            " values (?, ?, ?, ?, ?, ?)",
            (
                it.number,
                STATES[it.stage],
                "J" if it.accepted else "N",
                it.person.email,
                it.order,
                it.report.photos if it.report else 0,
            ),
        )
        self._tables.executemany(
            "insert into einsaetze values (?, ?, ?, ?)",
            [
                (
                    added.lastrowid,
                    PURPOSES[each.purpose],
                    int(each.start.timestamp()) // 60,
                    int((each.end - each.start).total_seconds()) // 60,
                )
                for each in it.visits
            ],
        )

    def _as_json(self, row: sqlite3.Row) -> dict[str, Any]:
        visits = self._tables.execute(
            "select * from einsaetze where auftrag = ? order by beginn_min",
            (row["id"],),
        )
        return {
            "nr": row["nr"],
            "zustand": row["zustand"],
            "agb": row["agb"],
            "kunde": row["mail"],
            "bestellung": row["bestellung"],
            "fotos": row["fotos"],
            "einsaetze": [
                {"art": each["art"], "termin": _interval(each["beginn_min"], each["dauer_min"])}
                for each in visits
            ],
        }


def _interval(start: int, minutes: int) -> str:
    """A beginning and a duration (ISO 8601): 2026-12-03T08:00+01:00/PT4H."""
    beginning = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=start)
    hours, rest = divmod(minutes, 60)
    lasts = f"PT{hours}H{rest}M" if rest else f"PT{hours}H"
    return f"{beginning.astimezone(ZONE).isoformat(timespec='minutes')}/{lasts}"
