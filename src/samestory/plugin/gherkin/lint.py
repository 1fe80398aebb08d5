"""What is wrong with the form of a feature file, before any step is looked up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gherkin.errors import CompositeParserException
from gherkin.token_matcher import TokenMatcher

from samestory.plugin.gherkin.descriptions import Hidden, StepPhrase, hidden_in
from samestory.plugin.gherkin.document import (
    CONJUNCTION,
    NotUtf8,
    background_steps,
    groups,
    nodes_below,
    parse,
    read_feature,
    scenarios_directly_in,
    scenarios_in,
)
from samestory.plugin.gherkin.outlines import mistakes_of_background, mistakes_of_outline
from samestory.plugin.gherkin.syntax_errors import not_gherkin

if TYPE_CHECKING:
    from gherkin.parser_types import Feature, GherkinDocument, Scenario, Step


def mistakes_of_form(path: Path, shown: str, phrases: Sequence[StepPhrase] = ()) -> list[str]:
    """Whatever is not Gherkin in a file, and whatever of it Gherkin or pytest-bdd would leave out.

    `phrases` are the steps that there are, by which a step in a description is told from prose.
    """
    try:
        text = read_feature(path)
        document = parse(text)
    except NotUtf8 as fact:
        return [f"{shown} {fact}.\n  Save it as UTF-8."]
    except CompositeParserException as error:
        return [not_gherkin(shown, each, text) for each in error.errors]
    feature = document.get("feature")
    scenarios = list(scenarios_in(feature["children"])) if feature else []
    hidden = [_hidden(shown, each) for each in hidden_in(feature, text, phrases)] if feature else []
    late = list(_late_language(document, shown))
    if feature is None or not scenarios:
        nothing = f"{shown} holds no scenario.\n  Write one, or remove the file."
        return [*late, *hidden] or [nothing]
    checks = (_same_names, _without_steps, _begins_with_and, _left_open)
    return [*late, *hidden, *(each for check in checks for each in check(feature, shown))]


def _hidden(shown: str, found: Hidden) -> str:
    whose = "examples" if found.of == "examples" else f"the {found.of}"
    return (
        f"{shown}, line {found.line}: '{found.text}' stands in the description of {whose}, "
        f"so that it would be left out.\n  {_fix(found)}"
    )


def _fix(found: Hidden) -> str:
    if found.meant is None and found.of in {"scenario", "background"}:
        return "Begin it with a keyword of this language, such as Given, or word it otherwise."
    if found.meant is None:
        return "Write it below a Scenario: or a Background:, or word the description otherwise."
    if not found.text.startswith(found.meant):
        return f"Did you mean '{found.meant}'? If it is prose, word it otherwise."
    if found.meant.endswith(":"):
        return f"No '{found.meant}' is looked for there, or not in this language: move or mend it."
    return f"Write '{found.meant}' and a space."


def _late_language(document: GherkinDocument, shown: str) -> Iterator[str]:
    for each in document["comments"]:
        if match := TokenMatcher.LANGUAGE_RE.match(each["text"]):
            yield (
                f"{shown}, line {each['location']['line']}: the language '{match[1]}' is named too "
                "late, so that the keywords are still those of "
                f"'{document['feature']['language'] if 'feature' in document else 'en'}'.\n"
                "  Name it in the first line."
            )


def _same_names(feature: Feature, shown: str) -> Iterator[str]:
    for group in groups(feature):
        first: dict[str, Scenario] = {}
        for each in scenarios_directly_in(group["children"]):
            before = first.setdefault(each["name"], each)
            if before is not each:
                yield (
                    f"{shown}, line {_line(each)}: the scenario on line {_line(before)} is also "
                    f"called '{each['name']}', and nobody could tell their results apart.\n"
                    "  Give it a name of its own."
                )


def _without_steps(feature: Feature, shown: str) -> Iterator[str]:
    for each in scenarios_in(feature["children"]):
        if not each["steps"]:
            yield (
                f"{shown}, line {_line(each)}: the scenario '{each['name']}' has no steps, so it "
                "would pass without having looked.\n  Write them, or remove the scenario."
            )


def _begins_with_and(feature: Feature, shown: str) -> Iterator[str]:
    """A scenario may begin with And if a background comes before it; nothing else may."""
    found: dict[int, Step] = {}
    before = background_steps(feature["children"])
    for group in groups(feature):
        of_rule = [] if group is feature else background_steps(group["children"])
        for each in scenarios_directly_in(group["children"]):
            first = [*before, *of_rule, *each["steps"]][:1]
            found |= {step["location"]["line"]: step for step in first}
    for line, step in found.items():
        if step["keywordType"] == CONJUNCTION:
            yield (
                f"{shown}, line {line}: '{step['keyword']}{step['text']}' follows no other step.\n"
                "  Begin it with Given, When or Then, or put a Background: before it."
            )


def _left_open(feature: Feature, shown: str) -> Iterator[str]:
    """The placeholders that nothing fills."""
    for what, node in nodes_below(feature["children"]):
        if what == "background":
            yield from mistakes_of_background(node, shown)
        elif what == "scenario":
            yield from mistakes_of_outline(node, feature, shown)


def _line(scenario: Scenario) -> int:
    return scenario["location"]["line"]
