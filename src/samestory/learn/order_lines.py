"""The list of an order's lines in an answer: which members are lines, and where each part is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from jmespath.exceptions import JMESPathError

from samestory.core.formats import read_number
from samestory.core.model import Line
from samestory.extraction.paths import value_at
from samestory.learn.candidates import Candidate
from samestory.learn.currencies import currency_beside
from samestory.learn.field_words import fitness, is_called, is_echo
from samestory.learn.places import (
    DISCRIMINATORS,
    Steps,
    at_steps,
    key_in_path,
    key_words,
    lists,
    literal,
    path_to,
    spots,
)
from samestory.learn.value_matching import Words, holds_word, is_same_text, may_say, ways_to_read

MOST_MEMBERS = 500
"""Members of a list that are compared with the known lines."""
_OF_EVERY_PART = 0.5
"""What speaks for the lines of all parts, against those of the first alone."""
_IN_A_TEXT = -3
"""What speaks against a number that is only a part of a text."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The members of a list that are the known lines, in their order."""

    members: Sequence[Any]
    chosen: Sequence[int]
    sku: Mapping[str, object]
    fit: float

    @property
    def lines(self) -> list[Any]:
        return [self.members[at] for at in self.chosen]


def order_lines(document: object, known: Sequence[Line]) -> Iterator[Candidate]:
    """Yield every list that holds the known lines, one member for each."""
    for steps, members in lists(document):
        if is_echo(steps) or not known or not _are_objects(members):
            continue
        for found in _found(members, known):
            candidate = _candidate(steps, found, known)
            if candidate is not None:
                yield from _of_every_part(document, candidate)
                yield candidate


def _of_every_part(document: object, one: Candidate) -> Iterator[Candidate]:
    """Yield the lines of the first of several parts, such as parcels, as those of all of them.

    The known order may have come in one part; the next one comes in two.
    """
    positions = [at for at, step in enumerate(one.steps) if isinstance(step, int)]
    if not positions or one.steps[positions[-1]] != 0 or positions[-1] == len(one.steps) - 1:
        return
    parts, within = one.steps[: positions[-1]], one.steps[positions[-1] + 1 :]
    if all(isinstance(at_steps(each, within), list) for each in at_steps(document, parts)):
        at = f"[].{path_to(None, within)}[]"
        fit = one.fit + _OF_EVERY_PART
        yield replace(one, steps=parts, at=f"{at} | {one.at}" if one.at else at, fit=fit)


def _are_objects(members: Sequence[Any]) -> bool:
    return len(members) <= MOST_MEMBERS and all(isinstance(each, Mapping) for each in members)


def _found(members: Sequence[Any], known: Sequence[Line]) -> Iterator[_Found]:
    """Yield for each place that holds the numbers of the articles which members are lines."""
    seen: set[Steps] = set()
    for member in members:
        for spot in spots(member):
            if spot.steps in seen or isinstance(spot.said, list | Mapping):
                continue
            seen.add(spot.steps)
            said = [at_steps(each, spot.steps) for each in members]
            fit = fitness("sku", spot.steps)
            at = path_to(member, spot.steps)
            if (chosen := _assigned(members, said, known, is_same_text)) is not None:
                yield _Found(members, chosen, {"at": at}, fit)
            elif (chosen := _assigned(members, said, known, holds_word)) is not None:
                pattern = _pattern([str(said[at]) for at in chosen], [each.sku for each in known])
                if pattern:
                    yield _Found(members, chosen, {"at": at, "pattern": pattern}, fit + _IN_A_TEXT)


def _pattern(said: Sequence[str], skus: Sequence[str]) -> str:
    """Return what finds the number between the signs that stand around it in each text."""
    around = set()
    for text, sku in zip(said, skus, strict=True):
        before, _, after = text.partition(sku)
        around.add((before[-1:], after[:1]))
    if len(around) != 1:
        return ""
    [(before, after)] = around
    last = re.escape(after) if after else "$"
    barred = re.escape("".join(dict.fromkeys(before + after))) or "\\s"
    return f"{re.escape(before) if before else '^'}([^{barred}]+){last}"


def _assigned(
    members: Sequence[Any], said: Sequence[Any], known: Sequence[Line], fits: Any
) -> list[int] | None:
    chosen: list[int] = []
    for line in known:
        free = [at for at, each in enumerate(said) if at not in chosen and fits(each, line.sku)]
        if not free:
            return None
        chosen.append(max(free, key=lambda at: (_likeness(members[at], line), -at)))
    return chosen


def _likeness(member: Any, line: Line) -> int:
    """Count what of a line a member holds besides its number."""
    there = spots(member)
    counted = any(_counts(each.said, line.quantity) for each in there)
    price = line.unit_price
    priced = price is not None and any(may_say(each.said, "money", price) for each in there)
    return counted + 2 * priced


