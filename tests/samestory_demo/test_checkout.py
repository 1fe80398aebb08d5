"""A checkout that breaks, is not answered or is sent twice makes one order or none."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from starlette.datastructures import QueryParams

from samestory_demo.checkout_seams import Moment
from samestory_demo.outage import Outage
from samestory_demo.products import items_for
from samestory_demo.website.checkout import BrokenDownError, Checkout
from samestory_demo.website.visit import Visit
from tests.samestory_demo.backstage import ADA, Backstage, played

CARD = ""


async def sells(company: Backstage, checkout: Checkout, attempt: str = "key") -> str:
    """Return the number of the order, or "" if the shop breaks down."""
    draft = company.shop.draft(ADA, items_for({"CH-11": 1}, {}))
    selling = asyncio.ensure_future(checkout.sell(attempt, draft, CARD))
    await company.settle()
    try:
        return (await selling).number
    except BrokenDownError:
        return ""


def numbers(company: Backstage) -> tuple[list[str], list[str], list[str]]:
    """The orders that the website, the ERP and the processor know."""
    return (
        [each.number for each in company.shop.store.orders_of(ADA.email)],
        [each["ExtRef"] for each in company.erp.documents("Mail", ADA.email)],
        [each["metadata"]["order"] for each in company.payments.charges(ADA.email)],
    )


@pytest.mark.parametrize("moment", list(Moment))
def test_after_a_breakdown_all_know_the_same_and_she_is_told(moment: Moment):
    """One order after it was taken, none before; and exactly one mail."""

    async def scene(company: Backstage):
        checkout = Checkout(company.shop, company.faults)
        checkout.break_down(ADA.email, moment)
        told = await sells(company, checkout)
        return told, numbers(company), company.subjects()

    told, known, subjects = played(scene)
    taken = ["A-1000"] if moment is Moment.AFTER else []
    assert ("", (taken, taken, taken)) == (told, known)
    assert 1 == len(subjects)
    assert ("is confirmed" in subjects[0]) == bool(taken)


def test_it_breaks_once():
    """The next order goes well."""

    async def scene(company: Backstage):
        checkout = Checkout(company.shop, company.faults)
        checkout.break_down(ADA.email, Moment.BEFORE)
        return [await sells(company, checkout) for _ in range(2)]

    assert ["", "A-1000"] == played(scene)


def test_a_basket_that_holds_something_else_is_another_attempt():
    """Or she would be told of the order that the first one has made."""

    async def scene(company: Backstage):
        visit = Visit(SimpleNamespace(session={}), company.shop)
        chain, pump = items_for({"CH-11": 1, "MP-1": 1}, {})
        visit.put(chain)
        visit.order_for(ADA)
        first, again = visit.attempt, visit.attempt
        visit.put(pump)
        visit.order_for(ADA)
        return first == again, first == visit.attempt

    assert (True, False) == played(scene)


def test_an_attempt_that_is_sent_again_is_the_same_order():
    """And one confirmation, and one charge."""

    async def scene(company: Backstage):
        checkout = Checkout(company.shop, company.faults)
        told = [await sells(company, checkout) for _ in range(2)]
        return told, numbers(company), company.subjects()

    told, known, subjects = played(scene)
    assert ["A-1000", "A-1000"] == told
    assert (["A-1000"], ["A-1000"], ["A-1000"]) == known
    assert 1 == len(subjects)


def test_another_attempt_is_another_order():
    async def scene(company: Backstage):
        checkout = Checkout(company.shop, company.faults)
        return [await sells(company, checkout, attempt) for attempt in ("one", "two")]

    assert ["A-1000", "A-1001"] == played(scene)


def test_the_erp_is_down_for_one_customer_alone():
    """The CRM cannot tell until it is up again."""

    async def scene(company: Backstage):
        order = company.order(CH_11=1)  # which the ERP has not heard of yet
        outage = Outage(company.bus, company.shop.owner_of)
        said = []
        for down in (True, False):
            outage.switch(ADA.email, down=down)
            await company.settle()
            stage = company.crm.deals("order_number", order.number)[0]["stage"]
            said.append((stage, _refuses(outage, order.number), _refuses(outage, "A-9999")))
        return said

    assert [("source_down", True, False), ("closed_won", False, False)] == played(scene)


def _refuses(outage: Outage, number: str) -> bool:
    return outage.covers(QueryParams({"ExtRef": number}))
