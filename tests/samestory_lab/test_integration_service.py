"""Carrying news: to everybody who listens, in turn, once, and again after trouble."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from samestory_lab.integration.news import Order, Person, Topic
from samestory_lab.integration.queue import Queue
from tests.samestory_lab.integration_fakes import ADA, AMENDED, CANCELLED, ORDER, House, house_in


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as opened:
        yield opened


def test_everybody_who_listens_is_told_once(house: House):
    """An order goes to the ERP, the CRM and the payments; a subscriber to the CRM and the shop."""
    house.outboxes["shop"].post(ORDER)
    house.outboxes["list"].post(ADA, Topic.SUBSCRIBER)
    house.work_off()
    house.work_off()

    assert [ORDER] == house.heard("erp") == house.heard("payments")
    assert [ORDER, ADA] == house.heard("crm")
    assert [ADA] == house.heard("shop")


def test_a_customer_of_the_shop_is_told_to_the_crm_alone(house: House):
    """The shop is not told of whom it told itself."""
    house.outboxes["shop"].post(ADA, Topic.CUSTOMER)
    house.work_off()

    assert [ADA] == house.heard("crm")
    assert [] == house.heard("shop") == house.heard("erp")


def test_a_target_that_is_down_holds_up_no_other(house: House):
    """The CRM knows of the order while the ERP does not answer."""
    house.targets["erp"].down = lambda _: True
    house.outboxes["shop"].post(ORDER)
    house.work_off()

    assert [ORDER] == house.heard("crm")
    assert [] == house.heard("erp")


def test_what_fails_is_told_again_later_and_the_gap_grows(house: House):
    """After half a second, one, two, ... and never more than thirty seconds later."""
    house.targets["erp"].down = lambda _: True
    house.outboxes["shop"].post(ORDER)
    house.work_off()

    gaps = []
    for _ in range(9):
        began = house.clock.now
        while not house.work.deliver("erp"):
            house.clock.now += 0.5
        gaps.append(house.clock.now - began)
    assert [0.5, 1, 2, 4, 8, 16, 30, 30, 30] == gaps

    house.targets["erp"].down = lambda _: False
    house.clock.now += 30
    house.work_off()
    assert [ORDER] == house.heard("erp")


def test_trouble_with_one_order_holds_up_no_other(house: House):
    """What the ERP refuses waits, and the order behind it is booked."""
    other = replace(ORDER, number="100002")
    house.targets["erp"].down = lambda content: content == ORDER
    house.outboxes["shop"].post(ORDER)
    house.outboxes["shop"].post(other)
    house.work_off()

    assert [other] == house.heard("erp")


def test_what_waits_is_superseded_by_what_is_newer(house: House):
    """An order that was changed twice before anybody was told is told once, as it is now."""
    for each in (ORDER, AMENDED, CANCELLED):
        house.outboxes["shop"].post(each)
    house.work_off()

    assert [CANCELLED] == house.heard("erp")
    assert {"done": 3, "superseded": 6} == house.queue.states()


def test_an_amendment_is_told_at_once_though_the_order_waits(house: House):
    """The order that could not be told is not told after its amendment."""
    house.targets["erp"].down = lambda content: content == ORDER
    house.outboxes["shop"].post(ORDER)
    house.work_off()
    house.outboxes["shop"].post(AMENDED)
    house.work_off()
    house.clock.now += 100
    house.work_off()

    assert [AMENDED] == house.heard("erp")


def test_what_comes_late_is_not_told(house: House):
    """Revision 0 after revision 1 changes nothing."""
    house.outboxes["shop"].post(AMENDED)
    house.work_off()
    house.outboxes["shop"].post(ORDER)
    house.work_off()

    assert [AMENDED] == house.heard("erp")


def test_an_outbox_that_repeats_itself_is_heard_once(house: House):
    """The same revision under another number is the same."""
    house.outboxes["shop"].post(ORDER)
    house.work_off()
    house.outboxes["shop"].post(ORDER)
    house.work_off()

    assert [ORDER] == house.heard("erp")


def test_another_process_goes_on_where_the_last_one_ended(house: House, tmp_path: Path):
    """What was read is not read again, and what was still to be told is told."""
    house.outboxes["shop"].post(replace(ORDER, number="100000"))
    house.outboxes["shop"].post(ORDER)
    house.work.take_in("shop")
    house.queue.close()

    house.queue = Queue(tmp_path / "queue.sqlite")
    house.work = house.opened(house.queue)
    assert not house.work.take_in("shop")
    house.work_off()
    assert [replace(ORDER, number="100000"), ORDER] == house.heard("erp")


def test_a_retry_has_the_key_of_the_first_try(house: House):
    """By the key a target knows that it has done this already; it names order and revision."""
    house.outboxes["shop"].post(ORDER)
    house.work_off()
    house.outboxes["shop"].post(AMENDED)
    house.work_off()

    keys = [each.key for each in house.targets["payments"].heard]
    assert ["order 100001/0/payments", "order 100001/1/payments"] == keys


def test_what_cannot_be_read_is_set_aside_and_told(house: House, caplog: pytest.LogCaptureFixture):
    """An event of an unknown kind stops nobody, and is kept for a person to look at."""
    house.outboxes["shop"].events.append({"id": 1, "type": "riddle"})
    house.outboxes["shop"].post(ORDER)
    with caplog.at_level(logging.ERROR):
        house.work_off()

    assert "shop: event 1 cannot be read" in caplog.text
    assert [ORDER] == house.heard("erp")
    assert [("shop", 1)] == [each[:2] for each in house.queue.unread()]


def test_two_people_are_told_apart_and_one_in_two_spellings_is_not(house: House):
    """The newest that is known of a person is told, whatever the case of her address."""
    shouted = Person(ADA.email.upper(), "Ada Lovelace")
    for each in (ADA, Person("bob@customers.example", "Bob"), shouted):
        house.outboxes["list"].post(each, Topic.SUBSCRIBER)
    house.work_off()

    assert {"bob@customers.example", shouted.email} == {
        each.email for each in house.heard("shop") if isinstance(each, Person)
    }


def test_amounts_pass_through_the_queue_to_the_cent(house: House):
    """What is told is what the shop said: no amount becomes a binary fraction on its way."""
    house.outboxes["shop"].post(ORDER)
    house.work_off()

    [order] = house.heard("erp")
    assert isinstance(order, Order)
    assert "157.90" == str(order.total)
    assert ["89.00", "34.45"] == [str(each.unit_price) for each in order.items]
