"""The words that say where a field is in an answer, and how its text becomes a value."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from samestory.config.config_errors import listed, table_name
from samestory.config.value_types import (
    CurrencyCode,
    Flag,
    JsonPath,
    LocaleName,
    Zone,
    read_later,
)
from samestory.config.waiting import Defaults
from samestory.config.words import Surroundings, Words, Wrong, shown, word
from samestory.core.formats import CONVERTERS
from samestory.errors import did_you_mean
from samestory.extraction.entries import FieldReading
from samestory.extraction.patterns import group_names, pattern_problem


def _in_a_tuple(split: object) -> object:
    return (split,) if isinstance(split, str) else split


def _one_or_two(separators: tuple[str, ...]) -> tuple[str, ...]:
    if separators and all(separators) and len(separators) <= 2:
        return separators
    fix = 'Write what stands between the members, or split = ["\\n", ";"] with columns.'
    raise Wrong("'split' is no separator, or more than two.", fix)


Separators = Annotated[
    tuple[str, ...],
    AfterValidator(_one_or_two),
    BeforeValidator(_in_a_tuple, json_schema_input_type=str | list[str]),
]


class Place(Words):
    """Where something is in an answer."""

    at: JsonPath = word("Where the value is in the record (JMESPath).", "the.path.of.the.value")


class _Reading(Place):
    none: frozenset[str] | None = word("More spellings of 'no value'.", ["n/a"], default=None)
    pattern: str = word(
        "A regular expression that finds the value in a text.", "No. (.*)", default=""
    )


class CountReading(_Reading):
    """A number, or a mail address."""

    as_: str | None = word("The format in which it is written.", "text", default=None)


class TextReading(CountReading):
    """A text, a status or an address."""

    means: dict[str, str] | None = word(
        "What each code means; any other code is unmapped.", {"closed_won": "placed"}, default=None
    )

    def check(self, around: Surroundings) -> None:
        """Note a spelling of "no value" that has a meaning as well."""
        both = sorted((self.none or frozenset()) & (self.means or {}).keys())
        if both:
            fact = f"'none' holds '{both[0]}', which 'means' explains."
            around.mistake(fact, "Leave it out of one of them.")


class SetReading(TextReading):
    """A set of texts."""

    split: Separators = word("What stands between the members of a text.", ";", default=())


class TimeReading(CountReading):
    """A day, a window or a moment."""

    zone: Zone | None = word("The time zone of times without one.", "Europe/Berlin", default=None)
    locale: LocaleName | None = word("How months are written.", "de_DE", default=None)


class AmountReading(CountReading):
    """An amount of money."""

    currency: CurrencyCode | None = word("Its currency (ISO 4217).", "EUR", default=None)
    currency_at: JsonPath | None = word("Where its currency is.", "currency", default=None)
    locale: LocaleName | None = word("How numbers are written.", "de_DE", default=None)


class MoneyReading(AmountReading):
    """An amount of money, or the sum of several."""

    sum: JsonPath | None = word(
        "The list whose amounts are added up; `at` and `currency_at` are within each member.",
        "payments",
        default=None,
    )


class PriceReading(AmountReading):
    """The price of one piece in a line."""

    optional: Flag = word("Whether lines may be without it.", default=False)


class LinesReading(_Reading):
    """The lines of an order."""

    split: Separators = word(
        "What stands between lines, and between their columns.", ["\n", ";"], default=()
    )
    sku: Annotated[Any, read_later(str | TextReading)] = word(
        "Where a line has the number of the article.", "sku", default=None
    )
    quantity: Annotated[Any, read_later(str | CountReading)] = word(
        "Where a line has its quantity.", "quantity", default=None
    )
    unit_price: Annotated[Any, read_later(str | PriceReading)] = word(
        "Where a line has the price of one piece.", "price", default=None
    )

    def check(self, around: Surroundings) -> None:
        """Note a part that every line has and that is not read."""
        for key in ("sku", "quantity"):
            if getattr(self, key) is None:
                fix = f'Say where it is in a line: {key} = "{key}".'
                around.mistake(f"'{key}' is missing.", fix)


READINGS: Mapping[str, type[_Reading]] = MappingProxyType(
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

PARTS: Mapping[str, tuple[str, type[_Reading]]] = MappingProxyType(
    {
        "sku": ("text", TextReading),
        "quantity": ("count", CountReading),
        "unit_price": ("money", PriceReading),
    }
)
"""The parts of a line, each with its kind of comparison and its words."""

_PATTERNS = {"lines": r"(?P<sku>[^;]+);(?P<quantity>\d+)", "money": r"Total: ([\d.]+)"}
"""Examples of patterns, by kind of comparison."""


def read_place(value: object, name: str, around: Surroundings) -> str:
    """Return a path that is written as one of a field is, and nothing else."""
    return Place.read(_table(value, name, around), (*around.place, name), around).at or "@"


def read_reading(  # noqa: PLR0913 - a part of a line has words of its own
    value: object,
    name: str,
    kind: str,
    defaults: Defaults,
    around: Surroundings,
    *,
    model: type[_Reading] | None = None,
) -> FieldReading:
    """Return how a field is read: a text is a path, short for a table with `at`.

    `kind` is its kind of comparison; `around.place` is the table in which it is called `name`.
    """
    above, place = around.place, (*around.place, name)
    words = (model or READINGS[kind]).read(_table(value, name, around), place, around)
    found = {"currency": defaults.currency, **_given(words, defaults)}
    with around.within(place):
        found |= {"form": _form(found.pop("as_", None), kind, around)}
        _check_pattern(words, kind, around)
        parts = _parts(words, defaults, around) if isinstance(words, LinesReading) else {}
    where = f"{around.mistakes.file}, {table_name(above)} {name}"
    if not isinstance(words, AmountReading):
        del found["currency"]
    return FieldReading(kind=kind, where=where, **{**found, **parts})


def _table(value: object, name: str, around: Surroundings) -> Mapping[str, Any]:
    if isinstance(value, str):
        return {"at": value}
    if isinstance(value, Mapping):
        return value
    around.mistake(
        f"'{name}' is {shown(value)}, but must be a table.", "Change it, or leave it out."
    )
    return {"at": "@"}


def _given(words: _Reading, defaults: Defaults) -> dict[str, Any]:
    found = {name: value for name, value in words if value is not None}
    none = words.none if "none" in words.model_fields_set else defaults.none
    usual = {"locale": defaults.locale} if "locale" in type(words).model_fields else {}
    return {**usual, **found, "none": none, "at": words.at or "@"}


def _form(form: str | None, kind: str, around: Surroundings) -> str | None:
    known = CONVERTERS.get(kind, {})
    if form is not None and form not in known:
        fact = f"'as' is '{form}', which reads no {kind}."
        around.mistake(fact, f"{did_you_mean(form, known)}A {kind} is read as: {listed(known)}.")
    return form


def _check_pattern(words: _Reading, kind: str, around: Surroundings) -> None:
    if "pattern" not in words.model_fields_set:
        return
    problem = pattern_problem(words.pattern)
    if problem is None and kind == "lines" and not group_names(words.pattern):
        problem = "it names no group that a part of a line could be read from"
    if problem is not None:
        fact = f"'pattern' is {json.dumps(words.pattern)}, which cannot be read: {problem}."
        fix = f"Write a regular expression: {_PATTERNS.get(kind, 'No. (.*)')}"
        around.mistake(fact, fix)


def _parts(words: LinesReading, defaults: Defaults, around: Surroundings) -> dict[str, Any]:
    return {
        key: read_reading(getattr(words, key), key, kind, defaults, around, model=model)
        for key, (kind, model) in PARTS.items()
        if getattr(words, key) is not None
    }
