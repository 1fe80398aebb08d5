"""What the pages and lines for visits refuse, and to whom: nobody acts for somebody else."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from samestory.config import load
from samestory.errors import CannotAct
from samestory_demo.field_service_app import field_service_app
from samestory_demo.telephone_app import telephone_app
from samestory_demo.website.app import website_app
from samestory_demo.website.checkout import Checkout
from tests.samestory_demo.backstage import ADA, Backstage, played

CHANNELS = load(Path(__file__).parents[2] / "landscapes" / "demo.toml", {}).channels
BEN = {
    "first_name": "Ben",
    "last_name": "Holm",
    "email": "ben@customers.example",
    "street": "Weg 2",
    "postcode": "10115",
    "city": "Berlin",
    "country": "Germany",
}
PASSWORD = {"password": "correct horse"}


def visiting(app) -> httpx.AsyncClient:
    """A visitor of an application, who follows redirects and keeps cookies."""
    transport = httpx.ASGITransport(app)
    return httpx.AsyncClient(transport=transport, base_url="http://shop", follow_redirects=True)


def website_of(company: Backstage) -> httpx.AsyncClient:
    """The website, used by a stranger."""
    shop, faults = company.shop, company.faults
    checkout = Checkout(shop, faults)
    parts = (shop, checkout, company.bookings, company.signatures, "http://shop:80", faults)
    return visiting(website_app(*parts))


def test_a_visit_is_shown_only_to_the_customer_herself():
    """A stranger is asked to sign in, and Ben has no such visit."""

    async def scene(company: Backstage):
        number = company.book().number
        visitor = website_of(company)
        before = (await visitor.get(f"/visits/{number}")).url.path
        await visitor.post("/register", data=BEN | PASSWORD)
        await visitor.post(f"/visits/{number}/terms")
        seen = (await visitor.get(f"/visits/{number}")).status_code
        return before, seen, company.bookings.appointment(number).accepted

    assert ("/sign-in", 404, False) == played(scene)


def test_a_booking_may_belong_to_an_order():
    """The page, the CRM, the ERP and field service name it."""

    async def scene(company: Backstage):
        visitor = website_of(company)
        await visitor.post("/register", data=BEN | PASSWORD)
        slot = company.bookings.slots()[0].start.isoformat()
        booking = {"slot": slot, "order": "A-1000"}
        shown = await visitor.post("/visits/book", data=booking)
        await company.settle()
        return (
            "A-1000" in shown.text,
            company.meetings.meetings("V-1000")[0]["order_number"],
            company.service_orders.service_orders("V-1000")[0]["Bestellung"],
            company.field_service.jobs("V-1000")[0]["bestellung"],
        )

    assert (True, "A-1000", "A-1000", "A-1000") == played(scene)


def test_nobody_opens_an_account_with_the_number_of_somebody_elses_visit():
    """Number and address belong together."""

    async def scene(company: Backstage):
        number = company.book().number
        told = {"number": number, "email": BEN["email"], **PASSWORD}
        refused = await website_of(company).post("/account/open", data=told)
        told["email"] = ADA.email
        opened = await website_of(company).post("/account/open", data=told)
        return refused.status_code, opened.url.path, company.shop.store.has_password(ADA.email)

    assert (400, "/account", True) == played(scene)


def test_programs_need_the_keys_of_the_telephone_and_of_field_service():
    """Callers need none, and find no more than a line."""

    async def scene(company: Backstage):
        telephone = visiting(telephone_app(company.telephone, "k"))
        field_service = visiting(field_service_app(company.field_service, "k"))
        return (
            (await telephone.post("/line/calls")).status_code,
            (await telephone.get("/visits?ref=V-1")).status_code,
            (await telephone.get("/visits?ref=V-1", headers={"X-Line-Key": "k"})).json(),
            (await field_service.get("/auftraege?nr=V-1")).status_code,
            (await field_service.get("/auftraege?nr=V-1", headers={"X-Schluessel": "k"})).json(),
        )

    assert (200, 401, {"visits": []}, 401, {"treffer": []}) == played(scene)


def channel(name: str, answer: httpx.Response):
    """The page objects of a channel, whose every request is answered like this."""
    transport = httpx.MockTransport(lambda _request: answer)
    http = httpx.Client(base_url="http://127.0.0.1", transport=transport)
    who = SimpleNamespace(**BEN, phone="")
    return CHANNELS[name].pages(SimpleNamespace(http=http, who=who))


def test_a_menu_that_does_not_say_accepted_has_accepted_nothing():
    """Whatever else it says is told, and nothing is promised."""
    telephone = channel("telephone", httpx.Response(200, json={"says": "Goodbye."}))

    with pytest.raises(CannotAct, match=r"The menu said: Goodbye\."):
        telephone.accept_terms("V-1")


def test_a_slot_that_no_agent_offers_is_an_error():
    """With the slots that there are."""
    offered = [{"start": "x", "says": "Monday 7 December 2026, 8am-12pm"}]
    telephone = channel("telephone", httpx.Response(200, json={"slots": offered}))

    with pytest.raises(CannotAct, match="There is no slot called 'Friday morning'; there are"):
        telephone.book_visit("Friday morning")


def test_what_field_service_refuses_is_an_error():
    """A technician who cannot report has reported nothing."""
    technician = channel("technician", httpx.Response(404, json={"fehler": "kein Auftrag V-1"}))

    with pytest.raises(CannotAct, match="refused /auftraege/V-1/berichte: 404"):
        technician.report("V-1", 3)
