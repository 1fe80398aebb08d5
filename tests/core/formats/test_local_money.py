"""Prices with the words and signs that people write for their currency."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from samestory.core.formats import minor_digits, read_decimal, read_minor_units, read_money_text
from samestory.core.model import Money


@pytest.mark.parametrize(
    ("text", "locale", "currency", "amount"),
    [
        ("1.234,50 TL", "tr_TR", "TRY", "1234.50"),
        ("TL 1.234,50", "tr_TR", "TRY", "1234.50"),
        ("₺1.234,50", "tr_TR", "TRY", "1234.50"),
        ("1.234,50 Türk lirası", "tr_TR", "TRY", "1234.50"),  # noqa: RUF001 - Turkish
        ("4,980円", "ja_JP", "JPY", "4980"),
        ("¥4,980", "ja_JP", "JPY", "4980"),
        ("\N{FULLWIDTH YEN SIGN}4,980", "ja_JP", "JPY", "4980"),
        ("\N{FULLWIDTH YEN SIGN}4,980", "en_US", "JPY", "4980"),
        ("\N{FULLWIDTH YEN SIGN}\uff14\uff0c\uff19\uff18\uff10", "ja_JP", "JPY", "4980"),
        ("¥49.90", "zh_CN", "CNY", "49.90"),
        ("49.90元", "zh_CN", "CNY", "49.90"),
        ("4,980원", "ko_KR", "KRW", "4980"),
        ("1 234,50 kr", "sv_SE", "SEK", "1234.50"),
        ("1.234,50 kr.", "da_DK", "DKK", "1234.50"),
        ("kr 1 234,50", "nb_NO", "NOK", "1234.50"),
        ("4.980 kr.", "is_IS", "ISK", "4980"),
        ("495:-", "sv_SE", "SEK", "495"),
        ("495,- kr", "sv_SE", "SEK", "495"),
        ("49,90 kronor", "sv_SE", "SEK", "49.90"),
        ("Rs. 1,250.00", "en_IN", "INR", "1250.00"),
        ("Rs 1,250/-", "en_IN", "INR", "1250"),
        ("\N{RUPEE SIGN}1,250.00", "en_PK", "PKR", "1250.00"),
        ("Fr. 89.\N{EN DASH}", "de_CH", "CHF", "89"),
        ("Fr. 1’234.50", "de_CH", "CHF", "1234.50"),
        ("49.90 SFr.", "de_CH", "CHF", "49.90"),
        ("S$5.00", "en_SG", "SGD", "5.00"),
        ("S$5.00", "en_US", "SGD", "5.00"),
        ("R$ 1.234,50", "pt_BR", "BRL", "1234.50"),
        ("NT$1,234", "zh_TW", "TWD", "1234"),
        ("HK$12.50", "en_HK", "HKD", "12.50"),
        ("A$12.50", "en_AU", "AUD", "12.50"),
        ("RM 12.50", "ms_MY", "MYR", "12.50"),
        ("Rp 49.900", "id_ID", "IDR", "49900"),
        ("49,90 zł", "pl_PL", "PLN", "49.90"),
        ("49,90 zl", "pl_PL", "PLN", "49.90"),
        ("1 234,50 Kč", "cs_CZ", "CZK", "1234.50"),
        ("4 980 Ft", "hu_HU", "HUF", "4980"),
        ("49,90 lei", "ro_RO", "RON", "49.90"),
        ("49,90 лв.", "bg_BG", "BGN", "49.90"),
        ("1 234,50 руб.", "ru_RU", "RUB", "1234.50"),  # noqa: RUF001 - Cyrillic
        ("1 234,50 ₽", "ru_RU", "RUB", "1234.50"),
        ("49,90 Euro", "de_DE", "EUR", "49.90"),
        ("49,90 euros", "fr_FR", "EUR", "49.90"),
        ("49.90 US dollars", "en_US", "USD", "49.90"),
        ("kr 5,00 SEK", "sv_SE", "SEK", "5.00"),
        ("Rs. 5.00 INR", "en_US", None, "5.00"),
        ("1\u202f234,50\u00a0€", "fr_FR", "EUR", "1234.50"),
        ("1\u2009234,50 €", "fr_FR", "EUR", "1234.50"),
        ("1 234 р.", "ru_RU", "RUB", "1234"),  # noqa: RUF001 - Cyrillic
        ("12,50 złotego polskiego", "pl_PL", "PLN", "12.50"),
        ("1 500 FCFA", "fr_SN", "XOF", "1500"),
        ("1 500 F CFA", "fr_CM", "XAF", "1500"),
        ("12.50 ש״ח", "he_IL", "ILS", "12.50"),
        ("USD $12.50", "en_US", "USD", "12.50"),
        ("12.50 $ CAD", "en_US", "CAD", "12.50"),
        ("١٬٢٣٤٫٥٠ ج.م", "ar_EG", "EGP", "1234.50"),  # noqa: RUF001 - Arabic
        ("१२.५० ₹", "hi_IN", "INR", "12.50"),
    ],
)
def test_a_price_is_read_with_the_local_word(
    text: str, locale: str, currency: str | None, amount: str
):
    assert Money(Decimal(amount), currency or "INR") == read_money_text(text, locale, currency)


@pytest.mark.parametrize(
    ("text", "locale", "currency", "amount"),
    [
        ("$.50", "en_US", "USD", "0.50"),
        (".50", "en_US", "USD", "0.50"),
        ("-$.50", "en_US", "USD", "-0.50"),
        ("€ ,99", "de_DE", "EUR", "0.99"),
        ("Rs.50", "en_IN", "INR", "50"),
        ("Rs .50", "en_IN", "INR", "0.50"),
        ("S/.50", "es_PE", "PEN", "50"),
        ("Fr.50", "de_CH", "CHF", "50"),
    ],
)
def test_half_a_dollar_is_never_fifty(text: str, locale: str, currency: str, amount: str):
    """A number may begin with its point, which is another one than that of an abbreviation."""
    assert Money(Decimal(amount), currency) == read_money_text(text, locale, currency)


@pytest.mark.parametrize(
    "text",
    [
        "-49,90 €",
        "€ -49,90",
        "\N{MINUS SIGN}49,90 €",
        "\N{NON-BREAKING HYPHEN}49,90 €",
        "\N{EN DASH}49,90 €",
        "\N{FULLWIDTH HYPHEN-MINUS}49,90 €",
        "49,90- €",
        "49,90-",
    ],
)
def test_a_minus_has_many_signs(text: str):
    assert Money(Decimal("-49.90"), "EUR") == read_money_text(text, "de_DE", "EUR")


@pytest.mark.parametrize(
    ("text", "locale", "declared", "told"),
    [
        ("1.234,50 TL", "tr_TR", "EUR", "TRY"),
        ("1.234,50 TL", "de_DE", "EUR", "TRY"),
        ("4,980円", "en_US", "USD", "JPY"),
        ("49,90 zł", "de_DE", "EUR", "PLN"),
        ("49,90 Kč", "de_DE", "EUR", "CZK"),
        ("Fr. 89.00", "en_US", "EUR", "CHF"),
        ("S$5.00", "en_US", "USD", "SGD"),
        ("US$5.00", "en_US", "EUR", "USD"),
        ("R$ 5,00", "pt_BR", "EUR", "BRL"),
        ("5,00 kr", "sv_SE", "EUR", "SEK"),
        ("Rs. 5.00", "en_IN", "EUR", "INR"),
        ("49,90 Euro", "de_DE", "CHF", "EUR"),
    ],
)
def test_the_word_of_another_currency_is_another_currency(
    text: str, locale: str, declared: str, told: str
):
    """So that it contradicts the declared one."""
    assert told == read_money_text(text, locale, declared).currency


@pytest.mark.parametrize(
    ("text", "locale", "declared"),
    [
        ("Rs. 5.00", "en_US", "EUR"),
        ("Rs. 5.00", "en_US", None),
        ("5,00 kr", "de_DE", "EUR"),
        ("495:-", "de_DE", "EUR"),
        ("5.00 元", "en_US", "EUR"),
        ("Rs. 5.00 USD", "en_US", "USD"),
        ("TL 5,00 €", "tr_TR", "TRY"),
        ("5.00 gold", "en_US", "EUR"),
        ("5.00 dollars", "en_US", "EUR"),
        ("49\N{SUPERSCRIPT NINE}\N{SUPERSCRIPT ZERO} €", "de_DE", "EUR"),
        ("EUR \N{EN DASH} 49,90", "de_DE", "EUR"),
        ("49.90 EUR £", "en_US", "EUR"),
        ("12,50 F", "fr_CH", "CHF"),  # a French franc is nobody's money any more
    ],
)
def test_a_word_that_may_mean_several_currencies_is_refused(
    text: str, locale: str, declared: str | None
):
    """It is never taken for the declared one."""
    with pytest.raises(ValueError, match="does not say which currency"):
        read_money_text(text, locale, declared)


@pytest.mark.parametrize("text", [".50 €", "€ .500", "1.23 €", "€ ,5.0"])
def test_a_point_of_another_locale_is_refused(text: str):
    with pytest.raises(ValueError, match="is not written the way of 'de_DE'"):
        read_money_text(text, "de_DE", "EUR")


LOCALES = ["de_CH", "en_IN", "en_US", "es_CL", "fr_FR", "hi_IN", "ja_JP", "nb_NO", "ru_RU", "tr_TR"]
CODES = ["AUD", "BYN", "CAD", "CHF", "CLP", "EUR", "GBP", "INR", "JPY", "NOK", "RUB", "SEK", "TRY"]


@given(
    st.decimals(min_value="-9999999", max_value="9999999", places=2),
    st.sampled_from(CODES),
    st.sampled_from(LOCALES),
    st.sampled_from(["standard", "accounting", "name"]),
    st.sampled_from([None, *CODES]),
)
def test_what_a_locale_writes_is_read_back_or_refused(
    amount: Decimal, code: str, locale: str, how: str, declared: str | None
):
    """Never as another amount, nor as another currency than the declared one."""
    amount = round(amount, minor_digits(code))
    written = format_currency(amount, code, locale=locale, format_type=how, currency_digits=False)  # type: ignore[arg-type]  # one of three
    try:
        money = read_money_text(written, locale, declared)
    except ValueError:
        return
    assert (amount, True) == (money.amount, money.currency in {code, declared})


MINOR_UNITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AUD BRL CAD CHF CNY CZK DKK EUR GBP HUF INR MGA MRU NOK PKR PLN RSD SEK TRY USD ZAR",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
"""ISO 4217, list one, as published on 1 January 2026."""


@pytest.mark.parametrize(
    ("currency", "digits"),
    [(code, digits) for digits, codes in MINOR_UNITS.items() for code in codes.split()],
)
def test_every_currency_has_the_digits_of_the_standard(currency: str, digits: int):
    """Counted in its smallest unit, an amount is off by a factor of 100 otherwise."""
    assert digits == minor_digits(currency)
    assert Money(Decimal(4990).scaleb(-digits), currency) == read_minor_units(4990, currency)


@pytest.mark.parametrize("said", ["\uff14\uff19\uff0e\uff19\uff10", " 49.90\u00a0"])
def test_a_decimal_may_be_full_width(said: str):
    assert Money(Decimal("49.90"), "EUR") == read_decimal(said, "EUR")
