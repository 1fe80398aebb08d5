"""The CRM as the integration sees it: the hook that this company has added to Creme."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

import httpx

from samestory_lab.integration.news import Order, as_json
from samestory_lab.integration.seams import Handover


class Creme:
    """Tells the CRM of orders and people; the CRM makes one record of each, however often."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def tell(self, handover: Handover) -> None:
        """Have an order or a contact in the CRM as it is now (httpx.HTTPError)."""
        content = handover.content
        if isinstance(content, Order):
            path = f"/speedwell/orders/{quote(content.number, safe='')}/"
        else:
            path = "/speedwell/contacts/"
        anew = {} if handover.looks_first else {"new_contact": "1"}
        reply = self._client.put(path, json=as_json(content), params=anew)
        if reply.status_code != HTTPStatus.CONFLICT:  # it has heard of something newer already
            reply.raise_for_status()
