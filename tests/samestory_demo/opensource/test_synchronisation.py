"""Carrying orders over: once each, in turn, and again after trouble."""

from __future__ import annotations

import threading

import httpx
import pytest

from samestory_demo.opensource.faults import Faults
from samestory_demo.opensource.sales import Sale
from samestory_demo.opensource.synchronisation import Shift, Synchronisation
from tests.samestory_demo.opensource.test_faults import BRACKET, SALE


class FakeShop:
    def __init__(self, *numbers: str) -> None:
        self.sales = [
            Sale(n, SALE.email, SALE.name, "EUR", SALE.address, SALE.items) for n in numbers
        ]

    def sales_after(self, count: int) -> list[Sale]:
        return self.sales[count:]


class FakeErp:
    def __init__(self) -> None:
        self.booked: list[Sale] = []
        self.down_for: set[str] = set()

    def book(self, sale: Sale) -> None:
        if sale.number in self.down_for:
            raise httpx.ConnectError("refused")
        self.booked.append(sale)

    @property
    def numbers(self) -> list[str]:
        return [each.number for each in self.booked]


def test_every_order_is_handed_over_once():
    """What was handed over is not handed over again; what is new is."""
    shop, erp = FakeShop("1", "2"), FakeErp()
    work = Synchronisation(shop, erp, Faults())

    assert work.hand_over() == 2
    assert work.hand_over() == 0
    shop.sales += FakeShop("3").sales
    assert work.hand_over() == 1
    assert erp.numbers == ["1", "2", "3"]


def test_what_fails_is_tried_again_and_nothing_before_it():
    """With the ERP down for one order, the work stops there and goes on there."""
    shop, erp = FakeShop("1", "2", "3"), FakeErp()
    work = Synchronisation(shop, erp, Faults())
    erp.down_for = {"2"}

    with pytest.raises(httpx.ConnectError):
        work.hand_over()
    assert erp.numbers == ["1"]

    erp.down_for = set()
    work.hand_over()
    assert erp.numbers == ["1", "2", "3"]


def test_a_fault_bends_only_what_passes_while_it_is_on():
    """Switched on between two orders, it changes the second."""
    shop, erp, faults = FakeShop("1"), FakeErp(), Faults()
    work = Synchronisation(shop, erp, faults)
    work.hand_over()

    faults.switch("sync-loses-a-line", on=True)
    shop.sales += FakeShop("2").sales
    work.hand_over()
    assert [each.items for each in erp.booked] == [SALE.items, (BRACKET,)]


def test_a_skipped_order_is_never_made_up_for():
    """The order is passed over for good: it does not arrive when the fault is off again."""
    shop, erp, faults = FakeShop("1"), FakeErp(), Faults(["sync-skips-orders"])
    work = Synchronisation(shop, erp, faults)
    work.hand_over()
    faults.all_off()
    work.hand_over()
    assert erp.numbers == []


def test_a_shift_outlasts_trouble_and_stops_when_told():
    """A system that is down ends no shift; stopping returns only when the work is done."""
    tried_again = threading.Event()
    tries: list[int] = []

    def hand_over() -> None:
        tries.append(1)
        if len(tries) == 2:
            tried_again.set()
        raise httpx.ConnectError("refused")

    shift = Shift(hand_over, pace=0)
    shift.start()
    assert tried_again.wait(5)
    shift.stop()
    assert "synchronisation" not in [each.name for each in threading.enumerate()]
