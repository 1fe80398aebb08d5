"""The telephone: a menu by key press, agents who take calls, and calls to customers.

It keeps a log of all calls, and says windows as one says them: Thursday 3 December 2026, 8am-12pm.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from samestory_demo.appointments import followed, slots_offered, visits_for
from samestory_demo.bus import Bus
from samestory_demo.faults import Faults
from samestory_demo.messages import Appointment, Message, Person, SiteVisit, Stage, Topic, news_of
from samestory_demo.settings import ZONE
from samestory_demo.tables import open_tables
from samestory_demo.visit_seams import EveningCall
from samestory_demo.wording import long_day

SCHEMA = """
create table calls (
    id integer primary key, direction text not null, party text not null, about text not null,
    window text not null, said text not null
);
"""
FIRST_NUMBER = 5000
"""The visits that agents book are numbered apart from those of the website."""
NEWS = frozenset(
    {
        Topic.APPOINTMENT_BOOKED,
        Topic.APPOINTMENT_MOVED,
        Topic.TERMS_ACCEPTED,
        Topic.VISIT_CANCELLED,
    }
)
WELCOME = "Welcome to Speedwell Cycles. Key in the number of your visit."
UNKNOWN = "We have no visit under this number."
CHOICES = "Press 1 to accept the terms, 2 to hear the window again."
ACCEPTED = "Thank you. You have accepted the terms."
ACCEPT, REPEAT = "1", "2"


class Telephone:
    """Knows what it has heard of appointments; `now` gives Berlin time."""

    def __init__(self, bus: Bus, faults: Faults, now: Callable[[], datetime]) -> None:
        self._bus = bus
        self._faults = faults
        self.now = now
        self.reset()
        bus.listen("telephone", NEWS, self.hear)
        bus.listen("telephone", {Topic.VISIT_NEAR}, self._call_the_evening_before)

    def reset(self) -> None:
        """Forget everything."""
        self._tables = open_tables(SCHEMA)
        self._first: dict[str, Appointment] = {}
        self._heard: dict[str, Appointment] = {}
        self._next_number = FIRST_NUMBER

    async def hear(self, message: Message) -> None:
        """Follow an appointment; a version heard before changes nothing."""
        if message.appointment is not None:
            self._follow(message.appointment)

    def knows(self, number: str) -> bool:
        """Whether the menu can say anything about this appointment."""
        return self.appointment(number) is not None

    def press(self, number: str, key: str, caller: str) -> str:
        """A caller has keyed in her visit's number, and then a key; returns what the menu says."""
        appointment = self.appointment(number)
        if appointment is None:
            return UNKNOWN
        said = f"We come on {spoken(appointment.slot)}. {CHOICES}"
        if key == ACCEPT:
            self._publish(Topic.TERMS_ACCEPTED, replace(appointment, accepted=True))
            said = ACCEPTED
        self._log("in", caller, number, "", said)
        return said

    def slots(self) -> list[SiteVisit]:
        """What an agent can offer."""
        return slots_offered(self.now())

    def book(self, person: Person, slot: SiteVisit) -> Appointment:
        """An agent books a visit for a caller."""
        number = f"V-{self._next_number}"
        self._next_number += 1
        appointment = Appointment(number=number, version=1, person=person, visits=visits_for(slot))
        self._log("in", person.phone, number, "", "An agent has booked a visit.")
        return self._publish(Topic.APPOINTMENT_BOOKED, appointment)

    def take_call(self, person: Person, about: str, said: str) -> None:
        """An agent listens to a caller; the system that keeps cases hears of it."""
        self._log("in", person.phone, about, "", said)
        details = {"about": about, "said": said}
        news = Message(
            topic=Topic.CALL_TAKEN,
            key=about or person.email,
            source="telephone",
            person=person,
            details=details,
        )
        self._bus.publish(news)

    def appointment(self, number: str) -> Appointment | None:
        """What the menu knows of an appointment; None if it was cancelled."""
        known = self._heard.get(number)
        return None if known is None or known.stage is Stage.CANCELLED else known

    def calls(self, about: str, direction: str) -> list[dict[str, Any]]:
        """The calls about an appointment or an order, from customers ("in") or to them ("out")."""
        rows = self._tables.execute(
            "select * from calls where about = ? and direction = ? order by id", (about, direction)
        )
        return [_as_json(row) for row in rows]

    async def _call_the_evening_before(self, message: Message) -> None:
        told = message.appointment
        if told is None:
            return
        planned = EveningCall(told, self._first.get(told.number))
        for each in self._faults.bend(planned):
            it = each.appointment
            said = f"We come tomorrow, {spoken(it.slot)}."
            self._log("out", it.person.phone, it.number, spoken(it.slot), said)

    def _publish(self, topic: Topic, appointment: Appointment) -> Appointment:
        self._follow(appointment)
        self._bus.publish(news_of(topic, appointment, "telephone"))
        return appointment

    def _follow(self, appointment: Appointment) -> None:
        if it := followed(self._heard.get(appointment.number), appointment):
            self._heard[it.number] = it
            self._first.setdefault(it.number, it)

    def _log(self, direction: str, party: str, about: str, window: str, said: str) -> None:
        self._tables.execute(
            "insert into calls (direction, party, about, window, said) values (?, ?, ?, ?, ?)",
            (direction, party, about, window, said),
        )


def spoken(slot: SiteVisit) -> str:
    """A window as one says it: Thursday 3 December 2026, 8am-12pm."""
    start, end = slot.start.astimezone(ZONE), slot.end.astimezone(ZONE)
    return f"{start:%A} {long_day(start.date())}, {_hour(start)}-{_hour(end)}"


def _hour(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}{'am' if moment.hour < 12 else 'pm'}"


def _as_json(row: sqlite3.Row) -> dict[str, Any]:
    return {**dict(row), "window": row["window"] or None}
