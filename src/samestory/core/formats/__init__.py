"""Named converters from what a system literally says to the value that is compared.

Every converter raises `ValueError` for what it cannot read, and never guesses: "49,90" is refused
where "en_US" is declared, for read leniently it would be 4990. The reading turns the refusal into
`Unmapped`, so that a landscape with the wrong format is found out instead of comparing nonsense.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from types import MappingProxyType

from samestory.core.formats._countries import (
    country_of,
    letters,
    other_streets,
    with_country_codes,
)
from samestory.core.formats._currencies import minor_digits, read_currency
from samestory.core.formats._mail_dates import read_mail_date
from samestory.core.formats._money import read_decimal, read_minor_units, read_money_text
from samestory.core.formats._notation import Notation
from samestory.core.formats._numbers import read_number, read_whole_number
from samestory.core.formats._silence import says_nothing
from samestory.core.formats._times import (
    DAY_FORMS,
    MOMENT_FORMS,
    WINDOW_FORMS,
    read_day,
    read_moment,
    read_window,
)
from samestory.core.formats._typed import untyped
from samestory.core.formats._words import read_address, read_email, read_set, read_text
from samestory.core.model import Money

__all__ = [
    "CONVERTERS",
    "DAY_FORMS",
    "LOCAL_FORMS",
    "MOMENT_FORMS",
    "WINDOW_FORMS",
    "Converter",
    "Notation",
    "country_of",
    "letters",
    "minor_digits",
    "other_streets",
    "read_address",
    "read_currency",
    "read_day",
    "read_decimal",
    "read_email",
    "read_mail_date",
    "read_minor_units",
    "read_moment",
    "read_money_text",
    "read_number",
    "read_set",
    "read_text",
    "read_whole_number",
    "read_window",
    "says_nothing",
    "with_country_codes",
]


Converter = Callable[[object, Notation], object]
"""What a system said (never None) and how it writes -> the value that is compared."""


def _money_text(said: object, how: Notation) -> Money:
    if not isinstance(said, str):
        raise ValueError(f"{said!r} is a bare number; read it as 'minor units' or as 'decimal'")  # noqa: TRY004 - a system said it, no caller
    return read_money_text(said, how.locale, how.currency)


def _money_texts(said: object, how: Notation) -> frozenset[str]:
    """Read amounts as people write them; an empty one stays, as "nothing"."""
    texts = said if isinstance(said, list) else [said]
    return frozenset(
        "nothing"
        if says_nothing(each, "money", "money text", how)
        else _amount(_money_text(each, how))
        for each in texts
    )


def _amount(money: Money) -> str:
    """Write an amount like everywhere else: 1234.50 EUR."""
    rounded = round(money.amount, minor_digits(money.currency))
    return f"{rounded if rounded == money.amount else money.amount:f} {money.currency}"


def _minor_units(said: object, how: Notation) -> Money:
    return read_minor_units(read_whole_number(said), _currency(how))


def _typed_decimal(said: object, how: Notation) -> Money:
    return read_decimal(untyped(said), _currency(how))


def _decimal(said: object, how: Notation) -> Money:
    return read_decimal(said, _currency(how))


def _currency(how: Notation) -> str:
    if not how.currency:
        raise ValueError("no currency is declared; add `currency` or `currency_at`")
    return how.currency


def _plain(read: Callable[[object], object]) -> Converter:
    return lambda said, _: read(said)


def _by_form(
    read: Callable[[object, str, tzinfo, str], object], forms: Sequence[str]
) -> Mapping[str, Converter]:
    def reading(form: str) -> Converter:
        return lambda said, how: read(said, form, how.zone, how.locale)

    return {form: reading(form) for form in forms}


CONVERTERS: Mapping[str, Mapping[str, Converter]] = MappingProxyType(
    {
        "money": {
            "money text": _money_text,
            "minor units": _minor_units,
            "decimal": _decimal,
            "typed json": _typed_decimal,
        },
        "text": {"text": _plain(read_text)},
        "email": {"email": _plain(read_email)},
        "address": {"address": _plain(read_address)},
        "day": _by_form(read_day, DAY_FORMS),
        "window": _by_form(read_window, WINDOW_FORMS),
        "moment": _by_form(read_moment, MOMENT_FORMS),
        "status": {"status": _plain(read_text)},
        "lines": {},  # read line by line: a sku as text, a quantity as number, a price as money
        "set": {"set": _plain(read_set), "money texts": _money_texts},
        "count": {
            "number": _plain(read_whole_number),
            "typed json": lambda said, _: read_whole_number(untyped(said)),
        },
    }
)
"""By kind of comparison, the converters by the name that a landscape gives them (`as = "..."`).

The first of a kind is the one that is meant where a landscape names none.
"""

LOCAL_FORMS = frozenset({"money text", "money texts", "day first", "month first", "year first"})
"""The converters for which it counts how the numbers and months of a locale are written."""
