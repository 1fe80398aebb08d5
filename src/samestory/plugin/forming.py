"""What is wrong with the form of a feature file, before any step is looked up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, cast

from gherkin.errors import CompositeParserException
from gherkin.parser import Parser

if TYPE_CHECKING:
    from gherkin.parser_types import Envelope, RuleEnvelope, Scenario, ScenarioEnvelope

KEYWORDS = ("Given", "When", "Then", "And", "But")


def mistakes_of_form(path: Path, shown: str) -> list[str]:
    """Whatever is not Gherkin in a file, and scenarios that share a name or lack steps."""
    try:
        document = Parser().parse(path.read_text(encoding="utf-8"))
    except CompositeParserException as error:
        return [_not_gherkin(shown, each) for each in error.errors]
    except UnicodeDecodeError:
        return [f"{shown} is not written in UTF-8.\n  Save it as UTF-8."]
    feature = document.get("feature")
    scenarios = list(scenarios_in(feature["children"])) if feature else []
    if not scenarios:
        return [f"{shown} holds no scenario.\n  Write one, or remove the file."]
    checks = (_same_names, _without_steps, _misspelt_keywords)
    return [mistake for check in checks for mistake in check(scenarios, shown)]


def scenarios_in(children: Sequence[Envelope]) -> Iterator[Scenario]:
    """Every scenario of a feature, also those within its rules."""
    for child in children:
        if "scenario" in child:
            yield cast("ScenarioEnvelope", child)["scenario"]
        elif "rule" in child:
            yield from scenarios_in(cast("RuleEnvelope", child)["rule"]["children"])


def _not_gherkin(shown: str, error: Exception) -> str:
    line = getattr(error, "location", {}).get("line", "?")
    got = str(error).partition(", got ")[2] or str(error)
    return (
        f"{shown}, line {line}: this is not Gherkin: {got}.\n"
        "  A step starts with Given, When, Then, And or But; a section with Feature:, Rule:, "
        "Background:, Scenario: or Examples:."
    )


def _same_names(scenarios: Sequence[Scenario], shown: str) -> Iterator[str]:
    first: dict[str, Scenario] = {}
    for each in scenarios:
        before = first.setdefault(each["name"], each)
        if before is not each:
            yield (
                f"{shown}, line {_line(each)}: the scenario on line {_line(before)} is also called "
                f"'{each['name']}', and only one of them would be run.\n"
                "  Give it a name of its own."
            )


def _without_steps(scenarios: Sequence[Scenario], shown: str) -> Iterator[str]:
    for each in scenarios:
        if not each["steps"]:
            yield (
                f"{shown}, line {_line(each)}: the scenario '{each['name']}' has no steps, so it "
                "would pass without having looked.\n  Write them, or remove the scenario."
            )


def _misspelt_keywords(scenarios: Sequence[Scenario], shown: str) -> Iterator[str]:
    """Gherkin takes whatever stands before the first step for a description."""
    for each in scenarios:
        for line in each["description"].splitlines():
            first = line.split()[0] if line.strip() else ""
            if meant := get_close_matches(first, KEYWORDS, n=1, cutoff=0.7):
                yield (
                    f"{shown}, line {_line(each)}: the scenario '{each['name']}' begins with "
                    f"'{line.strip()}', which is no step and would be left out.\n"
                    f"  Did you mean '{meant[0]}'?"
                )


def _line(scenario: Scenario) -> int:
    return scenario["location"]["line"]
