"""Money as systems write it: in minor units, in decimals, or as people do."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import (
    NumberFormatError,
    get_group_symbol,
    get_territory_currencies,
    list_currencies,
    parse_decimal,
)

from samestory.formats._locales import locale_called, without_marks
from samestory.formats._numbers import bounded, read_number, read_whole_number
from samestory.model import Money

NO_MINOR_UNIT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
MINOR_DIGITS = MappingProxyType(
    {
        **dict.fromkeys(NO_MINOR_UNIT.split(), 0),
        **dict.fromkeys(THOUSANDTHS.split(), 3),
    }
)
"""Digits after the point by currency, where they are not two (ISO 4217, list one).

Unicode's own figures follow what people write, not what systems count in: they have none for RSD.
"""
CURRENCIES = frozenset(list_currencies()) - {"XXX", "XTS"}  # "none at all" and "for testing"

PRICE = re.compile(r"(?P<before>\D*?)(?P<sign>-?)\s*(?P<number>\d(?:[\d\W]*\d)?)(?P<after>\D*)")
"""A number of digits and whatever separates them, with its currency on one side or the other."""
LONGEST = 100
"""No price has more characters; what does is not worth searching."""
FINEST_PRICE = Decimal("1e-8")
"""Prices of a screw, a kilowatt-hour or a token have up to eight digits after the point."""
NO_CENTS = re.compile(r"[.,][-–—]{1,2}(?!\d)")
"""The dash in "89,-" and "89.–"."""


def minor_digits(currency: str) -> int:
    """Give the number of digits after the point that `currency` is counted in."""
    return MINOR_DIGITS.get(currency, 2)


def read_currency(code: str) -> str:
    """Read an ISO 4217 code in any case ("eur")."""
    capital = code.strip().upper()
    if capital not in CURRENCIES:
        raise ValueError(f"{code!r} is no ISO 4217 currency code, such as 'EUR'")
    return capital


def read_minor_units(n: int | str, currency: str) -> Money:
    """Read an amount in the smallest unit of its currency: 4990 is 49.90 EUR, and 4990 JPY."""
    code = read_currency(currency)
    return Money(Decimal(read_whole_number(n)).scaleb(-minor_digits(code)), code)


def read_decimal(said: object, currency: str) -> Money:
    """Read an amount in major units, written with a point: "49.90", 49.9.

    A number of which only a binary float's noise keeps it from being one of the currency's digits
    is that one: 0.1 + 0.2 is 0.30 EUR.
    """
    code, number = read_currency(currency), read_number(said)
    return Money(number if isinstance(said, str) else _without_noise(number, code), code)


def _without_noise(number: Decimal, code: str) -> Decimal:
    """The amount that a float stands for, where it says nothing else beyond its 15 digits.

    What has 15 digits or fewer is as somebody wrote it, what no float is written as is exact, and
    what differs by as much as prices are told in is a part of the price.
    """
    as_float = float(number)
    meant = Decimal(f"{as_float:.{sys.float_info.dig}g}")
    written_by_a_float = Decimal(repr(as_float)) == number
    if not written_by_a_float or abs(meant - number) >= FINEST_PRICE:
        return number
    rounded = round(meant, minor_digits(code))
    return rounded if rounded == meant else number


def read_money_text(text: str, locale: str = "en_US", currency: str | None = None) -> Money:
    """Read a price as people write it: "€1.234,50", "49.90 EUR", "EUR 49,90".

    `currency` is what counts where the text names none, and decides whose "$" or "kr" it is.
    """
    plain = without_marks(text)
    found = PRICE.fullmatch(NO_CENTS.sub("", plain)) if len(plain) <= LONGEST else None
    if not found:
        raise ValueError(f"{text!r} is no price")
    before, after = found["before"].strip(), found["after"].strip()
    negative = bool(found["sign"]) or before.startswith("-")
    amount = _amount(found["number"], locale, text)
    words = [word for word in (before.removeprefix("-").strip(), after) if word]
    code = _currency_named(words, locale, currency, text)
    _check_digits(amount, code, locale, text)
    return Money(-amount if negative else amount, code)


def _amount(number: str, locale: str, text: str) -> Decimal:
    language = locale_called(locale)
    group = get_group_symbol(language)
    plain = re.sub(r"\s", group, number) if group.isspace() else number
    plain = plain.replace("'", group) if group == "’" else plain
    try:
        return bounded(parse_decimal(plain, locale=language, strict=True))
    except NumberFormatError as mistake:
        raise ValueError(
            f"{text!r} is not written the way of {locale!r}; another `locale` may be"
        ) from mistake


def _check_digits(amount: Decimal, code: str, locale: str, text: str) -> None:
    """Refuse "1.234 EUR" in English: it is far more likely to be a German thousand."""
    exponent = amount.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) else 0
    empty = digits == 2 and amount == amount.to_integral_value()  # "4990.00 JPY"
    if digits > minor_digits(code) and not empty:
        raise ValueError(
            f"{text!r} has more digits after the point than {code} is counted in; "
            f"is it really written the way of {locale!r}?"
        )


def _currency_named(words: Sequence[str], locale: str, currency: str | None, text: str) -> str:
    declared = read_currency(currency) if currency else None
    if declared and not words:
        return declared
    named = {_currency_of(word, locale_called(locale), declared) for word in words}
    if len(named) != 1 or None in named:
        raise ValueError(f"{text!r} does not say which currency; declare it as `currency`")
    return str(named.pop())


def _currency_of(word: str, locale: Locale, declared: str | None) -> str | None:
    if word.upper() in CURRENCIES:
        return word.upper()
    symbols, symbol = _symbols(locale), word.rstrip(".")
    if declared and _stands_for(symbol, symbols.get(declared, declared)):
        return declared
    if declared and symbol in _signs_at_home(declared):
        return declared
    meant = [code for code, each in symbols.items() if each == symbol]
    at_home = get_territory_currencies(locale.territory) if locale.territory else []
    return next((code for code in at_home if code in meant), meant[0] if len(meant) == 1 else None)


def _stands_for(symbol: str, full: str) -> bool:
    """Whether it is the symbol, or its sign alone: "$" in a shop that counts in CAD ("CA$").

    A letter alone is no sign: the "R" of a rand is not the end of "EUR".
    """
    sign = "".join(char for char in full if unicodedata.category(char) == "Sc")
    return symbol in {full, sign} - {""}


@cache
def _signs_at_home(code: str) -> frozenset[str]:
    """How a currency is written where people pay with it: "kr" for SEK, as for DKK and NOK."""
    territories = get_global("territory_currencies")
    homes = [
        f"{language}_{each}"
        for each in territories
        if code in get_territory_currencies(each)
        for language in get_official_languages(each, de_facto=True)
    ]
    return frozenset(_symbols(each)[code] for each in _locales(homes) if code in _symbols(each))


def _locales(names: Iterable[str]) -> Iterator[Locale]:
    for name in names:
        with suppress(UnknownLocaleError, ValueError):
            yield Locale.parse(name)


@cache
def _symbols(locale: Locale) -> Mapping[str, str]:
    symbols = locale.currency_symbols.items()
    return {
        code: without_marks(symbol).rstrip(".") for code, symbol in symbols if code in CURRENCIES
    }
