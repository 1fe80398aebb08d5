"""How alike two words are: slips of a finger."""

from __future__ import annotations

from difflib import SequenceMatcher


def likeness(one: str, other: str) -> float:
    """How alike two texts are, but for case: 1 for the same."""
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


def is_slip(written: str, meant: str) -> bool:
    """Whether two words are the same but for case, or for one letter that a finger slipped on.

    It was left out, doubled, mistaken or swapped with the next; the first one is only swapped.
    """
    one, other = written.casefold(), meant.casefold()
    swaps = {f"{other[:n]}{other[n + 1]}{other[n]}{other[n + 2 :]}" for n in range(len(other) - 1)}
    if one in swaps or one == other:
        return True
    at = next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1), None
    )
    at = min(len(one), len(other)) if at is None else at
    rests = {
        (one[at:], other[at + 1 :]),
        (one[at + 1 :], other[at:]),
        (one[at + 1 :], other[at + 1 :]),
    }
    return at > 0 and any(mine == its for mine, its in rests)
