"""The gaps of a phrase become typed values."""

from decimal import Decimal

import pytest

from samestory import Money, Wish, gap_type, phrase


def heard(pattern, text):
    read = phrase(pattern)
    return read.parse_arguments(text) if read.is_matching(text) else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('1 "Mini pump"', [Wish(1, "Mini pump")]),
        (
            '3 "Chain, 11-speed" and 1 "Mini pump"',
            [Wish(3, "Chain, 11-speed"), Wish(1, "Mini pump")],
        ),
        ('1 "A", 2 "B" and 3 "C"', [Wish(1, "A"), Wish(2, "B"), Wish(3, "C")]),
    ],
)
def test_wishes_are_quantities_and_products(text, expected):
    """One, two or many, with commas inside the names and between them."""
    assert {"wanted": expected} == heard("she orders {wanted:wishes}", f"she orders {text}")


def test_what_follows_a_wish_is_no_part_of_it():
    """Ordering as a guest is another phrase."""
    assert heard("she orders {wanted:wishes}", 'she orders 1 "Mini pump" as a guest') is None


def test_prices_are_exact():
    """Ten euros are ten euros, not nearly."""
    assert {"p": Money(Decimal("10.00"), "EUR")} == heard("at {p:price}", "at 10.00 EUR")


def test_names_of_systems_are_left_to_the_landscape():
    """A phrase takes them as they stand, up to its own words."""
    told = heard("{systems:names} agree on her order", "the ERP and her inbox agree on her order")

    assert {"systems": "the ERP and her inbox"} == told


def test_her_other_order_is_another_phrase():
    """The longer phrase is not swallowed by the shorter one."""
    assert heard("{s:names} agree on her order", "the ERP agree on her other order") is None


def test_a_project_has_gap_types_of_its_own():
    """Beside those that every project has."""

    @gap_type(r"[a-z]+")
    def colour(text):
        return text.upper()

    read = phrase("she paints {what:words} {shade:colour}", colour=colour)

    assert {"what": "it all", "shade": "RED"} == read.parse_arguments("she paints it all red")
    assert not read.is_matching("she paints it all 7")
