"""The words that say where a field is in an answer, and how its text becomes a value."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import WithJsonSchema

from samestory.config.value_types import CurrencyCode, Flag, JsonPath, LocaleName, Zone
from samestory.config.words import Words, word

_ONE_OR_TWO = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


class _Reading(Words):
    """Where the text of a field is."""

    at: JsonPath = word("Where the value is in the record (JMESPath).", "amount_minor")
    none: frozenset[str] | None = word("More spellings of 'no value'.", ["n/a"], default=None)
    pattern: str = word("A regular expression that finds the value in a text.", default="")


class CountReading(_Reading):
    """A number, or a mail address."""

    as_: str | None = word("The format in which it is written.", "text", default=None)


class TextReading(CountReading):
    """A text, a status or an address."""

    means: dict[str, str] | None = word(
        "What each code means; any other code is unmapped.", {"closed_won": "placed"}, default=None
    )


class SetReading(TextReading):
    """A set of texts."""

    split: Annotated[str, WithJsonSchema(_ONE_OR_TWO)] = word(
        "What stands between the members of a text.", ";", default=""
    )


class TimeReading(CountReading):
    """A day, a window or a moment."""

    zone: Zone | None = word("The time zone of times without one.", "Europe/Berlin", default=None)
    locale: LocaleName | None = word("How months are written.", "de_DE", default=None)


class MoneyReading(CountReading):
    """An amount of money."""

    currency: CurrencyCode | None = word("Its currency (ISO 4217).", "EUR", default=None)
    currency_at: JsonPath | None = word("Where its currency is.", "currency", default=None)
    locale: LocaleName | None = word("How numbers are written.", "de_DE", default=None)


class PriceReading(MoneyReading):
    """The price of one piece in a line."""

    optional: Flag = word("Whether lines may be without it.", default=False)


class LinesReading(_Reading):
    """The lines of an order."""

    split: Annotated[str, WithJsonSchema(_ONE_OR_TWO)] = word(
        "What stands between lines, and between their columns.", ["\n", ";"], default=""
    )
    sku: str | TextReading = word("Where a line has the number of the article.", "sku")
    quantity: str | CountReading = word("Where a line has its quantity.", "quantity")
    unit_price: str | PriceReading | None = word(
        "Where a line has the price of one piece.", "price", default=None
    )


READINGS: Mapping[str, type[Words]] = MappingProxyType(
    {
        "address": TextReading,
        "count": CountReading,
        "day": TimeReading,
        "email": CountReading,
        "lines": LinesReading,
        "moment": TimeReading,
        "money": MoneyReading,
        "set": SetReading,
        "status": TextReading,
        "text": TextReading,
        "window": TimeReading,
    }
)
"""By kind of comparison, the words with which a field is read."""
