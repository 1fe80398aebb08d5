"""Descriptions that hide a keyword or a step: Gherkin takes it for prose, and it is not played."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, takewhile
from typing import Any, Protocol

from gherkin.parser_types import Feature

from samestory.plugin.gherkin.document import Mistake, nodes_below
from samestory.plugin.gherkin.keywords import Keywords, is_slip, likeness
from samestory.plugin.phrases import said_of_anybody

_HEADING = re.compile(r"\s*([^\s:\uff1a|][^:\uff1a|]{0,40}?)\s*[:\uff1a]")
"""What stands before a colon, also before the wide one of Chinese and Japanese."""
_GAP = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"\S+")
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_ENDS_PROSE = tuple(".,;:!?)\u2026\u3001\u3002")
WORDS = 5
"""A text of so many words that is a step is no end of a sentence."""
LONG = 6
"""A word that is longer, and one slip away from a keyword, is no other word in most languages."""
_HONEST = re.compile(
    "ads?|add|aids?|an|ana|ann|ant|any|bat|bet|bit|bout|bud|bug|bun|burt|bus|bust|butt|buy|giver|"
    "gives?|teen|ten|than|the|thea|thee|them|theo|they|thin|wenn?|whey|wien|wren"
)
"""Words that prose begins with, and that are one slip away from Given, When, Then, And or But."""


class StepPhrase(Protocol):
    """A parser of pytest-bdd."""

    name: str

    def is_matching(self, name: str) -> bool:
        """Return whether the text is this step."""


def hidden_in(feature: Feature, text: str, phrases: Sequence[StepPhrase]) -> Iterator[Mistake]:
    """Yield the first such line of each paragraph of each description; `text` is the whole file."""
    lines = text.split("\n")
    reader = _Reader(Keywords.of(feature["language"]), phrases)
    for of, node in _described(feature):
        description = node["description"].split("\n")
        numbers = _numbered(description, lines, node["location"]["line"])
        for paragraph in _paragraphs(description):
            found = ((at, reader.meant(at, description)) for at in paragraph)
            for at, meant in islice((each for each in found if each[1] is not None), 1):
                yield Mistake(numbers[at], _sentence(description[at].strip(), of, meant))


def _sentence(line: str, of: str, meant: str | None) -> str:
    whose = "examples" if of == "examples" else f"the {of}"
    return (
        f"'{line}' stands in the description of {whose}, so that it would be left out.\n"
        f"  {_fix(line, of, meant)}"
    )


def _fix(line: str, of: str, meant: str | None) -> str:
    """`meant` is the keyword that is misspelt or lacks its colon; empty for one in order."""
    if not meant and of in {"scenario", "background"}:
        return "Begin it with a keyword of this language, such as Given, or word it otherwise."
    if not meant:
        return "Write it below a Scenario: or a Background:, or word the description otherwise."
    if not line.startswith(meant):
        return f"Did you mean '{meant}'? If it is prose, word it otherwise."
    if meant.endswith(":"):
        return f"No '{meant}' is looked for there, or not in this language: move or fix it."
    return f"Write '{meant}' and a space."


def _described(feature: Feature) -> Iterator[tuple[str, Any]]:
    yield "feature", feature
    for what, node in nodes_below(feature["children"]):
        yield what, node
        yield from (("examples", each) for each in node.get("examples", ()))


def _numbered(description: Sequence[str], lines: Sequence[str], after: int) -> list[int]:
    """In which line of the file each line of a description stands; comments are passed over."""
    numbers = [after]
    for each in description if any(description) else ():
        numbers.append(lines.index(each, numbers[-1]) + 1)
    return numbers[1:]


def _paragraphs(description: Sequence[str]) -> Iterator[list[int]]:
    """The places of the lines that are not empty, between those that are."""
    places = range(len(description))
    for filled, paragraph in groupby(places, lambda at: bool(description[at].strip())):
        if filled:
            yield list(paragraph)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Tells prose from what only looks like it."""

    words: Keywords
    phrases: Sequence[StepPhrase]

    def meant(self, at: int, lines: Sequence[str]) -> str | None:
        """The keyword that is meant by a line ("" for one that is in order), None for prose."""
        line = lines[at]
        after = [each for each in lines[at + 1 :] if each.strip()]
        section = self._section(line, after)
        beside = [*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]]
        return section or self._step(line, beside)

    def _section(self, line: str, after: Sequence[str]) -> str | None:
        """The section that a line is meant to begin, as it should be written."""
        steps_follow = bool(after) and self._opens(after[0])
        heading = _HEADING.match(line)
        if heading is None:
            bare = (each for each in self.words.sections if line.lstrip().startswith(f"{each} "))
            return next((f"{each}:" for each in bare if steps_follow), None)
        head = heading[1]
        keyword = max(self.words.sections, key=lambda each: likeness(head, each))
        last = head == keyword and not after and not _is_prose(line)
        alike = steps_follow and likeness(head, keyword) >= 0.7
        return f"{keyword}:" if last or alike or _is_slip_of_section(head, keyword) else None

    def _opens(self, line: str) -> bool:
        # A step below a heading, known or not, or a row of a table.
        row = line.lstrip().startswith("|")
        return row or self._is_bare_step(line) or self._step(line, ()) is not None

    def _step(self, line: str, beside: Sequence[str]) -> str | None:
        if found := self.words.step(line):
            whole = self._is_phrase(found[1]) or self._is_sentence(found[1])
            return "" if whole or self._is_in_a_row(line, beside) else None
        for head, keyword, rest in self.words.misspelt(line):
            if self._is_no_word(head) or self._is_phrase(rest):
                return keyword
        glued = _glued(line) if self.words.writes_no_spaces else ()
        return "" if any(map(self._is_exactly, (*_endings(line), *glued))) else None

    def _is_in_a_row(self, line: str, beside: Sequence[str]) -> bool:
        """It and a line beside it begin as steps do, and not both with And or But."""
        return self._is_bare_step(line) and any(
            self._is_bare_step(each) and not (self.words.goes_on(line) and self.words.goes_on(each))
            for each in beside
        )

    def _is_bare_step(self, line: str) -> bool:
        """It begins as a step does, and does not end as a sentence does."""
        found = self.words.step(line)
        return bool(found and found[0] != "*") and not _is_prose(line)

    def _is_no_word(self, head: str) -> bool:
        word, keywords = head.casefold(), {each.strip().casefold() for each in self.words.steps}
        known = word.startswith(tuple(keywords)) or _HONEST.fullmatch(word)
        return (self.words.english or len(word) > LONG) and not known

    def _is_phrase(self, text: str) -> bool:
        if self._is_exactly(text):
            return True
        return not _is_prose(text) and any(_is_nearly(text, each) for each in self.phrases)

    def _is_sentence(self, text: str) -> bool:
        """It is a step except for its full stop; a short one may well end a sentence."""
        return len(text.split()) >= WORDS and self._is_exactly(text.rstrip(".\u3002"))

    def _is_exactly(self, text: str) -> bool:
        return any(each.is_matching(text) for each in self.phrases)


