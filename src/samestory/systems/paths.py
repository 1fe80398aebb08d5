"""Where a landscape's paths lead in an answer: to a value, to nothing, or past its shape."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jmespath
from jmespath.parser import ParsedResult

from samestory.systems.functions import OPTIONS
from samestory.systems.shapes import VALUES, Astray, Lacking

__all__ = ["Astray", "Lacking", "compiled", "first_key", "follow", "found_at", "keys_of"]

_BEGIN_WITH_THEIR_FIRST = {
    "subexpression",
    "index_expression",
    "pipe",
    "projection",
    "filter_projection",
    "flatten",
    "value_projection",
}

Node = Mapping[str, Any]


def found_at(path: str, document: object) -> object:
    """What stands there (JMESPath), None where nothing does; raises `JMESPathError`."""
    found: object = compiled(path).search(document, OPTIONS)
    return found


def follow(path: str, document: object) -> None:
    """Raise `Astray` where the path needs a place that the document does not have.

    An empty list, a null or an empty text on the way is a place with nothing in it. Of a list,
    every member must have what is taken from each, and one at least what a filter asks for, or
    else it is `Lacking`; only `[0]` after a pipe is content with one of them. What may be missing
    is said by `not_null(...)`, `!` and `!=`, by being one of several in `[...]`, `{...}` or `||`.
    A `length` is that of a list. Raises `JMESPathError` where a function cannot be worked out.
    """
    VALUES.visit(compiled(path).parsed, document)


@cache
def compiled(path: str) -> ParsedResult:
    """A JMESPath expression, compiled once."""
    return jmespath.compile(path)


def keys_of(path: str) -> tuple[str, ...] | None:
    """The keys of a path that is nothing but keys ("@" has none), None for any other."""
    return _keys(compiled(path).parsed)


def _keys(node: Node) -> tuple[str, ...] | None:
    if node["type"] == "current":
        return ()
    if node["type"] == "field":
        return (node["value"],)
    if node["type"] != "subexpression":
        return None
    parts = [_keys(each) for each in node["children"]]
    return None if None in parts else tuple(key for part in parts for key in part or ())


def first_key(path: str) -> str | None:
    """The key with which a path begins; None where it begins with something else."""
    node = compiled(path).parsed
    while node["type"] in _BEGIN_WITH_THEIR_FIRST and node["children"]:
        node = node["children"][0]
    return str(node["value"]) if node["type"] == "field" else None
