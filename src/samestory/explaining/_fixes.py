"""The lines that a landscape lacks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from samestory.agreement import table
from samestory.explaining._sentences import untold
from samestory.explaining._words import joined
from samestory.formats import CONVERTERS
from samestory.model import Field, Unmapped, Verdict

BARE = re.compile(r"[A-Za-z0-9_-]+")
"""A TOML key that needs no quotes."""


def fixes(verdict: Verdict) -> Iterator[str]:
    """Name each table of the landscape that has to change, and the line to write there."""
    strangers: dict[str, list[str]] = {}
    for of in verdict:
        for word in of.unmapped.values():
            if word.code:
                yield f"{_place(word)}: {_line(of.field, word)}"
            else:
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
    if field.kind == "status":
        return f'{field.name} = {{ ..., means = {{ ..., {_key(word.code)} = "..." }} }}'
    forms = list(CONVERTERS[field.kind])
    if len(forms) < 2:
        return f'{field.name} = {{ at = "..." }} has to find a value of kind {field.kind!r}'
    return f'{field.name} = {{ ..., as = "..." }} with one of: {", ".join(forms)}'


def _key(code: str) -> str:
    return code if BARE.fullmatch(code) else json.dumps(code, ensure_ascii=False)
