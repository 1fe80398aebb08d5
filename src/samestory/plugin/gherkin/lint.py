"""What is wrong with the form of a feature file, before any step is looked up."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from gherkin.errors import CompositeParserException
from gherkin.parser_types import Feature, GherkinDocument, Scenario
from gherkin.token_matcher import TokenMatcher

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
from samestory.plugin.gherkin.keywords import dialect, words_of
from samestory.plugin.gherkin.outlines import mistakes_of_background, mistakes_of_outline
from samestory.plugin.gherkin.syntax import syntax_mistakes


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
        found = syntax_mistakes(error.errors, text)
        return [f"{shown}, line {line}: {mistake}" for line, mistake in found]
    feature = document.get("feature")
    hidden = [*hidden_in(feature, text, phrases)] if feature else []
    mistakes = [*_late_language(document), *hidden]
    if feature and list(scenarios_in(feature["children"])):
        mistakes += _without_steps(feature, {each.line for each in hidden})
        checks = (_same_names, _begins_with_and, _left_open, _joined_tags)
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


def _without_steps(feature: Feature, hidden: Collection[int]) -> Iterator[Mistake]:
    """Yield each scenario without steps, but for those whose steps are `hidden` in these lines."""
    starts = [node["location"]["line"] for _, node in nodes_below(feature["children"])]
    hiding = {max((each for each in starts if each < line), default=0) for line in hidden}
    for each in scenarios_in(feature["children"]):
        if each["location"]["line"] in hiding:
            continue
        if not each["steps"] and each["description"].lstrip().startswith("|"):
            meant = words_of(dialect(feature["language"]), "examples")[0]
            yield Mistake(
                each["location"]["line"],
                f"a table stands below '{each['keyword']}:', which begins a scenario.\n"
                f"  Did you mean '{meant}:'?",
            )
        elif not each["steps"]:
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


def _joined_tags(feature: Feature) -> Iterator[Mistake]:
    nodes = [feature, *(node for _, node in nodes_below(feature["children"]))]
    examples = [each for node in nodes for each in node.get("examples", ())]
    for tag in (tag for node in (*nodes, *examples) for tag in node.get("tags", ())):
        if {",", ";"} & {*tag["name"]}:
            yield Mistake(
                tag["location"]["line"],
                f"the tag '{tag['name']}' holds a comma, so that -m cannot choose by it.\n"
                "  Write a space between tags: @story-27 @critical.",
            )
