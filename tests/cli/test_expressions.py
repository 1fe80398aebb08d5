"""Expressions of pytest's -k and -m."""

from __future__ import annotations

import pytest

from samestory.cli.expressions import Expression


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("guest", True),
        ("agent", False),
        ("guest and agent", False),
        ("agent or guest and not slow", True),
        ("not (guest or agent)", False),
        ("not not guest", True),
        ("story-7", True),
        ("class or 7", False),
    ],
)
def test_words_are_judged_one_by_one(text: str, expected: bool) -> None:
    """Also those that are keywords or numbers to Python."""
    found = Expression.parse(text)

    assert found is not None
    assert expected is found.evaluate({"guest", "story-7"}.__contains__)


@pytest.mark.parametrize(
    "text", ["guest and", "(", "()", "@", "guest agent", "a (b)", "a, b", "a < b"]
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(SyntaxError):
        Expression.parse(text)


def test_arguments_of_markers_are_left_to_pytest() -> None:
    assert Expression.parse("story(number=7)") is None


def test_it_means_what_pytest_means() -> None:
    """Pytest has no public name for its own; here it may be asked."""
    from _pytest.mark.expression import Expression as OfPytest  # noqa: PLC0415

    for text in ("a", "a or b and c", "not a and b", "(a or b) and c", "a and not (b or c)"):
        found = Expression.parse(text)
        assert found is not None
        for true in ("", "a", "b", "c", "ab", "ac", "bc", "abc"):
            assert found.evaluate(lambda name, true=true: name in true) == OfPytest.compile(
                text
            ).evaluate(lambda name, /, true=true, **_: name in true)
