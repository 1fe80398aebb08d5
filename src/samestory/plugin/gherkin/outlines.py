"""Scenario outlines: every `<placeholder>` is a column of the examples, and every column is used.

Otherwise it would be played as it stands, and systems be asked about an order '<number>'.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from gherkin.parser_types import Background, Examples, Feature, Scenario

from samestory.errors import did_you_mean
from samestory.plugin.gherkin.document import Mistake
from samestory.plugin.gherkin.keywords import dialect, words_of

PLACEHOLDER = re.compile(r"(?<!<)<([^\s<>](?:[^<>]*[^\s<>])?)>(?!>)")
NEARLY_ONE = re.compile(
    r"<<+[^\s<>]+>*|<[^\W\d_]\w*>*|<\s*>"
    r'|(?<=")(?:[^\W\d_]\w*>|\$?\{\{?\s*[^\W\d_]\w*\s*\}?\})(?=")'
)
"""Never begun or ended, doubled, empty, or in braces."""

Place = tuple[int, str]
"""A text of a scenario, and the line that it stands in."""


def mistakes_of_outline(scenario: Scenario, feature: Feature) -> Iterator[Mistake]:
    """Yield what is wrong with the placeholders and the examples of a scenario."""
    places = [(scenario["location"]["line"], scenario["name"]), *_places(scenario)]
    for tag in (tag for holder in (scenario, *scenario["examples"]) for tag in holder["tags"]):
        for found in PLACEHOLDER.finditer(tag["name"]):
            yield Mistake(
                tag["location"]["line"],
                f"nothing fills '{found[0]}' in a tag.\n"
                "  Write what is meant, and give each tag a table of examples of its own.",
            )
    if not scenario["examples"]:
        yield from _without_examples(scenario, feature, places)
        return
    for examples in scenario["examples"]:
        yield from _mistakes_of_table(scenario, examples, places)
        yield from _in_cells(examples)
    yield from _unbalanced(
        places, {column for each in scenario["examples"] for column in _columns(each)}
    )


def mistakes_of_background(background: Background) -> Iterator[Mistake]:
    """Yield its placeholders: nothing fills them, whatever scenario follows."""
    fix = "Write the step into the scenario, or write what is meant instead."
    yield from _unfilled(_places(background), f" in a background.\n  {fix}")


def _places(holder: Scenario | Background) -> Iterator[Place]:
    for step in holder["steps"]:
        yield step["location"]["line"], step["text"]
        for row in step["dataTable"]["rows"] if "dataTable" in step else ():
            yield from ((row["location"]["line"], cell["value"]) for cell in row["cells"])


def _unfilled(places: Iterable[Place], why_and_fix: str) -> Iterator[Mistake]:
    for at, text in places:
        nearly = NEARLY_ONE.finditer(PLACEHOLDER.sub("", text))
        for found in (*PLACEHOLDER.finditer(text), *nearly):
            yield Mistake(at, f"nothing fills '{found[0]}'{why_and_fix}")


def _without_examples(
    scenario: Scenario, feature: Feature, places: Iterable[Place]
) -> Iterator[Mistake]:
    line, name = scenario["location"]["line"], scenario["name"]
    if scenario["keyword"] in words_of(dialect(feature["language"]), "scenarioOutline"):
        yield Mistake(
            line,
            f"the outline '{name}' has no Examples:, so nothing fills it.\n"
            "  Add them, or write Scenario:.",
        )
        return
    fix = "Add them, or write what is meant instead."
    yield from _unfilled(places, f", because the scenario '{name}' has no Examples:.\n  {fix}")


def _in_cells(examples: Examples) -> Iterator[Mistake]:
    """What fills a placeholder is not filled in turn; what ends as XML does is no placeholder."""
    cells = [cell for row in examples.get("tableBody", ()) for cell in row["cells"]]
    places = (
        (cell["location"]["line"], cell["value"]) for cell in cells if "</" not in cell["value"]
    )
    yield from _unfilled(places, " in a row of examples.\n  Write what is meant instead.")


def _mistakes_of_table(
    scenario: Scenario, examples: Examples, places: Collection[Place]
) -> Iterator[Mistake]:
    line, columns = examples["location"]["line"], _columns(examples)
    if not examples.get("tableBody"):
        yield Mistake(
            line,
            f"the table of examples of '{scenario['name']}' has no rows, so it would not be "
            "played.\n  Add a row, or remove the table.",
        )
        return
    if not columns:
        yield Mistake(
            line, "this table of examples has no columns.\n  Begin and end each of its rows with |."
        )
        return
    used = _used_names(scenario, columns, places)
    for name in sorted(used.keys() - set(columns)):
        yield Mistake(
            used[name],
            f"nothing fills '<{name}>': the examples on line {line} have no such column.\n"
            f"  {did_you_mean(name, columns)}Columns: {', '.join(sorted(columns))}.",
        )
    for name in sorted(set(columns) - used.keys()):
        yield Mistake(
            line,
            f"no step uses the column '{name}' of these examples, so what it holds is never "
            f"checked.\n  Use <{name}> in a step or in the scenario's name, or remove it.",
        )
    for name in (each for each, times in Counter(columns).items() if times > 1):
        yield Mistake(line, f"two columns are called '{name}'.\n  Give each a name of its own.")


def _used_names(
    scenario: Scenario, columns: Collection[str], places: Iterable[Place]
) -> dict[str, int]:
    """The names of placeholders, and the line of each.

    In a text in quotes they count only if a column is called so, or nearly: it may hold XML.
    """
    used = {name: at for at, text in places for name in PLACEHOLDER.findall(text)}
    for text in (step["docString"] for step in scenario["steps"] if "docString" in step):
        for name in PLACEHOLDER.findall(f"{text.get('mediaType', '')}\n{text['content']}"):
            if did_you_mean(name, columns):
                used[name] = text["location"]["line"]
    return used


def _columns(examples: Examples) -> list[str]:
    filled = bool(examples.get("tableBody"))
    return [cell["value"] for cell in examples["tableHeader"]["cells"]] if filled else []


def _unbalanced(places: Iterable[Place], columns: Collection[str]) -> Iterator[Mistake]:
    names = "|".join(map(re.escape, columns))
    half = re.compile(rf"{NEARLY_ONE.pattern}|<\s*(?:{names})(?!\w)|(?<!\w)(?:{names})\s*>")
    for at, text in places:
        for found in half.finditer(PLACEHOLDER.sub("", text)) if columns else ():
            yield Mistake(
                at,
                f"'{found[0].strip()}' is not a placeholder, and would be played as it stands.\n"
                "  Write it between < and >, without spaces at its ends.",
            )
