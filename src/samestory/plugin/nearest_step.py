"""What is meant by a step that has no definition: the nearest phrase, filled with what it says."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pytest_bdd.steps import StepFunctionContext

from samestory.explore.forms import names_in
from samestory.journeys.cast import PRONOUNS
from samestory.look_alikes import look_alikes, typed
from samestory.plugin.catalogue import meaning_of
from samestory.plugin.gherkin.keywords import likeness
from samestory.plugin.phrases import (
    ALTERNATIVES,
    GAP,
    GAP_TYPES,
    GRAMMAR,
    SHE,
    THEY,
    pattern_of,
    takes_several,
)

TELLING = 4
"""A shorter word (to, the, has) is in too many phrases."""
UNTYPED = "any text"
FARTHEST = 0.4
"""A phrase of which a greater part is missing or different is not what was meant."""


def hint_for(text: str, kind: str, known: Sequence[StepFunctionContext]) -> str:
    """Return what helps with a step of this text and kind (given, when, then).

    `known` are the definitions of steps that there are.
    """
    ours = [each for each in known if each.type in {kind, None}]
    phrases = sorted({each.parser.name for each in ours})
    hint = _slip(text, ours) or _other_keyword(text, known) + _nearest(typed(text), phrases)
    word = "" if hint else _known_word(text, phrases)
    if word:
        return f"`samestory steps {word}` lists the steps that hold this word."
    return f"{hint}`samestory steps` lists the steps that there are."


def _slip(text: str, known: Iterable[StepFunctionContext]) -> str:
    """A step that is known once it is typed as it should be."""
    plain = typed(text)
    tries = (
        (plain, f"it holds {look_alikes(text)}"),
        (plain.rstrip(". "), "a step ends without a full stop"),
        (plain.partition(" #")[0], "a comment stands in a line of its own"),
    )
    fitting = (each for each in tries if any(step.parser.is_matching(each[0]) for step in known))
    meant, why = next(fitting, ("", ""))
    return f"Write '{meant}': {why}. " if meant else ""


def _other_keyword(text: str, known: Iterable[StepFunctionContext]) -> str:
    kinds = (each.type for each in known if each.type and each.parser.is_matching(text))
    names = " or ".join(each.capitalize() for each in dict.fromkeys(kinds))
    return f"It is a step that begins with {names}. " if names else ""


def _nearest(text: str, phrases: Iterable[str]) -> str:
    words = text.split(" ")
    beside = ((phrase, *_beside(_parts(phrase), words)) for phrase in phrases)
    phrase, distance, texts = min(beside, key=lambda each: each[1], default=("", 1.0, ()))
    return _proposal(_parts(phrase), texts) if distance <= FARTHEST else ""


def _known_word(text: str, phrases: Iterable[str]) -> str:
    """The longest word of a text that phrases hold as well; "" if there is none."""
    parts = (part for phrase in phrases for part in _parts(phrase) if not part.type)
    known = {part.said_of(person) for part in parts for person in (SHE, THEY)}
    found = (each for each in text.split() if each in known and len(each) >= TELLING)
    return max(found, key=len, default="")


# A text beside a phrase --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of a phrase: `agree`, `order{:s}`, or one with a gap: `{who:who}`, `"{x:stage}"`."""

    word: str
    shown: str
    """How it is shown if nothing fits into its gap."""
    type: str
    """The type of its gap; empty for a word without, or with one of grammar alone."""
    pattern: str
    several: bool
    """Whether two systems or more have to stand there."""

    @property
    def weight(self) -> float:
        """Return how much is missing without it: words tell more of what is meant than gaps."""
        return 1.0 if not self.type and GAP.sub("", self.word) else 0.5

    def fits(self, text: str) -> bool:
        """Return whether a text may stand in the gap."""
        whole = re.fullmatch(self.pattern, text, re.IGNORECASE) is not None
        return whole and not (self.several and _is_one(text))

    def distance(self, text: str) -> float:
        """Return how far a text is from what may stand here: 0 if it fits."""
        if self.type:
            return (0.0 if self.fits(text) else self.weight) + 0.05 * text.count(" ")
        alike = max(likeness(text, self.said_of(person)) for person in (SHE, THEY))
        return 1 - alike if alike > 0.5 else 1.0

    def said_of(self, person: Mapping[str, str]) -> str:
        """Return the word with its verb as it is said of a person."""
        return GAP.sub(lambda gap: person[gap[2]], self.word)


@cache
def _parts(phrase: str) -> Sequence[_Part]:
    return [_part(each, several=takes_several(phrase)) for each in phrase.split(" ")]


def _part(word: str, *, several: bool) -> _Part:
    before, *gaps = GAP.split(word)
    kind = next((each or UNTYPED for each in gaps[1::3] if each not in GRAMMAR), "")
    pattern = f"{re.escape(before)}(?:{pattern_of(kind)}){re.escape(gaps[-1])}" if kind else ""
    shown = GAP.sub(lambda gap: f"{{{gap[1] or gap[2]}}}", word)
    return _Part(word, shown, kind, pattern, several and word.startswith("{systems:"))


Texts = tuple[str, ...]
"""What a text says for each word of a phrase; "" for one that is missing."""


def _beside(parts: Sequence[_Part], words: Sequence[str]) -> tuple[float, Texts]:
    """Return how far a text is from a phrase (0 for the same), and what it says for each part."""

    @cache
    def best(part: int, word: int) -> tuple[float, Texts]:
        if part == len(parts):
            return float(len(words) - word), ()
        missing, texts = best(part + 1, word)
        found = [(missing + parts[part].weight, ("", *texts))]
        longest = len(words) if parts[part].type else min(word + 1, len(words))
        for end in range(word + 1, longest + 1):
            text, (distance, texts) = " ".join(words[word:end]), best(part + 1, end)
            found.append((distance + parts[part].distance(text), (text, *texts)))
        if word < len(words):
            too_many, texts = best(part, word + 1)
            found.append((too_many + 1, texts))
        return min(found, key=lambda each: each[0])

    distance, texts = best(0, 0)
    return distance / sum(each.weight for each in parts), texts


def _proposal(parts: Sequence[_Part], texts: Texts) -> str:
    """Return the phrase filled with what fits, and what may stand in the gaps that are left."""
    said, notes, person = list[str](), list[str](), SHE
    for part, text in zip(parts, texts, strict=True):
        if part.type in SHE:
            said.append(text if part.fits(text) else SHE[part.type])
            person = THEY if PRONOUNS.get(said[-1].lower()) == "they" else SHE
        elif part.type:
            fits = part.fits(text)
            said.append(text if fits else part.shown)
            notes += [] if fits else [_what_fits(part, text)]
            person = person if _is_one(text) else THEY
        else:
            said.append(part.said_of(person))
    return f"Did you mean '{' '.join(said)}'? {''.join(notes)}"


def _what_fits(part: _Part, text: str) -> str:
    known = GAP_TYPES.get(part.type)
    if part.several and _is_one(text):
        return f"For {part.shown}, name at least two: one system alone agrees with nobody. "
    if known and ALTERNATIVES.fullmatch(known.pattern):
        *words, last = known.pattern.split("|")
        return f"For {part.shown}, write {', '.join(words)} or {last}. "
    means = meaning_of(known) if known else ""
    return f"For {part.shown}, write {means[0].lower()}{means[1:]} " if means else ""


def _is_one(systems: str) -> bool:
    """Whether a text names one system, be it twice."""
    return len({*names_in(systems)}) < 2
