"""What Speedwell's back office does to an order, through the interface of the ERP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samestory import CannotAct

if TYPE_CHECKING:
    from samestory import ChannelAccess

CODES = {"out of stock": "20"}
"""The ERP's codes for reasons of the company's, by what they mean."""


class Office:
    """The ERP, used by a clerk."""

    def __init__(self, access: ChannelAccess) -> None:
        self._http = access.http

    def count(self, article: str, pieces: int) -> None:
        """Book how many pieces of an article a stock-taking has found."""
        found = self._http.get("/v1/materials", params={"Maktx": article}).json()["d"]
        if not found:
            raise CannotAct.unknown("article", article, [])
        sku = found[0]["Matnr"]
        answer = self._http.post(f"/v1/materials/{sku}/count", params={"Labst": str(pieces)})
        if not answer.is_success:
            raise LookupError(f"The ERP refused to count {article}: {answer.text}")

    def call_off(self, number: str) -> None:
        """Cancel an order that was only placed to see whether it works."""
        self.cancel(number, "out of stock")

    def cancel(self, number: str, reason: str) -> dict[str, object]:
        """Cancel an order for a reason of the company's, and return the ERP's document."""
        if reason not in CODES:
            raise CannotAct.unknown("reason of the company's", reason, list(CODES))
        answer = self._http.post(
            f"/v1/documents/SO/{number}/reject", params={"Abgru": CODES[reason]}
        )
        if not answer.is_success:
            raise LookupError(f"The ERP refused to cancel {number}: {answer.text}")
        told: dict[str, object] = answer.json()
        return told
