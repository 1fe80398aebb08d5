"""The table `[customers]`: where the customers live who are made up."""

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from samestory.config.config_errors import listed
from samestory.config.words import Words, Wrong, word
from samestory.errors import did_you_mean
from samestory.journeys import countries


def _country(named: str) -> str:
    known = countries.locales()
    if named in known:
        return named
    by_name = {countries.country_name(each).casefold(): each for each in known}
    meant = by_name.get(named.casefold())
    hint = f"Did you mean '{meant}'? " if meant else did_you_mean(named, known)
    raise Wrong(f"unknown 'country' '{named}'.", f"{hint}Known: {listed(known)}.")


def _locale(locale: str | None, info: ValidationInfo) -> str:
    country = info.data.get("country", Customers.model_fields["country"].default)
    known = countries.locales()[country]
    if locale is None or locale in known:
        return locale or known[0]
    raise Wrong(
        f"unknown 'locale' '{locale}' of {countries.country_name(country)}.",
        f"{did_you_mean(locale, known)}Known there: {listed(known)}.",
    )


class Customers(Words):
    """Where the customers live who are made up: a country (ISO 3166), and one of its locales."""

    country: Annotated[str, AfterValidator(_country)] = word(
        "The country (ISO 3166).", "FR", default="DE"
    )
    locale: Annotated[str | None, AfterValidator(_locale), Field(validate_default=True)] = word(
        "One of its locales, if it has several languages.", "fr_CH", default=None
    )
