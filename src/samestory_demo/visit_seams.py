"""The places where the story of a visit goes wrong; see `seams`."""

from __future__ import annotations

from dataclasses import dataclass

from samestory_demo.messages import Appointment, Topic


@dataclass(frozen=True, slots=True)
class Noting:
    """A system is about to write an appointment down, `delay` seconds from now."""

    system: str
    topic: Topic
    appointment: Appointment
    previous: Appointment | None
    """What was written down under this number so far."""
    in_place: bool = True
    """Whether it takes the place of what was written before; else it is added."""
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Dispatching:
    """Field service is about to send a technician out, if the visit is released."""

    appointment: Appointment
    released: bool


@dataclass(frozen=True, slots=True)
class VisitPosting:
    """The mailer is about to post a letter about an appointment.

    `diary` names the entries of her diary that the letter writes: the same ones each time.
    """

    kind: str
    appointment: Appointment
    earlier: Appointment
    """What the first letter told."""
    diary: str


@dataclass(frozen=True, slots=True)
class EveningCall:
    """The telephone is about to call a customer the evening before a visit."""

    appointment: Appointment
    earlier: Appointment | None
    """What the telephone heard first."""
