"""Named converters from what a system literally says to the value that is compared.

Every converter raises `ValueError` for what it cannot read, and never guesses: "49,90" is refused
where "en_US" is declared, for read leniently it would be 4990. The reading turns the refusal into
`Unmapped`, so that a landscape with the wrong format is found out instead of comparing nonsense.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from email.utils import parseaddr, parsedate_to_datetime
from functools import lru_cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.numbers import (
    NumberFormatError,
    get_group_symbol,
    get_territory_currencies,
    list_currencies,
    parse_decimal,
)

from samestory.model import Money, Window


@dataclass(frozen=True, slots=True)
class Notation:
    """How a system writes: the locale of its numbers and months, its currency, its time zone."""

    locale: str = "en_US"
    currency: str | None = None
    zone: tzinfo = UTC


Converter = Callable[[object, Notation], object]
"""What a system said (never None) and how it writes -> the value that is compared."""


# Money ------------------------------------------------------------------------------------------

MINOR_DIGITS = MappingProxyType(
    dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0)
    | dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)
    | dict.fromkeys("CLF UYW".split(), 4)
)
"""Digits after the point by currency, where they are not two (ISO 4217, list one).

Unicode's own figures follow what people write, not what systems count in: they have none for RSD.
"""

PRICE = re.compile(
    r"(?P<before>[^\d]*?)(?P<sign>-?)(?P<number>\d(?:[\d.,'’٫٬\s]*\d)?)(?P<after>[^\d]*)"
)
WHOLE = re.compile(r"[.,][-–—]{1,2}(?!\d)")
"""The dash that stands for no cents: "89,-" and "89.–"."""


def minor_digits(currency: str) -> int:
    """Give the number of digits after the point that `currency` is counted in."""
    return MINOR_DIGITS.get(currency, 2)


def read_currency(code: str) -> str:
    """Read an ISO 4217 code in any case ("eur")."""
    capital = code.strip().upper()
    if capital not in list_currencies():
        raise ValueError(f"{code!r} is no ISO 4217 currency code, such as 'EUR'")
    return capital


def read_money_text(text: str, locale: str = "en_US", currency: str | None = None) -> Money:
    """Read a price as people write it: "€1.234,50", "49.90 EUR", "EUR 49,90".

    `currency` is what counts where the text names none, and decides whose "$" it is.
    """
    plain = WHOLE.sub("", _without_marks(text))
    found = PRICE.fullmatch(plain)
    if not found:
        raise ValueError(f"{text!r} is no price")
    before, after = found["before"].strip(), found["after"].strip()
    negative = bool(found["sign"]) or before.startswith("-")
    words = [word for word in (before.removeprefix("-").strip(), after) if word]
    amount = _amount(found["number"], locale, text)
    named = _currency_named(words, locale, currency, text)
    if -_exponent(amount) > minor_digits(named):
        raise ValueError(
            f"{text!r} has more digits after the point than {named} is counted in; "
            f"is {locale!r} the locale it is written in?"
        )
    return Money(-amount if negative else amount, named)


def _without_marks(text: str) -> str:
    """Leave out the invisible marks of writing direction, and make every minus a plain one."""
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return visible.replace("\N{MINUS SIGN}", "-").strip()


def _amount(number: str, locale: str, text: str) -> Decimal:
    try:
        group = get_group_symbol(_locale(locale))
        if group.isspace():
            number = re.sub(r"\s", group, number)
        if group == "’":
            number = number.replace("'", group)
        return parse_decimal(number, locale=_locale(locale), strict=True)
    except NumberFormatError as mistake:
        raise ValueError(
            f"{text!r} is not written the way of {locale!r}; another `locale` may be"
        ) from mistake


@lru_cache
def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError) as mistake:
        raise ValueError(f"there is no locale {name!r}; one is 'de_DE'") from mistake


def _exponent(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _currency_named(words: Sequence[str], locale: str, currency: str | None, text: str) -> str:
    declared = read_currency(currency) if currency else None
    if not words and declared:
        return declared
    named = {_currency_of(word, _locale(locale), declared) for word in words}
    if len(named) != 1 or None in named:
        raise ValueError(f"{text!r} does not say which currency; declare it as `currency`")
    return str(named.pop())


def _currency_of(word: str, locale: Locale, declared: str | None) -> str | None:
    if word.upper() in list_currencies():
        return word.upper()
    if declared and _symbols(locale).get(declared, declared).endswith(word):
        return declared  # "$" in a shop that says that it counts in CAD ("CA$")
    at_home = get_territory_currencies(locale.territory) if locale.territory else []
    meant = [code for code, symbol in _symbols(locale).items() if symbol == word]
    return next((code for code in at_home if code in meant), meant[0] if len(meant) == 1 else None)


@lru_cache
def _symbols(locale: Locale) -> Mapping[str, str]:
    return {code: _without_marks(symbol) for code, symbol in locale.currency_symbols.items()}


def read_minor_units(n: int | str, currency: str) -> Money:
    """Read an amount in the smallest unit of its currency: 4990 is 49.90 EUR, and 4990 JPY."""
    code = read_currency(currency)
    return Money(Decimal(_whole(n)).scaleb(-minor_digits(code)), code)


def read_decimal(said: str | int | float | Decimal, currency: str) -> Money:
    """Read an amount in major units, written with a point: "49.90", 49.9."""
    return Money(_decimal(said), read_currency(currency))


def _decimal(said: object) -> Decimal:
    if isinstance(said, bool) or not isinstance(said, (str, int, float, Decimal)):
        raise ValueError(f"{said!r} is no number")  # noqa: TRY004 - what a system says, not a caller
    try:
        number = Decimal(str(said).strip())  # by way of str, for 49.9 is meant and not 49.8999...
    except InvalidOperation as mistake:
        raise ValueError(f"{said!r} is no number written with a point") from mistake
    if not number.is_finite():
        raise ValueError(f"{said!r} is no number")
    return number


def _whole(said: object) -> int:
    number = _decimal(said)
    if number != number.to_integral_value():
        raise ValueError(f"{said!r} is not a whole number")
    return int(number)


def read_count(said: object) -> int:
    """Read a whole number; ERPs write quantities with empty decimals: "1.000" is 1."""
    return _whole(said)


# Days, moments and windows ----------------------------------------------------------------------

EPOCHS = MappingProxyType({"epoch ms": 1000, "epoch s": 1})
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
WRITTEN = MappingProxyType(
    {
        "day first": re.compile(
            r"(?P<d>\d{1,2})[\s./-]+(?P<m>\d{1,2}|[^\W\d]+)[\s.,/-]+(?P<y>\d{4})"
        ),
        "month first": re.compile(
            r"(?P<m>\d{1,2}|[^\W\d]+)[\s./-]+(?P<d>\d{1,2})[\s.,/-]+(?P<y>\d{4})"
        ),
    }
)
DAY_FORMS = ("iso day", "day first", "month first", "compact day", *EPOCHS)


def read_day(said: object, form: str, zone: tzinfo, locale: str = "en_US") -> date:
    """Read a day in one of `DAY_FORMS`.

    A moment (an epoch, or an ISO text with an offset) is the day that it falls on in `zone`.
    Months may be named in the language of `locale`. A weekday is only decoration.
    """
    if form in EPOCHS:
        return _since_epoch(said, form).astimezone(zone).date()
    text = _text(said)
    if form == "iso day":
        moment = _iso(text)
        return (moment.astimezone(zone) if moment.tzinfo else moment).date()
    if form == "compact day":
        return _day_of(COMPACT.fullmatch(text), text, form)
    return _written_day(text, form, locale)


def _text(said: object) -> str:
    if isinstance(said, bool) or not isinstance(said, (str, int)):
        raise ValueError(f"{said!r} is no text")  # noqa: TRY004 - what a system says, not a caller
    return str(said).strip()


def _since_epoch(said: object, form: str) -> datetime:
    seconds = _decimal(said) / EPOCHS[form]
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(seconds))
    except OverflowError as mistake:
        raise ValueError(f"{said!r} is no moment in {form!r}; is it the other epoch?") from mistake


def _iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as mistake:
        raise ValueError(f"{text!r} is no ISO 8601 date, such as '2026-11-24'") from mistake


def _day_of(found: re.Match[str] | None, text: str, form: str) -> date:
    if not found:
        raise ValueError(f"{text!r} is not a {form!r}")
    year, month, day = (int(part) for part in found.groups())
    return _day(year, month, day, text)


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as mistake:
        raise ValueError(f"{text!r} is no day of the calendar") from mistake


def _written_day(text: str, form: str, locale: str) -> date:
    if form not in WRITTEN:
        raise ValueError(f"{form!r} is no form of a day; the forms are: {', '.join(DAY_FORMS)}")
    found = WRITTEN[form].search(text)
    if not found:
        raise ValueError(f"{text!r} is not written {form!r}, such as '24.11.2026'")
    return _day(int(found["y"]), _month(found["m"], locale, text), int(found["d"]), text)


def _month(said: str, locale: str, text: str) -> int:
    if said.isdigit():
        return int(said)
    month = _months(locale).get(_bare(said))
    if month is None:
        raise ValueError(f"{text!r} names no month in {locale!r}")
    return month


@lru_cache
def _months(locale: str) -> Mapping[str, int]:
    widths = [
        names
        for usage in _locale(locale).months.values()
        for width, names in usage.items()
        if width != "narrow"  # "J" may be January, June or July
    ]
    return {_bare(name): number for names in widths for number, name in names.items()}


def _bare(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().rstrip(".")


CLOCK_TIME = re.compile(
    r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))?(?!\d)\s*(?P<half>[ap]\.?m\.?)?", re.IGNORECASE
)
MOMENT_FORMS = ("iso moment", "mail date", "day first", "month first", *EPOCHS)


def read_moment(said: object, form: str, zone: tzinfo, locale: str = "en_US") -> datetime:
    """Read a moment in one of `MOMENT_FORMS`; what names no offset is meant in `zone`."""
    if form in EPOCHS:
        return _since_epoch(said, form).astimezone(zone)
    text = _text(said)
    if form == "iso moment":
        return _in_zone(_iso(text), zone)
    if form == "mail date":
        return _in_zone(_mail_date(text), zone)
    times = _clock_times(text)
    if len(times) != 1:
        raise ValueError(f"{text!r} does not name one time of day, such as '14:02'")
    return datetime.combine(_written_day(text, form, locale), times[0], zone)


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _mail_date(text: str) -> datetime:
    try:
        return parsedate_to_datetime(text)
    except ValueError as mistake:
        raise ValueError(f"{text!r} is no date of a mail (RFC 5322)") from mistake


def _clock_times(text: str) -> list[time]:
    return [_clock_time(found, text) for found in CLOCK_TIME.finditer(text)]


def _clock_time(found: re.Match[str], text: str) -> time:
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    try:
        return time(hour, minute, second)
    except ValueError as mistake:
        raise ValueError(f"{text!r} names no time of day") from mistake


WINDOW_FORMS = ("iso window", "iso day", "day first", "month first", "compact day", *EPOCHS)


def read_window(said: object, form: str, zone: tzinfo, locale: str = "en_US") -> Window:
    """Read a window in one of `WINDOW_FORMS`.

    "iso window" is "start/end" (ISO 8601) or a list of two ISO moments, an epoch a list of two
    numbers; the others are a day and two times: "24.11.2026 08:00-12:00".
    """
    if form == "iso window":
        ends = said.split("/") if isinstance(said, str) else said
        return _window(_two(ends, said), "iso moment", zone)
    if form in EPOCHS:
        return _window(_two(said, said), form, zone)
    return _hours_of_a_day(_text(said), form, zone, locale)


def _two(ends: object, said: object) -> list[object]:
    if not isinstance(ends, (list, tuple)) or len(ends) != 2:
        raise ValueError(f"{said!r} does not name two ends of a window")
    return list(ends)


def _window(ends: Sequence[object], form: str, zone: tzinfo) -> Window:
    start, end = (read_moment(each, form, zone) for each in ends)
    return _forward(start, end)


def _hours_of_a_day(text: str, form: str, zone: tzinfo, locale: str) -> Window:
    times = _clock_times(text)
    if len(times) != 2:
        raise ValueError(f"{text!r} does not name two times of day, such as '08:00-12:00'")
    day = read_day(text if form in WRITTEN else text.split()[0], form, zone, locale)
    start, end = (datetime.combine(day, each, zone) for each in times)
    return _forward(start, end + timedelta(days=1) if end.time() == time() else end)


def _forward(start: datetime, end: datetime) -> Window:
    if end <= start:
        raise ValueError(f"the window from {start} to {end} ends before it starts")
    return Window(start, end)


# Words ------------------------------------------------------------------------------------------


def read_text(said: object) -> str:
    """Read words; a list of words is joined by blanks, and what is empty in it left out."""
    return " ".join(_words(said))


def read_address(said: object) -> str:
    """Read a postal address; a list of its parts is joined by line breaks."""
    return "\n".join(_words(said))


def _words(said: object) -> list[str]:
    parts = said if isinstance(said, (list, tuple)) else [said]
    return [word for word in (_word(part) for part in parts if part is not None) if word]


def _word(said: object) -> str:
    if isinstance(said, bool):
        return str(said).lower()
    if not isinstance(said, (str, int, float, Decimal)):
        raise ValueError(f"{said!r} is no text")  # noqa: TRY004 - what a system says, not a caller
    return str(said).strip()


def read_email(said: object) -> str:
    """Read a mail address, also out of "Ada Lovelace <ada@example.org>" and "mailto:..."."""
    _, address = parseaddr(_text(said).removeprefix("mailto:"))
    local, _, domain = address.rpartition("@")
    if not local or not domain:
        raise ValueError(f"{said!r} is no mail address")
    return address


def read_set(said: object) -> frozenset[str]:
    """Read a list of words as a set; a single word is a set of one."""
    return frozenset(_words(said))


# The names for a landscape ----------------------------------------------------------------------


def _needs_currency(notation: Notation) -> str:
    if not notation.currency:
        raise ValueError("no currency is declared; add `currency` or `currency_at`")
    return notation.currency


def _money_text(said: object, how: Notation) -> Money:
    return read_money_text(
        _text(said) if isinstance(said, str) else _no_price(said), how.locale, how.currency
    )


def _no_price(said: object) -> str:
    raise ValueError(f"{said!r} is a bare number; read it as 'minor units' or as 'decimal'")


def _minor_units(said: object, how: Notation) -> Money:
    return read_minor_units(_whole(said), _needs_currency(how))


def _decimal_money(said: object, how: Notation) -> Money:
    return read_decimal(_decimal(said), _needs_currency(how))


def _plain(read: Callable[[object], object]) -> Converter:
    return lambda said, _: read(said)


def _formed(
    read: Callable[[object, str, tzinfo, str], object], forms: Sequence[str]
) -> dict[str, Converter]:
    def reading(form: str) -> Converter:
        return lambda said, how: read(said, form, how.zone, how.locale)

    return {form: reading(form) for form in forms}


CONVERTERS: Mapping[str, Mapping[str, Converter]] = MappingProxyType(
    {
        "money": {
            "money text": _money_text,
            "minor units": _minor_units,
            "decimal": _decimal_money,
        },
        "text": {"text": _plain(read_text)},
        "email": {"email": _plain(read_email)},
        "address": {"address": _plain(read_address)},
        "day": _formed(read_day, DAY_FORMS),
        "window": _formed(read_window, WINDOW_FORMS),
        "moment": _formed(read_moment, MOMENT_FORMS),
        "status": {"status": _plain(read_text)},
        "lines": {},  # read line by line: sku as text, quantity as number, unit_price as money
        "set": {"set": _plain(read_set)},
        "count": {"number": _plain(read_count)},
    }
)
"""By kind of comparison, the converters by the name that a landscape gives them (`as = "..."`).

The first of a kind is the one that is meant where a landscape names none.
"""
