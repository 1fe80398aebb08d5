"""What Speedwell's marketing does, through the interface of its mailing list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import APIRequestContext


class Price(Protocol):
    """An amount of money."""

    @property
    def amount(self) -> object:
        """In euros."""
        ...


class Offer(Protocol):
    """A product at a special price."""

    @property
    def product(self) -> str:
        """What, as the catalogue calls it."""
        ...

    @property
    def price(self) -> Price:
        """For how much."""
        ...


class Marketing:
    """The list's own interface; `headers` hold the key to it."""

    def __init__(
        self, request: APIRequestContext, base_url: str, headers: Mapping[str, str]
    ) -> None:
        self._request = request
        self._base_url = base_url
        self._headers = dict(headers)

    def subscribe(self, email: str, name: str) -> None:
        """Put her on the list that offers are mailed to."""
        self._post("/members", {"email_address": email, "full_name": name})

    def mail_offer(self, email: str, offer: Offer) -> None:
        """Mail her one product at a special price."""
        price = str(offer.price.amount)
        self._post("/offers", {"email_address": email, "product": offer.product, "price": price})

    def _post(self, path: str, told: Mapping[str, str]) -> None:
        answer = self._request.post(
            self._base_url + path,
            data=told,
            headers=self._headers,
            max_redirects=0,  # a redirect would carry the key elsewhere
        )
        if not answer.ok:
            raise LookupError(f"The list refused {path}: {answer.status} {answer.text()}")
