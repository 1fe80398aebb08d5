"""How far values may be apart, where it is declared: never further, step by step or otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samestory.config.rules import TOLERANCES
from samestory.core.agreement import compare
from samestory.core.model import Field, Money, Outcome, Tolerance, Window
from samestory.core.verdict import FieldVerdict
from tests.fakes import euros, promised, said

CENT = Field("total", "money", tolerance=TOLERANCES["money"][0]("0.01 EUR"))
HALF_PERCENT = replace(CENT, tolerance=TOLERANCES["money"][0]("0.5 %"))
AT_A_RATE = replace(CENT, tolerance=TOLERANCES["money"][0]("1 EUR = 1.0823 USD within 0.5 %"))
MINUTE = Field("visited", "moment", tolerance=TOLERANCES["moment"][0]("1 min"))
SLOT = Field("slot", "window", tolerance=TOLERANCES["window"][0]("1 min"))
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def judged(about: Field, promise: object | None, *words: object) -> FieldVerdict:
    """What comparing one field comes to, as system 0, system 1 and so on tell it."""
    told = promised({about.name: promise}) if promise is not None else None
    observations = [said(f"{at}", {about.name: word}) for at, word in enumerate(words)]
    [field] = compare([about], observations, told)
    return field


def dollars(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def at(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_a_cent_is_no_contradiction_where_the_landscape_says_so():
    """And it is marked."""
    field = judged(CENT, euros("89.00"), euros("89.01"), euros("89.00"))

    assert Outcome.AGREED is field.outcome
    assert {"0"} == field.near


def test_two_cents_are_one():
    """The tolerance ends where it ends."""
    field = judged(CENT, euros("89.00"), euros("89.02"), euros("88.99"))

    assert (Outcome.CONTRADICTED, {"0"}, {"1"}) == (field.outcome, field.apart, field.near)


def test_without_a_tolerance_nothing_is_near():
    """A cent is a contradiction."""
    field = judged(Field("total", "money"), euros("89.00"), euros("89.01"), euros("89.00"))

    assert ({"0"}, frozenset()) == (field.apart, field.near)


def test_tolerances_do_not_add_up():
    """A cent more and a cent less than what prevails are two cents."""
    field = judged(CENT, None, *map(euros, ("89.00", "89.00", "88.99", "89.01")))

    assert (Outcome.CONTRADICTED, {"2", "3"}) == (field.outcome, field.apart)


def test_the_authority_is_what_values_are_compared_with():
    """As with a promise, each is close enough by itself."""
    about = replace(CENT, authority="1")
    field = judged(about, None, *map(euros, ("89.00", "89.01", "89.02")))

    assert (Outcome.AGREED, {"0", "2"}) == (field.outcome, field.near)


def test_a_share_is_one_of_the_smaller_amount():
    """Half a percent of 200 euros."""
    near = judged(HALF_PERCENT, euros("200.00"), euros("201.00"))
    apart = judged(HALF_PERCENT, euros("200.00"), euros("199.00"))

    assert (Outcome.AGREED, Outcome.CONTRADICTED) == (near.outcome, apart.outcome)


def test_another_currency_is_no_tolerance():
    """Unless a rate is declared."""
    for about in (CENT, HALF_PERCENT):
        assert {"0"} == judged(about, euros("89.00"), dollars("89.00")).apart


def test_prices_of_another_country_are_compared_at_the_declared_rate():
    """89.00 EUR are 96.32 USD."""
    field = judged(AT_A_RATE, euros("89.00"), dollars("96.30"), euros("89.00"))

    assert (Outcome.AGREED, {"0"}) == (field.outcome, field.near)


@pytest.mark.parametrize("said", [dollars("95.00"), dollars("89.00"), euros("89.01")])
def test_no_other_price_goes_by_that_rate(said: Money):
    """Too few dollars, none of the rate, and a cent of the same currency."""
    assert {"0"} == judged(AT_A_RATE, euros("89.00"), said, euros("89.00")).apart


@pytest.mark.parametrize(("seconds", "outcome"), [(60, "agreed"), (61, "contradicted")])
def test_moments_may_be_a_minute_apart(seconds: int, outcome: str):
    """Clocks differ."""
    assert outcome == judged(MINUTE, at(0), at(seconds), at(0)).outcome


@pytest.mark.parametrize(("end", "outcome"), [(3660, "agreed"), (3661, "contradicted")])
def test_both_ends_of_a_window_count(end: int, outcome: str):
    """Each may be a minute off."""
    field = judged(SLOT, Window(at(0), at(3600)), Window(at(-60), at(end)))

    assert outcome == field.outcome


# Properties

AMOUNTS = st.lists(st.integers(-12, 12), min_size=2, max_size=6)
PROMISES = st.one_of(st.none(), st.integers(-12, 12))
WIDTHS = st.integers(0, 12)


def cents(amount: int) -> Money:
    return Money(Decimal(amount).scaleb(-2), "EUR")


def within(width: int, authority: str | None = None) -> Field:
    tolerance = TOLERANCES["money"][0](f"{cents(width).amount} EUR")
    return Field("total", "money", authority, tolerance)


@given(AMOUNTS, PROMISES, WIDTHS, st.sampled_from([None, "0", "1"]))
def test_whatever_agrees_is_within_the_tolerance(
    amounts: list[int], promise: int | None, width: int, authority: str | None
):
    """Of what was promised, else of the authority; else the whole spread is. And the reverse."""
    told = None if promise is None else cents(promise)
    field = judged(within(width, authority), told, *map(cents, amounts))

    anchor = promise if promise is not None else amounts[int(authority)] if authority else None
    beside = [min(amounts), max(amounts)] if anchor is None else [anchor]
    fine = all(abs(one - other) <= width for one in amounts for other in beside)
    assert (field.outcome is Outcome.AGREED) == fine
    assert not field.apart & field.near


@given(AMOUNTS, PROMISES, WIDTHS, st.data())
def test_it_does_not_matter_who_speaks_first(
    amounts: list[int], promise: int | None, width: int, data: st.DataObject
):
    """Neither for who is apart nor for who is near."""
    told = None if promise is None else cents(promise)
    observations = [said(f"{at}", {"total": cents(each)}) for at, each in enumerate(amounts)]
    shuffled = data.draw(st.permutations(observations))
    promise_told = promised({"total": told}) if told else None
    [one] = compare([within(width)], observations, promise_told)
    [other] = compare([within(width)], shuffled, promise_told)

    assert (one.outcome, one.apart, one.near) == (other.outcome, other.apart, other.near)


@given(AMOUNTS, PROMISES, WIDTHS, WIDTHS)
def test_a_wider_tolerance_breaks_no_agreement(
    amounts: list[int], promise: int | None, width: int, more: int
):
    """What agreed within a cent agrees within two."""
    told = None if promise is None else cents(promise)
    field = judged(within(width), told, *map(cents, amounts))
    wider = judged(within(width + more), told, *map(cents, amounts))

    assert field.outcome is not Outcome.AGREED or wider.outcome is Outcome.AGREED


RATED = st.tuples(st.decimals("0.01", "9999", places=2), st.sampled_from(["EUR", "USD", "GBP"]))


@given(RATED, RATED, st.sampled_from([CENT, HALF_PERCENT, AT_A_RATE]))
def test_a_tolerance_is_the_same_in_both_directions(
    one: tuple[Decimal, str], other: tuple[Decimal, str], about: Field
):
    """It has no first and no second."""
    tolerance = about.tolerance
    assert tolerance is not None
    left, right = Money(*one), Money(*other)

    assert tolerance.covers(left, right) == tolerance.covers(right, left)


@given(RATED)
def test_a_rate_is_computed_exactly(price: tuple[Decimal, str]):
    """With a tolerance of nothing, only the exact amount will do."""
    tolerance: Tolerance = TOLERANCES["money"][0]("1 EUR = 1.25 USD within 0 %")
    exact = Money(price[0] * Decimal("1.25"), "USD")
    off = replace(exact, amount=exact.amount + Decimal("0.0001"))

    assert tolerance.covers(Money(price[0], "EUR"), exact)
    assert not tolerance.covers(Money(price[0], "EUR"), off)
    assert Fraction(exact.amount) == Fraction(price[0]) * Fraction(5, 4)
