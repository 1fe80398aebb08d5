"""What Allure is told about one scenario: its name, its place, its labels, its history."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_bdd.scenario import scenario_wrapper_template_registry

from samestory.report.run_writer import journey_of

if TYPE_CHECKING:
    from pytest_bdd.parser import ScenarioTemplate

SEVERITIES = ("blocker", "critical", "normal", "minor", "trivial")
_STORY = "story-"


@dataclass(frozen=True, slots=True)
class ScenarioMetadata:
    """One scenario for Allure.

    `full_name` contains the feature file's path within the project and the scenario's name as
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
    examples: Mapping[str, str]

    @property
    def stories(self) -> list[str]:
        """The numbers of the `@story-27` tags."""
        return [each.removeprefix(_STORY) for each in self.tags if each.startswith(_STORY)]

    @property
    def case_id(self) -> str:
        """The same for all example rows of one scenario."""
        return _digest(self.full_name)

    @property
    def history_id(self) -> str:
        """The same for one scenario with one row of examples, in every run."""
        row = (f"{name}={value}" for name, value in sorted(self.examples.items()))
        return _digest(self.full_name, *row)


def metadata_of(item: pytest.Item) -> ScenarioMetadata | None:
    """Return the metadata of a collected scenario; None for a test that is not one."""
    template = _template(item)
    if template is None:
        return None
    examples = _examples(item)
    scenario = template.render(examples)
    tags = _tags(template)
    path = _within(Path(template.feature.filename), item.config.rootpath)
    feature = template.feature.name or path.stem
    texts = (scenario.description, template.feature.description)
    return ScenarioMetadata(
        name=scenario.name,
        full_name=f"{path.as_posix()}: {_unique_name(template)}",
        description="\n\n".join(text.strip() for text in texts if text and text.strip()),
        epic=journey_of(path, feature),
        feature=feature,
        rule=template.rule.name if template.rule else None,
        severity=next((each for each in SEVERITIES if each in tags), "normal"),
        tags=tuple(sorted(set(tags) - set(SEVERITIES))),
        examples=examples,
    )


def _unique_name(template: ScenarioTemplate) -> str:
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
    if path.is_relative_to(root):
        return path.relative_to(root)
    return Path(path.parent.name, path.name)


def _digest(*parts: str) -> str:
    """Name things for Allure; not a protection."""
    return hashlib.md5("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()