def _counts(said: object, quantity: int) -> bool:
    with suppress(ValueError):
        return read_number(said) == quantity
    return False


def _candidate(steps: Steps, found: _Found, known: Sequence[Line]) -> Candidate | None:
    quantity = _quantity(found, known)
    condition = None if quantity is None else _condition(found, quantity[0])
    if quantity is None or condition is None:
        return None
    at, fit, doubt = quantity
    price = _price(found, known)
    words: dict[str, Any] = {"sku": _short(found.sku), "quantity": at}
    if price is not None:
        words["unit_price"] = price
    return Candidate(
        steps=steps,
        at=condition,
        words=words,
        fit=fitness("lines", steps) + found.fit + fit + 2 * (price is not None),
        said="1 member" if len(found.members) == 1 else f"{len(found.members)} members",
        remarks=doubt,
    )


def _short(words: Mapping[str, object]) -> object:
    return words["at"] if words.keys() == {"at"} else dict(words)


def _condition(found: _Found, quantity: str) -> str | None:
    """Return what tells lines from the other members: "[?!parent_item_id]", "" if all are lines.

    None if nothing does but what only this order has, such as the numbers of its articles.
    """
    lines = [found.members[at] for at in sorted(found.chosen)]
    if len(lines) == len(found.members):
        return ""
    for each in _conditions(found, quantity):
        with suppress(JMESPathError):  # a quantity may be a text, which is not more than 0
            if value_at(each, found.members) == lines:
                return each
    return None


def _conditions(found: _Found, quantity: str) -> Iterator[str]:
    others = [each for at, each in enumerate(found.members) if at not in found.chosen]
    keys = others[0]  # each of the others has what tells them apart
    yield from (f"[?!{key_in_path(key)}]" for key in keys)
    yield f"[?{quantity} > `0`]"
    for key in keys:
        if DISCRIMINATORS.isdisjoint(key_words(key)[-1:]) or key == found.sku["at"]:
            continue
        for sign, members in (("==", found.lines), ("!=", others)):
            said = members[0].get(key)
            if isinstance(said, str):
                yield f"[?{key_in_path(key)}{sign}{literal(said)}]"


def _quantity(found: _Found, known: Sequence[Line]) -> tuple[str, float, tuple[str, ...]] | None:
    """Return where the quantity is, how well it fits, and what else it may be.

    A 1 stands in many places, so that one whose name says nothing of a quantity counts only if
    the quantities are no common numbers.
    """
    rated = []
    for spot in spots(found.lines[0]):
        said = [at_steps(each, spot.steps) for each in found.lines]
        if all(_counts(each, line.quantity) for each, line in zip(said, known, strict=True)):
            rated.append((fitness("quantity", spot.steps), spot.steps))
    rated.sort(key=lambda each: -each[0])
    telling = max(line.quantity for line in known) > 1 and len(known) > 1
    named = [each for each in rated if is_called("quantity", each[1])]
    best = (named or (rated if telling else []))[:1]
    if not best:
        return None
    [(fit, steps)] = best
    rivals = [path_to(found.lines[0], each) for other, each in rated[1:] if fit - other < 1]
    doubt = tuple(f"the quantity may be {each} as well" for each in rivals)
    return path_to(found.lines[0], steps), fit, doubt


def _price(found: _Found, known: Sequence[Line]) -> Words | None:
    """Return how the price of one piece is read; None if it is not there, or not known."""
    prices = [each.unit_price for each in known]
    if any(each is None for each in prices):
        return None
    rated = []
    for spot in spots(found.lines[0]):
        said = [at_steps(each, spot.steps) for each in found.lines]
        ways = [
            list(ways_to_read(each, "money", price, None))
            for each, price in zip(said, prices, strict=True)
        ]
        rated += [
            (fitness("unit_price", spot.steps), spot.steps, way)
            for way in ways[0]
            if all(way in each for each in ways)
        ]
    if not rated:
        return None
    _, steps, way = max(rated, key=lambda each: each[0])
    return {"at": path_to(found.lines[0], steps), **_with_currency(found.lines, steps, way)}


def _with_currency(lines: Sequence[Any], price: Steps, way: Words) -> Words:
    """Read the currency where each line names it, if each does."""
    if "currency" not in way:
        return way
    place = currency_beside(spots(lines[0]), price, str(way["currency"]))
    if place is None or any(
        not is_same_text(at_steps(each, place), str(way["currency"])) for each in lines
    ):
        return way
    read = {**way, "currency_at": path_to(lines[0], place)}
    del read["currency"]
    return read
