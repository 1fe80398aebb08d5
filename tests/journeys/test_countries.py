"""Customers live in many countries, and none of their addresses is refused for its form."""

from __future__ import annotations

import re

import pytest

from samestory.journeys import Identity, invent_identity
from samestory.journeys.countries import country_name, locales

POSTCODES = {
    "4": "AT AU BE CH DK HU NO NZ SI ZA",
    "5": "DE ES FI FR HR IT KR MX UA US",
    "6": "CO IN RO",
    "7": "CL IL",
}
"""By the number of digits, the countries whose postcodes are nothing else."""
FORMS = {
    "BR": r"\d{5}-?\d{3}",
    "CA": r"[A-Z]\d[A-Z] ?\d[A-Z]\d",
    "CZ": r"\d{3} ?\d{2}",
    "GB": r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}",
    "GR": r"\d{3} ?\d{2}",
    "IE": r"(?:[A-Z]\d{2}|D6W) ?[A-Z\d]{4}",
    "JP": r"\d{3}-\d{4}",
    "NL": r"\d{4} ?[A-Z]{2}",
    "PL": r"\d{2}-\d{3}",
    "PT": r"\d{4}-\d{3}",
    "SE": r"\d{3} ?\d{2}",
    "SK": r"\d{3} ?\d{2}",
} | {country: rf"\d{{{digits}}}" for digits, all_ in POSTCODES.items() for country in all_.split()}
EVERY = [(country, locale) for country, known in locales().items() for locale in known]


def invented(country: str, locale: str, seed: int) -> Identity:
    return invent_identity(
        seed, "a", mail_domain="customers.example", country=country, locale=locale
    )


@pytest.mark.parametrize(("country", "locale"), EVERY)
def test_everybody_lives_where_mail_arrives(country: str, locale: str):
    """Their postcodes have the form of their country, and everything fits on one line."""
    for seed in range(30):
        ada = invented(country, locale, seed)

        assert re.fullmatch(FORMS[country], ada.postcode, re.ASCII), ada.postcode
        assert (country_name(country), country) == (ada.country, ada.country_code)
        assert re.fullmatch(r"[a-z.]+\.[0-9a-f]{10}@customers\.example", ada.email)
        assert ".." not in ada.email
        for told in (ada.street, ada.city, ada.phone):
            assert told == " ".join(told.split()) != ""
        assert re.fullmatch(r"[-+0-9() /.]+", ada.phone), ada.phone


@pytest.mark.parametrize(
    ("country", "locale", "expected"),
    [
        ("DE", "de_DE", "Stanislaus-Kade-Ring 1, 18230, Rosenheim, Germany; +49 30 48017105"),
        ("FR", "fr_FR", "70, chemin Juliette Fournier, 13390, Saint Olivie-sur-Mer, France; +33 "),
        ("CH", "fr_CH", "avenue de Alber 55, 1141, Broquet-sur-Chevrolet, Switzerland; +41 29 "),
    ],
)
def test_names_and_streets_are_those_of_the_country(country: str, locale: str, expected: str):
    """The pinned Faker makes up the same ones again."""
    ada = invent_identity(0, "x", mail_domain="customers.example", country=country, locale=locale)

    assert f"{ada.address}; {ada.phone}".startswith(expected)


def test_without_a_word_she_lives_in_germany():
    """As ever: umlauts are what systems lose first."""
    ada = invent_identity(0, "a", mail_domain="customers.example")

    assert invented("DE", "de_DE", 0) == ada
    assert "Germany" == ada.country


def test_a_country_with_several_languages_has_a_usual_one():
    """The first of its locales."""
    assert ["de_CH", "fr_CH"] == [*locales()["CH"]]
    assert ["en_CA", "fr_CA"] == [*locales()["CA"]]
