"""An expression of `-k` or `-m` is read as pytest reads it."""

from __future__ import annotations

import pytest
from _pytest.mark.expression import Expression
from hypothesis import given
from hypothesis import strategies as st

from samestory.cli.run.expressions import read_expression
from samestory.errors import WrongCall

PARTS = [*"ab()(),='\"#@;\n\t", "and", "or", "not", "a-b", "x[1]", "None", "lambda", "_0", " ", " "]


def test_names_are_joined_as_they_are_said() -> None:
    guest_only = read_expression("guest and not (agent or lamp)")

    assert guest_only({"guest"}.__contains__)
    assert not guest_only({"guest", "lamp"}.__contains__)


@pytest.mark.parametrize("text", ["", "guest and", "guest agent", "()", "(", "@", "a # b", "a(b)"])
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_expression(text)


def test_a_long_sentence_with_an_odd_character_is_refused_at_once() -> None:
    """Each of its letters would double the time of a pattern that can match it in many ways."""
    with pytest.raises(ValueError, match=r"^"):
        read_expression("Ada orders something and receives nobody else's confirmation")


@pytest.mark.parametrize("text", ["not " * 5000 + "a", "(" * 300 + "a" + ")" * 300, "a or " * 5000])
def test_what_pytest_could_not_read_is_refused_in_a_sentence(text: str) -> None:
    """It calls itself for each operator, also for those that stand side by side."""
    with pytest.raises(WrongCall, match="operators and brackets, which is more than pytest can"):
        read_expression(text + "a")


@pytest.mark.parametrize("text", ["not " * 600 + "a", " or ".join(["a"] * 601), "(a or " * 150])
def test_what_is_long_and_readable_is_judged_as_pytest_does(text: str) -> None:
    text += "a" + ")" * text.count("(") if "(" in text else ""

    assert Expression.compile(text).evaluate(lambda *_, **__: True)
    assert read_expression(text)(lambda _: True)


@given(st.lists(st.sampled_from(PARTS), min_size=1).map("".join), st.sets(st.sampled_from(PARTS)))
def test_it_judges_as_pytest_does(text: str, true: set[str]) -> None:
    """An empty one, and the arguments of a marker, are judged before."""
    if not text.strip() or "=" in text:
        return
    try:
        expected = Expression.compile(text).evaluate(lambda name, **_: name in true)
    except SyntaxError:
        with pytest.raises(ValueError, match=r"^"):
            read_expression(text)
    else:
        assert expected == read_expression(text)(true.__contains__)
