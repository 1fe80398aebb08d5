"""Strict JMESPath: an answer must have the places that a path names.

JMESPath itself ignores what is missing: a list of which one member has lost its number becomes a
shorter list of numbers, and a renamed list becomes null.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from jmespath.exceptions import JMESPathError
from jmespath.visitor import TreeInterpreter

from samestory.extraction.jmespath_functions import OPTIONS

Node = Any
"""A part of a parsed path: its `type`, its `value` and its `children`."""

_OF_MEMBERS = {"projection", "filter_projection", "value_projection"}


class Unreadable(str):
    """The reason why a part of an answer could not be read, in place of that part."""

    __slots__ = ()


class PathNotFound(LookupError):
    """The answer does not have a place that the path needs: it has another shape.

    `place` is the key or the function that found nothing. `wrong_kind` is whether something else
    is in its place, such as a text or a list. `why` is the reason in words, if known.
    """

    why = ""

    def __init__(self, place: str, *, wrong_kind: bool = False) -> None:
        super().__init__(f"there is no {place!r} in this answer")
        self.place = place
        self.wrong_kind = wrong_kind


class PathUnreadable(PathNotFound):
    """The path needs what could not be read (see `Unreadable`), even if only in one member."""

    def __init__(self, why: Unreadable) -> None:
        super().__init__(why, wrong_kind=True)
        self.why = str(why)


class MissingInItems(PathNotFound):
    """Members of a list lack what the path needs: "2 of 3 members have no 'number'".

    What such a path finds is incomplete, so it is neither a value nor silence.
    """

    def __init__(self, place: str, without: int, members: int) -> None:
        super().__init__(place, wrong_kind=True)
        have = "has" if without == 1 else "have"
        self.why = f"{without} of {members} members {have} no {place!r}"
        if members == 1:
            self.why = f"its only member has no {place!r}"


class _Plain(TreeInterpreter):
    """JMESPath's interpreter, which knows what to call a comparison that cannot be made."""

    def visit_comparator(self, node: Node, here: Any) -> Any:
        try:
            return super().visit_comparator(node, here)
        except TypeError as error:  # jmespath lets texts be compared, but not with numbers
            raise JMESPathError("a text is compared with a number; use to_number()") from error


class _Strict(_Plain):
    """JMESPath's interpreter, which raises where the original returns null for what is missing.

    Only null is nothing to look into: a text in place of a list, even an empty one, is another
    shape.
    """

    def visit_field(self, node: Node, here: Any) -> Any:
        if isinstance(here, Mapping):
            if node["value"] not in here:
                raise PathNotFound(node["value"])
            return here[node["value"]]
        self._nothing(here, node["value"])
        return None

    def visit_index(self, node: Node, here: Any) -> Any:
        items, at = self._list(here, f"[{node['value']}]"), node["value"]
        return items[at] if -len(items) <= at < len(items) else None

    def visit_slice(self, node: Node, here: Any) -> Any:
        return self._list(here, "[:]")[slice(*node["children"])]

    def visit_flatten(self, node: Node, here: Any) -> Any:
        items = self._list(self.visit(node["children"][0], here), "[]")
        nested = [each if isinstance(each, list) else [each] for each in items]
        return [_read(member) for each in nested for member in each]

    def visit_projection(self, node: Node, here: Any) -> Any:
        return self._of_each(*self._taken(node, here))

    def visit_value_projection(self, node: Node, here: Any) -> Any:
        return self.visit_projection(node, here)

    def visit_filter_projection(self, node: Node, here: Any) -> Any:
        return self.visit_projection(node, here)

    def _taken(self, node: Node, here: Any) -> tuple[Node, Sequence[object]]:
        base, wanted, *conditions = node["children"]
        found = self.visit(base, here)
        if node["type"] == "value_projection":
            return wanted, self._members(found)
        items = self._list(found, "[*]")
        return wanted, self._fitting(conditions[0], items) if conditions else items

    def _fitting(self, condition: Node, items: Sequence[object]) -> Sequence[object]:
        """Raise `MissingInItems` if every member lacks what the condition asks for."""
        fits, missing = _tried(lambda each: _CONDITIONS.visit(condition, each), items)
        if items and len(missing) == len(items):
            raise MissingInItems(missing[0].place, len(items), len(items))
        return [each for each, said in fits if not _is_nothing(said)]

    def _of_each(self, wanted: Node, items: Sequence[object]) -> Sequence[object]:
        found, missing = _tried(lambda each: self.visit(wanted, each), items)
        if missing:
            raise MissingInItems(missing[0].place, len(missing), len(items))
        return [said for _, said in found if said is not None]

    def _of_any(self, wanted: Node, items: Sequence[object]) -> Sequence[object]:
        found, missing = _tried(lambda each: self.visit(wanted, each), items)
        if missing and not found:
            raise missing[0]
        return [said for _, said in found if said is not None]

    def visit_pipe(self, node: Node, here: Any) -> Any:
        first, then = node["children"]
        if first["type"] in _OF_MEMBERS and _picks_one(then):
            return self.visit(then, self._of_any(*self._taken(first, here)))
        return self.visit(then, self.visit(first, here))

    def visit_or_expression(self, node: Node, here: Any) -> Any:
        first, then = node["children"]
        found = self._perhaps(first, here)
        return self.visit(then, here) if _is_nothing(found) else found

    def visit_not_expression(self, node: Node, here: Any) -> Any:
        return super().visit_not_expression(_answered(node, here, self._perhaps), here)

    def visit_comparator(self, node: Node, here: Any) -> Any:
        may_be_missing = node["value"] == "ne" or _NULL in node["children"]
        how = self._perhaps if may_be_missing else self.visit
        return super().visit_comparator(_answered(node, here, how), here)

    def visit_multi_select_list(self, node: Node, here: Any) -> Any:
        told = _answered(node, here, self._perhaps)
        _, missing = _tried(lambda each: self.visit(each, here), node["children"])
        if len(missing) == len(node["children"]):
            raise missing[0]
        return super().visit_multi_select_list(told, here)

    def visit_key_val_pair(self, node: Node, here: Any) -> Any:
        return self._perhaps(node["children"][0], here)

    def visit_function_expression(self, node: Node, here: Any) -> Any:
        name, arguments = node["value"], node["children"]
        if name == "not_null":
            return super().visit_function_expression(_answered(node, here, self._if_at_all), here)
        if name == "map" and arguments[0]["type"] == "expref":
            items = self._list(self.visit(arguments[1], here), "map")
            self._of_each(arguments[0]["children"][0], items)
        return super().visit_function_expression(node, here)

    def _perhaps(self, node: Node, here: Any) -> Any:
        """Return None if nothing is there; what is of another kind still raises."""
        try:
            return self.visit(node, here)
        except PathNotFound as error:
            if error.wrong_kind:
                raise
            return None

    def _if_at_all(self, node: Node, here: Any) -> Any:
        """Return None also if members of a list lack it."""
        try:
            return self._perhaps(node, here)
        except MissingInItems:
            return None

    def _members(self, here: Any) -> Sequence[object]:
        return list(here.values()) if isinstance(here, Mapping) else self._nothing(here, "*")

    def _list(self, here: Any, place: str) -> Sequence[Any]:
        return here if isinstance(here, list) else self._nothing(here, place)

    def _nothing(self, here: Any, place: str) -> Sequence[Any]:
        """Return no members of nothing; raise `PathNotFound` if there is something else."""
        if not self._is_empty(_read(here)):
            raise PathNotFound(place, wrong_kind=True)
        return []

    def _is_empty(self, here: Any) -> bool:
        return here is None


