"""The payment processor as the integration sees it: Stripe's REST, with the secret key.

The money of an order is authorised when it is placed, and would be captured when it is shipped. An
authorised amount cannot be raised, so an order that costs something else now gets an authorisation
of its own, and the older one is let go afterwards: there is never none.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx

from samestory_lab.integration.news import Order
from samestory_lab.integration.seams import Handover

MINOR_UNITS = 100
"""Cents of a euro; no currency without cents is sold in."""
AT_ONCE = 100
"""The longest list that Stripe gives."""
HER_CARD = "pm_card_visa"
"""Stripe's card for trying things out; the shop asks nobody for a real one."""

Intent = dict[str, Any]


class Payments:
    """Authorises and releases. It looks first at what is there, so it can be told twice."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def tell(self, handover: Handover) -> None:
        """Have the money of an order as it is now authorised, or released (httpx.HTTPError)."""
        if isinstance(handover.content, Order):
            self._follow(handover.content, handover)

    def _follow(self, order: Order, handover: Handover) -> None:
        customer = self._customer(order)
        known = self._intents(customer, order) if handover.looks_first else []
        alive = [each for each in known if each["status"] != "canceled"]
        fitting = next((each for each in alive if _fits(each, order)), None)
        if order.cancelled:
            # Who cancels before we have heard of her order leaves a trace here all the same.
            over = alive if known else [self._authorise(customer, order, handover.key)]
        else:
            kept = fitting or self._authorise(customer, order, handover.key)
            over = [each for each in alive if each["id"] != kept["id"]]
        for each in over:
            self._post(f"payment_intents/{each['id']}/cancel")

    def _customer(self, order: Order) -> str:
        found = self._get("customers", email=order.email, limit=1)["data"]
        if not found:
            return str(self._post("customers", email=order.email, name=order.name)["id"])
        return str(found[0]["id"])

    def _intents(self, customer: str, order: Order) -> list[Intent]:
        """Every intent of this order, through the customer's charges: each intent has made one."""
        whole: dict[str, str | int] = {
            "customer": customer,
            "limit": AT_ONCE,
            "expand[]": "data.payment_intent",
        }
        page = self._get("charges", **whole)
        charges = page["data"]
        while page["has_more"]:
            page = self._get("charges", **whole, starting_after=charges[-1]["id"])
            charges += page["data"]
        intents: list[Intent] = [each["payment_intent"] for each in charges]
        return [each for each in intents if each["metadata"].get("order") == order.number]

    def _authorise(self, customer: str, order: Order, key: str) -> Intent:
        return self._post(
            "payment_intents",
            key,
            amount=_minor(order.total),
            currency=order.currency.lower(),
            customer=customer,
            payment_method=HER_CARD,
            capture_method="manual",
            confirm="true",
            **_metadata(order),
        )

    def _get(self, what: str, **params: str | int) -> dict[str, Any]:
        reply = self._client.get(what, params=params).raise_for_status()
        page: dict[str, Any] = reply.json()
        return page

    def _post(self, path: str, key: str | None = None, **values: str | int) -> dict[str, Any]:
        headers = {"Idempotency-Key": key} if key else {}
        reply = self._client.post(path, data=values, headers=headers).raise_for_status()
        made: dict[str, Any] = reply.json()
        return made


def _metadata(order: Order) -> dict[str, str]:
    """By what an intent is found again: Stripe searches them by metadata, and not by address."""
    told = {"order": order.number, "revision": str(order.revision), "email": order.email}
    return {f"metadata[{name}]": each for name, each in told.items()}


def _fits(intent: Intent, order: Order) -> bool:
    same_currency = intent["currency"].lower() == order.currency.lower()
    return same_currency and int(intent["amount"]) == _minor(order.total)


def _minor(amount: Decimal) -> int:
    return int((amount * MINOR_UNITS).to_integral_exact())
