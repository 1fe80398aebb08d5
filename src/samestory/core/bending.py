"""Bend a value so that it tells something else: the lies that a system could tell; pure.

For each kind of comparison there are few ways, each as small as that kind has a name for: a cent, a
day, a line. What notices the small lie notices a bigger one of that sort. Every bent value is
another one for `comparison.same`, and lies beyond the field's tolerance where the way says so.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from samestory.core.comparison import same
from samestory.core.formats import minor_digits
from samestory.core.model import Field, Line, Money, Tolerance, Window
from samestory.core.tolerance import AmountTolerance, RateTolerance, ShareTolerance, TimeTolerance


class Way(StrEnum):
    """A way to bend what a system says."""

    COIN = "the smallest coin more"
    CURRENCY = "another currency"
    BEYOND = "more than its tolerance"
    LINE_MORE = "a line more"
    LINE_MISSING = "a line missing"
    PIECE = "a piece more"
    PRICE = "another unit price"
    DAY = "another day"
    MOMENT = "another moment"
    WINDOW = "another window"
    STATUS = "another status"
    WORD = "another word"
    MORE = "one more"
    FEWER = "one fewer"
    SILENCE = "silence"
    LOST = "no record"
    OTHERS = "another customer's record"
    MADE_UP = "a record that nobody made"


ALWAYS: Mapping[str, tuple[Way, ...]] = MappingProxyType(
    {
        "money": (Way.COIN, Way.CURRENCY, Way.SILENCE),
        "text": (Way.WORD, Way.SILENCE),
        "email": (Way.WORD, Way.SILENCE),
        "address": (Way.WORD, Way.SILENCE),
        "day": (Way.DAY, Way.SILENCE),
        "window": (Way.WINDOW, Way.SILENCE),
        "moment": (Way.MOMENT, Way.SILENCE),
        "status": (Way.STATUS, Way.SILENCE),
        "lines": (Way.LINE_MORE, Way.LINE_MISSING, Way.PIECE, Way.SILENCE),
        "set": (Way.MORE, Way.SILENCE),
        "count": (Way.MORE, Way.SILENCE),
    }
)
"""By kind of comparison, the ways that there are whatever the value is."""


@dataclass(frozen=True, slots=True)
class Bend:
    """A way to bend a value, and what is said then; None is silence."""

    way: Way
    value: object | None


def bends(about: Field, value: object, words: Sequence[str] = ()) -> Iterator[Bend]:
    """Yield the ways to bend a value of a field, silence the last.

    `words` are the statuses that the landscape explains for the system, in its order: the next one
    is said, for a system that runs ahead is the likeliest liar.
    """
    for way, bent in _BENT[about.kind](about, value, words):
        if not same(about.kind, value, bent):  # an amount with more digits than can be added to
            yield Bend(way, bent)
    yield Bend(Way.SILENCE, None)


def emptied(kind: str) -> object | None:
    """Return what a system says that has nothing: no lines, none of a set, a count of 0."""
    return _EMPTY.get(kind)


_EMPTY: Mapping[str, object] = MappingProxyType({"lines": (), "set": frozenset(), "count": 0})

Bent = Iterator[tuple[Way, object]]


def _money(about: Field, value: Money, _: Sequence[str]) -> Bent:
    yield Way.COIN, _dearer(value)
    yield Way.CURRENCY, replace(value, currency="USD" if value.currency != "USD" else "EUR")
    if about.tolerance is not None:
        yield Way.BEYOND, _dearer(replace(value, amount=_beyond(value.amount, about.tolerance)))


def _dearer(price: Money) -> Money:
    coin = Decimal(1).scaleb(-minor_digits(price.currency))
    return replace(price, amount=price.amount + coin)


def _beyond(amount: Decimal, tolerance: Tolerance) -> Decimal:
    """Return an amount out of reach, even if this one was as low as the tolerance admits."""
    if isinstance(tolerance, AmountTolerance):
        return amount + 2 * tolerance.amount.amount
    percent = tolerance.percent if isinstance(tolerance, ShareTolerance | RateTolerance) else 0
    return amount + abs(amount) * (3 * Decimal(percent) / (100 - Decimal(percent)))


def _lines(_: Field, value: tuple[Line, ...], __: Sequence[str]) -> Bent:
    first = value[0] if value else Line("an article more", 1)
    yield Way.LINE_MORE, (*value, replace(first, sku=f"{first.sku} more"))
    if value:
        yield Way.LINE_MISSING, value[1:]
        yield Way.PIECE, (replace(first, quantity=first.quantity + 1), *value[1:])
    if value and first.unit_price is not None:
        yield Way.PRICE, (replace(first, unit_price=_dearer(first.unit_price)), *value[1:])


def _day(_: Field, value: date, __: Sequence[str]) -> Bent:
    yield Way.DAY, _later(value, timedelta(days=1))


def _moment(about: Field, value: datetime, _: Sequence[str]) -> Bent:
    yield Way.MOMENT, _later(value, _out_of_reach(about))


def _window(about: Field, value: Window, _: Sequence[str]) -> Bent:
    yield Way.WINDOW, replace(value, end=_later(value.end, _out_of_reach(about)))


def _out_of_reach(about: Field) -> timedelta:
    within = about.tolerance.span if isinstance(about.tolerance, TimeTolerance) else timedelta()
    return 2 * within + timedelta(minutes=1)


def _later(value: Any, span: timedelta) -> Any:
    try:
        return value + span
    except OverflowError:  # the last moments of the calendar
        return value - span


def _status(_: Field, value: str, words: Sequence[str]) -> Bent:
    others = [each for each in words if each != value]
    after = words[words.index(value) + 1 :] if value in words else ()
    yield Way.STATUS, next(iter((*after, *reversed(others))), f"not {value}")


_WORD = re.compile(r"[^\W_]+")


def _text(_: Field, value: str, __: Sequence[str]) -> Bent:
    yield (
        Way.WORD,
        _WORD.sub(lambda word: f"{word[0]}x", value, count=1)
        if _WORD.search(value)
        else f"{value} x",
    )


def _set(_: Field, value: frozenset[str], __: Sequence[str]) -> Bent:
    yield Way.MORE, value | {"one more"}
    if value:
        yield Way.FEWER, value - {min(value)}


def _count(_: Field, value: int, __: Sequence[str]) -> Bent:
    yield Way.MORE, value + 1
    if value > 0:
        yield Way.FEWER, value - 1


_BENT: Mapping[str, Callable[[Field, Any, Sequence[str]], Bent]] = MappingProxyType(
    {
        "money": _money,
        "text": _text,
        "email": _text,
        "address": _text,
        "day": _day,
        "window": _window,
        "moment": _moment,
        "status": _status,
        "lines": _lines,
        "set": _set,
        "count": _count,
    }
)
