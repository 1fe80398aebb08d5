"""The table `[customers]`: where the customers live who are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.config import Customers
from tests.config.files import CRM, GUARD, mistake, read


def landscape_with(table: str) -> str:
    return f"{GUARD}\n{table}\n{CRM}"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("", Customers(country="DE", locale="de_DE")),
        ("[customers]", Customers(country="DE", locale="de_DE")),
        ('[customers]\ncountry = "FR"', Customers(country="FR", locale="fr_FR")),
        ('[customers]\ncountry = "CH"', Customers(country="CH", locale="de_CH")),
        ('[customers]\ncountry = "CH"\nlocale = "fr_CH"', Customers(country="CH", locale="fr_CH")),
    ],
)
def test_a_landscape_says_where_they_live(table: str, expected: Customers, tmp_path: Path):
    """In Germany, if it says nothing."""
    assert expected == read(tmp_path, landscape_with(table)).customers


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('country = "France"', "unknown 'country' 'France'.\n  Did you mean 'FR'? Known: AT, AU"),
        ('country = "fr"', "unknown 'country' 'fr'.\n  Did you mean 'FR'? Known: AT, AU"),
        ('country = "FRA"', "unknown 'country' 'FRA'.\n  Did you mean 'FR'? Known: AT, AU"),
        (
            'country = "CH"\nlocale = "fr_FR"',
            "unknown 'locale' 'fr_FR' of Switzerland.\n  Did you mean 'fr_CH'? Known there: de_CH,",
        ),
        ('contry = "FR"', "unknown key 'contry'.\n  Did you mean 'country'?"),
        ("country = 7", "'country' is 7, but must be a text"),
    ],
)
def test_what_is_wrong_is_told(table: str, expected: str, tmp_path: Path):
    """With what was meant."""
    told = mistake(tmp_path, landscape_with(f"[customers]\n{table}"))

    assert f"staging.toml, [customers]: {expected}" in told
