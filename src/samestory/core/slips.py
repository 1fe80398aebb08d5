"""Words that are almost surely misspelt: one or two letters away from a word that others say; pure.

What is one letter away may be another word, so this gives hints and never mistakes.
"""

from __future__ import annotations

from collections.abc import Collection
from difflib import SequenceMatcher

from samestory.core.texts import collapsed

SHORTEST = 5
"""Shorter words are too often near to another one: sent and lent, open and opens."""
LONG = 9
"""From so many letters on, two of them may be wrong."""


def is_misspelt(word: str, meant: str) -> bool:
    """Return whether a word is probably another one, misspelt; no word is a slip of itself.

    >>> is_misspelt("placd", "placed"), is_misspelt("Placed", "placed")
    (True, True)
    >>> is_misspelt("unconfirmed", "confirmed"), is_misspelt("replaced", "placed")
    (False, False)
    """
    ours, theirs = collapsed(word), collapsed(meant)
    if ours == theirs:
        return False
    pairs = list(zip(ours.casefold().split(), theirs.casefold().split(), strict=False))
    apart = [(left, right) for left, right in pairs if left != right]
    if len(ours.split()) != len(theirs.split()) or len(apart) > 1:
        return False
    return all(_is_near(left, right) for left, right in apart)


def is_exchange(word: str, meant: str) -> bool:
    """Return whether they only differ in which letters they have: "packed", "picked"."""
    return len(word) == len(meant) and sorted(word.casefold()) != sorted(meant.casefold())


def slips_of(word: str, known: Collection[str]) -> list[str]:
    """Return the known words of which a word is probably a slip."""
    return [each for each in known if is_misspelt(word, each)]


def _is_near(left: str, right: str) -> bool:
    short = min(len(left), len(right))
    if short < SHORTEST:
        return False
    if sorted(left) == sorted(right):
        return True
    edits = _edits(left, right)
    is_part = left in right or right in left
    return left[0] == right[0] and (edits == 1 or (edits == 2 and short >= LONG and not is_part))


def _edits(left: str, right: str) -> int:
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in codes if tag != "equal")
