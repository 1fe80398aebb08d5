"""Each fault with money, declined cards and cancellations shows its own face."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samestory_demo.messages import Message, State, Topic
from samestory_demo.products import items_for, product
from tests.samestory_demo.backstage import ADA, Backstage, played


def _plain(letter) -> str:
    return letter.get_body(("plain",)).get_content()


async def _cancelled(company: Backstage):
    order = company.order(BB_EN=1)
    company.shop.cancel(order.number)
    await company.settle()
    [intent] = company.payments.intents(order.number)
    return intent["status"], intent["net_amount"]


@pytest.mark.parametrize(
    ("fault", "left"),
    [
        (None, ("canceled", 0)),
        ("captured-after-cancellation", ("succeeded", 8900)),
        ("reversal-never-sent", ("requires_capture", 8900)),
    ],
)
def test_cancelling(fault, left):
    """The processor takes the money, or goes on holding it; a healthy one releases it."""
    assert left == played(_cancelled, *([fault] if fault else []))


async def _amended(company: Backstage):
    order = company.order(BB_EN=1)
    company.amend(order, BB_IT=1)
    await company.settle()
    return [each["net_amount"] for each in company.payments.charges(ADA.email)]


@pytest.mark.parametrize(
    ("fault", "charges"),
    [(None, [9250]), ("old-reservation-stays", [8900, 9250])],
)
def test_amending(fault, charges):
    """The old amount stays blocked beside the new one."""
    assert charges == played(_amended, *([fault] if fault else []))


def test_charged_twice():
    """Each order has two charges."""

    async def scene(company: Backstage):
        company.order(BB_EN=1)
        await company.settle()
        return [each["net_amount"] for each in company.payments.charges(ADA.email)]

    assert [8900, 8900] == played(scene, "charged-twice")


def test_charged_again_on_shipping():
    """The reserved money is taken, and the same amount is reserved once more."""

    async def scene(company: Backstage):
        shipped = replace(company.order(BB_EN=1), version=2, state=State.SHIPPED)
        news = {"key": shipped.number, "source": "warehouse", "person": ADA, "order": shipped}
        company.bus.publish(Message(topic=Topic.ORDER_SHIPPED, **news))
        await company.settle()
        return [each["status"] for each in company.payments.intents(shipped.number)]

    assert ["requires_capture", "succeeded"] == played(scene, "charged-again-on-shipping")


def test_charged_the_usual_price():
    """The order holds the mailed price; the processor holds the usual one."""

    async def scene(company: Backstage):
        [item] = items_for({"MP-1": 1}, {"MP-1": product("MP-1").price - 10})
        order = company.shop.place(company.shop.draft(ADA, (item,)))
        await company.settle()
        return company.erp_total(order.number), company.payments.intents(order.number)[0]["amount"]

    assert ("14.90", 2490) == played(scene, "charged-the-usual-price")


def test_refund_before_cancellation():
    """The money is held for a moment, and then it is released, while the order lives."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        await company.clock.turn(0.45)
        [before] = company.payments.intents(order.number)
        await company.settle()
        [after] = company.payments.intents(order.number)
        return before["status"], after["status"], company.shop.store.order(order.number).state

    assert ("requires_capture", "canceled", State.PLACED) == played(
        scene, "refund-before-cancellation"
    )


@pytest.mark.parametrize(
    ("fault", "refunds"),
    [(None, [8900]), ("refund-too-small", [4450]), ("refund-never-sent", [])],
)
def test_sending_back(fault, refunds):
    """Half of the money comes back, or nothing does; ERP and CRM say that all of it did."""

    async def scene(company: Backstage):
        shipped = replace(company.order(BB_EN=1), version=2, state=State.SHIPPED)
        company.shop.store.keep_order(shipped)
        news = {"key": shipped.number, "source": "warehouse", "person": ADA, "order": shipped}
        company.bus.publish(Message(topic=Topic.ORDER_SHIPPED, **news))
        company.shop.take_back(shipped.number)
        await company.settle()
        [memo] = company.erp.credit_memos(shipped.number)
        return memo["Gross"], [each["amount"] for each in company.payments.refunds(shipped.number)]

    assert ("89.00", refunds) == played(scene, *([fault] if fault else []))


def test_crm_blames_the_issuer():
    """The processor and the ERP know that there was too little money."""

    async def scene(company: Backstage):
        draft = company.shop.draft(ADA, items_for({"BB-EN": 1}, {}))
        order = await company.shop.sell(draft, "pm_card_no_funds")
        await company.settle()
        [deal] = company.crm.deals("order_number", order.number)
        [document] = company.erp.documents("ExtRef", order.number)
        return deal["closed_reason"], document["Abgru"]

    assert ("company/card_issuer", "30") == played(scene, "crm-blames-the-issuer")


def test_declined_order_stays_open():
    """The ERP books what nobody has accepted."""

    async def scene(company: Backstage):
        draft = company.shop.draft(ADA, items_for({"BB-EN": 1}, {}))
        order = await company.shop.sell(draft, "pm_card_lost")
        await company.settle()
        [document] = company.erp.documents("ExtRef", order.number)
        return order.state, document["Stat"]

    assert (State.CANCELLED, "10") == played(scene, "declined-order-stays-open")


def test_erp_blames_the_customer():
    """The company cancels, and the ERP books that she did."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        await company.settle()
        document = await company.erp.reject(order.number, "20")
        await company.settle()
        return document["Abgru"], company.crm.deals("order_number", order.number)[0]

    code, deal = played(scene, "erp-blames-the-customer")
    assert ("10", "company/sold_out") == (code, deal["closed_reason"])


async def _letters(company: Backstage):
    company.shop.cancel(company.order(BB_EN=1).number)
    await company.settle()
    return [_plain(each) for each in company.posted[1:]]


def test_cancelled_without_a_word():
    """Only the confirmation was ever mailed."""
    assert [] == played(_letters, "cancelled-without-a-word")


def test_second_cancellation_notice():
    """Two notices say the same."""
    notices = played(_letters, "second-cancellation-notice")
    assert [True, True] == ["Reason: you have cancelled it" in each for each in notices]


def test_notice_without_reason():
    """One notice comes, and does not say why."""
    [notice] = played(_letters, "notice-without-reason")
    assert "we have cancelled your order" in notice
    assert "Reason" not in notice
