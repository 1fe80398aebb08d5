"""The shop's own pages and its outbox, on a real django-oscar; SAMESTORY_REAL=1 runs them."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from samestory_lab.preparing import prepare
from samestory_lab.programs import Program
from samestory_lab.settings import Secrets, Settings
from samestory_lab.software import SHOP
from tests.samestory_lab.pieces import CACHE, free_ports, real
from tests.samestory_lab.shop import Letterbox, Visitor, html_of, letters_at, link_in, text_of

pytestmark = real

SECRETS = Secrets()
NTH = count(1)
WHOLE = {
    "status": "placed",
    "name": "Ada Muster",
    "currency": "EUR",
    "address": {
        "street": "Hauptstr. 1",
        "postcode": "10115",
        "city": "Berlin",
        "country": "DE",
    },
}


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings(free_ports(), SECRETS)


@pytest.fixture(scope="module")
def letters(settings: Settings) -> Iterator[Letterbox]:
    box, controller = letters_at(settings.ports.smtp)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture(scope="module")
def address(
    settings: Settings, letters: Letterbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where the shop is, open as long as these tests run; it can write to `letters`."""
    assert not letters.mails
    prepared = prepare([SHOP], CACHE, settings, print)
    homes: Path = tmp_path_factory.mktemp("homes")
    program = Program(SHOP, prepared[SHOP], settings, homes)
    asyncio.run(program.open())
    yield settings.address("shop")
    asyncio.run(program.close())


@pytest.fixture
def visitor(address: str) -> Visitor:
    return Visitor(address)


@pytest.fixture
def integration(address: str) -> httpx.Client:
    return httpx.Client(
        base_url=address, auth=("sync", SECRETS.shop_sync_password), trust_env=False, timeout=30
    )


@pytest.fixture
def email() -> str:
    return f"Ada{next(NTH)}@customers.example"


def events(integration: httpx.Client, about: str) -> list[dict[str, Any]]:
    """What the outbox tells of an order or of a customer, oldest first."""
    told = integration.get("/outbox/?after=0").raise_for_status().json()["events"]
    things = (each[each["type"]] for each in told)
    return [each for each in things if about in {each.get("number"), each["email"]}]


def customer_with_order(visitor: Visitor, email: str, **wished: int) -> str:
    visitor.register(email)
    return visitor.order(email, **wished)


def signed_offer(product: str, price: str, key: str = SECRETS.list_key) -> str:
    signed = hmac.new(key.encode(), f"{product}\n{price}".encode(), "sha256").hexdigest()
    return f"/mailed-offer/?{urlencode({'product': product, 'price': price, 'signed': signed})}"


# The outbox -------------------------------------------------------------------------------------


def test_an_order_is_told_whole(visitor: Visitor, integration: httpx.Client, email: str):
    """Who, where to, what and for how much, as revision 0."""
    number = visitor.order(email, BB_EN=1, CH_11=2)

    [order] = events(integration, number)
    items = [
        {"sku": "BB-EN", "quantity": 1, "unit_price": "89.00"},
        {"sku": "CH-11", "quantity": 2, "unit_price": "34.45"},
    ]
    told = {"number": number, "revision": 0, "email": email, "total": "157.90", "items": items}
    assert order == {**WHOLE, **told}


def test_only_what_came_after_is_told(visitor: Visitor, integration: httpx.Client, email: str):
    """Whoever remembers the last number hears nothing twice."""
    visitor.order(email, CH_11=1)
    told = integration.get("/outbox/?after=0").json()["events"]
    numbers = [each["id"] for each in told]

    assert numbers == sorted(numbers)
    assert integration.get(f"/outbox/?after={numbers[-1]}").json() == {"events": []}


@pytest.mark.parametrize("after", ["", "-1", "1.5", "x", "9" * 30])
def test_only_a_number_can_be_read_after(integration: httpx.Client, after: str):
    """What is no number is refused: an empty answer would look like no news."""
    assert integration.get("/outbox/", params={"after": after}).status_code == 400


@pytest.mark.parametrize("auth", [None, ("sync", "wrong"), ("agent", SECRETS.agent_password)])
def test_only_the_integration_is_answered(address: str, auth: tuple[str, str] | None):
    """Nobody else reads the outbox, or makes accounts."""
    asked = httpx.Client(base_url=address, auth=auth, trust_env=False, timeout=30)

    assert asked.get("/outbox/").status_code == 401
    assert asked.post("/integration/customers", json={"email": "x@y.example"}).status_code == 401


# Whose order it is ------------------------------------------------------------------------------


def test_a_guest_with_a_known_address_is_its_customer(
    visitor: Visitor, address: str, integration: httpx.Client, email: str
):
    """However she spells it: the order stands in her account, and is told with her address."""
    visitor.register(email)
    number = Visitor(address).order(email.upper(), CH_11=1)

    assert number in visitor.page("/accounts/orders/")
    assert [email] == [each["email"] for each in events(integration, number)]


