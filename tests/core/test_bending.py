"""Each kind of comparison has its ways to lie, and no bent value tells the same as before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from samestory.core.bending import ALWAYS, Way, bends, emptied
from samestory.core.comparison import KINDS, same
from samestory.core.model import Field, Money, Window
from samestory.core.tolerance import AmountTolerance, RateTolerance, ShareTolerance, TimeTolerance
from tests.fakes import euros, line

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
VALUES = {
    "money": euros("89.00"),
    "text": "Ada Lovelace",
    "email": "ada@customers.example",
    "address": "Neue Gasse 7, 10115 Berlin, DE",
    "day": date(2026, 11, 24),
    "window": Window(NOON, NOON + timedelta(hours=4)),
    "moment": NOON,
    "status": "placed",
    "lines": (line("BB-IT", 1, "49.00"), line("CH-11", 2)),
    "set": frozenset({"A-1", "A-2"}),
    "count": 2,
}
ODD = {
    "money": [euros("0"), Money(Decimal("1E+40"), "EUR"), Money(Decimal(7), "JPY")],
    "text": ["", "***", "*** (2)", "_"],
    "email": ["***", "@"],
    "address": ["DE", "***", "12"],
    "day": [date.max, date.min],
    "moment": [datetime.max.replace(tzinfo=UTC)],
    "window": [Window(NOON, datetime.max.replace(tzinfo=UTC))],
    "status": ["", "***"],
    "lines": [(), (line("x", 0),), (line("x", -1),)],
    "set": [frozenset()],
    "count": [0, -1],
}


def test_every_kind_of_comparison_has_its_ways():
    assert KINDS.keys() == ALWAYS.keys() == VALUES.keys()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_usual_value_can_be_bent_in_every_way_of_its_kind(kind: str):
    """Those that there always are, and those that take a price or a tolerance."""
    ways = [each.way for each in bends(Field("x", kind), VALUES[kind])]

    assert {*ALWAYS[kind]} <= {*ways}
    assert len({*ways}) == len(ways)


@pytest.mark.parametrize(
    ("kind", "value"),
    [(kind, value) for kind in KINDS for value in (VALUES[kind], *ODD[kind])],
)
def test_a_bent_value_is_another_one(kind: str, value: object):
    """Silence is the only lie without a value, and it comes last."""
    *others, silence = bends(Field("x", kind), value)

    assert (Way.SILENCE, None) == (silence.way, silence.value)
    assert all(not same(kind, value, each.value) for each in others)


def test_prices_are_bent_by_their_smallest_coin():
    [dearer, foreign, _] = bends(Field("total", "money"), euros("89.00"))

    assert euros("89.01") == dearer.value
    assert Money(Decimal("89.00"), "USD") == foreign.value
    assert Money(Decimal(8), "JPY") == next(
        each.value for each in bends(Field("total", "money"), Money(Decimal(7), "JPY"))
    )


def test_lines_have_a_price_to_be_bent_only_if_they_tell_one():
    priced = [each.way for each in bends(Field("lines", "lines"), (line("BB-IT", 1, "49.00"),))]
    bare = [each.way for each in bends(Field("lines", "lines"), (line("BB-IT"),))]

    assert [Way.PRICE] == [each for each in priced if each not in bare]


def test_a_system_says_the_next_status_that_the_landscape_explains():
    """The last one has none after it, so the one before it is said."""
    words, status = ["placed", "picked", "shipped"], Field("status", "status")

    assert "picked" == next(bends(status, "placed", words)).value
    assert "picked" == next(bends(status, "shipped", words)).value
    assert "shipped" == next(bends(status, "cancelled", words)).value
    assert "not placed" == next(bends(status, "placed")).value


@pytest.mark.parametrize(
    ("kind", "tolerance", "way"),
    [
        ("money", AmountTolerance("1 EUR", euros("1")), Way.BEYOND),
        ("money", ShareTolerance("50 %", Decimal(50)), Way.BEYOND),
        ("moment", TimeTolerance("1 h", timedelta(hours=1)), Way.MOMENT),
        ("window", TimeTolerance("1 h", timedelta(hours=1)), Way.WINDOW),
    ],
)
def test_a_lie_beyond_the_tolerance_is_one(kind: str, tolerance: object, way: Way):
    about = Field("x", kind, tolerance=tolerance)
    bent = {each.way: each.value for each in bends(about, VALUES[kind])}
    left, right = (KINDS[kind].essence(each) for each in (VALUES[kind], bent[way]))

    assert not tolerance.covers(left, right)


def test_a_rate_is_left_in_either_currency():
    """1 EUR is 1.10 USD within 1 %."""
    rate = RateTolerance("1 EUR = 1.10 USD within 1 %", "EUR", "USD", Decimal("1.10"), Decimal(1))
    lowest = Money(Decimal("109.00"), "USD")
    bent = {each.way: each.value for each in bends(Field("x", "money", tolerance=rate), lowest)}

    assert rate.covers(euros("100"), lowest)
    assert not rate.covers(euros("100"), bent[Way.BEYOND])


def test_only_what_can_have_nothing_in_it_is_emptied():
    assert ((), frozenset(), 0) == tuple(map(emptied, ("lines", "set", "count")))
    assert emptied("money") is None
