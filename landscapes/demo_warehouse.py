"""What the people in Speedwell's warehouse do with an order, through the warehouse's interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samestory import ChannelAccess

Record = dict[str, object]


class Warehouse:
    """Its people; they wait a moment for an order that is still on its way to them."""

    def __init__(self, channel: ChannelAccess) -> None:
        self._http = channel.http

    def pick(self, number: str) -> Record:
        """Take everything out of its bins, and return the parcel that it has become."""
        return _parcel(self._do(number, "pick"))

    def hand_over(self, number: str) -> Record:
        """Give it to the courier's driver, and return the parcel that it has become."""
        return _parcel(self._do(number, "handover"))

    def load_early(self, number: str) -> Record:
        """Put it on the truck a working day before its time, and return what its slip says."""
        slip = self._do(number, "load", days_early=1)
        return {"slips": [{name: slip[name] for name in ("order_ref", "due", "track")}]}

    def _do(self, number: str, deed: str, **how: object) -> Record:
        answer = self._http.post(f"/slips/{number}/{deed}", json=how)
        if not answer.is_success:
            raise LookupError(f"The warehouse refused to {deed} {number}: {answer.text}")
        told: Record = answer.json()
        return told


def _parcel(slip: Record) -> Record:
    return {"number": slip["track"], "slips": [slip]}
