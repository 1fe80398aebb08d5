"""Text from elsewhere stands in a page without acting there, and without hiding."""

from __future__ import annotations

import pytest

from samestory.explain.html import printable, shortened


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("A-1042\u200b", "A-1042⟨U+200B⟩"),
        ("\u202e2401-A", "⟨U+202E⟩2401-A"),
        ("nul\x00", "nul⟨U+0000⟩"),
        ("half\ud800", "half⟨U+D800⟩"),
        ("red \x1b[31m", "red ⟨U+001B⟩[31m"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(text: str, seen: str) -> None:
    """A reader who compares two values must see a difference that a program sees."""
    assert seen == printable(text)


@pytest.mark.parametrize("text", ["Zoë", "a\tb\nc", "2 × 24″", "👩‍🔧", "日本"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    """Scripts, emoji with joiners, tabs and line ends are no tricks."""
    assert text == printable(text)


def test_shortened_says_that_something_is_missing() -> None:
    """An ellipsis counts as a character."""
    assert "abcd…" == shortened("abcdefgh", 5)
    assert "abcde" == shortened("abcde", 5)
