"""The keywords of Gherkin's languages, and slips of a finger in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import cast

from gherkin.dialect import Dialect

ENGLISH = "en"
SECTIONS = ("feature", "rule", "background", "scenarioOutline", "scenario", "examples")
STEPS = ("given", "when", "then", "and", "but")


def words_of(spec: Dialect, *kinds: str) -> list[str]:
    """Return the keywords of these kinds in a dialect, as they stand in its table."""
    table = cast("dict[str, list[str]]", spec.spec)
    return [word for kind in kinds for word in table[kind]]


def dialect(language: str) -> Dialect:
    """Return the keywords of a language; English for one that Gherkin does not know."""
    return Dialect.for_name(language) or cast("Dialect", Dialect.for_name(ENGLISH))


@dataclass(frozen=True, slots=True)
class Keywords:
    """The keywords of a language, and the English ones: its header may be missing."""

    sections: tuple[str, ...]
    steps: tuple[str, ...]
    """As Gherkin looks for them: with the space that follows, in languages that write spaces."""
    conjunctions: tuple[str, ...]
    english: bool

    @classmethod
    def of(cls, language: str) -> Keywords:
        """Return those of a language, by its code."""
        both = [dialect(each) for each in (language, ENGLISH)]
        sections = [word for each in both for word in words_of(each, *SECTIONS)]
        steps = [word for each in both for word in words_of(each, *STEPS)]
        longest_first = sorted(dict.fromkeys(steps), key=len, reverse=True)
        conjunctions = [word for each in both for word in words_of(each, "and", "but")]
        english = language.startswith(ENGLISH)
        return cls(tuple(sections), tuple(longest_first), tuple(conjunctions), english)

    @property
    def writes_no_spaces(self) -> bool:
        """Return whether steps of the language follow their keywords without a space."""
        return sum(not each.endswith((" ", "'")) for each in self.steps) > 1

    def step(self, line: str) -> tuple[str, str] | None:
        """Return the keyword that a line begins with exactly, and what follows."""
        line = line.lstrip()
        word = next((each for each in self.steps if line.startswith(each)), None)
        return None if word is None else (word.strip(), line[len(word) :].strip())

    def goes_on(self, line: str) -> bool:
        """Return whether a line begins with And or But."""
        return line.lstrip().startswith(self.conjunctions)

    def misspelt(self, line: str) -> Iterator[tuple[str, str, str]]:
        """Yield how a line begins, the keyword that may be meant by it, and what follows."""
        words = line.split()
        for keyword in (each.strip() for each in self.steps if each.endswith(" ")):
            many = len(keyword.split())
            head = " ".join(words[:many]).rstrip(":,")
            if keyword != "*" and is_slip(head, keyword):
                yield head, keyword, " ".join(words[many:])


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, except for case: 1 for the same."""
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


def is_slip(written: str, meant: str) -> bool:
    """Return whether two words are the same except for case and one slip of a finger.

    A letter was left out, doubled, mistaken or swapped with the next; the first is only swapped.
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
