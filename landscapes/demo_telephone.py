"""The telephone of Speedwell Cycles, as a customer uses it: the menu, and an agent who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samestory import CannotAct

if TYPE_CHECKING:
    from samestory import ChannelAccess

Record = dict[str, object]
LONGEST_SILENCE = 12.0
"""Seconds for which a caller holds the line."""
HOURS = {"morning": "8am", "afternoon": "1pm"}


class Telephone:
    """Calls the company."""

    def __init__(self, channel: ChannelAccess) -> None:
        self._http = channel.http
        self._who = channel.who

    def book_visit(self, half_day: str) -> Record:
        """Have an agent book a visit on a "Thursday morning", and return what the agent says."""
        slots = self._say("/line/agent", {})["slots"]
        assert isinstance(slots, list)
        weekday, _, part = half_day.partition(" ")
        fits = [e for e in slots if weekday in e["says"] and f", {HOURS[part]}-" in e["says"]]
        if not fits:
            raise CannotAct.unknown("slot", half_day, [each["says"] for each in slots])
        slot = fits[0]
        booked = self._say("/line/agent/visits", {"slot": slot["start"], **self._myself()})
        told = {**booked, "window": slot["says"]}
        return {"number": booked["ref"], "visits": [told]}

    def accept_terms(self, number: str) -> None:
        """Ring the menu, key in the visit's number and accept the terms by pressing 1."""
        self._say("/line/calls", {})
        pressed = {"visit": number, "key": "1", "from": self._who.phone}
        said = self._say("/line/keys", pressed)["says"]
        if "accepted the terms" not in str(said):
            raise CannotAct(f"The menu said: {said}\n  Look at what the telephone knows of it.")

    def ask_an_agent(self, about: str, said: str) -> None:
        """Tell an agent something about an order or an appointment."""
        self._say("/line/agent/calls", {"about": about, "said": said, **self._myself()})

    def _myself(self) -> dict[str, str]:
        who = self._who
        return {
            "first_name": who.first_name,
            "last_name": who.last_name,
            "email": who.email,
            "phone": who.phone,
            "street": who.street,
            "postcode": who.postcode,
            "city": who.city,
            "country": who.country,
        }

    def _say(self, path: str, told: dict[str, str]) -> Record:
        answer = self._http.post(path, json=told, timeout=LONGEST_SILENCE)
        if answer.is_error:
            raise CannotAct(
                f"The telephone refused {path}: {answer.status_code} {answer.text}\n"
                "  Look at what the telephone knows of it."
            )
        heard: Record = answer.json()
        return heard
