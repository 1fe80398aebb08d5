"""What each fault spoils, that it spoils nothing else, and that nothing is spoiled without it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from samestory_demo.switchboard import UnknownFaultError
from samestory_lab.integration.bends import SEVEN_YEARS_AGO
from samestory_lab.integration.faults import FAULTS, Faults, possible
from samestory_lab.integration.news import Content, Person, Status, Topic
from tests.samestory_lab.fake_stripe import FakeStripe
from tests.samestory_lab.fake_tryton import FakeTryton
from tests.samestory_lab.integration_fakes import (
    ADA,
    AMENDED,
    BRACKET,
    CANCELLED,
    HEARS,
    ORDER,
    House,
    house_in,
)

PIECES = {"website": "shop"}
"""A system of the landscape that is another piece of the company."""

HEALTHY: dict[str, list[Content]] = {
    "erp": [ORDER, AMENDED, CANCELLED],
    "payments": [ORDER, AMENDED, CANCELLED],
    "crm": [ADA, ORDER, ADA, AMENDED, CANCELLED],
    "shop": [ADA],
}


def a_story(house: House) -> dict[str, list[Content]]:
    """Ada is known to marketing and to the shop; she orders, changes and cancels.

    Gives what everybody heard of it.
    """
    house.outboxes["list"].post(ADA, Topic.SUBSCRIBER)
    house.outboxes["shop"].post(ADA, Topic.CUSTOMER)
    for order in (ORDER, AMENDED, CANCELLED):
        house.outboxes["shop"].post(order)
        house.work_off()
    return {name: house.heard(name) for name in house.targets}


def spoiled(folder: Path, fault: str) -> list[Content]:
    """What the piece hears that the fault spoils."""
    with house_in(folder, fault) as house:
        return a_story(house)[PIECES.get(FAULTS[fault].system, FAULTS[fault].system)]


def test_nothing_is_spoiled_without_a_fault(tmp_path: Path):
    """Everybody hears everything as it was told, and looks first for what is there."""
    with house_in(tmp_path) as house:
        assert a_story(house) == HEALTHY
        assert all(each.looks_first for name in HEARS for each in house.targets[name].heard)


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_spoils_what_it_names_and_nothing_else(tmp_path: Path, fault: str):
    """One piece is told another story, and all others hear what they always do."""
    with house_in(tmp_path, fault) as house:
        a_story(house)
        heard = {
            name: [(each.content, each.looks_first) for each in house.targets[name].heard]
            for name in HEARS
        }
    usual = {name: [(each, True) for each in HEALTHY[name]] for name in HEARS}
    piece = PIECES.get(FAULTS[fault].system, FAULTS[fault].system)
    assert [piece] == [name for name in HEARS if heard[name] != usual[name]]


def test_a_line_is_lost(tmp_path: Path):
    """Of an order of two lines one arrives, and an order of one line is whole."""
    assert [replace(ORDER, items=(BRACKET,)), AMENDED, CANCELLED] == spoiled(
        tmp_path, "sync-loses-a-line"
    )


def test_one_of_each_is_sent(tmp_path: Path):
    """Whatever the quantity, one arrives."""
    heard = spoiled(tmp_path, "sync-sends-one-of-each")
    assert [[1, 1], [1], [1]] == [_each(order, "quantity") for order in heard]


def test_prices_are_rounded(tmp_path: Path):
    """Cents are rounded away, and the quantities stay."""
    heard = spoiled(tmp_path, "sync-rounds-prices")
    assert [[89, 34], [34], [34]] == [_each(order, "unit_price") for order in heard]
    assert [[1, 2], [2], [2]] == [_each(order, "quantity") for order in heard]


def test_an_old_address_is_told(tmp_path: Path):
    """It is the address that changes, and nothing else."""
    assert [replace(each, address=SEVEN_YEARS_AGO) for each in (ORDER, AMENDED, CANCELLED)] == (
        spoiled(tmp_path, "sync-sends-to-an-old-address")
    )


def test_orders_are_skipped_and_never_made_up_for(tmp_path: Path):
    """What was passed over does not arrive when the fault is off again."""
    assert [] == spoiled(tmp_path, "sync-skips-orders")

    with house_in(tmp_path, "sync-skips-orders") as house:
        house.outboxes["shop"].post(replace(ORDER, number="100002"))
        house.work_off()
        house.faults.all_off()
        house.work_off()
        assert [] == house.heard("erp")


def test_a_forgetful_retry_books_and_charges_twice(tmp_path: Path):
    """Two sales and two authorisations, where one of each is right."""
    for fault in ("sync-books-twice", "sync-charges-twice"):
        (tmp_path / fault).mkdir()
        with house_in(tmp_path / fault, fault) as house:
            house.outboxes["shop"].post(ORDER)
            house.work_off()
        erp, stripe = FakeTryton(), FakeStripe()
        for each in house.targets["erp"].heard:
            erp.client.tell(each)
        for each in house.targets["payments"].heard:
            stripe.client.tell(each)
        twice = (len(erp.sold()), len(stripe.told(ORDER.number)))
        assert ((2, 1) if fault == "sync-books-twice" else (1, 2)) == twice


def test_an_update_is_overtaken(tmp_path: Path):
    """What was replaced is told once more, after what replaced it."""
    assert [ORDER, AMENDED, ORDER, CANCELLED, AMENDED] == spoiled(tmp_path, "sync-is-overtaken")


def test_an_error_is_swallowed(tmp_path: Path):
    """No order reaches the CRM, none waits to, and people still do."""
    with house_in(tmp_path, "sync-swallows-errors") as house:
        assert [ADA, ADA] == a_story(house)["crm"]
        assert "waiting" not in house.queue.states()


def test_an_error_that_is_not_the_fault_s_is_not_swallowed(tmp_path: Path):
    """With the fault on, what the ERP refuses is still tried again."""
    with house_in(tmp_path, "sync-swallows-errors") as house:
        house.targets["erp"].down = lambda _: True
        house.outboxes["shop"].post(ORDER)
        house.work_off()
        assert 1 == house.queue.states()["waiting"]


def test_a_changed_order_is_told_as_cancelled(tmp_path: Path):
    """A new order stays placed; a changed one keeps everything but its status."""
    with house_in(tmp_path, "sync-cancels-what-was-changed") as house:
        heard = [each for each in a_story(house)["crm"] if not isinstance(each, Person)]
    assert [ORDER, replace(AMENDED, status=Status.CANCELLED), CANCELLED] == heard


@pytest.mark.parametrize("piece", ["crm", "payments"])
def test_a_cancellation_is_lost(tmp_path: Path, piece: str):
    """The order and its amendment arrive, and it stands for ever."""
    with house_in(tmp_path, f"sync-cancellation-misses-{piece}") as house:
        heard = [each for each in a_story(house)[piece] if not isinstance(each, Person)]
    assert [ORDER, AMENDED] == heard


def test_an_amendment_never_reaches_the_payments(tmp_path: Path):
    """They hear of the order and of its end, and of nothing between."""
    assert [ORDER, CANCELLED] == spoiled(tmp_path, "sync-amendment-misses-payments")


def test_a_person_is_spelt_anew(tmp_path: Path):
    """The CRM is told of her as of somebody else, whom it is not to look for."""
    with house_in(tmp_path, "sync-makes-a-second-contact") as house:
        house.outboxes["list"].post(ADA, Topic.SUBSCRIBER)
        house.work_off()
        first, second = house.targets["crm"].heard
    assert (ADA, True) == (first.content, first.looks_first)
    assert (replace(ADA, email="ADA@CUSTOMERS.EXAMPLE"), False) == (
        second.content,
        second.looks_first,
    )


def test_the_shop_never_hears_of_a_subscriber(tmp_path: Path):
    """She is mailed offers, and cannot log in."""
    assert [] == spoiled(tmp_path, "sync-subscriber-misses-shop")


def test_a_fault_bends_only_what_passes_while_it_is_on(tmp_path: Path):
    """Switched on between two orders, it changes the second."""
    with house_in(tmp_path) as house:
        house.outboxes["shop"].post(ORDER)
        house.work_off()
        house.faults.switch("sync-loses-a-line", on=True)
        house.outboxes["shop"].post(replace(ORDER, number="100002"))
        house.work_off()
        assert [2, 1] == [len(_each(order, "sku")) for order in house.heard("erp")]


def test_a_small_company_has_the_faults_of_its_pieces():
    """Nobody is offered a fault of a CRM that is not there; a wrong name is told the right one."""
    faults = Faults(pieces=["shop", "erp"])

    assert {"erp"} == {each.system for each in faults.known.values()}
    assert 7 == len(faults.known)
    assert FAULTS == possible(["shop", "erp", "crm", "payments", "list"])
    with pytest.raises(UnknownFaultError, match="Did you mean 'sync-loses-a-line'"):
        faults.switch("sync-loses-line", on=True)


def test_every_fault_stands_for_a_story():
    """Each names a sentence, stories, the system that it corrupts, and fields that are compared."""
    compared = {"email", "name", "lines", "total", "status", "address", "copies", "count"}
    assert len(FAULTS) >= 10
    for fault in FAULTS.values():
        assert fault.description.endswith(".")
        assert set(fault.stories) <= set(range(1, 55))
        assert fault.stories
        assert fault.system in {"erp", "crm", "payments", "website"}
        assert fault.fields
        assert set(fault.fields) <= compared


def _each(order: Content, what: str) -> list[object]:
    assert not isinstance(order, Person)
    return [getattr(item, what) for item in order.items]
