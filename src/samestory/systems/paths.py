"""Where a landscape's paths lead in an answer: to a value, to nothing, or past its shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import jmespath
from jmespath.functions import Functions, signature
from jmespath.parser import ParsedResult

_BASE_FIRST = {"subexpression", "index_expression", "pipe"}
"""What each of their parts finds is where the next begins."""
_INTO_A_LIST = {"projection", "filter_projection", "flatten"}
_INTO_AN_OBJECT = {"value_projection"}
_BEGIN_WITH_THEIR_FIRST = _BASE_FIRST | _INTO_A_LIST | _INTO_AN_OBJECT

Node = Mapping[str, Any]


class Astray(LookupError):
    """The path leads to a place that is not there, so the answer has another shape.

    `wrong_kind` tells that something else stands in its way, such as a text or a list.
    """

    def __init__(self, *, wrong_kind: bool) -> None:
        super().__init__("there is no such place in this answer")
        self.wrong_kind = wrong_kind


def found_at(path: str, document: object) -> object:
    """What stands there (JMESPath), None where nothing does; raises `JMESPathError`."""
    found: object = compiled(path).search(document, _OPTIONS)
    return found


def follow(path: str, document: object) -> None:
    """Raise `Astray` where the path needs a place that the document does not have.

    An empty list, a null or an empty text on the way is a place with nothing in it. Within lists
    and functions nothing is looked at: their members may differ.
    """
    _follow(compiled(path).parsed, document)


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


def _follow(node: Node, here: object) -> object:
    """What stands at a node; None also where it cannot be told without guessing."""
    kind, children = node["type"], node["children"]
    if kind == "field":
        return _member(node["value"], here)
    if kind in {"identity", "current"}:
        return here
    if kind == "index":
        return _item(node["value"], here)
    if kind in _BASE_FIRST:
        for child in children:
            here = _follow(child, here)
        return here
    if kind == "and_expression":  # the right side only matters where the left is something
        _follow(children[0], here)
    if kind in _INTO_A_LIST:
        _list(_follow(children[0], here))
    if kind in _INTO_AN_OBJECT:
        _follow(children[0], here)
    return None


def _member(name: str, here: object) -> object:
    if isinstance(here, Mapping):
        if name not in here:
            raise Astray(wrong_kind=False)
        return here[name]
    if here:
        raise Astray(wrong_kind=True)
    return None


def _item(number: int, here: object) -> object:
    items = _list(here)
    return items[number] if -len(items) <= number < len(items) else None


def _list(here: object) -> Sequence[object]:
    if isinstance(here, list):
        return here
    if here:
        raise Astray(wrong_kind=True)
    return []


class _Exactly(Functions):
    """JMESPath's own functions, for which an exact number is a number as well."""

    def _type_check_single(self, current: object, types: object, function_name: str) -> None:
        known = float(current) if isinstance(current, Decimal) else current
        super()._type_check_single(known, types, function_name)  # type: ignore[misc]  # typeshed leaves it out

    @signature({"types": []})
    def _func_to_string(self, said: object) -> object:
        if isinstance(said, Decimal):
            return str(said)
        return super()._func_to_string(said)  # type: ignore[misc]  # the same

    def _subtype_check(
        self, current: list[object], allowed_subtypes: object, types: object, function_name: str
    ) -> None:
        known = [float(each) if isinstance(each, Decimal) else each for each in current]
        super()._subtype_check(known, allowed_subtypes, types, function_name)  # type: ignore[misc]  # the same


_OPTIONS = jmespath.Options(custom_functions=_Exactly())
