"""Speedwell's dispatcher and technicians, through the interface of its field service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samestory import CannotAct

if TYPE_CHECKING:
    from samestory import ChannelAccess

LONGEST = 12.0
"""Seconds for which they wait for an appointment that field service has not heard of yet."""


class Technician:
    """Is sent out, and reports."""

    def __init__(self, channel: ChannelAccess) -> None:
        self._http = channel.http

    def send(self, number: str) -> None:
        """The dispatcher sends a technician out, or as soon as the visit is released."""
        self._post(f"/auftraege/{number}/disposition", {})

    def report(self, number: str, photos: int) -> None:
        """Report a visit, with photos of the work."""
        self._post(f"/auftraege/{number}/berichte", {"fotos": photos, "minuten": 90})

    def leave(self, number: str) -> None:
        """Leave after a minute, with nothing to show."""
        self._post(f"/auftraege/{number}/berichte", {"fotos": 0, "minuten": 1})

    def _post(self, path: str, told: dict[str, int]) -> None:
        answer = self._http.post(path, json=told, timeout=LONGEST)
        if answer.is_error:
            raise CannotAct(
                f"Field service refused {path}: {answer.status_code} {answer.text}\n"
                "  Look at what field service knows of the appointment."
            )
