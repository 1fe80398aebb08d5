"""What Speedwell's marketing does, through the interface of its mailing list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samestory import ChannelAccess, Money


class Marketing:
    """The list's own interface, which a customer never sees."""

    def __init__(self, channel: ChannelAccess) -> None:
        self._http = channel.http

    def subscribe(self, email: str, name: str) -> None:
        """Put her on the list that offers are mailed to."""
        self._post("/members", {"email_address": email, "full_name": name})

    def mail_offer(self, email: str, product: str, price: Money) -> None:
        """Mail her one product at a special price."""
        told = {"email_address": email, "product": product, "price": str(price.amount)}
        self._post("/offers", told)

    def mail_ended_offer(self, email: str, product: str, price: Money) -> None:
        """Mail her one product at a special price that was good until yesterday."""
        told = {"email_address": email, "product": product, "price": str(price.amount)}
        self._post("/offers", {**told, "valid_days": "-1"})

    def put_into_program(self, email: str, name: str, program: str) -> None:
        """Put her into a program that her prices follow, such as "preferred"."""
        self._post("/programs", {"email_address": email, "full_name": name, "program": program})

    def end_program(self, email: str) -> None:
        """Put her back to the usual prices."""
        found = self._http.get("/members", params={"email": email}).json()["members"]
        name = found[0]["full_name"] if found else ""
        self.put_into_program(email, name, "standard")

    def _post(self, path: str, told: Mapping[str, str]) -> None:
        answer = self._http.post(path, json=told)
        if not answer.is_success:
            raise LookupError(f"The list refused {path}: {answer.status_code} {answer.text}")
