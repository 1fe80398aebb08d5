"""Each fault shows its own face, and none shows where it is not meant to."""

from __future__ import annotations

import asyncio
import json
import re

import httpx
import pytest
from starlette.responses import PlainTextResponse

from samestory_demo.answering import Answering
from samestory_demo.defects import FAULTS
from samestory_demo.faults import Faults
from samestory_demo.seams import Door
from samestory_demo.switchboard import UnknownFaultError
from tests.samestory_demo.backstage import ADA, Backstage, played


def _total(letter) -> str:
    html = letter.get_body(("html",)).get_content()
    found = re.search(r'ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(found[1])["price"]


async def _amended(company: Backstage):
    order = company.order(BB_EN=1)
    company.amend(order, BB_IT=1)
    await company.settle()
    return company.erp_lines(order.number), company.erp_total(order.number)


async def _crm_after(company: Backstage, seconds: float) -> int:
    order = company.order(BB_EN=1)
    await company.clock.turn(seconds)
    return len(company.crm.deals("order_number", order.number))


async def _confirmations_after(company: Backstage, *seconds: float) -> list[int]:
    company.order(CH_11=1)
    counts = []
    for each in seconds:
        await company.clock.turn(each)
        counts.append(len(company.posted))
    return counts


async def _contacts(company: Backstage) -> int:
    company.list.take_in(ADA.email, "Ada Berg")
    await company.settle()
    company.shop.seen(ADA)
    await company.settle()
    return len(company.crm.contacts(ADA.email))


def test_every_fault_is_declared_in_full():
    """Each has a sentence; all but the harmless ones have a system and stories."""
    assert all(each.description.endswith(".") for each in FAULTS.values())
    assert all(bool(each.stories) is not each.harmless for each in FAULTS.values())


def test_an_unknown_fault_is_named_with_its_neighbour():
    """A mistyped name is an error that proposes the right one."""
    with pytest.raises(UnknownFaultError, match="Did you mean 'crm-lags'"):
        Faults(["crm-lag"])


def test_erp_ignores_amendment():
    """The ERP keeps the first version for good."""
    assert ({"BB-EN": "1.000"}, "89.00") == played(_amended, "erp-ignores-amendment")


def test_crm_never_hears():
    """However long one waits, the CRM has no such order."""
    assert 0 == played(lambda c: _crm_after(c, 60), "crm-never-hears")


def test_crm_lags():
    """Beyond five seconds there is nothing; then it comes after all."""
    assert 0 == played(lambda c: _crm_after(c, 8), "crm-lags")
    assert 1 == played(lambda c: _crm_after(c, 10), "crm-lags")


def test_erp_rounds_price():
    """Ten cents on two chains."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1, CH_11=2)
        await company.settle()
        return company.erp_total(order.number), company.erp_lines(order.number)

    assert ("158.00", {"BB-EN": "1.000", "CH-11": "2.000"}) == played(scene, "erp-rounds-price")


def test_quantity_lost():
    """One piece of each is booked, and the total of all."""

    async def scene(company: Backstage):
        order = company.order(IT_700=4, CW_50=1)
        await company.settle()
        return company.erp_lines(order.number), company.erp_total(order.number)

    assert ({"IT-700": "1.000", "CW-50": "1.000"}, "1262.30") == played(scene, "quantity-lost")


def test_amendment_reverts():
    """The ERP follows, and goes back a good half second later."""

    async def scene(company: Backstage):
        order = company.order(CH_11=3)
        await company.settle()
        company.amend(order, CH_11=2)
        await company.clock.turn(0.45)
        followed = company.erp_lines(order.number)
        await company.clock.turn(1)
        return followed, company.erp_lines(order.number)

    assert ({"CH-11": "2.000"}, {"CH-11": "3.000"}) == played(scene, "amendment-reverts")


def test_wrong_order_amended():
    """The other order gets what was meant for this one."""

    async def scene(company: Backstage):
        other, order = company.order(BB_EN=1), company.order(CH_11=1)
        await company.settle()
        company.amend(order, CH_11=2)
        await company.settle()
        return company.erp_lines(other.number), company.erp_lines(order.number)

    assert ({"CH-11": "2.000"}, {"CH-11": "1.000"}) == played(scene, "wrong-order-amended")


def test_wrong_order_amended_needs_two_orders():
    """Who has one order only gets it amended."""
    assert ({"BB-IT": "1.000"}, "92.50") == played(_amended, "wrong-order-amended")


def test_mail_shows_old_total():
    """The mail about the change has the new lines and the old total."""

    async def scene(company: Backstage):
        await _amended(company)
        return company.posted

    confirmed, changed = played(scene, "mail-shows-old-total")
    assert ("89.00", "89.00") == (_total(confirmed), _total(changed))
    assert "Italian" in changed.get_body(("plain",)).get_content()


def test_no_confirmation():
    """The order is taken and nobody writes; an amendment is still told."""

    async def scene(company: Backstage):
        await _amended(company)
        return company.subjects()

    assert ["Your order A-1000 has been changed"] == played(scene, "no-confirmation")


def test_two_confirmations():
    """Both come at once."""
    assert [2] == played(lambda c: _confirmations_after(c, 0.45), "two-confirmations")


def test_late_second_confirmation():
    """One comes first, so that there is a good moment; the second follows within a second."""
    played_counts = played(lambda c: _confirmations_after(c, 0.45, 0.6), "late-second-confirmation")
    assert [1, 2] == played_counts


@pytest.mark.parametrize(
    ("fault", "totals"),
    [
        ("resend-sends-first-version", ["89.00", "92.50", "89.00"]),
        ("resend-never-comes", ["89.00", "92.50"]),
    ],
)
def test_resending(fault, totals):
    """The first version comes back, or nothing comes."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        company.amend(order, BB_IT=1)
        company.shop.resend(order.number)
        await company.settle()
        return [_total(each) for each in company.posted]

    assert totals == played(scene, fault)


def test_website_unknown_address():
    """Marketing and the CRM know her; the website never hears of her."""

    async def scene(company: Backstage):
        company.list.take_in(ADA.email, "Ada Berg")
        await company.settle()
        return company.shop.store.customer(ADA.email), len(company.crm.contacts(ADA.email))

    assert (None, 1) == played(scene, "website-unknown-address")


def test_second_crm_record():
    """Coming in by the website makes her a second contact; without the fault she stays one."""
    assert 2 == played(_contacts, "second-crm-record")
    assert 1 == played(_contacts)


def test_erp_down():
    """Only the ERP's door is shut."""
    faults = Faults(["erp-down"])
    assert [Door("erp", open=False)] == faults.bend(Door("erp"))
    assert [Door("crm")] == faults.bend(Door("crm"))


def test_a_fault_can_be_switched_off_again():
    """The company is healthy as soon as it is told to be."""
    faults = Faults(["erp-down"])
    faults.switch("erp-down", on=False)
    assert [Door("erp")] == faults.bend(Door("erp"))


@pytest.mark.parametrize(("accept", "refusals"), [("application/json", 2), ("text/html,*/*", 0)])
def test_a_busy_system_refuses_programs_that_ask_again_and_no_person(accept: str, refusals: int):
    """A browser shows a refusal to an agent, and does not load the page again by itself."""
    faults = Faults({"busy-systems"})

    async def answered(scope, receive, send):
        await PlainTextResponse("here")(scope, receive, send)

    async def codes() -> list[int]:
        way = httpx.ASGITransport(Answering("crm", faults, answered))
        headers = {"Accept": accept}
        async with httpx.AsyncClient(transport=way, base_url="http://crm", headers=headers) as crm:
            return [(await crm.get("/")).status_code for _ in range(23)]

    assert refusals == sum(code in {429, 503} for code in asyncio.run(codes()))