def _is_prose(line: str) -> bool:
    return line.rstrip().endswith(_ENDS_PROSE)


def _endings(line: str) -> Iterator[str]:
    """A line, and what is left of it without a first word or two that should be a keyword.

    Short ones are left out: those may well end a sentence.
    """
    text = line.strip().lstrip(_INVISIBLE)
    yield text
    starts = [each.start() for each in _WORD.finditer(text)][1:3]
    glued = [len(each) for each in ("Given", "When", "Then", "And", "But") if text.startswith(each)]
    yield from (rest for at in (*starts, *glued) if len((rest := text[at:]).split()) >= WORDS)


def _glued(line: str) -> Iterator[str]:
    """What is left of a line without a first word that no space ends, as in Chinese."""
    text = line.strip()
    letters = takewhile(lambda each: each.isalpha() and not each.isascii(), text[:LONG])
    yield from (text[at:] for at, _ in enumerate(letters, 1))


def _is_slip_of_section(head: str, keyword: str) -> bool:
    """It is that keyword except for one slip, and no other word, such as Rules or Role."""
    inflected = head.casefold().startswith(keyword.casefold())
    another = len(head) == len(keyword) < 6 and sorted(head) != sorted(keyword)
    return is_slip(head, keyword) and not (inflected or another)


def _is_nearly(text: str, phrase: StepPhrase) -> bool:
    """It is that step once it begins and ends as that does, if it nearly does so."""
    return any(_is_nearly_as(text, said, phrase) for said in said_of_anybody(phrase.name))


def _is_nearly_as(text: str, said: str, phrase: StepPhrase) -> bool:
    first, *gaps = _GAP.split(said)
    if not gaps:
        return likeness(text, first) >= 0.8
    last = gaps[-1]
    nearer = (
        f"{first}{text[begin:end]}{last}"
        for begin in _about(len(first))
        for end in (len(text) - each for each in _about(len(last)))
        if likeness(text[:begin], first) >= 0.8 and likeness(text[end:], last) >= 0.8
    )
    return any(map(phrase.is_matching, nearer))


def _about(length: int) -> Iterable[int]:
    """A length, and one more or less, unless there is nothing."""
    return range(max(length - 1, 0), length + 2) if length else (0,)
