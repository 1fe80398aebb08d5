"""The sum of a list of amounts: exact, in one currency, and silent if one of them is."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samestory.core.model import Money, Unmapped
from samestory.extraction.records import NO_SUCH_FIELDS, read_answer
from samestory.extraction.values import NO_SUCH_PLACE, read_field
from tests.adapters.entries import reading, subject_entry
from tests.config.files import GUARD, mistake, read

WHERE = "x.toml, [systems.crm.order] field"
CENTS = reading("amount", "money", form="minor units", currency="EUR", sum="charges")
OWN_CURRENCY = reading("amount", "money", form="decimal", currency_at="currency", sum="charges")


def charged(*amounts: object) -> dict[str, object]:
    return {"charges": [{"amount": each} for each in amounts]}


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def test_amounts_are_added_up():
    """Two charges, one sum."""
    assert euros("39.90") == read_field(charged(2995, 995), CENTS, UTC)


@pytest.mark.parametrize(
    ("form", "amounts"),
    [
        ("minor units", ["2995", 995]),
        ("decimal", ["29.95", 9.95]),
        ("money text", ["29,95 €", "EUR 9,95"]),
        ("typed json", [{"__class__": "Decimal", "decimal": "29.95"}, 9.95]),
    ],
)
def test_every_form_of_an_amount_can_be_added_up(form: str, amounts: list[object]):
    """The sum is of amounts, however a system writes them."""
    how = reading("@", "money", form=form, currency="EUR", locale="de_DE", sum="charges")

    assert euros("39.90") == read_field({"charges": amounts}, how, UTC)


@given(st.lists(st.decimals("-1e20", "1e20", places=8, allow_nan=False)))
def test_no_digit_is_lost(amounts: list[Decimal]):
    """Whatever the order and the size of the amounts."""
    known = [each for each in amounts if len(each.as_tuple().digits) <= 28]
    how = reading("amount", "money", form="decimal", currency="EUR", sum="charges")

    one, other = (
        read_field(charged(*(str(each) for each in order)), how, UTC)
        for order in (known, known[::-1])
    )

    assert isinstance(one, Money)
    assert one == other
    assert Fraction(one.amount) == sum(map(Fraction, known), Fraction(0))


@given(st.lists(st.integers(0, 10**9)), st.integers(0, 20))
def test_silence_of_one_is_silence_of_the_sum(amounts: list[int], at: int):
    """A sum without one of its parts would be another sum."""
    known: list[object] = [*amounts]
    known.insert(at, None)

    assert None is read_field(charged(*known), CENTS, UTC)


def test_a_member_that_lacks_its_amount_is_silent_as_well():
    """It is not left out."""
    assert None is read_field({"charges": [{"amount": 100}, {"id": 2}]}, CENTS, UTC)


def test_what_cannot_be_read_in_one_cannot_be_read_in_the_sum():
    """The text that was not understood is named."""
    said = read_field(charged(100, "a lot"), CENTS, UTC)

    assert isinstance(said, Unmapped)
    assert "a lot" == said.code


def test_each_amount_may_name_its_own_currency():
    """As each charge of a processor does."""
    told = {"charges": [{"amount": "1", "currency": "usd"}, {"amount": "2", "currency": "USD"}]}

    assert Money(Decimal(3), "USD") == read_field(told, OWN_CURRENCY, UTC)


def test_several_currencies_have_no_sum():
    """And none is invented."""
    told = {"charges": [{"amount": "1", "currency": "usd"}, {"amount": "2", "currency": "EUR"}]}

    assert read_field(told, OWN_CURRENCY, UTC) == Unmapped(
        "EUR and USD",
        WHERE,
        "a sum in one currency",
        "field: add up the amounts of one currency only",
    )


def test_nothing_at_all_is_nothing_in_the_declared_currency():
    """She was never charged: that is 0.00, not silence."""
    assert euros("0") == read_field(charged(), CENTS, UTC)


def test_without_a_currency_the_sum_of_nothing_is_unmapped():
    """It is not known of what it is 0.00."""
    said = read_field(charged(), OWN_CURRENCY, UTC)

    assert isinstance(said, Unmapped)
    assert 'field = { ..., currency = "..." }, for the sum of an empty list' == said.fix


@pytest.mark.parametrize("nothing", [{"charges": None}, {"charges": ""}, {"other": 1}])
def test_no_list_is_silence(nothing: object):
    """It may come later."""
    assert None is read_field(nothing, CENTS, UTC)


@pytest.mark.parametrize("other", [{"amount": 100}, 100, "100"])
def test_something_else_than_a_list_is_unmapped(other: object):
    """One amount is not a list of one."""
    assert Unmapped(NO_SUCH_PLACE, WHERE) == read_field({"charges": other}, CENTS, UTC)


def test_an_answer_without_the_list_is_of_another_shape():
    """A notice of maintenance is no account without charges."""
    entry = subject_entry(fields={"sum": CENTS})

    assert {"sum": Unmapped(NO_SUCH_FIELDS, WHERE)} == read_answer({"note": "later"}, entry, UTC)


class TestInALandscape:
    FIELD = 'total = { sum = "charges", at = "amount", as = "minor units", currency = "EUR" }'

    def written(self, field: str) -> str:
        system = '[systems.till]\nadapter = "http"\nbase_url = "http://127.0.0.1"\n'
        return f'{GUARD}{system}[systems.till.order]\nfind = "/orders/{{key}}"\n{field}\n'

    def test_a_sum_is_a_word_of_an_amount(self, tmp_path: Path):
        """It names the list; the other words are about each member."""
        landscape = read(tmp_path, self.written(self.FIELD))
        found = landscape.systems["till"].subjects["order"].fields["total"]

        assert ("charges", "amount", "charges") == (found.sum, found.at, found.place)

    def test_no_other_kind_of_field_has_a_sum(self, tmp_path: Path):
        """Neither has the price of one piece."""
        assert "unknown key 'sum'" in mistake(
            tmp_path, self.written('email = { sum = "all", at = "email" }')
        )
        assert "unknown key 'sum'" in mistake(
            tmp_path,
            self.written(
                'lines = { at = "l", sku = "s", quantity = "q",'
                ' unit_price = { sum = "p", at = "x", as = "decimal" } }'
            ),
        )