def test_whoever_marketing_knows_is_made_known_once(integration: httpx.Client, email: str):
    """In any letters; and the integration is not told what it has just said."""
    first = integration.post("/integration/customers", json={"email": email, "name": "Ada M."})
    again = {"email": email.upper(), "name": "Ada Muster"}
    second = integration.post("/integration/customers", json=again)

    assert [201, 200] == [first.status_code, second.status_code]
    assert not events(integration, email)


@pytest.mark.parametrize("told", [[], {}, {"name": "Ada"}, {"email": "no address"}])
def test_nobody_is_made_known_without_an_address(integration: httpx.Client, told: object):
    """What cannot be read makes nobody."""
    assert integration.post("/integration/customers", json=told).status_code == 400


def test_an_order_is_found_by_its_number_and_address(visitor: Visitor, address: str, email: str):
    """Without logging in, in any letters; one of the two alone finds nothing."""
    number = customer_with_order(visitor, email, CH_11=1)
    stranger = Visitor(address)

    found = stranger.submit("/find-order/", number=number, email=email.upper())
    assert f"Order #{number}" in found.text
    for told in ({"number": number, "email": "x@y.example"}, {"number": "1", "email": email}):
        assert "We have no order with this number" in stranger.submit("/find-order/", **told).text
    assert "We have no order" in stranger.submit("/find-order/", number=number, email="").text


# Changing an order ------------------------------------------------------------------------------


def test_a_change_is_told_and_mailed(
    visitor: Visitor, integration: httpx.Client, letters: Letterbox, email: str
):
    """As the order's next revision, with the lines as wished and the sum of them."""
    number = customer_with_order(visitor, email, BB_EN=1, CH_11=1)
    wished = {"quantity-BB-IT": "2", "quantity-CH-11": "1", "quantity-BB-EN": "0"}
    page = visitor.submit(f"/accounts/orders/{number}/amend/", **wished)

    assert "Your order has been changed." in page.text
    placed, changed = events(integration, number)
    assert (placed["revision"], changed["revision"]) == (0, 1)
    assert changed["total"] == "219.45"
    assert {"CH-11": 1, "BB-IT": 2} == {each["sku"]: each["quantity"] for each in changed["items"]}
    mail = letters.to(email)[-1]
    assert mail["Subject"] == f"Your order {number} has been changed"
    assert json_ld(html_of(mail))["price"] == "219.45"
    assert "Order Total: €219.45" in text_of(mail)


@pytest.mark.parametrize("quantity", ["-1", "1.5", "many", "1000", "0", ""])
def test_what_is_no_quantity_changes_nothing(
    visitor: Visitor, integration: httpx.Client, email: str, quantity: str
):
    """The form says so; the order stays as it was."""
    number = customer_with_order(visitor, email, CH_11=1)
    page = visitor.submit(f"/accounts/orders/{number}/amend/", **{"quantity-CH-11": quantity})

    assert "alert-danger" in page.text
    assert len(events(integration, number)) == 1


def test_nobody_changes_the_order_of_another(
    visitor: Visitor, address: str, integration: httpx.Client, email: str
):
    """For her it does not exist; a stranger is asked to log in."""
    number = customer_with_order(visitor, email, CH_11=1)
    other, stranger = Visitor(address), Visitor(address)
    other.register(f"other.{email}")
    stranger.page("/accounts/login/")

    for what in ("amend", "cancel", "resend"):
        path = f"/accounts/orders/{number}/{what}/"
        assert other.submit(path, **{"quantity-CH-11": "2"}).status_code == 404
        assert "/accounts/login/" in str(stranger.submit(path).url)
        assert stranger.http.get(f"/dashboard/orders/{number}/amend/").status_code == 302
        assert other.http.get(f"/dashboard/orders/{number}/amend/").status_code == 302
    assert len(events(integration, number)) == 1


def test_an_agent_changes_anybodys_order(
    visitor: Visitor, address: str, integration: httpx.Client, letters: Letterbox, email: str
):
    """Behind the dashboard's login; she hears of it as if she had done it herself."""
    number = customer_with_order(visitor, email, CH_11=1)
    agent = Visitor(address)
    path = f"/dashboard/orders/{number}/amend/"
    login = f"/dashboard/login/?next={path}"
    agent.submit(login, username="agent", password=SECRETS.agent_password, next=path)
    page = agent.submit(path, **{"quantity-CH-11": "3"})

    assert f"Order {number} has been changed." in page.text
    assert events(integration, number)[-1]["total"] == "103.35"
    assert f"Your order {number} has been changed" in letters.subjects(email)


def test_an_agent_cancels_a_guests_order_on_the_dashboard(
    visitor: Visitor, address: str, integration: httpx.Client, letters: Letterbox, email: str
):
    """By Oscar's own form; the integration and the guest hear of it."""
    number = visitor.order(email, CH_11=1)
    agent = Visitor(address)
    path = f"/dashboard/orders/{number}/"
    login = f"/dashboard/login/?next={path}"
    agent.submit(login, username="agent", password=SECRETS.agent_password, next=path)
    page = agent.submit(path, order_action="change_order_status", new_status="Cancelled")

    assert "Order status changed from" in page.text
    assert "cancelled" == events(integration, number)[-1]["status"]
    assert f"Your order {number} has been cancelled" in letters.subjects(email)


