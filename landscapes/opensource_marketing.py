"""What Speedwell's marketing does on other people's software, through the interface of its list."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

if TYPE_CHECKING:
    from playwright.sync_api import APIRequestContext

SHOP, LIST = "00", "08"
"""How the ports of the two end; all ports of the company begin alike."""


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
    """The list's own interface; `headers` hold the key to it, with which offers are signed too."""

    def __init__(
        self, request: APIRequestContext, base_url: str, headers: Mapping[str, str]
    ) -> None:
        self._request = request
        self._base_url = base_url
        self._headers = dict(headers)

    def subscribe(self, email: str, name: str) -> None:
        """Put her on the list that offers are mailed to."""
        self._post("/marketing/members", {"email": email, "name": name})

    def mail_offer(self, email: str, offer: Offer) -> None:
        """Mail her one product at a special price; only who is on the list is written to."""
        self.subscribe(email, "")
        price = str(offer.price.amount)
        told = {"email": email, "product": offer.product, "price": price}
        self._post("/marketing/offers", {**told, "link": self._link(offer.product, price)})

    def _link(self, product: str, price: str) -> str:
        """To the page of the shop that takes the mailed price, because marketing has signed it."""
        [key] = self._headers.values()
        signed = hmac.new(key.encode(), f"{product}\n{price}".encode(), "sha256").hexdigest()
        shop = self._base_url.removesuffix(LIST) + SHOP
        told = {"product": product, "price": price, "signed": signed}
        return f"{shop}/mailed-offer/?{urlencode(told)}"

    def _post(self, path: str, told: Mapping[str, str]) -> None:
        answer = self._request.post(
            self._base_url + path,
            data=told,
            headers=self._headers,
            max_redirects=0,  # a redirect would carry the key elsewhere
        )
        if not answer.ok:
            raise LookupError(f"The list refused {path}: {answer.status} {answer.text()}")
