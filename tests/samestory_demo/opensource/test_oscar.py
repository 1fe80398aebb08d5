"""Orders as django-oscar-api lists them."""

from __future__ import annotations

from decimal import Decimal

import httpx

from samestory_demo.opensource.oscar import Oscar
from samestory_demo.opensource.sales import Item
from tests.samestory_demo.opensource.test_faults import HOME

ORDER = {
    "number": "100001",
    "email": "ada@customers.example",
    "currency": "EUR",
    "lines": "http://shop.test/api/admin/orders/1/lines/",
    "shipping_address": {
        "country": "http://shop.test/api/countries/DE/",
        "first_name": "Ada",
        "last_name": "Muster",
        "line1": HOME.street,
        "line4": HOME.city,
        "postcode": HOME.postcode,
    },
}
LINE = {"upc": "CH-11", "quantity": 2, "unit_price_incl_tax": "34.45"}


class FakeShop:
    """Answers the three addresses that are asked; orders only with a session."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.session = "first"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url.raw_path.decode()}")
        if request.url.path == "/api/login/":
            return httpx.Response(200, headers={"Set-Cookie": f"sessionid={self.session}; Path=/"})
        if f"sessionid={self.session}" not in request.headers.get("Cookie", ""):
            return httpx.Response(403)
        records = [LINE] if request.url.path.endswith("/lines/") else [ORDER]
        return httpx.Response(200, json={"results": records})


def opened(shop: FakeShop) -> Oscar:
    transport = httpx.MockTransport(shop)
    return Oscar(httpx.Client(base_url="http://shop.test", transport=transport), "secret")


def test_an_order_is_read_with_its_lines():
    """Who, where to, what and for how much."""
    [sale] = opened(FakeShop()).sales_after(0)

    assert (sale.number, sale.email, sale.name) == ("100001", "ada@customers.example", "Ada Muster")
    assert sale.address == HOME
    assert sale.items == (Item("CH-11", 2, Decimal("34.45")),)


def test_only_what_is_new_is_asked_for_and_one_login_serves_all():
    """The shop is asked from where the last answer ended; the password is sent once."""
    shop = FakeShop()
    oscar = opened(shop)
    oscar.sales_after(0)
    oscar.sales_after(7)

    assert shop.asked.count("POST /api/login/") == 1
    assert "GET /api/admin/orders/?ordering=date_placed&offset=7" in shop.asked


def test_a_lost_session_is_opened_anew():
    """A shop that was reset has forgotten the session; the next question logs in again."""
    shop = FakeShop()
    oscar = opened(shop)
    oscar.sales_after(0)
    shop.session = "second"

    assert len(oscar.sales_after(0)) == 1
    assert shop.asked.count("POST /api/login/") == 2
