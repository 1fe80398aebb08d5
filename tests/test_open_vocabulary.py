"""The vocabulary grows by nouns and fields: few short steps, and no kind of journey in src."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[1]
STEPS = sorted((ROOT / "steps").glob("*.py"))
JOURNEYS = sorted((ROOT / "src" / "samestory").glob("*/*.py"))
MOST_STEPS = 80
"""For all the stories in the catalogue."""
KNOWN_KINDS = (
    r"appointment|booking|cancell?|case|charge|claim|order|parcel|refund|return|subscribe|visit"
)
ALLOWED = {"journeys/promised_person.py: order"}
"""Short for `newest("order")`, which most steps are about."""


def functions(file: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(file.read_text("utf-8"))
    yield from (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))


def is_step(function: ast.FunctionDef) -> bool:
    called = (each.func for each in function.decorator_list if isinstance(each, ast.Call))
    return any(
        isinstance(each, ast.Name) and each.id in {"given", "when", "then"} for each in called
    )


def lines_of(function: ast.FunctionDef) -> int:
    last = function.body[-1].end_lineno
    assert last is not None
    return last - function.body[0].lineno + 1


BODIES = {each.name: lines_of(each) for file in STEPS for each in functions(file) if is_step(each)}


def test_a_few_steps_tell_all_the_stories() -> None:
    """A new story needs a noun or a field, and seldom a sentence."""
    assert len(BODIES) <= MOST_STEPS


def test_steps_are_short() -> None:
    """What takes longer belongs below them."""
    assert median(BODIES.values()) <= 5
    assert [] == [name for name, lines in BODIES.items() if lines > 10]


@pytest.mark.parametrize("room", ["journeys", "plugin"])
def test_no_kind_of_journey_is_known_by_name(room: str) -> None:
    """What can be ordered, booked or given back is said by landscapes, page objects and steps."""
    known = re.compile(rf"(?:^|_)(?:{KNOWN_KINDS})(?:s|e?d|ed|ment)?(?:_|$)")
    named = {
        f"{room}/{file.name}: {each.name}"
        for file in JOURNEYS
        if file.parent.name == room
        for each in functions(file)
        if known.search(each.name)
    }

    assert ALLOWED >= named
