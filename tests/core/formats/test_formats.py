"""Converters read what systems write, and refuse what they would have to guess."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel import localedata
from babel.numbers import format_currency
from hypothesis import given, settings
from hypothesis import strategies as st

from samestory.core.comparison import KINDS, format_value, same
from samestory.core.formats import (
    CONVERTERS,
    DAY_FORMS,
    Notation,
    read_address,
    read_currency,
    read_day,
    read_decimal,
    read_email,
    read_minor_units,
    read_moment,
    read_money_text,
    read_set,
    read_text,
    read_whole_number,
    read_window,
)
from samestory.core.model import Money, Window
from tests.fakes import euros

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
WEDNESDAY = date(2026, 11, 25)


def test_three_ways_to_write_one_price_read_the_same():
    """Decimals, German text and minor units of 49.90 EUR are one value."""
    expected = euros("49.90")

    assert expected == read_money_text("49.90 EUR")
    assert expected == read_money_text("€49,90", "de_DE")
    assert expected == read_minor_units(4990, "EUR")


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("€1.234,50", "de_DE", "1234.50"),
        ("1.234,50 €", "de_DE", "1234.50"),
        ("EUR 49,90", "de_DE", "49.90"),
        ("eur 49.90", "en_US", "49.90"),
        ("49.90EUR", "en_US", "49.90"),
        ("1 234,50 €", "fr_FR", "1234.50"),
        ("1\u202f234,50\u00a0€", "fr_FR", "1234.50"),
        ("-€5.00", "en_US", "-5.00"),
        ("€-5.00", "en_US", "-5.00"),
        ("\u22125,00 €", "de_DE", "-5.00"),
        ("89,- €", "de_DE", "89"),
        ("€ 89,–", "de_DE", "89"),
        ("€0.00", "en_US", "0"),
        ("\u200e49,90 €\u200f", "de-DE", "49.90"),
    ],
)
def test_a_price_is_read_the_way_its_locale_writes_it(text: str, locale: str, expected: str):
    assert euros(expected) == read_money_text(text, locale)


@pytest.mark.parametrize(
    ("text", "locale", "declared", "currency"),
    [
        ("$5.00", "en_US", None, "USD"),
        ("$5.00", "en_CA", None, "CAD"),
        ("$5.00", "en_US", "CAD", "CAD"),
        ("CA$5.00", "en_US", None, "CAD"),
        ("CA$5.00", "en_US", "USD", "CAD"),
        ("kr 5,00", "da_DK", None, "DKK"),
        ("kr 5,00", "da_DK", "SEK", "SEK"),
        ("5,00 kr.", "sv_SE", "NOK", "NOK"),
        ("5,00 kr", "sv_SE", "EUR", "SEK"),
        ("DKK 5,00", "da_DK", "SEK", "DKK"),
        ("$5.00", "en_CA", "USD", "USD"),
        ("R5.00", "en_US", "ZAR", "ZAR"),
        ("R5.00", "en_ZA", "EUR", "ZAR"),
        ("USD 5.00", "en_US", "EUR", "USD"),
        ("$5.00", "en_US", "EUR", "USD"),
        ("$5.00 USD", "en_US", None, "USD"),
        ("5.00", "en_US", "EUR", "EUR"),
        ("CHF 5.00", "de_CH", None, "CHF"),
        ("5,00 kr.", "da_DK", None, "DKK"),
        ("5,00 kr", "da_DK", None, "DKK"),
        ("5,00 zł", "pl_PL", None, "PLN"),
    ],
)
def test_the_text_names_its_currency_before_the_landscape_does(
    text: str, locale: str, declared: str | None, currency: str
):
    assert Money(Decimal(5), currency) == read_money_text(text, locale, declared)


def test_swiss_apostrophes_may_be_typed_or_typeset():
    """Both signs group thousands in Switzerland."""
    expected = Money(Decimal("1234.50"), "CHF")

    assert expected == read_money_text("CHF 1'234.50", "de_CH")
    assert expected == read_money_text("CHF 1’234.50", "de_CH")


@pytest.mark.parametrize(
    ("text", "locale", "reason"),
    [
        ("49,90 EUR", "en_US", "not written the way of 'en_US'"),
        ("1.234,50 EUR", "en_US", "not written the way of 'en_US'"),
        ("1.234 EUR", "en_US", "more digits after the point than EUR"),
        ("1.230 EUR", "en_US", "more digits after the point than EUR"),
        ("4.990 JPY", "en_US", "more digits after the point than JPY"),
        ("4.5 JPY", "en_US", "more digits after the point than JPY"),
        ("49.90", "en_US", "does not say which currency"),
        ("49.90 gold", "en_US", "does not say which currency"),
        ("49.90 ¤", "en_US", "does not say which currency"),
        ("EUR 49.90 USD", "en_US", "does not say which currency"),
        ("EUR 49.90 gross", "en_US", "does not say which currency"),
        ("49.90" + "0" * 40 + " EUR", "en_US", "larger or finer"),
        ("1" + "0" * 30 + " EUR", "en_US", "larger or finer"),
        (" " * 10**6 + "49.90 EUR x", "en_US", "does not say which currency"),
        ("1 " * 10**5, "en_US", "is no price"),
        ("free", "en_US", "is no price"),
        ("", "en_US", "is no price"),
        ("from 5.00 to 6.00 EUR", "en_US", "is no price"),
        ("5.00 EUR", "xx_YY", "no locale 'xx_YY'"),
    ],
)
def test_a_price_is_refused_rather_than_guessed(text: str, locale: str, reason: str):
    with pytest.raises(ValueError, match=reason):
        read_money_text(text, locale)


@pytest.mark.parametrize(
    ("text", "locale", "declared"),
    [("49.90 R", "de_CH", "EUR"), ("49.90 F", "de_CH", "CHF"), ("49.90 .", "en_US", "EUR")],
)
def test_a_letter_of_a_currency_is_not_its_symbol(text: str, locale: str, declared: str):
    """A rand is no euro, though both "R" and "EUR" end alike."""
    with pytest.raises(ValueError, match="does not say which currency"):
        read_money_text(text, locale, declared)


def test_an_undeclarable_currency_is_refused():
    """A landscape that declares a currency that does not exist is told so."""
    with pytest.raises(ValueError, match="'EURO' is no ISO 4217 currency code"):
        read_money_text("5.00", currency="EURO")


def test_whole_yen_may_be_written_with_empty_decimals():
    assert Money(Decimal(4990), "JPY") == read_money_text("4,990.00 JPY")


OTHERWISE = {"bgn", "dv", "fy", "ml", "mr", "or"}
"""Languages whose rules for large or negative amounts contradict each other in Babel."""
WORLD = sorted(
    name for name in localedata.locale_identifiers() if name.split("_")[0] not in OTHERWISE
)


@settings(deadline=None)
@given(
    minor=st.integers(-10_000_000_000, 10_000_000_000),
    locale=st.sampled_from(WORLD),
    currency=st.sampled_from(["EUR", "USD", "GBP", "CHF", "PLN", "SEK", "JPY", "KWD"]),
)
def test_money_formatted_in_any_locale_reads_back(minor: int, locale: str, currency: str):
    """Whatever a locale makes of an amount is read as what was meant."""
    expected = read_minor_units(minor, currency)
    text = format_currency(expected.amount, currency, locale=locale, numbering_system="latn")

    assert expected == read_money_text(text, locale, currency)


@pytest.mark.parametrize(
    ("units", "currency", "amount"),
    [
        (4990, "EUR", "49.90"),
        ("4990", "eur", "49.90"),
        (4990, "JPY", "4990"),
        (49900, "KWD", "49.900"),
        (4990, "RSD", "49.90"),
        (-1, "USD", "-0.01"),
        ("4990.0", "EUR", "49.90"),
    ],
)
def test_minor_units_follow_the_currency(units: int | str, currency: str, amount: str):
    assert Money(Decimal(amount), currency.upper()) == read_minor_units(units, currency)


@pytest.mark.parametrize("said", ["49.90", 0.5, "many", True, None, "NaN"])
def test_minor_units_are_whole(said: object):
    with pytest.raises(ValueError, match="number"):
        CONVERTERS["money"]["minor units"](said, Notation(currency="EUR"))


@pytest.mark.parametrize("said", ["49.90", 49.9, Decimal("49.90"), " 49.9 "])
def test_decimals_are_read_as_they_are_written(said: str | float | Decimal):
    """49.9 is 49.90, and not the binary fraction nearest to it."""
    assert euros("49.90") == read_decimal(said, "eur")


@pytest.mark.parametrize("said", ["49,90", "Infinity", "NaN", "", "€5"])
def test_what_is_no_decimal_is_refused(said: str):
    with pytest.raises(ValueError, match="no number"):
        read_decimal(said, "EUR")


def test_a_bare_number_is_no_money_text():
    """4990 could be cents or euros: the landscape has to say."""
    with pytest.raises(ValueError, match="'minor units' or as 'decimal'"):
        CONVERTERS["money"]["money text"](4990, Notation(currency="EUR"))


@pytest.mark.parametrize("name", ["minor units", "decimal"])
def test_money_without_a_currency_is_refused(name: str):
    with pytest.raises(ValueError, match="add `currency` or `currency_at`"):
        CONVERTERS["money"][name](4990, Notation())


def test_currencies_are_read_in_any_case():
    assert read_currency(" eur ") == "EUR"


@pytest.mark.parametrize("said", ["1.000", 1, 1.0, "1", Decimal("1.0")])
def test_an_erp_writes_one_with_empty_decimals(said: object):
    assert read_whole_number(said) == 1


@pytest.mark.parametrize("said", ["1.5", True, "two", None, [1]])
def test_what_is_no_whole_number_is_refused(said: object):
    with pytest.raises(ValueError, match="number"):
        read_whole_number(said)


@pytest.mark.parametrize(
    "said",
    [
        "1e99999999",
        "1e30",
        "-1e21",
        "1" * 31,
        "1e-99999999",
        Decimal("0e-500"),
        "0e99999999",
        1e308,
    ],
)
def test_a_number_beyond_all_counting_is_refused_at_once(said: object):
    """Writing its digits out would take for ever, or more memory than there is."""
    with pytest.raises(ValueError, match="larger or finer than anything that can be counted"):
        read_whole_number(said)
    with pytest.raises(ValueError, match="larger or finer than anything that can be counted"):
        CONVERTERS["money"]["minor units"](said, Notation(currency="EUR"))
    with pytest.raises(ValueError, match="larger or finer than anything that can be counted"):
        CONVERTERS["money"]["decimal"](said, Notation(currency="EUR"))


CENTS = st.integers(-(10**9), 10**9)


@given(CENTS.filter(bool))
def test_a_float_is_the_decimal_that_it_is_meant_to_be(cents: int):
    """Also a bit beside it, as sums come out."""
    amount = Decimal(cents).scaleb(-2)

    for beside in (-math.inf, math.inf):
        assert euros(amount) == read_decimal(float(amount), "EUR")
        assert euros(amount) == read_decimal(math.nextafter(float(amount), beside), "EUR")


@given(CENTS, CENTS)
def test_the_sum_of_two_floats_is_that_of_the_prices(one: int, other: int):
    one, other = abs(one), abs(other)  # a difference loses digits, and may be a price
    meant = Decimal(one + other).scaleb(-2)

    assert euros(meant) == read_decimal(one / 100 + other / 100, "EUR")


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 8))
def test_a_fraction_of_a_cent_is_never_hidden(digits: int, after_the_point: int):
    """Whatever somebody can have written, a float keeps to 15 digits."""
    amount = Decimal(digits).scaleb(-after_the_point)

    assert euros(amount) == read_decimal(float(amount), "EUR")
    assert euros(amount) == read_decimal(amount, "EUR")


@given(st.decimals(0, 10**12, places=8))
def test_an_exact_price_is_exact_to_its_eighth_digit(amount: Decimal):
    """Databases and JSON may tell more digits than a float has."""
    assert euros(amount) == read_decimal(amount, "EUR")


def test_a_float_that_was_written_down_is_still_a_float():
    """JSON of a program that added; a text that says so was written by somebody."""
    assert euros("0.30") == read_decimal(0.1 + 0.2, "EUR")
    assert euros("0.30") == read_decimal(Decimal("0.30000000000000004"), "EUR")
    assert euros("0.3") != read_decimal("0.30000000000000004", "EUR")
    assert euros("0.3333333333333333") == read_decimal(1 / 3, "EUR")


@pytest.mark.parametrize("said", ["1_000", "4_9", "1_000.0"])
def test_python_alone_groups_digits_by_underscores(said: str):
    with pytest.raises(ValueError, match="is no number"):
        read_whole_number(said)


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("2026-11-25", "iso day"),
        ("2026-11-25T23:30:00", "iso day"),
        ("2026-11-24T23:30:00Z", "iso day"),
        ("25.11.2026", "day first"),
        ("25/11/2026", "day first"),
        ("Wed 25-11-2026", "day first"),
        ("25 Nov 2026", "day first"),
        ("Wednesday, 25 November 2026", "day first"),
        ("11/25/2026", "month first"),
        ("Nov 25, 2026", "month first"),
        ("Wednesday, November 25, 2026", "month first"),
        ("25.11.2026 14:02", "day first"),
        ("Wed 25.11.2026, 8:00 am - 12:00 pm", "day first"),
        ("20261125", "compact day"),
        (20261125, "compact day"),
        (1795561200000, "epoch ms"),
        ("1795561200", "epoch s"),
        (1795561200.5, "epoch s"),
        ("/Date(1795564800000)/", "odata date"),
        ("/Date(1795561200000+0060)/", "odata date"),
        ("/Date(1795561200000-480)/", "odata date"),
        ({"__class__": "date", "year": 2026, "month": 11, "day": 25}, "typed json"),
        ({"__class__": "datetime", "year": 2026, "month": 11, "day": 25}, "typed json"),
    ],
)
def test_a_day_is_read_in_its_form(said: object, form: str):
    """The epochs stand for midnight in Berlin, which is still the day before in UTC."""
    assert read_day(said, form, BERLIN) == WEDNESDAY


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("25. November 2026", "de_DE"),
        ("Mi., 25. Nov. 2026", "de_DE"),
        ("25 de noviembre de 2026", "es_ES"),
        ("25 novembre 2026", "fr_FR"),
    ],
)
def test_months_are_named_in_the_language_of_the_locale(text: str, locale: str):
    assert read_day(text, "day first", BERLIN, locale) == WEDNESDAY


def test_the_day_of_a_moment_depends_on_the_zone():
    """One moment is Wednesday in Berlin and still Tuesday in New York."""
    assert read_day(1795561200000, "epoch ms", NEW_YORK) == WEDNESDAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "form", "reason"),
    [
        ("25.11.2026", "iso day", "no ISO 8601 date"),
        ("25.11.26", "day first", "not written 'day first'"),
        ("30.02.2026", "day first", "no day of the calendar"),
        ("11/25/2026", "day first", "no day of the calendar"),
        ("25 Movember 2026", "day first", "names no month"),
        ("2026-11-25", "compact day", "not written 'compact day'"),
        ("20261399", "compact day", "no day of the calendar"),
        ("soon", "month first", "not written 'month first'"),
        (1795561200, "epoch ms", "is it the other epoch"),
        (1795561200000, "epoch s", "is it the other epoch"),
        (10**20, "epoch ms", "of this calendar"),
        ("soon", "epoch s", "no number"),
        (None, "iso day", "is no text"),
        (["2026-11-25"], "iso day", "is no text"),
        ("2026-11-25", "odata date", "not written as OData writes dates"),
        ("/Date(1795564800000+00:60)/", "odata date", "not written as OData writes dates"),
        ("/Date(999999999999999)/", "odata date", "no date of this calendar"),
        ("/Date(-62135596800000)/", "odata date", "edge of the calendar"),
        ("2026-11-25", "typed json", "is no typed date"),
        ({"__class__": "Decimal", "decimal": "1"}, "typed json", "is no typed date"),
        ({"__class__": "date", "year": 2026, "month": 13, "day": 1}, "typed json", "is no date"),
        ({"__class__": "date", "year": 2026}, "typed json", "is no date"),
        ({"__class__": "date", "year": "2026", "month": 1, "day": 1}, "typed json", "is no date"),
        ({"__class__": "Fraction"}, "typed json", "no typed JSON of a known class"),
        ({"__class__": ["date"]}, "typed json", "no typed JSON of a known class"),
        ({"year": 2026, "month": 1, "day": 1}, "typed json", "no typed JSON of a known class"),
        ("2026-11-25", "any day", "'any day' is no form of a time"),
        ("24.11.2026 - 26.11.2026", "day first", "more than one day"),
        ("24.-26.11.2026", "day first", "more than one day"),
        ("24/25.11.2026", "day first", "more than one day"),
        ("Mon-Wed 25.11.2026", "day first", "more than one day"),
        ("not before 24/11/2026", "day first", "more than one day"),
        ("≥ 24/11/2026", "day first", "more than one day"),
        ("- 24/11/2026", "day first", "more than one day"),
        ("Nov 2 - 6, 2026", "month first", "more than one day"),
        ("20261124 20261126", "compact day", "more than one day"),
        ("20261124T230000Z", "compact day", "more than one day"),
        ("0001-01-01T00:00:00+14:00", "iso day", "edge of the calendar"),
        (" " * 10**6 + "25.11.2026" + "." * 10**5, "day first", "not written"),
    ],
)
def test_a_day_is_refused_rather_than_guessed(said: object, form: str, reason: str):
    with pytest.raises(ValueError, match=reason):
        read_day(said, form, BERLIN)


@settings(deadline=None)
@given(day=st.dates(date(1980, 1, 1), date(2100, 1, 1)), form=st.sampled_from(DAY_FORMS))
def test_every_form_of_a_day_reads_back(day: date, form: str):
    midnight = datetime.combine(day, datetime.min.time(), BERLIN)
    written = {
        "iso day": day.isoformat(),
        "day first": f"{day:%d.%m.%Y}",
        "year first": f"{day:%Y/%m/%d}",
        "month first": f"{day:%m/%d/%Y}",
        "compact day": f"{day:%Y%m%d}",
        "epoch ms": int(midnight.timestamp() * 1000),
        "epoch s": int(midnight.timestamp()),
        "odata date": f"/Date({int(midnight.timestamp() * 1000)}+0060)/",
        "typed json": {
            "__class__": "date",
            "year": day.year,
            "month": day.month,
            "day": day.day,
        },
    }

    assert day == read_day(written[form], form, BERLIN)


PARTS = ("year", "month", "day", "hour", "minute", "second")
NOON = datetime(2026, 11, 25, 14, 2, 11, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("2026-11-25T14:02:11", "iso moment"),
        ("2026-11-25T13:02:11Z", "iso moment"),
        ("2026-11-25T08:02:11-05:00", "iso moment"),
        ("Wed, 25 Nov 2026 14:02:11 +0100", "mail date"),
        ("Wed, 25 Nov 2026 13:02:11 -0000", "mail date"),
        ("25.11.2026 14:02:11", "day first"),
        ("25 Nov 2026, 2:02:11 pm", "day first"),
        ("Nov 25, 2026 at 2:02:11 p.m.", "month first"),
        (1795611731000, "epoch ms"),
        (1795611731, "epoch s"),
        ("/Date(1795615331000)/", "odata date"),
        ("/Date(1795611731000+0060)/", "odata date"),
        (
            {"__class__": "datetime"} | dict(zip(PARTS, (2026, 11, 25, 14, 2, 11), strict=True)),
            "typed json",
        ),
    ],
)
def test_a_moment_is_read_in_its_form(said: object, form: str):
    """What names no offset is meant in the zone of the landscape."""
    assert read_moment(said, form, BERLIN) == NOON


@pytest.mark.parametrize(
    ("said", "form", "reason"),
    [
        ("25.11.2026", "day first", "does not name one time of day"),
        ("25.11.2026 14:02-15:00", "day first", "does not name one time of day"),
        ("25.11.2026 25:02", "day first", "names no time of day"),
        ("yesterday", "mail date", "no date of a mail"),
        ("yesterday", "iso moment", "no ISO 8601 date"),
        ("2026-11-25", "iso moment", "a day without a time"),
        ("20261125", "iso moment", "a day without a time"),
        ("2026-W48-3", "iso moment", "a day without a time"),
        ("24.11.2026 - 26.11.2026 14:02", "day first", "more than one day"),
        ("until 24.11.2026 14:02", "day first", "more than one day"),
        ("24.11.2026 14:02 +0100", "day first", "more than one day"),
        ("24.11.2026 14:02 UTC", "day first", "more than one day"),
        ("0001-01-01T00:00:00+14:00", "iso moment", "edge of the calendar"),
        ("9999-12-31T23:59:59-12:00", "iso moment", "edge of the calendar"),
        ("31.12.9999 14:02", "day first", "edge of the calendar"),
        (-62135596800, "epoch s", "edge of the calendar"),
        ({"__class__": "date", "year": 2026, "month": 1, "day": 1}, "typed json", "without a time"),
        ("Fri, 1 Jan 99999999999999999999 00:00:00 +0000", "mail date", "no date of a mail"),
    ],
)
def test_a_moment_is_refused_rather_than_guessed(said: object, form: str, reason: str):
    with pytest.raises(ValueError, match=reason):
        read_moment(said, form, BERLIN)


def test_twelve_at_night_is_the_beginning_of_the_day():
    assert read_moment("25 Nov 2026 12:30 am", "day first", BERLIN).hour == 0
    assert read_moment("25 Nov 2026 12:30 pm", "day first", BERLIN).hour == 12


MORNING = Window(
    datetime(2026, 11, 25, 8, tzinfo=BERLIN), datetime(2026, 11, 25, 12, tzinfo=BERLIN)
)


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("2026-11-25T08:00/2026-11-25T12:00", "iso window"),
        (["2026-11-25T07:00:00Z", "2026-11-25T11:00:00Z"], "iso window"),
        ("2026-11-25T08:00/PT4H", "iso window"),
        ("2026-11-25T07:00Z/PT3H60M", "iso window"),
        ([1795590000000, 1795604400000], "epoch ms"),
        (["/Date(1795590000000+0060)/", "/Date(1795604400000+0060)/"], "odata date"),
        ("2026-11-25 08:00-12:00", "iso day"),
        ("25.11.2026, 08:00–12:00 Uhr", "day first"),
        ("Nov 25, 2026: 8:00 am to 12:00 pm", "month first"),
        ("20261125 08:00-12:00", "compact day"),
    ],
)
def test_a_window_is_read_in_its_form(said: object, form: str):
    assert read_window(said, form, BERLIN) == MORNING


def test_a_window_may_last_until_midnight():
    until = read_window("25.11.2026 20:00-00:00", "day first", UTC).end

    assert until == datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "form", "reason"),
    [
        ("2026-11-25T08:00", "iso window", "two ends"),
        ("2026-11-25T08:00/P1D", "iso window", "no duration in hours and minutes"),
        ("2026-11-25T08:00/PT", "iso window", "no duration in hours and minutes"),
        (5, "iso window", "two ends"),
        ([1, 2, 3], "epoch s", "two ends"),
        ("25.11.2026 08:00", "day first", "two times of day"),
        ("25.11.2026 12:00-08:00", "day first", "ends before it starts"),
        ("08:00-12:00", "iso day", "no ISO 8601 date"),
        ("2026-11-25T08:00-12:00", "iso day", "two times of day|no ISO 8601 date"),
        ("2026-11-25 08:00 - 2026-11-26 12:00", "iso day", "more than one day"),
        ("25.11.2026 08:00 - 26.11.2026 12:00", "day first", "more than one day"),
        ("31.12.9999 20:00-00:00", "day first", "edge of the calendar"),
    ],
)
def test_a_window_is_refused_rather_than_guessed(said: object, form: str, reason: str):
    with pytest.raises(ValueError, match=reason):
        read_window(said, form, BERLIN)


def test_words_are_joined_and_gaps_left_out():
    """A first and a last name, or the lines of an address, may come as a list."""
    assert read_text(["Ada", None, "", "Lovelace"]) == "Ada Lovelace"
    assert read_address(["Hauptstr. 5", 10115, "Berlin"]) == "Hauptstr. 5\n10115\nBerlin"
    assert read_text(True) == "true"
    assert read_set(["A-1", "A-2", "A-1"]) == {"A-1", "A-2"}
    assert read_set("A-1") == {"A-1"}
    assert read_set([]) == frozenset()


@pytest.mark.parametrize("said", [{"a": 1}, [["nested"]], b"bytes"])
def test_what_is_no_text_is_refused(said: object):
    with pytest.raises(ValueError, match="is no text"):
        read_text(said)


@pytest.mark.parametrize("said", ["...", "---", ["-", "–"], "/"])
def test_strokes_in_a_form_are_no_address(said: object):
    with pytest.raises(ValueError, match="is no address"):
        read_address(said)


def test_an_empty_address_is_silence():
    assert read_address(["", None]) == ""


@pytest.mark.parametrize(
    "said",
    [
        "ada@x.example, eve@y.example",
        "Ada <ada@x.example> <eve@y.example>",
        '"ada@x.example" <eve@y.example>',
        "mailto:ada@x.example,eve@y.example",
        "ada@x.example eve",
    ],
)
def test_two_mail_addresses_are_none(said: str):
    """Nobody can know which of them is hers."""
    with pytest.raises(ValueError, match="no mail address, or more than one"):
        read_email(said)


def test_an_address_that_stands_for_its_own_name_is_one():
    assert read_email('"Ada@example.org" <ada@example.org>') == "ada@example.org"


@pytest.mark.parametrize(
    "said",
    [
        "ada@example.org",
        " ada@example.org ",
        "Ada Lovelace <ada@example.org>",
        "mailto:ada@example.org?subject=Hello",
    ],
)
def test_an_address_is_found_in_its_wrapping(said: str):
    assert read_email(said) == "ada@example.org"


@pytest.mark.parametrize("said", ["ada", "@example.org", "ada@", "", None, 5])
def test_what_is_no_mail_address_is_refused(said: object):
    with pytest.raises(ValueError, match=r"no mail address|no text"):
        read_email(said)


def test_every_kind_of_comparison_can_be_read():
    """The names for a landscape cover the kinds, and a default stands first."""
    defaults = {kind: next(iter(forms), None) for kind, forms in CONVERTERS.items()}

    assert KINDS.keys() == CONVERTERS.keys()
    assert defaults == {
        "money": "money text",
        "text": "text",
        "email": "email",
        "address": "address",
        "day": "iso day",
        "window": "iso window",
        "moment": "iso moment",
        "status": "status",
        "lines": None,
        "set": "set",
        "count": "number",
    }


@pytest.mark.parametrize(
    ("kind", "name", "said", "expected"),
    [
        ("money", "money text", "€49,90", euros("49.90")),
        ("money", "minor units", "4990", euros("49.90")),
        ("money", "decimal", 49.9, euros("49.90")),
        ("money", "typed json", {"__class__": "Decimal", "decimal": "49.90"}, euros("49.90")),
        ("money", "typed json", 49.9, euros("49.90")),
        ("text", "text", ["Ada", "Lovelace"], "Ada Lovelace"),
        ("email", "email", "ada@example.org", "ada@example.org"),
        ("address", "address", ["a", "b"], "a\nb"),
        ("day", "day first", "25.11.2026", WEDNESDAY),
        ("window", "day first", "25.11.2026 8:00-12:00", MORNING),
        ("moment", "day first", "25.11.2026 14:02:11", NOON),
        ("status", "status", "placed", "placed"),
        ("set", "set", ["b", "a"], frozenset("ab")),
        ("set", "money texts", ["€49,90", ""], frozenset({"49.90 EUR", "nothing"})),
        ("count", "number", "2.000", 2),
        ("count", "typed json", {"__class__": "Decimal", "decimal": "2.000"}, 2),
    ],
)
def test_converters_are_found_by_kind_and_name(
    kind: str, name: str, said: object, expected: object
):
    how = Notation("de_DE", "EUR", BERLIN)

    assert expected == CONVERTERS[kind][name](said, how)


def test_a_notation_is_plain_until_a_landscape_says_more():
    assert Notation() == Notation("en_US", None, UTC)


ODD = st.one_of(
    st.text(max_size=40),
    st.text("0123456789.,:/-+eE_ €$@<>Nov", max_size=30),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.booleans(),
    st.none(),
    st.sampled_from(["1e99999999", "1e-99999999", "9" * 5000, 10**5000, "0001-01-01T00:00+14:00"]),
    st.lists(st.text(max_size=10) | st.integers(), max_size=3),
    st.integers().map("/Date({})/".format),
    st.fixed_dictionaries(
        {"__class__": st.sampled_from(["Decimal", "date", "datetime"])},
        optional=dict.fromkeys(["decimal", *PARTS], st.integers(-9, 9999) | st.text(max_size=3)),
    ),
)
READINGS = [(kind, name) for kind, forms in CONVERTERS.items() for name in forms]


@settings(deadline=None, max_examples=500)
@given(said=ODD, reading=st.sampled_from(READINGS), zone=st.sampled_from([UTC, BERLIN, NEW_YORK]))
def test_whatever_a_system_says_is_read_or_refused(
    said: object, reading: tuple[str, str], zone: ZoneInfo
):
    """What is read can be compared and shown, and a refusal is a ValueError and nothing else."""
    kind, name = reading
    try:
        value = CONVERTERS[kind][name](said, Notation("de_DE", "EUR", zone))
    except ValueError:
        return
    if kind in KINDS:
        assert same(kind, value, value)
        assert len(format_value(kind, value)) < 10_000
        assert len(format_value(kind, value, full=True)) < 10_000
