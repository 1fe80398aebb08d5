"""The website's rules for appointments: booking, moving, accepting the terms; and whom it tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from samestory_demo.appointments import followed, slot_offered, slots_offered, visits_for
from samestory_demo.bus import Bus
from samestory_demo.faults import Faults
from samestory_demo.messages import (
    APPOINTMENT_NEWS,
    Appointment,
    Message,
    Person,
    SiteVisit,
    Stage,
    Topic,
    news_of,
)
from samestory_demo.visit_seams import Noting
from samestory_demo.website.shop import RefusedError, Shop

FIRST_NUMBER = 1000


class Bookings:
    """What the website knows of appointments. `now` gives Berlin time."""

    def __init__(self, bus: Bus, faults: Faults, shop: Shop, now: Callable[[], datetime]) -> None:
        self._bus = bus
        self._faults = faults
        self._shop = shop
        self._now = now
        self.reset()
        bus.listen("website", APPOINTMENT_NEWS, self.hear)

    def reset(self) -> None:
        """Forget everything."""
        self._kept: dict[str, Appointment] = {}
        self._next_number = FIRST_NUMBER

    async def hear(self, message: Message) -> None:
        """Follow an appointment, and know its customer: she may open an account now."""
        if message.appointment is None:
            return
        previous = self._kept.get(message.appointment.number)
        it = followed(previous, message.appointment)
        if it is None:
            return
        if self._shop.store.customer(it.person.email) is None:
            self._shop.store.keep_customer(it.person)
        for noting in self._faults.bend(Noting("website", message.topic, it, previous)):
            self._kept[it.number] = noting.appointment

    def slots(self) -> list[SiteVisit]:
        """The installations on offer."""
        return slots_offered(self._now())

    def appointment(self, number: str) -> Appointment | None:
        """The appointment with this number, as it stands."""
        return self._kept.get(number)

    def appointments_of(self, email: str) -> list[Appointment]:
        """Everything booked under this address, the newest first."""
        return [each for each in reversed(self._kept.values()) if each.person.email == email]

    def book(self, person: Person, start: str, order: str) -> Appointment:
        """Take a booking; everybody hears of it."""
        visits = visits_for(self._slot(start))
        number = f"V-{self._next_number}"
        self._next_number += 1
        appointment = Appointment(
            number=number, version=0, person=person, visits=visits, order=order
        )
        return self._keep(Topic.APPOINTMENT_BOOKED, appointment)

    def move(self, number: str, start: str) -> Appointment:
        """Give an appointment another slot; its survey moves with it."""
        it = self._open(number)
        if it.stage is not Stage.BOOKED:
            raise RefusedError("Our technician has set out. Please call us.")
        moved = replace(it, visits=visits_for(self._slot(start)))
        return self._keep(Topic.APPOINTMENT_MOVED, moved)

    def accept(self, number: str) -> Appointment:
        """She accepts the terms; doing so again changes nothing."""
        it = self._open(number)
        if it.accepted:
            return it
        return self._keep(Topic.TERMS_ACCEPTED, replace(it, accepted=True))

    def _open(self, number: str) -> Appointment:
        if number not in self._kept:
            raise RefusedError(f"We have no appointment {number}.")
        if self._kept[number].stage is Stage.CANCELLED:
            raise RefusedError("This visit has been cancelled.")
        return self._kept[number]

    def _slot(self, start: str) -> SiteVisit:
        slot = slot_offered(self._now(), start)
        if slot is None:
            raise RefusedError("We do not come then. Please choose another time.")
        return slot

    def _keep(self, topic: Topic, appointment: Appointment) -> Appointment:
        newer = replace(appointment, version=appointment.version + 1)
        self._kept[newer.number] = newer
        self._bus.publish(news_of(topic, newer, "website"))
        return newer
