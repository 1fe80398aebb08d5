"""What goes wrong behind the scenes of Speedwell Cycles, through the company's control."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samestory import CannotAct

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

    def take_down(self, system: str) -> None:
        """Let a system, which can be the ERP alone, not answer about her orders."""
        if system != "erp":
            raise CannotAct.unknown("system that can be down for one customer", system, ["erp"])
        self._put("/outage", down=True)

    def put_up_again(self, system: str) -> None:
        """Let it answer about her orders again."""
        del system  # It can be the ERP alone.
        self._put("/outage", down=False)

    def _put(self, path: str, **told: object) -> None:
        self._http.put(path, json={"email": self._email, **told}).raise_for_status()
