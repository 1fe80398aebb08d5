"""What Speedwell's marketing does on other people's software, through the interface of its list."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from samestory import ChannelAccess, Money

SHOP, LIST = "00", "08"
"""How the ports of the two end; all ports of the company begin alike."""


class Marketing:
    """The list's own interface; the key to it signs offers as well."""

    def __init__(self, channel: ChannelAccess) -> None:
        self._channel = channel
        self._http = channel.http

    def subscribe(self, email: str, name: str) -> None:
        """Put her on the list that offers are mailed to."""
        self._post("/marketing/members", {"email": email, "name": name})

    def mail_offer(self, email: str, product: str, price: Money) -> None:
        """Mail her one product at a special price; only who is on the list is written to."""
        self.subscribe(email, "")
        amount = str(price.amount)
        told = {"email": email, "product": product, "price": amount}
        self._post("/marketing/offers", {**told, "link": self._link(product, amount)})

    def _link(self, product: str, price: str) -> str:
        """To the page of the shop that takes the mailed price, because marketing has signed it."""
        key, offer = self._channel.secret.encode(), f"{product}\n{price}".encode()
        signed = hmac.new(key, offer, "sha256").hexdigest()
        shop = self._channel.base_url.removesuffix(LIST) + SHOP
        told = {"product": product, "price": price, "signed": signed}
        return f"{shop}/mailed-offer/?{urlencode(told)}"

    def _post(self, path: str, told: Mapping[str, str]) -> None:
        answer = self._http.post(path, json=told)
        if not answer.is_success:
            raise LookupError(f"The list refused {path}: {answer.status_code} {answer.text}")
