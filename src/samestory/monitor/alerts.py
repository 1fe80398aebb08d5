"""An alert: that a cause has come, or that it is gone; as data, and as a text for a chat."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from samestory.monitor.causes_seen import Gravity

NAMED = 3
"""So many scenarios are named in the text."""


class Event(StrEnum):
    """What has changed."""

    COMING = "coming"
    GOING = "going"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One change of a verdict, told once.

    `id` is the same if it has to be sent again. `since` is when the cause was first seen, `run`
    the turn that made the difference.
    """

    id: str
    event: Event
    gravity: Gravity
    key: str
    title: str
    at: datetime
    since: datetime
    run: str
    scenarios: tuple[str, ...] = ()
    owner: str = ""
    remark: str = ""

    def text(self, company: str, zone: tzinfo) -> str:
        """Return it for a chat: what, how many scenarios, since when, who fixes it, which run."""
        since = self.since.astimezone(zone)
        when = f"{since.day} {since:%b %Y, %H:%M %Z}"
        if self.event is Event.GOING:
            lasted = _duration((self.at - self.since).total_seconds())
            return _sentences(
                f"✓ {company}: gone: {self.title}",
                f"It was first seen on {when}, and lasted {lasted}",
                self.remark,
            )
        sign, what = ("✗", "") if self.gravity is Gravity.CONTRADICTION else ("?", "inconclusive: ")
        return _sentences(
            f"{sign} {company}: {what}{self.title}",
            f"Since {when}",
            _scenarios(self.scenarios),
            f"To be fixed by {self.owner}" if self.owner else "",
            self.remark,
            f"Run: {self.run}",
        )

    def as_data(self, company: str, zone: tzinfo) -> dict[str, Any]:
        """Return what a webhook gets; `text` is what chat tools show."""
        return {
            "text": self.text(company, zone),
            "id": self.id,
            "event": self.event,
            "gravity": self.gravity,
            "cause": self.key,
            "title": self.title,
            "company": company,
            "at": self.at.isoformat(),
            "since": self.since.isoformat(),
            "scenarios": list(self.scenarios),
            "owner": self.owner,
            "remark": self.remark,
            "run": self.run,
        }


def _sentences(*parts: str) -> str:
    return " ".join(f"{each}." for each in parts if each)


def _scenarios(found: tuple[str, ...]) -> str:
    if not found:
        return ""
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return f"Seen by {'; '.join(found[:NAMED])}{more}"


def _duration(seconds: float) -> str:
    """Return a duration as people say it: "3 h 15 min"."""
    minutes = round(seconds / 60)
    days, hours = divmod(minutes // 60, 24)
    parts = {"d": days, "h": hours, "min": minutes % 60}
    return " ".join(f"{number} {unit}" for unit, number in parts.items() if number) or "a moment"
