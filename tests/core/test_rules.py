"""What standing rules demand of every scenario, by what a customer was promised."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from samestory.core.model import Money, Promise, Subject
from samestory.core.rules import STANDING_RULES, Tells
from tests.fakes import OPENED, euros, promised

ADA = "ada@customers.example"
NO_KEPT, CHARGES, OWNERS, NO_BLANK, CANCELLED, CONFIRMED, _ = STANDING_RULES


def order(number: str, status: str | None, total: Money | None = None) -> Promise:
    """What Ada was promised about an order."""
    values: Mapping[str, object] = {"status": status, "total": total}
    told = {name: each for name, each in values.items() if each is not None}
    return promised(told, subject=Subject("order", number, ADA))


def tells(*systems: str, only: tuple[str, str] | None = None) -> Tells:
    """These systems tell every field, or only that one."""
    return lambda *asked: systems if only in {None, asked} else ()


def demanded(rule: str, *promises: Promise) -> list[tuple[str, str, object]]:
    """What a rule demands: of which record, in which field, which value."""
    asked = STANDING_RULES[rule].questions(ADA, promises, tells("erp"), OPENED)
    return [
        (str(each.promise.subject), name, value)
        for each in asked
        for name, value in each.promise.values.items()
    ]


PLACED = order("A-1", "placed", euros("89.00"))
OTHER = order("A-2", "placed", euros("10.50"))
GONE = order("A-3", "cancelled", euros("49.90"))
UNCLEAR = order("A-4", None, euros("5.00"))


def test_a_cancelled_order_keeps_nothing():
    assert [("order A-3", "kept", euros("0"))] == demanded(NO_KEPT, PLACED, GONE)


def test_what_was_withdrawn_is_cancelled():
    withdrawn = PLACED.withdrawn_as("cancel 1", OPENED)

    assert [("order A-1", "kept", euros("0"))] == demanded(NO_KEPT, withdrawn)


def test_charges_are_the_sum_of_live_orders():
    """Two charges for one laptop are one too many."""
    assert [(f"charges {ADA}", "sum", euros("99.50"))] == demanded(CHARGES, PLACED, GONE, OTHER)


@pytest.mark.parametrize("unclear", [UNCLEAR, order("A-5", "placed")])
def test_no_sum_is_demanded_of_what_is_not_known(unclear: Promise):
    """An order of which it is open whether it stands, or what it costs."""
    assert [] == demanded(CHARGES, PLACED, unclear)


def test_every_order_and_case_names_her():
    case = promised({}, subject=Subject("case", "C-1", ADA))

    assert [("order A-1", "email", ADA), ("case C-1", "email", ADA)] == demanded(
        OWNERS, PLACED, case
    )


def test_no_mail_is_blank_or_without_its_order():
    """Whatever she was promised, and even if nothing."""
    assert [(f"mails {ADA}", "blank", 0), (f"mails {ADA}", "without_order", 0)] == demanded(
        NO_BLANK
    )


def test_cancelled_stays_cancelled():
    assert [("order A-3", "status", "cancelled")] == demanded(CANCELLED, PLACED, GONE)


def test_a_live_order_is_confirmed_once():
    """One that is cancelled may have been confirmed before, or not."""
    assert [("confirmation A-1", "count", 1)] == demanded(CONFIRMED, PLACED, GONE, UNCLEAR)


def test_a_rule_of_which_no_system_tells_anything_asks_nothing():
    """The record says that it does not apply."""
    rule = STANDING_RULES[OWNERS]

    assert [] == rule.questions(ADA, [PLACED], tells(), OPENED)
    assert not rule.applies(tells())
    assert rule.applies(tells("erp", only=("case", "email")))