class _Counting(_Strict):
    """A length is a number of members, and a text has none."""

    def visit_function_expression(self, node: Node, here: Any) -> Any:
        if node["value"] == "length" and node["children"]:
            counted = _read(self.visit(node["children"][0], here))
            if counted is not None and not isinstance(counted, list):
                raise PathNotFound("length", wrong_kind=True)
        return super().visit_function_expression(node, here)


class _Lenient(_Strict):
    """Within a record, systems write a part that is not there in other ways as well.

    PHP writes an empty list for an empty object, XML an empty text, Odoo false.
    """

    def _is_empty(self, here: Any) -> bool:
        return here is None or here is False or here in ("", [])


class _Values(_Counting, _Lenient):
    """What follows a path to a value within a record."""


class _Unexcused(_Counting):
    """Nothing that is missing is excused: `not_null(...)` and `||` need one place that is there."""

    def visit_or_expression(self, node: Node, here: Any) -> Any:
        return self._one_of(node, here)

    def visit_function_expression(self, node: Node, here: Any) -> Any:
        if node["value"] == "not_null":
            return self._one_of(node, here)
        return super().visit_function_expression(node, here)

    def _one_of(self, node: Node, here: Any) -> Any:
        """Return the first that is not null; literals do not count."""
        places = [each for each in node["children"] if each["type"] != "literal"]
        found, missing = _tried(lambda each: self.visit(each, here), places)
        if missing and not found:
            raise missing[0]
        return next((said for _, said in found if said is not None), None)


def _picks_one(node: Node) -> bool:
    while node["type"] == "subexpression":
        node = node["children"][0]
    kinds = [each["type"] for each in node["children"]]
    return node["type"] == "index_expression" and kinds == ["identity", "index"]


def _tried(
    read: Callable[[Any], object], items: Iterable[Any]
) -> tuple[list[tuple[object, object]], list[PathNotFound]]:
    """Return each item with what was read of it, and the paths that were not found."""
    found, missing = [], []
    for each in items:
        try:
            found.append((each, _read(read(_read(each)))))
        except PathUnreadable:
            raise
        except PathNotFound as error:
            missing.append(error)
    return found, missing


def _read(found: Any) -> Any:
    if isinstance(found, Unreadable):
        raise PathUnreadable(found)
    return found


def _answered(node: Node, here: Any, how: Callable[[Node, Any], Any]) -> Node:
    """Return the node with its children replaced by what they find."""
    found = [
        {"type": "literal", "value": how(each, here), "children": []} for each in node["children"]
    ]
    return {**node, "children": found}


def _is_nothing(found: object) -> bool:
    """What is false to JMESPath; 0 is not."""
    return found is None or found is False or found in ("", [], {})


_NULL: Node = {"type": "literal", "value": None, "children": []}
AS_IT_IS = _Plain(OPTIONS)
"""What finds null where nothing is."""
VALUES = _Values(OPTIONS)
"""What follows a path to a value."""
RECORDS = _Counting(OPTIONS)
"""What follows a path to a record, or to a part of an answer that a later question needs."""
UNEXCUSED = _Unexcused(OPTIONS)
"""What shows whether anything of a path is there."""
_CONDITIONS = _Lenient(OPTIONS)
