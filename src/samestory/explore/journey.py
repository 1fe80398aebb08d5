"""A journey that nobody wrote: who does what in which order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

Words = tuple[tuple[str, str], ...]
"""The texts in the gaps of an action, by the names of the gaps."""


@dataclass(frozen=True, slots=True)
class Act:
    """One action, done by or to one person, in certain words."""

    key: str
    person: str
    words: Words = ()


@dataclass(frozen=True, slots=True)
class ComposedJourney:
    """Acts in their order; those of several people may be interleaved."""

    acts: tuple[Act, ...]
    asks: int | None = None
    """Which of its questions is asked in the end; None for all of them."""

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody in it, in the order of their first acts."""
        return tuple(dict.fromkeys(each.person for each in self.acts))

    def keys_of(self, person: str) -> tuple[str, ...]:
        """Return what one person does, in its order."""
        return tuple(each.key for each in self.acts if each.person == person)

    def without(self, places: Iterable[int]) -> Self:
        """Return it without the acts at some places."""
        left_out = frozenset(places)
        kept = (each for at, each in enumerate(self.acts) if at not in left_out)
        return type(self)(tuple(kept))

    def as_data(self) -> list[list[Any]]:
        """Return plain values, fit for JSON."""
        return [[each.key, each.person, dict(each.words)] for each in self.acts]

    @classmethod
    def of_data(cls, data: Sequence[Sequence[Any]]) -> Self:
        """Return the journey that plain values say. Raise ValueError if they say none."""
        return cls(tuple(Act(key, person, gap_words(words)) for key, person, words in data))


def gap_words(words: Mapping[str, str]) -> Words:
    """Return the texts in gaps in an order that is always the same."""
    return tuple(sorted(words.items()))


def is_within(small: Sequence[str], large: Sequence[str]) -> bool:
    """Return whether one sequence is a part of another one, in its order but with gaps.

    >>> is_within("ace", "abcde"), is_within("ca", "abc")
    (True, False)
    """
    rest = iter(large)
    return all(each in rest for each in small)
