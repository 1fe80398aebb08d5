"""A landscape's paths (JMESPath) in an answer: they find a value, nothing, or another shape."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult
from jmespath.visitor import TreeInterpreter

from samestory.extraction.strict_jmespath import (
    AS_IT_IS,
    RECORDS,
    UNEXCUSED,
    VALUES,
    PathNotFound,
)

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


def value_at(path: str, document: object) -> object:
    """Return what a path finds, None if nothing; raise `JMESPathError`."""
    found: object = AS_IT_IS.visit(compile_path(path).parsed, document)
    return found


def require_path(path: str, document: object) -> None:
    """Raise `PathNotFound` if the path needs a place that the document does not have.

    An empty list, a null or an empty text on the way is a place with nothing in it. Every item of
    a list must have what is taken from each, and at least one what a filter asks for, else raise
    `MissingInItems`; for `[0]` after a pipe, one item is enough. `not_null(...)`, `!`, `!=`, and
    being one of several in `[...]`, `{...}` or `||` say that something may be missing.
    What could not be read (`Unreadable`) is in the way of every path that needs it or lists it.
    A `length` is that of a list. Raise `JMESPathError` if a function cannot be computed.
    """
    VALUES.visit(compile_path(path).parsed, document)


def require_record_path(path: str, document: object) -> None:
    """Do the same for a record, or for what a later question needs: only null is nothing.

    That there is no such record is a statement. An answer that is incomplete or of another kind
    does not make it: an empty object, text or list in the place of something else raises
    `PathNotFound`.
    """
    RECORDS.visit(compile_path(path).parsed, document)


def is_there(path: str, document: object) -> bool:
    """Whether the path is about such a document, so that finding nothing says something.

    It is if the path needs a place that the document has. A literal needs none, and a path that
    excuses all that is missing, such as `not_null(list[0])`, fits any document.
    """
    if compile_path(path).parsed["type"] == "literal":
        return False
    return _fits(UNEXCUSED, path, document) or (
        _fits(RECORDS, path, document) and not _fits(RECORDS, path, {})
    )


def is_condition(path: str) -> bool:
    """Whether it is "this && that", which is an empty list if this is one."""
    return bool(compile_path(path).parsed["type"] == "and_expression")


def _fits(interpreter: TreeInterpreter, path: str, document: object) -> bool:
    try:
        interpreter.visit(compile_path(path).parsed, document)
    except (PathNotFound, JMESPathError):
        return False
    return True


@cache
def compile_path(path: str) -> ParsedResult:
    """Compile a JMESPath expression, once."""
    return jmespath.compile(path)


def keys_of(path: str) -> tuple[str, ...] | None:
    """Return the keys of a path that is nothing but keys ("@" has none), None for any other."""
    return _keys(compile_path(path).parsed)


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
    """Return the key with which a path begins; None if it begins with something else."""
    node = compile_path(path).parsed
    while node["type"] in _BEGIN_WITH_THEIR_FIRST and node["children"]:
        node = node["children"][0]
    return str(node["value"]) if node["type"] == "field" else None
