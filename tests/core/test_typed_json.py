"""Whatever the core is made of comes back equal from JSON, in a file or over a wire."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any, get_args, get_origin
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samestory.core import basis, claims, model, patience, reasons, tolerance
from samestory.core.comparison import KINDS
from samestory.core.model import Line, Money, Outcome, Unmapped, Window
from samestory.core.typed_json import TYPES, UnknownType, from_json, to_json

ZONES = st.sampled_from(
    [UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("UTC"), timezone(timedelta(hours=-3, minutes=-30))]
)
TEXTS = st.text(st.characters(exclude_categories=()), max_size=12)
MOMENTS = st.datetimes(timezones=ZONES, allow_imaginary=True)
MONEY = st.builds(Money, st.decimals(allow_nan=False), st.sampled_from(["EUR", "JPY", "***"]))
VALUES = st.one_of(
    st.none(),
    MONEY,
    TEXTS,
    st.dates(),
    MOMENTS,
    st.builds(Window, MOMENTS, MOMENTS),
    st.lists(st.builds(Line, TEXTS, st.integers(), st.none() | MONEY), max_size=3).map(tuple),
    st.frozensets(TEXTS, max_size=4),
    st.integers(),
    st.builds(Unmapped, TEXTS, TEXTS, TEXTS, TEXTS),
)
OTHERS = st.one_of(
    st.floats(allow_nan=False),
    st.timedeltas(),
    st.times(),
    st.binary(max_size=8),
    st.sampled_from(Outcome),
    st.lists(VALUES, max_size=2),
    st.dictionaries(TEXTS | st.just("$"), VALUES, max_size=3),
)


def comes_back(value: object) -> bool:
    text = json.dumps(to_json(value))
    read = from_json(json.loads(text))
    return type(read) is type(value) and bool(read == value)


@given(VALUES | OTHERS)
@settings(max_examples=300, deadline=None)
def test_every_value_comes_back_equal(value: object) -> None:
    assert comes_back(value)


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_type_of_the_core_comes_back_equal(name: str) -> None:
    """A part that is added to a dataclass later is covered by this test at once."""
    kind = TYPES[name]
    if issubclass(kind, Enum):
        assert all(comes_back(each) for each in kind)
        return
    everything = made(kind)
    assert all(
        getattr(everything, each.name) != each.default
        for each in fields(kind)
        if each.default is not MISSING
    )
    assert comes_back(everything)
    assert everything == from_json(json.loads(json.dumps(to_json(everything))))


def test_every_kind_of_comparison_has_a_value_that_is_tried() -> None:
    held = {kind.holds for kind in KINDS.values()}

    assert held == {Money, str, date, Window, datetime, tuple, frozenset, int}


def test_a_moment_keeps_which_of_two_hours_it_is() -> None:
    """When clocks are put back, 02:30 comes twice."""
    second = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
    read = from_json(to_json(second))

    assert (1, second.utcoffset()) == (read.fold, read.utcoffset())


def test_a_number_of_five_thousand_digits_is_written_and_read() -> None:
    assert comes_back(10**5000)


def test_what_is_not_of_the_core_is_shown() -> None:
    assert "<object" in from_json(to_json(object()))


def test_what_a_newer_version_writes_is_refused() -> None:
    with pytest.raises(UnknownType, match="'Mood'"):
        from_json({"$": "Mood", "is": "good"})
    with pytest.raises(UnknownType, match="'smell'"):
        from_json({"$": "Money", "amount": {"$": "decimal", "is": "1"}, "smell": "none"})


def made(kind: type[Any], depth: int = 0) -> Any:
    """An object with something else than the default in every part."""
    names: dict[str, Any] = {}
    for module in (model, claims, basis, reasons, patience, tolerance):
        names |= vars(module)
    hints = {
        each.name: eval(each.type, dict(names)) if isinstance(each.type, str) else each.type  # noqa: S307 - our own annotations
        for each in fields(kind)
    }
    parts = {name: of_type(hint, depth) for name, hint in hints.items()}
    turned = {each.name: False for each in fields(kind) if each.default is True}
    return kind(**parts | turned)


def of_type(hint: Any, depth: int) -> Any:
    if hint in SAMPLES:
        return SAMPLES[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return list(hint)[-1]
    if is_dataclass(hint):
        return made(hint, depth + 1) if depth < 3 else None  # type: ignore[arg-type]
    if getattr(hint, "__name__", "") == "Tolerance":
        return made(TYPES["RateTolerance"], depth + 1)
    return of_parts(hint, depth)


def of_parts(hint: Any, depth: int) -> Any:
    origin, args = get_origin(hint), [a for a in get_args(hint) if a not in {type(None), Ellipsis}]
    if origin is tuple:
        return (of_type(args[0], depth),)
    if origin is frozenset:
        return frozenset({of_type(args[0], depth)})
    if origin is not None and "Mapping" in str(origin):
        return {"erp": of_type(args[1], depth)}
    return of_type(args[0], depth)


SAMPLES: dict[Any, Any] = {
    str: "\ud800 ***",
    int: 7,
    bool: True,
    float: 0.1 + 0.2,
    bytes: b"\x00{",
    object: Money(Decimal("1E+3"), "EUR"),
    datetime: datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")),
    date: date(2026, 1, 1),
    time: time(3, 15),
    timedelta: timedelta(days=-1, microseconds=7),
    Decimal: Decimal("0.10"),
}
