"""The processor keeps the money of an order exactly as far as the order has come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samestory_demo.messages import Message, Order, Payment, Reason, State, Topic
from samestory_demo.products import items_for
from samestory_demo.website.shop import RefusedError
from tests.samestory_demo.backstage import ADA, Backstage, played

SHOWN = ("status", "amount", "net_amount")


def _money(company: Backstage, number: str) -> list[tuple[object, ...]]:
    """The intents of an order, the newest first: their state, amount, and what they keep."""
    return [tuple(each[key] for key in SHOWN) for each in company.payments.intents(number)]


async def _shipped(company: Backstage, **quantities: int) -> Order:
    """An order that the warehouse has shipped."""
    placed = company.order(**quantities)
    shipped = replace(placed, version=2, state=State.SHIPPED)
    company.shop.store.keep_order(shipped)
    company.bus.publish(
        Message(
            topic=Topic.ORDER_SHIPPED,
            key=shipped.number,
            source="warehouse",
            person=ADA,
            order=shipped,
        )
    )
    await company.settle()
    return shipped


def test_an_amended_order_is_reserved_anew():
    """A reservation cannot be raised: the first is cancelled, and only the second is alive."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        company.amend(order, BB_EN=2)
        await company.settle()
        return _money(company, order.number), company.payments.charges(ADA.email)

    intents, charges = played(scene)
    assert [("requires_capture", 17800, 17800), ("canceled", 8900, 0)] == intents
    assert [17800] == [each["net_amount"] for each in charges]


def test_an_amendment_of_the_same_total_reserves_nothing_anew():
    """The money is where it should be already."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        company.amend(order, BB_EN=1)
        await company.settle()
        return _money(company, order.number)

    assert [("requires_capture", 8900, 8900)] == played(scene)


def test_cancelling_releases_what_was_reserved():
    """Nothing is kept and nothing has to be paid back; the processor knows who did it."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        company.shop.cancel(order.number)
        await company.settle()
        [intent] = company.payments.intents(order.number)
        return _money(company, order.number), intent, company.payments.refunds(order.number)

    intents, intent, refunds = played(scene)
    assert ([("canceled", 8900, 0)], []) == (intents, refunds)
    assert "requested_by_customer" == intent["cancellation_reason"]


def test_shipping_takes_the_money():
    """What was reserved is taken, once."""

    async def scene(company: Backstage):
        order = await _shipped(company, BB_EN=1)
        return _money(company, order.number)

    assert [("succeeded", 8900, 8900)] == played(scene)


def test_what_is_sent_back_is_refunded():
    """The refund has an id and an amount of its own; ERP and CRM say the same amount."""

    async def scene(company: Backstage):
        order = await _shipped(company, BB_EN=1)
        company.shop.take_back(order.number)
        await company.settle()
        return (
            company.payments.refunds(order.number),
            company.erp.credit_memos(order.number),
            company.crm.refunds(order.number),
            company.payments.charges(ADA.email),
        )

    [refund], [memo], [paid_back], charges = played(scene)
    assert ("re_00000001", 8900, "eur") == tuple(refund[k] for k in ("id", "amount", "currency"))
    assert ("CR", "89.00", "11") == tuple(memo[key] for key in ("Auart", "Gross", "Abgru"))
    assert (8900, []) == (paid_back["amount_minor"], charges)


def test_only_what_was_shipped_can_be_sent_back():
    """An order that nobody has picked is cancelled instead."""

    async def scene(company: Backstage):
        with pytest.raises(RefusedError, match="shipped"):
            company.shop.take_back(company.order(BB_EN=1).number)

    played(scene)


async def _sold(company: Backstage, card: str) -> Order:
    draft = company.shop.draft(ADA, items_for({"BB-EN": 1}, {}))
    order = await company.shop.sell(draft, card)
    await company.settle()
    return order


@pytest.mark.parametrize(
    ("card", "reason", "codes"),
    [
        (
            "pm_card_no_funds",
            Reason.INSUFFICIENT_FUNDS,
            ("insufficient_funds", "30", "company/card_no_money"),
        ),
        ("pm_card_lost", Reason.LOST_CARD, ("lost_card", "31", "company/card_lost")),
        ("pm_card_issuer", Reason.ISSUER, ("do_not_honor", "32", "company/card_issuer")),
    ],
)
def test_a_declined_card_is_no_order_and_all_know_why(card, reason, codes):
    """Each system names the processor's reason in its own code, and nothing is charged."""

    async def scene(company: Backstage):
        order = await _sold(company, card)
        [intent] = company.payments.intents(order.number)
        told = (
            intent["last_payment_error"]["decline_code"],
            company.erp.documents("ExtRef", order.number)[0]["Abgru"],
            company.crm.deals("order_number", order.number)[0]["closed_reason"],
        )
        return order, told, company.payments.charges(ADA.email), company.subjects()

    order, told, charges, subjects = played(scene)
    assert (State.CANCELLED, reason, Payment.DECLINED) == (order.state, order.reason, order.payment)
    assert (codes, []) == (told, charges)
    assert ["Your order A-1000 was not accepted"] == subjects


def test_a_good_card_is_an_order_like_any_other():
    """It is confirmed, and its money is reserved."""

    async def scene(company: Backstage):
        order = await _sold(company, "pm_card_visa")
        return order.state, _money(company, order.number)

    assert (State.PLACED, [("requires_capture", 8900, 8900)]) == played(scene)


def test_no_card_can_be_checked_while_the_processor_is_down():
    """The shop takes the order, and the money is reserved when the processor is up again."""

    async def scene(company: Backstage):
        company.bus.set_open("payments", is_open=False)
        order = await _sold(company, "pm_card_visa")
        before = _money(company, order.number)
        company.bus.set_open("payments", is_open=True)
        await company.settle()
        return before, _money(company, order.number)

    assert ([], [("requires_capture", 8900, 8900)]) == played(scene)


def test_the_company_cancels_what_is_out_of_stock():
    """The ERP rejects the order, and everybody hears why."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        await company.settle()
        document = await company.erp.reject(order.number, "20")
        await company.settle()
        told = company.posted[-1].get_body(("plain",)).get_content()
        deal = company.crm.deals("order_number", order.number)[0]
        return document, deal["closed_reason"], company.shop.store.order(order.number).reason, told

    document, closed, reason, told = played(scene)
    assert ("90", "C", "0.00", "20") == tuple(
        document[key] for key in ("Stat", "Zahlst", "Zahlbetr", "Abgru")
    )
    assert ("company/sold_out", Reason.OUT_OF_STOCK) == (closed, reason)
    assert "Reason: we have cancelled it: it is out of stock" in told


@pytest.mark.parametrize("code", ["10", "99", ""])
def test_the_erp_cancels_for_reasons_of_the_company_only(code):
    """A customer's wish and an unknown code change nothing."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        return await company.erp.reject(order.number, code), company.shop.store.order(order.number)

    refused, order = played(scene)
    assert (None, State.PLACED) == (refused, order.state)


def test_the_balance_of_a_partner_is_that_of_the_live_orders():
    """A cancelled order counts no more."""

    async def scene(company: Backstage):
        company.order(BB_EN=1)
        company.shop.cancel(company.order(CH_11=1).number)
        await company.settle()
        return company.erp.partners(ADA.email), company.payments.charges(ADA.email)

    [partner], charges = played(scene)
    assert ("89.00", 1) == (partner["Saldo"], partner["Anzahl"])
    assert [8900] == [each["net_amount"] for each in charges]
