"""The money of an order: authorised, following its amendments, let go when it is cancelled."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from samestory_lab.integration.payments import Payments
from samestory_lab.integration.seams import Handover
from tests.samestory_lab.fake_stripe import FakeStripe
from tests.samestory_lab.integration_fakes import ADA, AMENDED, CANCELLED, ORDER

HELD, LET_GO = "requires_capture", "canceled"


@pytest.fixture
def stripe() -> FakeStripe:
    return FakeStripe()


@pytest.fixture
def payments(stripe: FakeStripe) -> Payments:
    return stripe.client


def of(order: object, *, looks_first: bool = True) -> Handover:
    return Handover("payments", order, f"key of {order}", looks_first=looks_first)  # type: ignore[arg-type]  # an order or a person


def test_an_order_is_authorised_to_the_cent(stripe: FakeStripe, payments: Payments):
    """In minor units, for this customer, with the number of the order and the key of the try."""
    payments.tell(of(ORDER))

    assert [(15790, HELD)] == stripe.told(ORDER.number)
    assert [ORDER.email] == [each["email"] for each in stripe.customers]
    assert [f"key of {ORDER}"] == stripe.keys


def test_told_twice_is_authorised_once(stripe: FakeStripe, payments: Payments):
    """The processor is asked first what it holds."""
    payments.tell(of(ORDER))
    payments.tell(of(ORDER))
    assert [(15790, HELD)] == stripe.told(ORDER.number)


def test_the_money_follows_an_amendment(stripe: FakeStripe, payments: Payments):
    """The new amount is held, and the old one is not."""
    payments.tell(of(ORDER))
    payments.tell(of(AMENDED))
    assert [(15790, LET_GO), (6890, HELD)] == stripe.told(ORDER.number)


def test_an_amendment_of_the_same_price_touches_no_money(stripe: FakeStripe, payments: Payments):
    """What fits already stays."""
    payments.tell(of(ORDER))
    payments.tell(of(replace(AMENDED, total=ORDER.total)))
    assert [(15790, HELD)] == stripe.told(ORDER.number)


def test_an_amendment_that_broke_off_is_finished(stripe: FakeStripe, payments: Payments):
    """The new amount is held already, the old one still is: the next try lets it go."""
    payments.tell(of(ORDER))
    payments.tell(of(AMENDED, looks_first=False))
    assert [(15790, HELD), (6890, HELD)] == stripe.told(ORDER.number)

    payments.tell(of(AMENDED))
    assert [(15790, LET_GO), (6890, HELD)] == stripe.told(ORDER.number)


def test_a_cancelled_order_holds_no_money(stripe: FakeStripe, payments: Payments):
    """Everything is let go, also when it is told twice."""
    for each in (ORDER, AMENDED, CANCELLED, CANCELLED):
        payments.tell(of(each))
    assert [(15790, LET_GO), (6890, LET_GO)] == stripe.told(ORDER.number)


def test_a_cancelled_order_that_was_never_heard_of_leaves_a_trace(
    stripe: FakeStripe, payments: Payments
):
    """Who cancels within a moment finds a payment that was let go, once."""
    payments.tell(of(CANCELLED))
    payments.tell(of(CANCELLED))
    assert [(6890, LET_GO)] == stripe.told(ORDER.number)


def test_the_money_of_another_order_is_left_alone(stripe: FakeStripe, payments: Payments):
    """Both orders belong to one customer, and each has its own authorisation."""
    other = replace(ORDER, number="100002", total=Decimal("6.95"))
    payments.tell(of(other))
    payments.tell(of(ORDER))
    payments.tell(of(CANCELLED))

    assert [(695, HELD)] == stripe.told("100002")
    assert 1 == len(stripe.customers)


def test_what_is_behind_the_first_page_is_found(stripe: FakeStripe, payments: Payments):
    """A customer with many orders is charged once for each."""
    stripe.page = 2
    for number in range(5):
        payments.tell(of(replace(ORDER, number=str(number))))
    payments.tell(of(replace(ORDER, number="4")))
    assert 5 == len(stripe.intents)


def test_only_orders_are_its_business(stripe: FakeStripe, payments: Payments):
    """Nobody becomes a customer of the processor before there is something to pay."""
    payments.tell(of(ADA))
    assert [] == stripe.customers
