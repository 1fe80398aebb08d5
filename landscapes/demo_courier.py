"""What the courier's drivers do with a parcel, through the interface of their scanners."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samestory import ChannelAccess


class Courier:
    """Its drivers, and the people at its depot."""

    def __init__(self, channel: ChannelAccess) -> None:
        self._http = channel.http

    def send_out(self, tracking: str) -> None:
        """Put a parcel on the van that brings it to her."""
        self._scan(tracking, "out")

    def deliver(self, tracking: str, signatory: str) -> None:
        """Give a parcel to somebody at her door, who signs for it."""
        self._scan(tracking, "deliver", signed_by=signatory)

    def hand_out(self, tracking: str, signatory: str) -> None:
        """Give a parcel to somebody who comes to the depot for it."""
        self._scan(tracking, "collect", signed_by=signatory)

    def _scan(self, tracking: str, deed: str, **how: object) -> None:
        answer = self._http.post(f"/parcels/{tracking}/{deed}", json=how)
        if not answer.is_success:
            raise LookupError(f"The courier refused to {deed} {tracking}: {answer.text}")
