"""What a reading of the landscape lacks, for a value that it could not read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache

from babel import Locale, UnknownLocaleError

from samestory.core.formats import CONVERTERS, LOCAL_FORMS, Notation
from samestory.core.model import key_at
from samestory.extraction.entries import FieldReading

LOCALES = ("en_US", "de_DE", "fr_FR", "de_CH", "en_IN")
"""How most amounts and months are written."""
NUMBER = re.compile(r"-?\d+(?:\.\d{1,2})?")
"""An amount as programs write it; a longer fraction ("1.234") may well be a German thousand."""
BY_PROGRAMS = ("minor units", "decimal")
SOME_CURRENCY = "EUR"
"""Stands for one that is not declared: only how the amount is written matters."""
TIMES = frozenset({"day", "moment", "window"})


@dataclass(frozen=True, slots=True)
class _Way:
    form: str
    locale: str


@cache
def likely_locales(currency: str) -> Sequence[str]:
    """Return how amounts in a currency are likely to be written, that of its country first.

    A currency's code begins with its country (ISO 4217), if it is that of one.
    """
    country = currency[:2]
    if not country or any(each.endswith(f"_{country}") for each in LOCALES):
        return LOCALES
    try:
        return (str(Locale.parse(f"und_{country}")), *LOCALES)
    except (ValueError, UnknownLocaleError):
        return LOCALES


def advice(said: object, reading: FieldReading, zone: tzinfo, why: str) -> str:
    """Name the words that would read it, and that the landscape does not hold yet.

    If there are none, the reason that the converter gave is all that is known.
    """
    key = key_at(reading.where)
    declared = _Way(form_of(reading), reading.locale)
    reads = [way for way in _ways(said, reading) if _reads(said, reading, way, zone)]
    if declared in reads:
        reads = [declared] if _currency(said, reading, declared, zone) else []
    if not reads:
        return f"{key}: {why}"
    first = [way for way in reads if way.locale == reads[0].locale]
    words = [
        _as(first, declared),
        _locale(first, declared),
        _currency(said, reading, first[0], zone),
    ]
    return f"{key} = {{ ..., {', '.join(filter(None, words))} }}, which reads {said!r}"


def form_of(reading: FieldReading) -> str:
    """The converter of a reading: the one that it names, else the usual one of its kind."""
    return reading.form or next(iter(CONVERTERS[reading.kind]), reading.kind)


def _ways(said: object, reading: FieldReading) -> Iterator[_Way]:
    """Begin with the declared locale; a bare amount is no text, and a list or a line no form."""
    forms: Sequence[str] = [*CONVERTERS[reading.kind]]
    if reading.kind == "money" and NUMBER.fullmatch(str(said)):
        forms = BY_PROGRAMS
    if reading.kind not in {*TIMES, "money", "count"}:
        forms = []
    for locale in dict.fromkeys((reading.locale, *likely_locales(reading.currency or ""))):
        yield from (_Way(form, locale) for form in forms)


def _reads(
    said: object, reading: FieldReading, way: _Way, zone: tzinfo, currency: str = SOME_CURRENCY
) -> bool:
    how = Notation(way.locale, reading.currency or currency or None, zone, reading.none)
    try:
        CONVERTERS[reading.kind][way.form](said, how)
    except (ValueError, TypeError, ArithmeticError):
        return False
    return True


def _as(ways: Sequence[_Way], declared: _Way) -> str:
    forms = [way.form for way in ways]
    return "" if declared.form in forms else "as = " + " or ".join(f'"{form}"' for form in forms)


def _locale(ways: Sequence[_Way], declared: _Way) -> str:
    counts = ways[0].locale != declared.locale and any(way.form in LOCAL_FORMS for way in ways)
    return f'locale = "{ways[0].locale}"' if counts else ""


def _currency(said: object, reading: FieldReading, way: _Way, zone: tzinfo) -> str:
    """Advise a currency if none is declared, and the text does not name its own."""
    declared = reading.kind != "money" or reading.currency or reading.currency_at
    return "" if declared or _reads(said, reading, way, zone, "") else 'currency = "..."'