def test_a_cancelled_order_is_told_mailed_once_and_stays_so(
    visitor: Visitor, integration: httpx.Client, letters: Letterbox, email: str
):
    """Neither a second click nor a change does anything to it."""
    number = customer_with_order(visitor, email, CH_11=1)
    for _ in range(2):
        visitor.submit(f"/accounts/orders/{number}/cancel/")
    page = visitor.submit(f"/accounts/orders/{number}/amend/", **{"quantity-CH-11": "2"})

    assert "can no longer be changed" in page.text
    told = [(each["revision"], each["status"]) for each in events(integration, number)]
    assert told == [(0, "placed"), (1, "cancelled")]
    subject = f"Your order {number} has been cancelled"
    assert letters.subjects(email).count(subject) == 1
    assert json_ld(html_of(letters.to(email)[-1]))["orderStatus"].endswith("OrderCancelled")


def test_what_is_mailed_once_more_is_todays_order(
    visitor: Visitor, integration: httpx.Client, letters: Letterbox, email: str
):
    """A confirmation asked for again holds the change; it is no news for anybody else."""
    number = customer_with_order(visitor, email, CH_11=1)
    visitor.submit(f"/accounts/orders/{number}/amend/", **{"quantity-CH-11": "2"})
    visitor.submit(f"/accounts/orders/{number}/resend/")

    mail = letters.to(email)[-1]
    assert mail["Subject"] == f"Your order {number}, once more"
    assert json_ld(html_of(mail))["price"] == "68.90"
    assert len(events(integration, number)) == 2


# Coming in by mail ------------------------------------------------------------------------------


def test_a_mailed_price_is_the_charged_price(
    visitor: Visitor, integration: httpx.Client, email: str
):
    """Looking at the offer does nothing; its button puts it into the basket at that price."""
    visitor.register(email)
    link = signed_offer("Mini pump", "10.00")
    visitor.page(link)
    assert visitor.http.get("/api/basket/").json()["total_incl_tax"] == "0.00"
    visitor.submit(link)
    number = visitor.order(email)

    [order] = events(integration, number)
    assert order["total"] == "10.00"
    assert order["items"] == [{"sku": "MP-1", "quantity": 1, "unit_price": "10.00"}]


def test_nobody_makes_a_price_up(visitor: Visitor):
    """A link that marketing did not sign is none, whatever was changed in it."""
    link = signed_offer("Mini pump", "10.00")

    assert visitor.http.get(link).status_code == 200
    assert visitor.http.get(link.replace("10.00", "1.00")).status_code == 404
    assert visitor.http.get(link.replace("Mini+pump", "Carbon+wheelset")).status_code == 404
    assert visitor.http.get(signed_offer("Mini pump", "10.00", "guessed")).status_code == 404
    for price in ("-5", "0", "NaN", "Infinity", "free"):
        assert visitor.http.get(signed_offer("Mini pump", price)).status_code == 404


def test_a_sign_in_link_is_good_once(
    visitor: Visitor, address: str, integration: httpx.Client, letters: Letterbox, email: str
):
    """Opening it does nothing; its button signs in, and is no good afterwards."""
    integration.post("/integration/customers", json={"email": email, "name": "Ada Muster"})
    visitor.submit("/sign-in/", email=email, mail="yes")
    link = link_in(text_of(letters.to(email)[-1]))

    visitor.page(link)
    assert visitor.http.get("/accounts/profile/").status_code == 302
    visitor.submit(link)
    assert "Ada Muster" in visitor.page("/accounts/profile/")
    assert "no longer good" in Visitor(address).submit(link).text


def test_her_earlier_orders_are_hers_once_she_has_proved_her_address(
    visitor: Visitor, address: str, letters: Letterbox, email: str
):
    """Not when somebody registers with it, but when she follows a link that was mailed to it."""
    number = Visitor(address).order(email, CH_11=1)
    visitor.register(email)
    assert number not in visitor.page("/accounts/orders/")

    visitor.submit("/sign-in/", email=email, mail="yes")
    visitor.submit(link_in(text_of(letters.to(email)[-1])))
    assert number in visitor.page("/accounts/orders/")


def test_strangers_and_staff_get_no_sign_in_link(visitor: Visitor, letters: Letterbox):
    """The shop says that it does not know them, and writes to nobody."""
    for address in ("nobody@customers.example", "agent@speedwell.example"):
        page = visitor.submit("/sign-in/", email=address, mail="yes")
        assert "We have no record of" in page.text
        assert not letters.to(address)


def json_ld(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    markup: dict[str, Any] = json.loads(found[1])
    return markup
