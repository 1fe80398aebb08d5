"""A made-up shop that takes things back: a website, a returns desk and a bank, each its own."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

PRICES = {"Chain, 11-speed": 4990}
"""In cents."""
ARTICLES = {"Chain, 11-speed": "CH-11"}
REASONS = {"too long": "04", "broken": "01"}
"""The desk's codes."""
BANK_IS_LATE = 0.3
"""Seconds after which the bank knows of a refund."""


class Shop(ThreadingHTTPServer):
    """All three systems on one port of this machine; `fault` is what goes wrong between them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.fault = ""
        self.orders: dict[str, dict[str, Any]] = {}
        self.returns: dict[str, dict[str, Any]] = {}

    def buy(self, told: Mapping[str, Any]) -> dict[str, str]:
        """Book an order; what the website shows her is returned."""
        number = f"A-{len(self.orders) + 1}"
        self.orders[number] = {**told, "state": "Order received"}
        return {"number": number, **self.shown(number)}

    def shown(self, number: str) -> dict[str, str]:
        """What the website shows of an order."""
        order = self.orders[number]
        cents = PRICES[order["product"]] * order["quantity"]
        what = {"article": ARTICLES[order["product"]], "pieces": str(order["quantity"])}
        return {**what, "total": _in_euros(cents), "state": order["state"]}

    def take_back(self, number: str, reason: str) -> dict[str, str]:
        """Take an order back; the desk and the bank are told of it."""
        order, back = self.orders[number], f"R-{len(self.returns) + 1}"
        order["state"] = "Sent back"
        cents = PRICES[order["product"]] * order["quantity"]
        self.returns[back] = {
            "order": number,
            "email": order["email"],
            "reason": reason,
            "cents": cents,
            "at": time.monotonic(),
        }
        return {"number": back, **self.shown_return(back)}

    def shown_return(self, number: str) -> dict[str, str]:
        """What the website shows of a return."""
        back = self.returns[number]
        return {"order": back["order"], "why": back["reason"], "total": _in_euros(back["cents"])}

    def at_the_desk(self, number: str) -> dict[str, Any]:
        """What the returns desk has written down."""
        if number not in self.returns or self.fault == "the desk writes nothing down":
            return {"slips": []}
        back = self.returns[number]
        slip = {"no": number, "order": back["order"], "mail": back["email"]}
        return {"slips": [{**slip, "code": REASONS[back["reason"]], "cents": back["cents"]}]}

    def at_the_bank(self, number: str) -> dict[str, str] | None:
        """What the bank has paid back, or will soon."""
        back = self.returns.get(number)
        if back is None or time.monotonic() < back["at"] + BANK_IS_LATE:
            return None
        cents = back["cents"] // 2 if self.fault == "the bank pays half" else back["cents"]
        return {"amount": f"{cents / 100:.2f}", "currency": "EUR"}


def _in_euros(cents: int) -> str:
    return f"€{cents / 100:.2f}"


class _Handler(BaseHTTPRequestHandler):
    server: Shop

    def do_POST(self) -> None:
        """What customers do, as the shop's app sends it."""
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        match urlsplit(self.path).path.strip("/").split("/"):
            case ["shop", "accounts"]:
                self._json({})
            case ["shop", "orders"]:
                self._json(self.server.buy(told))
            case ["shop", "orders", number, "return"]:
                self._json(self.server.take_back(number, told["reason"]))

    def do_GET(self) -> None:
        """What each of the three says."""
        asked = parse_qs(urlsplit(self.path).query)
        match urlsplit(self.path).path.strip("/").split("/"):
            case ["shop", "orders", number]:
                self._page("order", self.server.shown(number))
            case ["shop", "returns", number]:
                self._page("return", self.server.shown_return(number))
            case ["desk", "orders", number]:
                self._json({"returned": self.server.orders[number]["state"] == "Sent back"})
            case ["desk", "returns"]:
                self._json(self.server.at_the_desk(asked["no"][0]))
            case ["bank", "refunds", number]:
                found = self.server.at_the_bank(number)
                self._json(found or {"error": "no such refund"}, 200 if found else 404)

    def _json(self, told: object, status: int = 200) -> None:
        self._send(json.dumps(told), "application/json", status)

    def _page(self, kind: str, facts: Mapping[str, str]) -> None:
        rows = "".join(f"<dt>{name}</dt><dd class={name}>{it}</dd>" for name, it in facts.items())
        self._send(f"<!doctype html><title>Your {kind}</title><dl>{rows}</dl>", "text/html", 200)

    def _send(self, text: str, media_type: str, status: int) -> None:
        raw = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def open_shop() -> Iterator[Shop]:
    """The shop, open on a free port."""
    with Shop() as shop:
        thread = Thread(target=shop.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield shop
        finally:
            shop.shutdown()
            thread.join()
