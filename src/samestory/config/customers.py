"""The table `[customers]`: where the customers live who are made up."""

from __future__ import annotations

from samestory.config.config_errors import did_you_mean, listed
from samestory.config.landscape import Customers
from samestory.config.tables import Table
from samestory.journeys import countries


def read_customers(document: Table) -> Customers:
    """The table `[customers]`: `country = "FR"`, and `locale` for one with several languages."""
    table = document.table("customers")
    usual = Customers()
    country = _country(table, table.text("country", usual.country))
    known = countries.locales()[country]
    locale = table.text("locale", known[0])
    if locale not in known:
        table.mistake(
            f"unknown 'locale' '{locale}' of {countries.country_name(country)}.",
            f"{did_you_mean(locale, known)}Known there: {listed(known)}.",
        )
        locale = known[0]
    table.unknown_keys()
    return Customers(country=country, locale=locale)


def _country(table: Table, named: str) -> str:
    """The country, or the usual one after a mistake has been noted."""
    known = countries.locales()
    if named in known:
        return named
    by_name = {countries.country_name(each).casefold(): each for each in known}
    meant = by_name.get(named.casefold())
    hint = f"Did you mean '{meant}'? " if meant else did_you_mean(named, known)
    table.mistake(f"unknown 'country' '{named}'.", f"{hint}Known: {listed(known)}.")
    return Customers().country
