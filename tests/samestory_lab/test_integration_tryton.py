"""Booking orders in an ERP that speaks Tryton's REST: one sale for each, whatever happens to it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import httpx
import pytest

from samestory_lab.integration.news import Item, Status
from samestory_lab.integration.seams import Handover
from samestory_lab.integration.tryton import Tryton, Unknown
from tests.samestory_lab.fake_tryton import FakeTryton
from tests.samestory_lab.integration_fakes import ADA, AMENDED, BRACKET, CANCELLED, HOME, ORDER

WHOLE = [("BB-EN", 1, "89.00"), ("CH-11", 2, "34.45")]
CHAINS_ALONE = [("CH-11", 2, "34.45")]


@pytest.fixture
def erp() -> FakeTryton:
    return FakeTryton()


@pytest.fixture
def tryton(erp: FakeTryton) -> Tryton:
    return erp.client


def test_an_order_is_booked_whole_and_confirmed(erp: FakeTryton, tryton: Tryton):
    """Its lines, its customer and her address are there, and the warehouse can take it up."""
    tryton.book(ORDER)

    assert [(ORDER.number, "confirmed", WHOLE)] == erp.sold()
    assert ORDER.name == erp.records["party.party"][0]["name"]
    assert HOME.street == erp.records["party.address"][0]["street"]


def test_booking_twice_books_once(erp: FakeTryton, tryton: Tryton):
    """A sale that is there already as it was told is left alone."""
    tryton.book(ORDER)
    erp.steps.clear()
    tryton.book(ORDER)

    assert [1, 1, 1] == [
        len(erp.records[model]) for model in ("sale.sale", "party.party", "party.address")
    ]
    assert [] == erp.steps


def test_an_amendment_replaces_the_lines_of_the_one_sale(erp: FakeTryton, tryton: Tryton):
    """What was taken out is gone, what is new is there, and it is the same sale."""
    tryton.book(ORDER)
    tryton.book(AMENDED)
    assert [(ORDER.number, "confirmed", CHAINS_ALONE)] == erp.sold()

    back = replace(ORDER, revision=2, items=(BRACKET,), address=replace(HOME, street="Allee 2"))
    tryton.book(back)
    assert [(ORDER.number, "confirmed", WHOLE[:1])] == erp.sold()
    [sale] = erp.records["sale.sale"]
    assert "Allee 2" == erp.records["party.address"][sale["shipment_address"] - 1]["street"]


def test_a_cancelled_order_is_a_cancelled_sale(erp: FakeTryton, tryton: Tryton):
    """It is still there, so that everybody can see what became of it."""
    tryton.book(ORDER)
    tryton.book(replace(ORDER, revision=1, status=Status.CANCELLED))
    assert [(ORDER.number, "cancelled", WHOLE)] == erp.sold()


def test_a_cancelled_order_that_was_never_heard_of_is_booked_as_cancelled(
    erp: FakeTryton, tryton: Tryton
):
    """Who cancels within a moment finds a cancelled order, not none."""
    tryton.book(CANCELLED)
    assert [(ORDER.number, "cancelled", CHAINS_ALONE)] == erp.sold()


@pytest.mark.parametrize("step", ["quote", "confirm"])
def test_a_booking_that_broke_off_is_finished(erp: FakeTryton, tryton: Tryton, step: str):
    """A sale that was made and never confirmed is confirmed by the next try, not made again."""
    erp.down_at = step
    with pytest.raises(httpx.HTTPStatusError):
        tryton.book(ORDER)

    erp.down_at = None
    tryton.book(ORDER)
    assert [(ORDER.number, "confirmed", WHOLE)] == erp.sold()


def test_what_the_warehouse_has_taken_up_is_not_changed(erp: FakeTryton, tryton: Tryton):
    """Tryton refuses, and that is told: the amendment waits for a person to decide."""
    tryton.book(ORDER)
    erp.records["sale.sale"][0]["state"] = "processing"

    with pytest.raises(httpx.HTTPStatusError):
        tryton.book(AMENDED)


def test_who_does_not_look_first_books_twice(erp: FakeTryton, tryton: Tryton):
    """Two sales under one reference: what a forgetful retry does."""
    tryton.book(ORDER)
    tryton.book(ORDER, looks_first=False)

    assert [(ORDER.number, "confirmed", WHOLE)] * 2 == erp.sold()
    assert 1 == len(erp.records["party.party"])


def test_a_customer_is_known_by_her_mail_address(erp: FakeTryton, tryton: Tryton):
    """A second order to a new address makes no second customer, and no second address twice."""
    away = replace(HOME, street="Nebenstr. 2")
    tryton.book(ORDER)
    tryton.book(replace(ORDER, number="100002", address=away))
    tryton.book(replace(ORDER, number="100003", address=away))

    assert 1 == len(erp.records["party.party"])
    assert 2 == len(erp.records["party.address"])


def test_an_unknown_article_is_named(tryton: Tryton):
    """The ERP does not make articles up; the message says which one it misses."""
    strange = replace(ORDER, items=(Item("XX-1", 1, Decimal(1)),))

    with pytest.raises(Unknown, match=r"product\.product with code 'XX-1'"):
        tryton.book(strange)


def test_only_orders_are_its_business(erp: FakeTryton, tryton: Tryton):
    """A person becomes a party of the ERP with her first order, and not before."""
    tryton.tell(Handover("erp", ADA, "key"))
    assert [] == erp.records["party.party"]
