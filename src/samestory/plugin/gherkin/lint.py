"""What is wrong with the form of a feature file, before any step is looked up."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from gherkin.dialect import DIALECTS
from gherkin.errors import CompositeParserException
from gherkin.parser_types import Feature, GherkinDocument, Scenario
from gherkin.token_matcher import TokenMatcher

from samestory.errors import did_you_mean
from samestory.plugin.gherkin.descriptions import StepPhrase, hidden_in
from samestory.plugin.gherkin.document import (
    CONJUNCTION,
    Mistake,
    NotUtf8,
    background_steps,
    groups,
    nodes_below,
    parse,
    read_feature,
    scenarios_directly_in,
    scenarios_in,
)
from samestory.plugin.gherkin.keywords import ENGLISH, STEPS, Keywords, dialect, words_of
from samestory.plugin.gherkin.outlines import mistakes_of_background, mistakes_of_outline

_KNOWN = {
    "inconsistent cell count": "Give every row of the table as many cells as the first one.",
    "A tag may not contain whitespace": "Write each tag as one word: @story-27 @critical.",
    "expected: #DocStringSeparator": 'Close the text with the """ or ``` that it was opened with.',
    "unexpected end of file": "Write what belongs to the last line, or remove that.",
}
"""What gherkin says, and what helps then."""


def mistakes_of_form(path: Path, shown: str, phrases: Sequence[StepPhrase] = ()) -> list[str]:
    """Return what is not Gherkin in a file, and what Gherkin or pytest-bdd would leave out.

    `shown` is the path as people write it. `phrases` are the steps that there are: by these, a
    step in a description is told from prose.
    """
    try:
        text = read_feature(path)
        document = parse(text)
    except NotUtf8 as fact:
        return [f"{shown} {fact}.\n  Save it as UTF-8."]
    except CompositeParserException as error:
        found = [syntax_mistake(each, text) for each in error.errors]
        return [f"{shown}, line {line}: {mistake}" for line, mistake in found]
    feature = document.get("feature")
    mistakes = [*_late_language(document), *(hidden_in(feature, text, phrases) if feature else ())]
    if feature and list(scenarios_in(feature["children"])):
        checks = (_same_names, _without_steps, _begins_with_and, _left_open)
        mistakes += [each for check in checks for each in check(feature)]
    elif not mistakes:
        return [f"{shown} holds no scenario.\n  Write one, or remove the file."]
    return [f"{shown}, line {line}: {mistake}" for line, mistake in mistakes]


def _late_language(document: GherkinDocument) -> Iterator[Mistake]:
    language = document["feature"]["language"] if "feature" in document else "en"
    for each in document["comments"]:
        if match := TokenMatcher.LANGUAGE_RE.match(each["text"]):
            yield Mistake(
                each["location"]["line"],
                f"the language '{match[1]}' is named too late, so that the keywords are still "
                f"those of '{language}'.\n  Name it in the first line.",
            )


def _same_names(feature: Feature) -> Iterator[Mistake]:
    for group in groups(feature):
        first: dict[str, Scenario] = {}
        for each in scenarios_directly_in(group["children"]):
            before = first.setdefault(each["name"], each)
            if before is not each:
                yield Mistake(
                    each["location"]["line"],
                    f"the scenario on line {before['location']['line']} is also called "
                    f"'{each['name']}', so that their results could not be told apart.\n"
                    "  Give it a name of its own.",
                )


def _without_steps(feature: Feature) -> Iterator[Mistake]:
    for each in scenarios_in(feature["children"]):
        if not each["steps"]:
            yield Mistake(
                each["location"]["line"],
                f"the scenario '{each['name']}' has no steps, so it would pass without having "
                "looked.\n  Write them, or remove the scenario.",
            )


def _begins_with_and(feature: Feature) -> Iterator[Mistake]:
    """A scenario may begin with And if a background comes before it; nothing else may."""
    before = background_steps(feature["children"])
    found = {}
    for group in groups(feature):
        of_rule = [] if group is feature else background_steps(group["children"])
        for each in scenarios_directly_in(group["children"]):
            for first in [*before, *of_rule, *each["steps"]][:1]:
                found[first["location"]["line"]] = first
    for line, step in found.items():
        if step["keywordType"] == CONJUNCTION:
            yield Mistake(
                line,
                f"'{step['keyword']}{step['text']}' follows no other step.\n"
                "  Begin it with Given, When or Then, or put a Background: before it.",
            )


def _left_open(feature: Feature) -> Iterator[Mistake]:
    for what, node in nodes_below(feature["children"]):
        if what == "background":
            yield from mistakes_of_background(node)
        elif what == "scenario":
            yield from mistakes_of_outline(node, feature)


def syntax_mistake(error: Exception, text: str) -> Mistake:
    """Return one error of gherkin's parser in a sentence, with a fix; `text` is the whole file."""
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
    return _misplaced(got, text) or _misspelt(got, text) or _language(got) or _general(text)


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


def _language(got: str) -> str | None:
    """The language in which a file is written that does not say so."""
    title = got.partition(":")[0]
    code = next((each for each in DIALECTS if title in words_of(dialect(each), "feature")), None)
    return code and f"Name its language in the first line: # language: {code}"


def _general(text: str) -> str:
    spec = dialect(_language_of(text))
    *steps, last = (words_of(spec, each)[1].strip() for each in STEPS)
    kinds = {"feature": 0, "rule": 0, "background": 0, "scenario": -1, "examples": 0}
    *sections, examples = (f"{words_of(spec, kind)[at]}:" for kind, at in kinds.items())
    return (
        f"A step starts with {', '.join(steps)} or {last}; "
        f"a section with {', '.join(sections)} or {examples}."
    )


def _language_of(text: str) -> str:
    first = next((each for each in text.split("\n") if each.strip()), "")
    match = TokenMatcher.LANGUAGE_RE.match(first)
    return match[1] if match else ENGLISH
