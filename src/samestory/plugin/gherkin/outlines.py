"""Scenario outlines: every `<placeholder>` is a column of the examples, and every column is used.

What nothing fills would be played as it stands, and systems be asked about an order '<number>'.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from samestory.config.config_errors import did_you_mean, listed
from samestory.plugin.gherkin.keywords import dialect, words_of

if TYPE_CHECKING:
    from gherkin.parser_types import Background, Examples, Feature, Scenario

_PLACEHOLDER = re.compile(r"(?<!<)<([^\s<>](?:[^<>]*[^\s<>])?)>(?!>)")
_OPENED = re.compile(
    r"<<+[^\s<>]+>*|<[^\W\d_]\w*>*|<\s*>"
    r'|(?<=")(?:[^\W\d_]\w*>|\$?\{\{?\s*[^\W\d_]\w*\s*\}?\})(?=")'
)

Place = tuple[int, str]
"""A text of a scenario, and the line that it stands in."""


def mistakes_of_outline(scenario: Scenario, feature: Feature, shown: str) -> Iterator[str]:
    """What is wrong with the placeholders and the examples of a scenario."""
    places = [(scenario["location"]["line"], scenario["name"]), *_places(scenario)]
    yield from _in_tags([scenario, *scenario["examples"]], shown)
    if not scenario["examples"]:
        yield from _without_examples(scenario, feature, places, shown)
        return
    for examples in scenario["examples"]:
        yield from (f"{shown}, {each}" for each in _mistakes_of_table(scenario, examples, places))
        yield from _in_cells(examples, shown)
    columns = {column for examples in scenario["examples"] for column in _columns(examples)}
    yield from _unbalanced(places, columns, shown)


def mistakes_of_background(background: Background, shown: str) -> Iterator[str]:
    """Nothing fills a placeholder there, whatever scenario follows."""
    for at, text in _places(background):
        for found in (*_PLACEHOLDER.finditer(text), *_opened(text)):
            yield (
                f"{shown}, line {at}: nothing fills '{found[0]}' in a background.\n"
                "  Write the step into the scenario, or write what is meant instead."
            )


def _places(holder: Scenario | Background) -> Iterator[Place]:
    for step in holder["steps"]:
        yield step["location"]["line"], step["text"]
        for row in step["dataTable"]["rows"] if "dataTable" in step else ():
            yield from ((row["location"]["line"], cell["value"]) for cell in row["cells"])


def _texts_below(scenario: Scenario) -> Iterator[Place]:
    """The texts in quotes below steps, and of which type they are: XML there is no placeholder."""
    for text in (step["docString"] for step in scenario["steps"] if "docString" in step):
        yield text["location"]["line"], f"{text.get('mediaType', '')}\n{text['content']}"


def _without_examples(
    scenario: Scenario, feature: Feature, places: Collection[Place], shown: str
) -> Iterator[str]:
    line, name = scenario["location"]["line"], scenario["name"]
    if scenario["keyword"] in words_of(dialect(feature["language"]), "scenarioOutline"):
        yield (
            f"{shown}, line {line}: the outline '{name}' has no Examples:, so nothing fills it.\n"
            "  Add them, or write Scenario:."
        )
        return
    for at, text in places:
        for found in (*_PLACEHOLDER.finditer(text), *_opened(text)):
            yield (
                f"{shown}, line {at}: nothing fills '{found[0]}', because the scenario '{name}' "
                "has no Examples:.\n  Add them, or write what is meant instead."
            )


def _in_tags(holders: Iterable[Scenario | Examples], shown: str) -> Iterator[str]:
    """Gherkin fills no tag."""
    for tag in (tag for holder in holders for tag in holder["tags"]):
        for found in _PLACEHOLDER.finditer(tag["name"]):
            yield (
                f"{shown}, line {tag['location']['line']}: nothing fills '{found[0]}' in a tag.\n"
                "  Write what is meant, and give each tag a table of examples of its own."
            )


def _in_cells(examples: Examples, shown: str) -> Iterator[str]:
    """What fills a placeholder is not filled in turn; what ends as XML does is no placeholder."""
    for cell in (cell for row in examples.get("tableBody", ()) for cell in row["cells"]):
        text = "" if "</" in cell["value"] else cell["value"]
        for found in (*_PLACEHOLDER.finditer(text), *_opened(text)):
            yield (
                f"{shown}, line {cell['location']['line']}: nothing fills '{found[0]}' in a row "
                "of examples.\n  Write what is meant instead."
            )


def _opened(text: str) -> Iterator[re.Match[str]]:
    """What is nearly a placeholder: never begun or ended, doubled, empty, or in braces."""
    return _OPENED.finditer(_PLACEHOLDER.sub("", text))


def _mistakes_of_table(
    scenario: Scenario, examples: Examples, places: Collection[Place]
) -> Iterator[str]:
    line, columns = examples["location"]["line"], _columns(examples)
    if not examples.get("tableBody"):
        yield (
            f"line {line}: the table of examples of '{scenario['name']}' has no rows, so it would "
            "not be played.\n  Add a row, or remove the table."
        )
        return
    used = {name: at for at, text in places for name in _PLACEHOLDER.findall(text)}
    below = {name: at for at, text in _texts_below(scenario) for name in _PLACEHOLDER.findall(text)}
    used |= {name: at for name, at in below.items() if did_you_mean(name, columns)}
    for name in sorted(used.keys() - set(columns)):
        yield (
            f"line {used[name]}: nothing fills '<{name}>': the examples on line {line} have no "
            f"such column.\n  {did_you_mean(name, columns)}Columns: {listed(columns)}."
        )
    for name in sorted(set(columns) - used.keys()):
        yield (
            f"line {line}: no step uses the column '{name}' of these examples, so what it holds is "
            f"never checked.\n  Use <{name}> in a step or in the scenario's name, or remove it."
        )
    for name in (each for each, times in Counter(columns).items() if times > 1):
        yield f"line {line}: two columns are called '{name}'.\n  Give each a name of its own."


def _columns(examples: Examples) -> list[str]:
    return (
        [cell["value"] for cell in examples["tableHeader"]["cells"]]
        if examples.get("tableBody")
        else []
    )


def _unbalanced(places: Collection[Place], columns: Collection[str], shown: str) -> Iterator[str]:
    names = "|".join(map(re.escape, columns))
    half = re.compile(rf"{_OPENED.pattern}|<\s*(?:{names})(?!\w)|(?<!\w)(?:{names})\s*>")
    for at, text in places:
        for found in half.finditer(_PLACEHOLDER.sub("", text)) if columns else ():
            yield (
                f"{shown}, line {at}: '{found[0].strip()}' is not a placeholder, and would be "
                "played as it stands.\n  Write it between < and >, without spaces at its ends."
            )
