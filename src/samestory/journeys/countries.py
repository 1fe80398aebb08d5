"""The countries in which customers can be made up, with names, addresses and telephones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faker import Faker

_LOCALES = """
    de_AT en_AU nl_BE pt_BR en_CA fr_CA de_CH fr_CH es_CL es_CO cs_CZ de_DE da_DK es_ES fi_FI fr_FR
    en_GB el_GR hr_HR hu_HU en_IE he_IL en_IN hi_IN it_IT ja_JP ko_KR es_MX nl_NL no_NO en_NZ pl_PL
    pt_PT ro_RO sv_SE sl_SI sk_SK uk_UA en_US zu_ZA
"""
"""Those for which Faker makes up postcodes of the country's own form; of a country with several
languages, the usual one first."""
GERMANY = "DE"
"""The home of customers unless a landscape says otherwise: systems lose umlauts first."""

_PHONES: Mapping[str, str] = MappingProxyType(
    {"DE": "+49 30 ########", "IE": "+353 1 ### ####", "ZA": "+27 21 ### ####"}
)
"""Telephone numbers of countries for which Faker has none of the right form."""
_POSTCODES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {"MX": re.compile(r"\d{5}"), "IE": re.compile(r"(?:[AC-FHKNPRTV-Y]\d{2}|D6W) ?\w{4}")}
)
"""Postcodes of countries for which Faker also makes up others."""
_COUNTRY_MARK = re.compile(r"(?:H-|ΤΚ )")  # noqa: RUF001 - Greek letters
"""What stands before a postcode on a letter from abroad."""
_EXTENSION = re.compile(r"\s*(?:x|ext\.?)\s*\d+$")


@cache
def locales() -> Mapping[str, Sequence[str]]:
    """Return the locales in which a customer can be made up, by country (ISO 3166)."""
    found: dict[str, list[str]] = {}
    for each in _LOCALES.split():
        found.setdefault(each.partition("_")[2], []).append(each)
    return found


def country_name(code: str) -> str:
    """Return a country's English name: "France" for FR."""
    from babel import Locale  # noqa: PLC0415 - slow, and only where people are made up

    return str(Locale("en").territories[code])


@cache
def inventor(locale: str) -> Faker:
    """Return the Faker of a locale."""
    from faker import Faker  # noqa: PLC0415 - it is slow to import

    return Faker(locale)


def street(invent: Faker) -> str:
    """Return a street and a number, on one line."""
    return _on_one_line(invent.street_address())


def postcode(invent: Faker, country: str) -> str:
    """Return a postcode of the form that the country has."""
    form = _POSTCODES.get(country, re.compile(".+"))
    while True:
        made_up = _COUNTRY_MARK.sub("", invent.postcode())
        if form.fullmatch(made_up):
            return made_up


def city(invent: Faker) -> str:
    """Return a city, a real one if Faker knows some."""
    known = getattr(invent, "city_name", invent.city)
    return _on_one_line(known())


def phone(invent: Faker, country: str) -> str:
    """Return a telephone number, without an extension."""
    if country in _PHONES:
        return invent.numerify(_PHONES[country])
    return _on_one_line(_EXTENSION.sub("", invent.phone_number()))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
