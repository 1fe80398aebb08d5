from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from samestory_demo.crm import day_of_ms, midnight_ms
from samestory_demo.wording import english_money, german_money, long_day, working_days_after


def test_money_is_german_on_the_website_and_english_in_mails():
    """The same amount, with the separators the other way round."""
    assert "€1.234,50" == german_money(Decimal("1234.50"))
    assert "1,234.50 EUR" == english_money(Decimal("1234.50"))


@pytest.mark.parametrize(
    ("ordered", "delivered"),
    [("2026-11-18", "2026-11-23"), ("2026-11-21", "2026-11-25"), ("2026-11-23", "2026-11-26")],
)
def test_weekends_do_not_count_as_working_days(ordered, delivered):
    """Three working days on, from a Wednesday, a Saturday and a Monday."""
    day = working_days_after(date.fromisoformat(ordered), 3)
    assert date.fromisoformat(delivered) == day


@pytest.mark.parametrize("day", ["2026-11-25", "2026-07-01", "2026-03-29", "2026-10-25"])
def test_a_day_survives_the_crms_milliseconds(day):
    """In winter, in summer, and on the days on which the clocks change."""
    assert date.fromisoformat(day) == day_of_ms(midnight_ms(date.fromisoformat(day)))


def test_mails_write_days_out():
    """No leading zero, the month by its name."""
    assert "5 November 2026" == long_day(date(2026, 11, 5))
