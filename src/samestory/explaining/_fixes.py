"""The lines that a landscape lacks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from samestory.agreement import table
from samestory.explaining._sentences import untold
from samestory.explaining._words import ASTRAY, joined
from samestory.formats import CONVERTERS, Notation
from samestory.model import Field, Unmapped, Verdict

BARE = re.compile(r"[A-Za-z0-9_-]+")
"""A TOML key that needs no quotes."""

PARTS: Mapping[str, str] = MappingProxyType(
    {"sku": "text", "quantity": "count", "unit_price": "money"}
)
"""The kinds of the parts of a line, which are declared in a table of their own."""

TIMES = frozenset({"day", "moment", "window"})
USUAL = "en_US"
LOCALES = (USUAL, "de_DE", "fr_FR", "de_CH", "en_IN")
"""How most amounts and months are written; the first is what holds where none is declared."""
NUMBER = re.compile(r"-?\d+(?:\.\d{1,2})?")
"""An amount as programs write it; a longer fraction ("1.234") may well be a German thousand."""
SOME_CURRENCY = "EUR"
"""Stands for the one that the landscape declares: only how the amount is written matters."""


def fixes(verdict: Verdict) -> Iterator[str]:
    """Name each table of the landscape that has to change, and the line to write there."""
    yield from dict.fromkeys(_fixes(verdict))


def _fixes(verdict: Verdict) -> Iterator[str]:
    strangers: dict[str, list[str]] = {}
    for of in verdict:
        for word in of.unmapped.values():
            if word.code and word.where:
                yield f"{_place(word)}: {word.fix or _line(of.field, word)}"
            elif word.where:
                strangers.setdefault(word.where, []).append(of.field.name)
        if untold(of):
            places = " or ".join(table(each, verdict.subject.kind) for each in verdict.systems)
            yield f'{places}: {of.field.name} = {{ at = "..." }}'
    for where, fields in strangers.items():
        yield f'{where}: {joined(fields)} = {{ at = "..." }}, or some of them'


def _place(word: Unmapped) -> str:
    """Give the table without the field that `Unmapped.where` ends with."""
    return word.where[: word.where.rfind("]") + 1] or word.where


def _line(field: Field, word: Unmapped) -> str:
    key, kind = _declared(field, word)
    if word.code in ASTRAY:
        return ASTRAY[word.code].format(key=key)
    if kind == "status":
        return f'{key} = {{ ..., means = {{ ..., {_key(word.code)} = "..." }} }}'
    if "'__class__'" in word.code and "typed json" in CONVERTERS[kind]:
        currency = ', currency = "..."' if kind == "money" else ""
        return f'{key} = {{ ..., as = "typed json"{currency} }}'
    if kind == "money":
        return _money(key, word.code)
    if kind in TIMES:
        return _time(key, kind, word.code)
    several = len(CONVERTERS[kind]) > 1
    any_place = f'{key} = {{ at = "..." }} has to find a value of kind {kind!r}'
    return _one_of(key, kind) if several else any_place


def _declared(field: Field, word: Unmapped) -> tuple[str, str]:
    """Give the key that has to change and its kind: the field's, or those of a part of a line."""
    part = word.where[word.where.rfind("]") + 1 :].strip()
    return (
        (part, PARTS[part]) if field.kind == "lines" and part in PARTS else (field.name, field.kind)
    )


def _money(key: str, code: str) -> str:
    if NUMBER.fullmatch(code):
        forms = [form for form in ("minor units", "decimal") if _reads("money", form, code)]
        return f'{key} = {{ ..., {_as(forms)}, currency = "..." }}, which reads {code!r}'
    locale = next((each for each in LOCALES if _reads("money", "money text", code, each)), None)
    if locale is None:
        line = f'{key} = {{ at = "...", as = "...", locale = "..." }}'
        return f"{line} has to find money, which {code!r} is in no usual locale"
    says_which = _reads("money", "money text", code, locale, currency=None)
    currency = "" if says_which else ', currency = "..."'
    why = "which reads {!r}" if locale == USUAL else f"for {{!r}} is not money as {USUAL} writes it"
    line = f'{key} = {{ ..., as = "money text", locale = "{locale}"{currency} }}'
    return f"{line}, {why.format(code)}"


def _time(key: str, kind: str, code: str) -> str:
    """Propose the forms that read it as it stands, else in another language, else name them all."""
    for locale in LOCALES:
        if forms := [form for form in CONVERTERS[kind] if _reads(kind, form, code, locale)]:
            language = "" if locale == USUAL else f', locale = "{locale}"'
            return f"{key} = {{ ..., {_as(forms)}{language} }}, which reads {code!r}"
    return _one_of(key, kind)


def _one_of(key: str, kind: str) -> str:
    return f'{key} = {{ ..., as = "..." }} with one of: {", ".join(CONVERTERS[kind])}'


def _reads(
    kind: str, form: str, code: str, locale: str = USUAL, currency: str | None = SOME_CURRENCY
) -> bool:
    try:
        CONVERTERS[kind][form](code, Notation(locale, currency))
    except (ValueError, TypeError, ArithmeticError):
        return False
    return True


def _as(forms: list[str]) -> str:
    return "as = " + " or ".join(f'"{form}"' for form in forms)


def _key(code: str) -> str:
    return code if BARE.fullmatch(code) else json.dumps(code, ensure_ascii=False)
