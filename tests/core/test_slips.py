"""A word that is almost another one is probably misspelt; a legitimate rare word is not."""

from __future__ import annotations

import pytest

from samestory.cli.doctor.odd_words import is_exchange, is_misspelt, slips_of


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("placd", "placed"),
        ("palced", "placed"),
        ("Placed", "placed"),
        ("canceled", "cancelled"),
        ("authorized", "authorised"),
        ("returnd by the customer", "returned by the customer"),
    ],
)
def test_one_letter_or_the_case_makes_a_slip(word: str, meant: str) -> None:
    assert is_misspelt(word, meant)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("placed", "placed"),
        ("in  process", "in process"),
        ("unconfirmed", "confirmed"),
        ("replaced", "placed"),
        ("subscribed", "unsubscribed"),
        ("included", "excluded"),
        ("sent", "lent"),
        ("open", "opened"),
        ("not yet booked", "not yet placed"),
        ("shows an order", "shows no order"),
        ("not yet paid", "paid"),
    ],
)
def test_another_word_is_no_slip(word: str, meant: str) -> None:
    """Nor is the same one, however wide its spaces are."""
    assert not is_misspelt(word, meant)


def test_a_letter_in_the_place_of_another_may_make_another_word() -> None:
    assert is_exchange("packed", "picked")
    assert not is_exchange("placd", "placed")
    assert not is_exchange("palced", "placed")


def test_of_the_known_words_those_are_named_that_may_be_meant() -> None:
    assert ["placed"] == slips_of("placd", ["cancelled", "placed", "replaced"])
