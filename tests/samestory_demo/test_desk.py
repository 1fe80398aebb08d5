"""What the agent's desk tells a customer whose order it changes: only what the shop has done."""

from __future__ import annotations

from typing import NamedTuple

import httpx

from samestory_demo.crm_desk import crm_app
from samestory_demo.crm_trail import Trail
from samestory_demo.settings import Secrets
from tests.samestory_demo.backstage import Backstage, played


class Told(NamedTuple):
    """What the desk answers, and what the shop has at that moment: article by quantity."""

    status: int
    text: str
    shop_has: dict[str, int]


async def change(company: Backstage, number: str, **quantities: int) -> Told:
    """An agent changes an order; nothing else in the company goes on meanwhile."""
    trail = Trail(company.bus, company.faults, company.crm)
    desk = crm_app(company.crm, company.meetings, company.cases, trail, company.bus, Secrets())
    wanted = {f"quantity-{sku.replace('_', '-')}": str(n) for sku, n in quantities.items()}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(desk),
        base_url="http://crm",
        auth=("agent", Secrets().agent_password),
    ) as agent:
        answer = await agent.post(f"/desk/orders/{number}", data=wanted)
    order = company.shop.store.order(number)
    assert order is not None
    return Told(answer.status_code, answer.text, {i.sku: i.quantity for i in order.items})


async def _ordered(company: Backstage) -> str:
    number = company.order(BB_EN=1).number
    await company.settle()
    return number


def test_the_shop_has_the_change_before_she_is_told():
    """Whatever the warehouse does next, it does to the changed order."""

    async def scene(company: Backstage) -> Told:
        return await change(company, await _ordered(company), BB_IT=1)

    told = played(scene)

    assert (200, {"BB-IT": 1}) == (told.status, told.shop_has)
    assert "€92,50" in told.text


def test_an_order_that_the_shop_no_longer_changes_stays_as_it_is():
    """She cancelled it, and the CRM has not heard of it yet."""

    async def scene(company: Backstage) -> Told:
        number = await _ordered(company)
        company.shop.cancel(number)
        return await change(company, number, BB_IT=1)

    told = played(scene)

    assert (409, {"BB-EN": 1}) == (told.status, told.shop_has)
    assert "it can no longer be changed" in told.text


def test_while_the_shop_is_down_the_desk_changes_nothing():
    async def scene(company: Backstage) -> Told:
        number = await _ordered(company)
        company.bus.set_open("website", is_open=False)
        return await change(company, number, BB_IT=1)

    told = played(scene)

    assert (503, {"BB-EN": 1}) == (told.status, told.shop_has)
    assert "Nothing has been changed" in told.text
