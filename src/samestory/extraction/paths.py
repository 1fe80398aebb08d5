"""Where a landscape's paths lead in an answer: to a value, to nothing, or past its shape."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult
from jmespath.visitor import TreeInterpreter

from samestory.extraction.jmespath_functions import OPTIONS
from samestory.extraction.strict_jmespath import RECORDS, UNEXCUSED, VALUES, Astray, Lacking, Unread

__all__ = [
    "Astray",
    "Lacking",
    "Unread",
    "compiled",
    "first_key",
    "follow",
    "follow_to_record",
    "found_at",
    "is_condition",
    "is_there",
    "keys_of",
]

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
    What could not be read (`Unreadable`) is in the way of every path that needs it or lists it.
    A `length` is that of a list. Raises `JMESPathError` where a function cannot be worked out.
    """
    VALUES.visit(compiled(path).parsed, document)


def follow_to_record(path: str, document: object) -> None:
    """The same for a record, or for what a later question needs: only null is nothing.

    That there is no such record is a statement. An answer that is incomplete or of another kind
    does not make it: an empty object, text or list in the place of something else is `Astray`.
    """
    RECORDS.visit(compiled(path).parsed, document)


def is_there(path: str, document: object) -> bool:
    """Whether a document is one that the path is about, so that finding nothing says something.

    It is if the path needs a place that this document has. A literal needs none, and a path that
    excuses all that is missing, such as `not_null(list[0])`, goes well with any document.
    """
    if compiled(path).parsed["type"] == "literal":
        return False
    return _goes_well(UNEXCUSED, path, document) or (
        _goes_well(RECORDS, path, document) and not _goes_well(RECORDS, path, {})
    )


def is_condition(path: str) -> bool:
    """Whether it is "this && that", which is an empty list if there is none of this."""
    return bool(compiled(path).parsed["type"] == "and_expression")


def _goes_well(interpreter: TreeInterpreter, path: str, document: object) -> bool:
    try:
        interpreter.visit(compiled(path).parsed, document)
    except (Astray, JMESPathError):
        return False
    return True


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
