"""What each fault makes of a sale."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from samestory_demo.opensource.faults import FAULTS, Faults
from samestory_demo.opensource.sales import Address, Item, Sale
from samestory_demo.switchboard import UnknownFaultError

BRACKET = Item("BB-EN", 1, Decimal("89.00"))
CHAINS = Item("CH-11", 2, Decimal("34.45"))
HOME = Address("Hauptstr. 1", "10115", "Berlin", "DE")
SALE = Sale("100001", "ada@customers.example", "Ada Muster", "EUR", HOME, (BRACKET, CHAINS))


def test_a_healthy_company_changes_nothing():
    """Without a fault every sale arrives as it was made."""
    assert Faults().bend(SALE) == SALE


def test_a_line_is_lost():
    """Of an order of two lines one arrives, and an order of one line is whole."""
    faults = Faults(["sync-loses-a-line"])

    assert faults.bend(SALE) == replace(SALE, items=(BRACKET,))
    assert faults.bend(replace(SALE, items=(CHAINS,))) == replace(SALE, items=(CHAINS,))


def test_prices_are_rounded():
    """Cents are rounded away, and the quantities stay."""
    bent = Faults(["sync-rounds-prices"]).bend(SALE)

    assert bent is not None
    assert [Decimal(89), Decimal(34)] == [each.unit_price for each in bent.items]
    assert [1, 2] == [each.quantity for each in bent.items]


def test_one_of_each_is_sent():
    """Whatever the quantity, one arrives."""
    bent = Faults(["sync-sends-one-of-each"]).bend(SALE)

    assert bent is not None
    assert [1, 1] == [each.quantity for each in bent.items]


def test_an_order_is_skipped_whatever_else_is_wrong():
    """Nothing arrives of a skipped order, even with another fault on."""
    assert Faults(["sync-loses-a-line", "sync-skips-orders"]).bend(SALE) is None


def test_a_fault_can_be_switched_off_again():
    """Off one by one, or all at once; switching off what is off is no mistake."""
    faults = Faults(FAULTS)
    faults.switch("sync-skips-orders", on=False)
    assert not faults.is_on("sync-skips-orders")
    assert faults.is_on("sync-loses-a-line")

    faults.all_off()
    faults.switch("sync-loses-a-line", on=False)
    assert faults.bend(SALE) == SALE


def test_an_unknown_fault_is_told_with_the_nearest_one():
    """The message proposes the name that was meant, and names all others."""
    with pytest.raises(UnknownFaultError, match="Did you mean 'sync-loses-a-line'"):
        Faults(["sync-loses-line"])


def test_every_fault_stands_for_a_story():
    """Each names stories, the system that it corrupts, and fields that are compared."""
    compared = {"email", "name", "lines", "total", "status", "address"}
    for fault in FAULTS.values():
        assert fault.stories
        assert fault.system == "erp"
        assert set(fault.fields) <= compared
