"""A payment processor that answers Stripe's REST, as far as the integration asks it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import httpx

from samestory_lab.integration.payments import Payments

Record = dict[str, Any]


class FakeStripe:
    """Keeps customers, intents and charges; an intent that is confirmed makes a charge."""

    address = "http://pay.test/v1/"

    def __init__(self) -> None:
        self.customers: list[Record] = []
        self.intents: list[Record] = []
        self.charges: list[Record] = []
        self.keys: list[str] = []
        self.page = 100

    @property
    def client(self) -> Payments:
        transport = httpx.MockTransport(self)
        return Payments(httpx.Client(base_url=self.address, transport=transport))

    def told(self, number: str) -> list[tuple[int, str]]:
        """Amount and status of every intent of an order, the oldest first."""
        of_it = (each for each in self.intents if each["metadata"]["order"] == number)
        return [(each["amount"], each["status"]) for each in of_it]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        what, *rest = request.url.path.removeprefix("/v1/").split("/")
        if request.method == "GET":
            found = getattr(self, f"list_{what}")(request.url.params)
            page = {"data": found[: self.page], "has_more": len(found) > self.page}
            return httpx.Response(200, json=page)
        if rest:
            return self.cancel(rest[0])
        values = {name: each[0] for name, each in parse_qs(request.content.decode()).items()}
        if what == "payment_intents":
            self.keys.append(request.headers["Idempotency-Key"])
        return httpx.Response(200, json=getattr(self, f"make_{what}")(values))

    def list_customers(self, asked: httpx.QueryParams) -> list[Record]:
        return [each for each in self.customers if each["email"] == asked["email"]]

    def list_charges(self, asked: httpx.QueryParams) -> list[Record]:
        assert asked["expand[]"] == "data.payment_intent"
        hers = [each for each in self.charges if each["customer"] == asked["customer"]]
        last = asked.get("starting_after")
        begin = 1 + [each["id"] for each in hers].index(last) if last else 0
        return hers[begin:]

    def make_customers(self, values: Record) -> Record:
        self.customers.append({"id": f"cus_{len(self.customers)}", **values})
        return self.customers[-1]

    def make_payment_intents(self, values: Record) -> Record:
        assert (values["confirm"], values["capture_method"]) == ("true", "manual")
        intent = {
            "id": f"pi_{len(self.intents)}",
            "amount": int(values["amount"]),
            "currency": values["currency"],
            "status": "requires_capture",
            "metadata": {
                "order": values["metadata[order]"],
                "revision": values["metadata[revision]"],
            },
        }
        self.intents.append(intent)
        self.charges.append({
            "id": f"ch_{len(self.charges)}",
            "customer": values["customer"],
            "payment_intent": intent,
        })  # fmt: skip
        return intent

    def cancel(self, number: str) -> httpx.Response:
        [intent] = [each for each in self.intents if each["id"] == number]
        if intent["status"] == "canceled":
            return httpx.Response(400)
        intent["status"] = "canceled"
        return httpx.Response(200, json=intent)
