"""What the people in Speedwell's warehouse do with an order, through the warehouse's interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import httpx

Record = dict[str, object]


class Access(Protocol):
    """The way in."""

    @property
    def http(self) -> httpx.Client:
        """A client that knows the address and the key."""
        ...


class Warehouse:
    """Its people; what they do with an order that has not reached them yet, they do then."""

    def __init__(self, access: Access) -> None:
        self._http = access.http

    def pick(self, number: str) -> None:
        """Take everything out of its bins."""
        self._do(number, "pick")

    def load_early(self, number: str) -> Record:
        """Put it on the truck a working day before its time, and return its slip."""
        return self._do(number, "load", days_early=1)

    def hand_over(self, number: str) -> Record:
        """Give it to the courier's driver, and return the parcel that it has become."""
        return {"number": self._do(number, "handover")["track"], "order_ref": number}

    def _do(self, number: str, deed: str, **how: object) -> Record:
        answer = self._http.post(f"/slips/{number}/{deed}", json=how)
        if not answer.is_success:
            raise LookupError(f"The warehouse refused to {deed} {number}: {answer.text}")
        told: Record = answer.json()
        return told
