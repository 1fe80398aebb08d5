"""What goes wrong behind the scenes of Speedwell Cycles, through the company's control."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samestory import ChannelAccess


class Backstage:
    """Lets systems break down, each time for one customer: nobody else suffers."""

    def __init__(self, channel: ChannelAccess) -> None:
        self._http = channel.http
        self._email = channel.who.email

    def break_checkout(self, moment: str) -> None:
        """Let the shop break down before, while or after it takes her next order."""
        self._put("/checkout", breaks=moment)

    def _put(self, path: str, **told: object) -> None:
        self._http.put(path, json={"email": self._email, **told}).raise_for_status()
