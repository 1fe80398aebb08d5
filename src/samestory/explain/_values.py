"""How the values of one field are shown beside each other: what differs always looks different."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import combinations
from typing import Any

from samestory.core.comparison import format_value, kind_called, look_alike, same
from samestory.core.model import Line, Unmapped
from samestory.core.verdict import FieldVerdict

LONG_LIST = 60
"""Characters of a list in a table; of longer ones only the difference is shown."""
LONG_TEXT = 100
"""Characters of a text in a table; of longer ones only the difference is shown."""
BEFORE, AFTER = 20, 40
"""Characters of a long text that are shown before and after the first difference."""
FEW = 5
"""Items of a list that are named one by one."""


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value in one line: `text` is short enough for a table, `whole` leaves nothing out."""

    text: str
    whole: str


def shown_values(of: FieldVerdict, zone: tzinfo) -> Mapping[str | None, ShownValue]:
    """Show what each system said about a field, and what was promised (None), beside each other.

    First comes what was promised or prevails: long values are told by how they differ from it.
    """
    values: dict[str | None, object] = {} if of.promised is None else {None: of.promised}
    values |= {name: of.said[name] for name in sorted(of.said, key=of.apart.__contains__)}
    texts = side_by_side(of.field.kind, list(values.values()), zone)
    return dict(zip(values, texts, strict=True))


def shown_answers(of: FieldVerdict, answers: Sequence[object], zone: tzinfo) -> list[str]:
    """Show what a system said of a field over time, beside what all said in the end.

    None stands for nothing.
    """
    beside = [*([] if of.promised is None else [of.promised]), *of.said.values()]
    told = [each for each in answers if not isinstance(each, Unmapped | None)]
    texts = iter(side_by_side(of.field.kind, [*beside, *told], zone)[len(beside) :])
    return [
        format_value(of.field.kind, each) if isinstance(each, Unmapped | None) else next(texts).text
        for each in answers
    ]


def side_by_side(kind: str, values: Sequence[object], zone: tzinfo) -> list[ShownValue]:
    """Show values of one kind so that any two that differ also look different.

    The texts of long ones that differ tell how they differ from the first.
    """
    if not values:
        return []
    full = any(look_alike(kind, *pair) for pair in combinations(values, 2))
    whole = [format_value(kind, each, full=full, zone=zone) for each in values]
    short = list(_shortened(kind, values, full=full)) if _long(kind, values, whole) else whole
    told = short if _distinct(kind, values, short) else whole
    return [ShownValue(*pair) for pair in zip(told, whole, strict=True)]


def _long(kind: str, values: Sequence[object], whole: Sequence[str]) -> bool:
    lengths: Mapping[type, int] = {frozenset: LONG_LIST, tuple: LONG_LIST, str: LONG_TEXT}
    most = lengths.get(kind_called(kind).holds)
    differ = any(not same(kind, values[0], each) for each in values[1:])
    return most is not None and differ and max(map(len, whole)) > most


def _distinct(kind: str, values: Sequence[object], texts: Sequence[str]) -> bool:
    pairs = combinations(zip(values, texts, strict=True), 2)
    return all(a[1] != b[1] or same(kind, a[0], b[0]) for a, b in pairs)


def _shortened(kind: str, values: Sequence[Any], *, full: bool) -> Iterator[str]:
    if isinstance(values[0], str):
        return _excerpts(kind, values, full=full)
    return (_difference(kind, values[0], each, full=full) for each in values)


def _excerpts(kind: str, texts: Sequence[str], *, full: bool) -> Iterator[str]:
    """Show each text around the first difference."""
    lines = [" ".join(each.split()) for each in texts]
    columns = enumerate(zip(*(each.casefold() for each in lines), strict=False))
    differ = next((at for at, chars in columns if len(set(chars)) > 1), min(map(len, lines)))
    begin = max(0, differ - BEFORE)
    end = begin + BEFORE + AFTER
    for each in lines:
        excerpt = format_value(kind, each[begin:end], full=full)
        yield f"{'... ' if begin else ''}{excerpt}{' ...' if each[end:] else ''}"


def _difference(kind: str, first: Any, value: Any, *, full: bool) -> str:
    """Say how long a list is, what it lacks of the first one, and what it has instead."""
    theirs, its = _items(first), _items(value)
    lacks = [each for key, each in theirs.items() if not _has(kind, its, key, each)]
    more = [each for key, each in its.items() if not _has(kind, theirs, key, each)]
    parts = [f"{len(its)} in all"]
    parts += [f"without {_named(kind, lacks, full=full)}"] if lacks else []
    parts += [f"with {_named(kind, more, full=full)}"] if more else []
    return "; ".join(parts)


def _items(value: Any) -> dict[str, Any]:
    """Take a list apart: each item is a list of its own, by a key."""
    if isinstance(value, frozenset):
        return {each: frozenset({each}) for each in sorted(kind_called("set").essence(value))}  # type: ignore[call-overload]  # a set of words
    products: Mapping[str, Mapping[Any, int]] = kind_called("lines").essence(value)  # type: ignore[assignment]  # see `comparing`
    return {
        sku: tuple(Line(sku, quantity, price) for price, quantity in prices.items())
        for sku, prices in products.items()
    }


def _has(kind: str, items: Mapping[str, Any], key: str, item: object) -> bool:
    return key in items and same(kind, items[key], item)


def _named(kind: str, items: Sequence[object], *, full: bool) -> str:
    most = FEW if len(items) > FEW + 1 else len(items)
    names = [format_value(kind, each, full=full) for each in items[:most]]
    rest = len(items) - len(names)
    return ", ".join(names) + (f" and {rest} more" if rest else "")
