"""The lines that a landscape lacks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from samestory.core.agreement import system_table
from samestory.core.model import Field, Unmapped, key_at, table_at
from samestory.core.verdict import Verdict
from samestory.explain._names import WRONG_SHAPE, joined
from samestory.explain._unknown import unreported

BARE = re.compile(r"[A-Za-z0-9_-]+")
"""A TOML key that needs no quotes."""

PARTS = frozenset({"sku", "quantity", "unit_price"})
"""The parts of a line, which are declared in a table of their own."""


def fixes(verdict: Verdict) -> Iterator[str]:
    """Name each table of the landscape that has to change, and the line to write there."""
    yield from dict.fromkeys(_fixes(verdict))


def _fixes(verdict: Verdict) -> Iterator[str]:
    strangers: dict[str, list[str]] = {}
    for of in verdict:
        for word in of.unmapped.values():
            if word.code and word.where:
                yield f"{table_at(word.where)}: {word.fix or _line(of.field, word)}"
            elif word.where:
                strangers.setdefault(word.where, []).append(of.field.name)
        if unreported(of):
            places = " or ".join(
                system_table(each, verdict.subject.kind) for each in verdict.systems
            )
            name = of.field.name
            told_by_none = f'if none can tell it, [lacks]: {name} = "why"'
            yield f'{places}: {name} = {{ at = "..." }}; {told_by_none}'
    for where, fields in strangers.items():
        yield f'{where}: {joined(fields)} = {{ at = "..." }}, or some of them'


def _line(field: Field, word: Unmapped) -> str:
    part = key_at(word.where)
    if word.code in WRONG_SHAPE:
        return WRONG_SHAPE[word.code].format(key=part if field.kind == "lines" else field.name)
    if word.read_as or part in {"record", "key"} or part not in {field.name, *PARTS}:
        return f"fix `{part if part in {'record', 'key'} else field.name}`: {word.code!r}"
    return f'{part} = {{ ..., means = {{ ..., {_key(word.code)} = "..." }} }}'


def _key(code: str) -> str:
    return code if BARE.fullmatch(code) else json.dumps(code, ensure_ascii=False)
