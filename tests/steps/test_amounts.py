"""Amounts of money, as a promise holds them and as mails write them."""

from decimal import Decimal

import pytest
from steps.amounts import amount, in_figures

from samestory import CannotKnow, Money


def test_amounts_are_written_with_cents():
    """As mails write them for programs, whatever the promise was written like."""
    assert "68.90" == in_figures(Money(Decimal("68.9"), "EUR"))


def test_a_total_that_no_page_told_is_no_contradiction():
    """Without an amount there is nothing to hold the mails against: nobody can know."""
    with pytest.raises(CannotKnow, match="the shop told no total"):
        amount(None)
