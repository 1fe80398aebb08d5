"""When the company comes to a customer's place, and for how many visits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from samestory_demo.messages import Appointment, SiteVisit, Topic
from samestory_demo.settings import ZONE
from samestory_demo.visit_seams import Noting
from samestory_demo.wording import SATURDAY, working_days_after

SURVEY = "survey"
INSTALLATION = "installation"
HALF_DAYS = ((time(8), time(12)), (time(13), time(17)))
FIRST_WORKING_DAY = 4
"""Working days from today to the first installation that is offered: the survey comes before."""
DAYS_OFFERED = 14
TO_DECIDE = timedelta(hours=1)
"""Who looks at the times before midnight may still choose one after it."""
SURVEY_AHEAD = 2
"""Working days between the survey and the installation."""


def slots_offered(now: datetime) -> list[SiteVisit]:
    """The installations that can be booked now, the earliest first."""
    first = working_days_after(now.date(), FIRST_WORKING_DAY)
    days = [first + timedelta(days=n) for n in range(DAYS_OFFERED)]
    return [
        SiteVisit(INSTALLATION, _at(day, start), _at(day, end))
        for day in days
        if day.weekday() < SATURDAY
        for start, end in HALF_DAYS
    ]


def slot_offered(now: datetime, start: str) -> SiteVisit | None:
    """The installation that begins at this moment (ISO 8601) and is, or just was, on offer."""
    offered = [*slots_offered(now - TO_DECIDE), *slots_offered(now)]
    return next((each for each in offered if each.start.isoformat() == start), None)


def visits_for(slot: SiteVisit) -> tuple[SiteVisit, ...]:
    """All visits that an installation takes: the site is surveyed two working days ahead."""
    day = slot.start.date()
    for _ in range(SURVEY_AHEAD):
        day = _working_day_before(day)
    start, end = (_at(day, each.time()) for each in (slot.start, slot.end))
    return (SiteVisit(SURVEY, start, end), slot)


def followed(known: Appointment | None, heard: Appointment) -> Appointment | None:
    """What is known of an appointment after this news; None if it is no news.

    Her side of it and field service's side are followed each by its own version, because news of
    the one may overtake news of the other. Terms that were accepted stay so: who hears of it by
    telephone may not have heard yet that the visit was moved.
    """
    if known is None:
        return heard
    now = known
    if heard.version > known.version:
        now = replace(now, version=heard.version, visits=heard.visits)
    if heard.accepted:
        now = replace(now, accepted=True)
    if heard.progress > known.progress:
        now = replace(now, progress=heard.progress, stage=heard.stage, report=heard.report)
    return None if now == known else now


def take_in(
    known: dict[str, Appointment], system: str, topic: Topic, heard: Appointment
) -> Noting | None:
    """Let a system follow an appointment; return what it is about to note, None if it is no news.

    `known` is what it knows of each appointment so far, by number; the newer version is kept there.
    """
    previous = known.get(heard.number)
    it = followed(previous, heard)
    if it is None:
        return None
    known[it.number] = it
    return Noting(system, topic, it, previous)


def _working_day_before(day: date) -> date:
    day -= timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    return day


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZONE)
