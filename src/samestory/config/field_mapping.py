"""How a landscape says where a value is in a system's answer, and what its codes mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError

from samestory.config.config_errors import did_you_mean, listed, table_name
from samestory.config.json_paths import check_path
from samestory.config.tables import Table
from samestory.config.waiting import Defaults
from samestory.core.formats import CONVERTERS, read_currency
from samestory.extraction.entries import FieldReading
from samestory.extraction.patterns import group_names, pattern_problem

_WITH_MEANS = {"status", "text", "set", "address"}
_WITH_SPLIT = {"lines", "set"}
_WITH_ZONE = {"day", "window", "moment"}


def read_reading(
    table: Table, name: str, kind: str, defaults: Defaults, *, part: bool = False
) -> FieldReading:
    """The reading called `name` in a table: a path, or a table of `at`, `as` and the rest.

    `part` is for a reading within one line of an order; a price there may be optional.
    """
    inner = _opened(table, name)
    reading = FieldReading(
        kind=kind,
        where=f"{table.mistakes.file}, {table_name(table.place)} {name}",
        at=read_path(inner, "at"),
        form=_form(inner, kind),
        means=_means(inner) if kind in _WITH_MEANS else None,
        none=read_none(inner, defaults.none),
        split=_split(inner) if kind in _WITH_SPLIT else (),
        pattern=_pattern(inner, kind),
        zone=read_zone(inner, "zone", None) if kind in _WITH_ZONE else None,
        locale=read_locale(inner, defaults.locale) if kind in {*_WITH_ZONE, "money"} else "en_US",
        optional=part and kind == "money" and inner.flag("optional"),
        **(_money_words(inner, defaults) if kind == "money" else {}),
        **(_line_parts(inner, defaults) if kind == "lines" else {}),
    )
    inner.unknown_keys()
    return reading


def _opened(table: Table, name: str) -> Table:
    """A plain text is short for `{ at = ... }`."""
    value = table.content[name]
    if isinstance(value, str):
        table.asked.add(name)
        return Table({"at": value}, (*table.place, name), table.mistakes)
    return table.table(name)


def read_place(table: Table, name: str) -> str:
    """The path called `name`, written as one of a reading is, and nothing else."""
    inner = _opened(table, name)
    path = read_path(inner, "at")
    inner.unknown_keys()
    return path


def _form(table: Table, kind: str) -> str | None:
    if kind == "lines" or "as" not in table.content:
        return None
    form = table.text("as")
    known = CONVERTERS[kind]
    if form in known:
        return form
    fact = f"'as' is '{form}', which reads no {kind}."
    table.mistake(fact, f"{did_you_mean(form, known)}A {kind} is read as: {listed(known)}.")
    return None


def _means(table: Table) -> dict[str, str] | None:
    means = table.text_map("means")
    return means if "means" in table.content else None


def _split(table: Table) -> tuple[str, ...]:
    """`split = ";"`, or what stands between the lines and between their columns."""
    if isinstance(table.content.get("split"), str):
        separators: tuple[str, ...] = (table.text("split"),)
    else:
        separators = table.texts("split")
    if not all(separators) or len(separators) > 2 or table.content.get("split") == []:
        fix = 'Write what stands between the members, or split = ["\\n", ";"] with columns.'
        table.mistake("'split' is no separator, or more than two.", fix)
        return ()
    return separators


def _pattern(table: Table, kind: str) -> str:
    if "pattern" not in table.content:
        table.asked.add("pattern")
        return ""
    pattern = table.text("pattern")
    problem = pattern_problem(pattern)
    if problem is None and kind == "lines" and not group_names(pattern):
        problem = "it names no group that a part of a line could be read from"
    if problem is not None:
        fact = f"'pattern' is {json.dumps(pattern)}, which cannot be read: {problem}."
        table.mistake(fact, f"Write a regular expression: {_PATTERN_OF.get(kind, 'No. (.*)')}")
    return "" if problem else pattern


_PATTERN_OF = {
    "lines": r"(?P<sku>[^;]+);(?P<quantity>\d+)",
    "money": r"Total: ([\d.]+)",
}


def read_none(table: Table, default: frozenset[str] | None) -> frozenset[str] | None:
    """Return the spellings of "no value"; noted if `means` explains one of them as well."""
    if "none" not in table.content:
        table.asked.add("none")
        return default
    none = frozenset(table.texts("none"))
    means = table.content.get("means")
    both = sorted(none.intersection(means)) if isinstance(means, Mapping) else []
    if both:
        table.mistake(
            f"'none' holds '{both[0]}', which 'means' explains.", "Leave it out of one of them."
        )
    return none


def _money_words(table: Table, defaults: Defaults) -> dict[str, Any]:
    table.asked.add("currency_at")
    return {
        "currency": read_currency_code(table, defaults.currency),
        "currency_at": read_path(table, "currency_at") if "currency_at" in table.content else None,
    }


def _line_parts(table: Table, defaults: Defaults) -> dict[str, Any]:
    parts = {"sku": "text", "quantity": "count", "unit_price": "money"}
    for key in ("sku", "quantity"):
        if key not in table.content:
            table.mistake(f"'{key}' is missing.", f'Say where it is in a line: {key} = "{key}".')
    table.asked.update(parts)
    return {
        key: read_reading(table, key, kind, defaults, part=True)
        for key, kind in parts.items()
        if key in table.content
    }


# Words with a check of their own ----------------------------------------------------------------


def read_path(table: Table, key: str) -> str:
    """A JMESPath expression; `@` where it cannot be read."""
    path = table.needed_text(key, '"the.path.of.the.value"')
    if key not in table.content:
        return "@"
    return path if check_path(table, key, path) else "@"


def read_zone(table: Table, key: str, default: tzinfo | None) -> tzinfo | None:
    """A time zone by its name in the IANA database."""
    name = table.text(key)
    if not name:
        return default
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        hint = did_you_mean(name, available_timezones()) or "Write it like this: Europe/Berlin. "
        table.mistake(f"unknown time zone '{name}'.", hint.strip())
        return default


def read_locale(table: Table, default: str) -> str:
    """The locale in which numbers and months are written."""
    name = table.text("locale", default)
    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        table.mistake(f"unknown locale '{name}'.", "Write it like this: de_DE.")
        return default
    return name


def read_currency_code(table: Table, default: str | None) -> str | None:
    """An ISO 4217 code in capitals."""
    name = table.text("currency")
    try:
        return read_currency(name) if name else default
    except ValueError:
        table.mistake(f"unknown currency '{name}'.", "Write its ISO 4217 code, such as EUR.")
        return default
