"""What is not Gherkin in a file: one sentence for each cause, with a fix."""

import re
from collections.abc import Iterable, Iterator

from gherkin.dialect import DIALECTS
from gherkin.token_matcher import TokenMatcher

from samestory.errors import did_you_mean
from samestory.plugin.gherkin.document import Mistake
from samestory.plugin.gherkin.keywords import ENGLISH, STEPS, Keywords, dialect, words_of

_KNOWN = {
    "inconsistent cell count": "Give every row of the table as many cells as the first one.",
    "A tag may not contain whitespace": "Write each tag as one word: @story-27 @critical.",
    "expected: #DocStringSeparator": 'Close the text with the """ or ``` that it was opened with.',
    "unexpected end of file": "Write what belongs to the last line, or remove that.",
}
"""What gherkin says, and what helps then."""


def syntax_mistakes(errors: Iterable[Exception], text: str) -> Iterator[Mistake]:
    """Yield each error of gherkin's parser in a sentence, with a fix; `text` is the whole file.

    Where a heading has to come, every line until it does is an error to the parser: only the first
    is told.
    """
    waited_for = set[str]()
    for each in errors:
        expected = _expected(str(each))
        if not expected or "#StepLine" in expected or expected not in waited_for:
            yield _syntax_mistake(each, text)
        waited_for.add(expected)


def _expected(said: str) -> str:
    return said.partition(", got ")[0].partition("expected: ")[2]


def _syntax_mistake(error: Exception, text: str) -> Mistake:
    said = re.sub(r"^\(\d+:\d+\): ", "", str(error))
    got = said.partition(", got ")[2] or said.partition(", expected")[0]
    fix = _fix(said, got.strip("'"), text)
    line = getattr(error, "location", {}).get("line", 1)
    return Mistake(line, f"this is not Gherkin: {got}.\n  {fix}")


def _fix(said: str, got: str, text: str) -> str:
    if found := next((fix for word, fix in _KNOWN.items() if word in said), None):
        return found
    if "Language not supported" in said:
        name = got.rpartition(": ")[2]
        return f"{did_you_mean(name, DIALECTS)}Name one that Gherkin knows, such as 'de' or 'fr'."
    if "#FeatureLine" in _expected(said):
        known = _misplaced(got, text)
        misspelt = None if known else _misspelt(got, text)
        return _other_language(got, text) or misspelt or _first_line(text)
    if "#EOF" not in _expected(said) and "#TagLine" in _expected(said):
        return "Tags stand above a section, such as a Scenario:, and not above a step."
    if got.startswith(("//", "--", ";")):
        return "A comment starts with #."
    return _misplaced(got, text) or _misspelt(got, text) or _general(text)


def _misspelt(got: str, text: str) -> str | None:
    words = Keywords.of(_language_of(text))
    heading = got.partition(":")[0]
    bare = (each for each in words.sections if f"{got} ".startswith(f"{each} "))
    if name := next(bare, None):
        return f"Did you mean '{name}:'?"
    sections = [f"{each}:" for each in words.sections] if ":" in got else []
    if meant := did_you_mean(f"{heading}:", [each for each in sections if each[:-1] != heading]):
        return meant.strip()
    for head, keyword, _ in words.misspelt(got):
        return (
            f"Write '{keyword}' and a space." if head == keyword else f"Did you mean '{keyword}'?"
        )
    return None


def _misplaced(got: str, text: str) -> str | None:
    words = Keywords.of(_language_of(text))
    if words.step(got):
        return "A step stands below a Scenario: or a Background:."
    heading = got.partition(":")[0]
    if ":" in got and heading in words.sections:
        return (
            "A file holds one Feature:; a Background: stands before the first Scenario: of its "
            "Feature: or Rule:, and Examples: after the steps of a Scenario Outline:."
        )
    return None


def _other_language(got: str, text: str) -> str | None:
    """The language in which a file is written that says another, or nothing about it."""
    title, said = got.partition(":")[0], _language_of(text)
    code = next((each for each in DIALECTS if title in words_of(dialect(each), "feature")), None)
    if code == ENGLISH:
        return f"Remove the line '# language: {said}', or write {_feature(text)}: for {title}:."
    return code and f"Name its language in the first line: # language: {code}"


def _first_line(text: str) -> str:
    return f"Begin the file with {_feature(text)}: and a name."


def _feature(text: str) -> str:
    return words_of(dialect(_language_of(text)), "feature")[0]


def _general(text: str) -> str:
    spec = dialect(_language_of(text))
    *steps, last = (words_of(spec, each)[1].strip() for each in STEPS)
    kinds = {"feature": 0, "rule": 0, "background": 0, "scenario": -1, "examples": 0}
    *sections, examples = (f"{words_of(spec, kind)[at]}:" for kind, at in kinds.items())
    return (
        f"A step is one line that starts with {', '.join(steps)} or {last}; "
        f"a section with {', '.join(sections)} or {examples}."
    )


def _language_of(text: str) -> str:
    first = next((each for each in text.split("\n") if each.strip()), "")
    match = TokenMatcher.LANGUAGE_RE.match(first)
    return match[1] if match else ENGLISH
