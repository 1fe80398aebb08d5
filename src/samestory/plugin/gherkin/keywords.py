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
    """The keywords of these kinds in a dialect, as they stand in its table."""
    table = cast("dict[str, list[str]]", spec.spec)
    return [word for kind in kinds for word in table[kind]]


def dialect(language: str) -> Dialect:
    """The keywords of a language; English for one that Gherkin does not know."""
    return Dialect.for_name(language) or cast("Dialect", Dialect.for_name(ENGLISH))


@dataclass(frozen=True, slots=True)
class Keywords:
    """The keywords of a language, and the English ones, for a header may have been forgotten."""

    sections: tuple[str, ...]
    steps: tuple[str, ...]
    """As Gherkin looks for them: with the space that follows, in languages that write spaces."""
    conjunctions: tuple[str, ...]
    english: bool

    @classmethod
    def of(cls, language: str) -> Keywords:
        """Those of a language, by its code."""
        both = [dialect(each) for each in (language, ENGLISH)]
        sections = [word for each in both for word in words_of(each, *SECTIONS)]
        steps = [word for each in both for word in words_of(each, *STEPS)]
        longest_first = sorted(dict.fromkeys(steps), key=len, reverse=True)
        conjunctions = [word for each in both for word in words_of(each, "and", "but")]
        english = language.startswith(ENGLISH)
        return cls(tuple(sections), tuple(longest_first), tuple(conjunctions), english)

    @property
    def writes_no_spaces(self) -> bool:
        """Whether steps of the language follow their keywords without a space."""
        return sum(not each.endswith((" ", "'")) for each in self.steps) > 1

    def step(self, line: str) -> tuple[str, str] | None:
        """The keyword that a line begins with just as Gherkin wants it, and what follows."""
        line = line.lstrip()
        word = next((each for each in self.steps if line.startswith(each)), None)
        return None if word is None else (word.strip(), line[len(word) :].strip())

    def goes_on(self, line: str) -> bool:
        """Whether a line begins with And or But."""
        return line.lstrip().startswith(self.conjunctions)

    def misspelt(self, line: str) -> Iterator[tuple[str, str, str]]:
        """What a line begins with, the keyword that may be meant by it, and what follows."""
        words = line.split()
        for keyword in (each.strip() for each in self.steps if each.endswith(" ")):
            many = len(keyword.split())
            head = " ".join(words[:many]).rstrip(":,")
            if keyword != "*" and is_slip(head, keyword):
                yield head, keyword, " ".join(words[many:])


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
