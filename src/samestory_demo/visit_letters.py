"""What the company writes about visits: what a person reads, and a calendar for her diary.

The calendar follows RFC 5545: a visit keeps its UID, and has a higher SEQUENCE once it has moved.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

from samestory_demo.appointments import followed
from samestory_demo.bus import Bus
from samestory_demo.faults import Faults
from samestory_demo.letters import letter_to
from samestory_demo.mailer import Post
from samestory_demo.messages import Appointment, Message, SiteVisit, Stage, Topic
from samestory_demo.visit_seams import VisitPosting

KINDS = {
    Topic.APPOINTMENT_BOOKED: "booked",
    Topic.APPOINTMENT_MOVED: "moved",
    Topic.TERMS_ACCEPTED: "accepted",
    Topic.VISIT_DISPATCHED: "on our way",
    Topic.VISIT_NEAR: "tomorrow",
    Topic.VISIT_CANCELLED: "cancelled",
}
SUBJECTS = {
    "booked": "Your appointment {number} is booked",
    "moved": "Your appointment {number} has been moved",
    "accepted": "Your appointment {number}: terms accepted",
    "on our way": "Your appointment {number}: we are on our way",
    "tomorrow": "Tomorrow we come to you ({number})",
    "cancelled": "Your appointment {number} has been cancelled",
}
OPENINGS = {
    "booked": "thank you for booking. This is when we come.",
    "moved": "we have moved your appointment. This is when we come now.",
    "accepted": "you have accepted our terms. This is when we come.",
    "on our way": "our technician has set out.",
    "tomorrow": "we come tomorrow, as agreed.",
    "cancelled": "we have cancelled your appointment: nobody comes.",
}
STATES = {
    Stage.BOOKED: "Booked",
    Stage.DISPATCHED: "On our way",
    Stage.DONE: "Done",
    Stage.CANCELLED: "Cancelled",
}
TITLES = {"survey": "Survey at your place", "installation": "Installation at your place"}


class VisitMailer:
    """Writes about appointments, each version once; the first one stays in its archive."""

    def __init__(self, bus: Bus, faults: Faults, post: Post, website: str) -> None:
        self._faults = faults
        self._post = post
        self._website = website
        self.reset()
        bus.listen("mailer", KINDS, self._write)

    def reset(self) -> None:
        """Forget everything."""
        self._first: dict[str, Appointment] = {}
        self._heard: dict[str, Appointment] = {}

    async def _write(self, message: Message) -> None:
        if message.appointment is None:
            return
        known = self._heard.get(message.appointment.number)
        it = followed(known, message.appointment)
        if it is None and message.topic is Topic.VISIT_NEAR:
            it = known
        if it is None:
            return
        self._heard[it.number] = it
        first = self._first.setdefault(it.number, it)
        kind = KINDS[message.topic]
        for posting in self._faults.bend(VisitPosting(kind, it, first, it.number)):
            await self._post(letter_about_visits(posting, self._website))


def letter_about_visits(posting: VisitPosting, website: str) -> EmailMessage:
    """The letter of this kind (a key of SUBJECTS) about an appointment."""
    it = posting.appointment
    letter = letter_to(
        it.person,
        SUBJECTS[posting.kind].format(number=it.number),
        "visits",
        it=it,
        state=STATES[it.stage],
        titles=TITLES,
        opening=OPENINGS[posting.kind],
        link=f"{website}/visits/{it.number}",
    )
    if posting.kind != "tomorrow":
        letter.add_attachment(
            calendar(it, posting.diary), subtype="calendar", filename="visits.ics"
        )
    return letter


def calendar(it: Appointment, diary: str) -> str:
    """All visits of an appointment, as events whose UIDs begin with `diary`."""
    events = [line for visit in it.visits for line in _event(it, visit, diary)]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Speedwell Cycles//Visits//EN"]
    method = "CANCEL" if it.stage is Stage.CANCELLED else "PUBLISH"
    return "\r\n".join([*lines, f"METHOD:{method}", *events, "END:VCALENDAR", ""])


def _event(it: Appointment, visit: SiteVisit, diary: str) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{diary}-{visit.purpose}@speedwell.example",
        f"DTSTAMP:{_utc(datetime.now(UTC))}",
        f"DTSTART:{_utc(visit.start)}",
        f"DTEND:{_utc(visit.end)}",
        f"SEQUENCE:{it.version}",
        f"STATUS:{'CANCELLED' if it.stage is Stage.CANCELLED else 'CONFIRMED'}",
        f"SUMMARY:{TITLES[visit.purpose]}",
        "END:VEVENT",
    ]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
