"""How Allure is told of one scenario: its name, its place in the tree, its labels, its history."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_bdd.scenario import scenario_wrapper_template_registry

from samestory.report.run_writer import journey_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pytest
    from pytest_bdd.parser import ScenarioTemplate

SEVERITIES = ("blocker", "critical", "normal", "minor", "trivial")
_STORY = "story-"


@dataclass(frozen=True, slots=True)
class Telling:
    """One scenario as Allure is told of it.

    `full_name` holds the feature file's path within the project and the scenario's name as
    written, behind its rule's if two rules have a scenario of that name, so that a test keeps its
    history across machines, runs and example rows.
    """

    name: str
    full_name: str
    description: str
    epic: str
    feature: str
    rule: str | None
    severity: str
    tags: tuple[str, ...]
    stories: tuple[str, ...]
    """The numbers of the `@story-27` tags."""
    examples: Mapping[str, str]
    steps: tuple[str, ...]
    """Every step as written, with its keyword."""

    @property
    def case_id(self) -> str:
        """The same for all example rows of one scenario."""
        return _digest(self.full_name)

    @property
    def history_id(self) -> str:
        """The same for one scenario with one row of examples, in every run."""
        row = (f"{name}={value}" for name, value in sorted(self.examples.items()))
        return _digest(self.full_name, *row)

    @property
    def place(self) -> tuple[str, ...]:
        """Where it stands in the tree, outermost first."""
        return tuple(each for each in (self.epic, self.feature, self.rule) if each)


def telling_of(item: pytest.Item) -> Telling | None:
    """What to tell of a collected scenario; None for a test that is not one."""
    template = _template(item)
    if template is None:
        return None
    examples = _examples(item)
    scenario = template.render(examples)
    tags = _tags(template)
    path = _within(Path(template.feature.filename), item.config.rootpath)
    return Telling(
        name=scenario.name,
        full_name=f"{path.as_posix()}: {_told_apart(template)}",
        description=_paragraphs(scenario.description, template.feature.description),
        epic=journey_of(path, template.feature.name or path.stem),
        feature=template.feature.name or path.stem,
        rule=template.rule.name if template.rule else None,
        severity=next((each for each in SEVERITIES if each in tags), "normal"),
        tags=tuple(sorted(set(tags) - set(SEVERITIES))),
        stories=tuple(
            sorted(each.removeprefix(_STORY) for each in tags if each.startswith(_STORY))
        ),
        examples=examples,
        steps=tuple(f"{step.keyword} {step.name}" for step in scenario.steps),
    )


def _told_apart(template: ScenarioTemplate) -> str:
    """The name as written, behind its rule if another rule has a scenario of that name."""
    names = [each.name for each in template.feature.scenarios.values()]
    if template.rule is None or names.count(template.name) == 1:
        return template.name
    return f"{template.rule.name}: {template.name}"


def _template(item: pytest.Item) -> ScenarioTemplate | None:
    function = getattr(item, "function", None)
    try:
        return scenario_wrapper_template_registry.get(function) if function else None
    except TypeError:  # a callable that cannot be weakly referenced is no scenario
        return None


def _examples(item: pytest.Item) -> Mapping[str, str]:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    examples = parameters.get("_pytest_bdd_example", {})
    return {str(name): str(value) for name, value in examples.items()}


def _tags(template: ScenarioTemplate) -> Collection[str]:
    rule = template.rule.tags if template.rule else set()
    return template.tags | template.feature.tags | rule


def _within(path: Path, root: Path) -> Path:
    return (
        path.relative_to(root) if path.is_relative_to(root) else Path(path.parent.name, path.name)
    )


def _paragraphs(*texts: str | None) -> str:
    return "\n\n".join(text.strip() for text in texts if text and text.strip())


def _digest(*parts: str) -> str:
    """A name for Allure's files, not a protection."""
    return hashlib.md5("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()
