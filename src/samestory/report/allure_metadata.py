"""What Allure is told about one scenario: its name, its place, its labels, its history."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_bdd.parser import ScenarioTemplate
from pytest_bdd.scenario import scenario_wrapper_template_registry

from samestory.exit_codes import ScenarioResult
from samestory.report.run_writer import journey_of
from samestory.report.scenario_id import scenario_id

SEVERITIES = ("blocker", "critical", "normal", "minor", "trivial")
NODE = "nodeid"
"""The label by which a result is found again for its scenario's record."""
OUTCOME = "outcome"
"""The label with the severest outcome of its verdicts."""
STATUS: Mapping[str, str] = {
    ScenarioResult.PASSED: "passed",
    ScenarioResult.FAILED: "failed",
    ScenarioResult.UNMET: "failed",
    ScenarioResult.BROKEN: "broken",
    ScenarioResult.INTERRUPTED: "broken",
    ScenarioResult.NOT_RUN: "unknown",
    ScenarioResult.DEFERRED: "skipped",
    ScenarioResult.SKIPPED: "skipped",
}
"""What Allure calls each result; what was not run is unknown, and never skipped."""


@dataclass(frozen=True, slots=True)
class ScenarioMetadata:
    """One scenario for Allure.

    `id` is what it is known by from run to run, wherever its file is moved; its history hangs on
    that. A company that has faults on purpose (`seeded`) gives a scenario another history, so that
    no healthy one is called flaky.
    """

    name: str
    nodeid: str
    id: str
    description: str
    epic: str
    feature: str
    rule: str | None
    severity: str
    tags: tuple[str, ...]
    examples: Mapping[str, str]
    seeded: tuple[str, ...] = ()

    @property
    def labels(self) -> list[tuple[str, str]]:
        """What Allure groups and filters by; `NODE` is how its result is found again."""
        place = (self.epic, self.feature, self.rule)
        pairs = [
            *zip(("epic", "feature", "story"), place, strict=True),
            *zip(("parentSuite", "suite", "subSuite"), place, strict=True),
            ("severity", self.severity),
            *(("tag", each) for each in self.tags),
            ("framework", "samestory"),
            (NODE, self.nodeid),
        ]
        return [(name, value) for name, value in pairs if value]

    @property
    def case_id(self) -> str:
        """The same for all example rows of one scenario."""
        return _digest(_without_row(self.id, self.examples), self.seeded)

    @property
    def history_id(self) -> str:
        """The same for one scenario with one row of examples, in every run."""
        return _digest(self.id, self.seeded)


def _digest(known_as: str, seeded: Collection[str]) -> str:
    """Return the id under which Allure keeps the history of a scenario; not a protection."""
    parts = (known_as, *sorted(seeded))
    return hashlib.md5("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()


def _without_row(known_as: str, examples: Mapping[str, str]) -> str:
    """Return the id of a scenario without the values of its row: that of the whole outline."""
    return known_as.replace(scenario_id("", None, "", examples), "", 1) if examples else known_as


def severity_of(tags: Collection[str]) -> str:
    """Return the gravest severity among the tags; "normal" if they name none."""
    return next((each for each in SEVERITIES if each in tags), "normal")


def metadata_of(
    item: pytest.Item, known_as: str = "", seeded: Collection[str] = ()
) -> ScenarioMetadata | None:
    """Return the metadata of a collected scenario; None for a test that is not one.

    `known_as` is its id in the record; without one, it is made of its names.
    """
    template = _template(item)
    if template is None:
        return None
    examples = _examples(item)
    scenario = template.render(examples)
    tags = _tags(template)
    path = _within(Path(template.feature.filename), item.config.rootpath)
    feature = template.feature.name or path.stem
    rule = template.rule.name if template.rule else None
    texts = (scenario.description, template.feature.description)
    return ScenarioMetadata(
        name=scenario.name,
        nodeid=item.nodeid,
        id=known_as or scenario_id(feature, rule, template.name, examples),
        description="\n\n".join(text.strip() for text in texts if text and text.strip()),
        epic=journey_of(path, feature),
        feature=feature,
        rule=rule,
        severity=severity_of(tags),
        tags=tuple(sorted(set(tags) - set(SEVERITIES))),
        examples=examples,
        seeded=tuple(seeded),
    )


def is_bound_scenario(item: pytest.Item) -> bool:
    """Return whether a test is a scenario of pytest-bdd."""
    return _template(item) is not None


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
