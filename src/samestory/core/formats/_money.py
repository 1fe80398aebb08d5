"""Money as systems write it: in minor units, in decimals, or as people do."""

import re
import sys
from decimal import Decimal

from babel.numbers import NumberFormatError, get_group_symbol, parse_decimal

from samestory.core.formats._currencies import currency_named, minor_digits, read_currency
from samestory.core.formats._locales import locale_called, same_width
from samestory.core.formats._numbers import bounded, read_number, read_whole_number
from samestory.core.model import Money

PRICE = re.compile(
    r"(?P<before>\D*?)(?P<sign>-?)\s*"
    r"(?P<number>(?:(?<!/)(?<![^\W\d_])[.,])?\d(?:[\d\W]*\d)?)(?P<after>\D*)"
)
"""A number of digits and whatever separates them, with its currency on one side or the other.

It may begin with its point: "$.50" is half a dollar. After a letter or a stroke ("Rs.50", "S/.50")
the point belongs to the abbreviation.
"""
LONGEST = 100
"""No price has more characters; what does is not worth searching."""
FINEST_PRICE = Decimal("1e-8")
"""Prices of a screw, a kilowatt-hour or a token have up to eight digits after the point."""
NO_CENTS = re.compile(r"[.,][-\u2013\u2014]{1,2}(?!\d)|/-")
"""The dash in "89,-" and "89.\N{EN DASH}", and the stroke in "89/-"."""
LESS = re.compile(r"^\N{EN DASH}(?=\S)|(?<=[.,]\d\d)-(?=\s|$)")
"""A dash that can only be a minus: right before all, or right after cents ("12.50-")."""

LOCAL_POINT = re.compile("[\N{ARABIC DECIMAL SEPARATOR}\N{ARABIC THOUSANDS SEPARATOR}]")
"""What stands only between the digits of a language of its own."""


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
    """The amount that a float stands for, if it says nothing else beyond its 15 digits.

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

    `currency` is what counts if the text names none, and decides whose "$" or "kr" it is.
    """
    plain = NO_CENTS.sub("", same_width(text)) if len(text.strip()) <= LONGEST else ""
    less = LESS.search(plain)
    found = PRICE.fullmatch(LESS.sub("", plain))
    if not found:
        raise ValueError(f"{text!r} is no price")
    before, after = found["before"].strip(), found["after"].strip()
    negative = bool(found["sign"] or less) or before.startswith("-")
    amount = _amount(found["number"], locale, text)
    words = [word for word in (before.removeprefix("-").strip(), after) if word]
    code = currency_named(words, locale, read_currency(currency) if currency else None)
    if code is None:
        instead = f", or another one than {currency}" if currency else ""
        raise ValueError(f"{text!r} does not say which currency{instead}")
    _check_digits(amount, code, locale, text)
    return Money(-amount if negative else amount, code)


def _amount(number: str, locale: str, text: str) -> Decimal:
    language = locale_called(locale)
    digits = "default" if LOCAL_POINT.search(number) else "latn"
    group = get_group_symbol(language, numbering_system=digits)
    plain = "".join(str(int(char)) if char.isdecimal() else char for char in number)
    plain = re.sub(r"\s", group, plain) if group.isspace() else plain
    plain = plain.replace("'", group) if group == "’" else plain
    plain = plain if plain[0].isdigit() else f"0{plain}"
    try:
        return bounded(parse_decimal(plain, locale=language, strict=True, numbering_system=digits))
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
