"""The sum of a list of amounts, each read before: exact, in one currency, silent if one is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, Inexact
from functools import reduce

from samestory.core.model import Money, Unmapped, key_at
from samestory.extraction.entries import FieldReading

EXACT = Context(prec=200, traps=[Inexact])
"""Adds as many amounts as a list can hold without rounding (see `formats.bounded`)."""
IN_ONE_CURRENCY = "a sum in one currency"


def added_up(amounts: Sequence[object], reading: FieldReading) -> object:
    """Return the sum of the members of a list, None if one of them says nothing.

    `Unmapped` if one of them is, or if they are in several currencies. Nothing at all is 0 in the
    declared currency.
    """
    unread = next((each for each in amounts if isinstance(each, Unmapped)), None)
    if unread or None in amounts:
        return unread
    money = [each for each in amounts if isinstance(each, Money)]
    currencies = sorted({each.currency for each in money} or {reading.currency or ""})
    if currencies == [""]:
        return _without_currency(reading)
    if len(currencies) > 1:
        return _mixed(currencies, reading)
    return Money(_exact_sum(each.amount for each in money), currencies[0])


def _exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    return reduce(EXACT.add, amounts, Decimal(0))


def _without_currency(reading: FieldReading) -> Unmapped:
    key = key_at(reading.where)
    fix = f'{key} = {{ ..., currency = "..." }}, for the sum of an empty list'
    return Unmapped("[]", reading.where, IN_ONE_CURRENCY, fix)


def _mixed(currencies: Sequence[str], reading: FieldReading) -> Unmapped:
    """Amounts of several currencies have no sum, and none is invented."""
    fix = f"{key_at(reading.where)}: add up the amounts of one currency only"
    return Unmapped(" and ".join(currencies), reading.where, IN_ONE_CURRENCY, fix)
