"""Tolerances as a landscape writes them: "0.01 EUR", "0.5 %", "1 min"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from samestory.config.durations import read_duration
from samestory.core.formats import read_currency
from samestory.core.model import Money, Tolerance
from samestory.core.tolerance import (
    AmountTolerance,
    RateTolerance,
    ShareTolerance,
    TimeTolerance,
)

_NUMBER = r"\d+(?:\.\d+)?"
_AMOUNT = re.compile(rf"({_NUMBER}) ([A-Za-z]{{3}})")
_SHARE = re.compile(rf"({_NUMBER}) ?%")
_RATE = re.compile(rf"1 ([A-Za-z]{{3}}) = ({_NUMBER}) ([A-Za-z]{{3}}) within ({_NUMBER}) ?%")


def _money(text: str) -> Tolerance:
    if found := _AMOUNT.fullmatch(text):
        return AmountTolerance(text, Money(Decimal(found[1]), read_currency(found[2])))
    if found := _SHARE.fullmatch(text):
        return ShareTolerance(text, _percent(found[1]))
    if found := _RATE.fullmatch(text):
        one, other = read_currency(found[1]), read_currency(found[3])
        if one == other or not Decimal(found[2]):
            raise ValueError(text)
        return RateTolerance(text, one, other, Decimal(found[2]), _percent(found[4]))
    raise ValueError(text)


def _percent(text: str) -> Decimal:
    if (percent := Decimal(text)) >= 100:  # all of it
        raise ValueError(text)
    return percent


def _time(text: str) -> Tolerance:
    return TimeTolerance(text, read_duration(text))


TOLERANCES: Mapping[str, tuple[Callable[[str], Tolerance], str]] = MappingProxyType(
    {
        "money": (_money, '"0.01 EUR", or "0.5 %", or "1 EUR = 1.0823 USD within 0.5 %"'),
        "moment": (_time, '"1 min"'),
        "window": (_time, '"1 min"'),
    }
)
"""By kind of comparison, how its tolerance is read (raises ValueError), and examples of it."""
