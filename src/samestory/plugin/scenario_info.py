"""Which scenario of which feature a test is."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd.scenario import scenario_wrapper_template_registry

from samestory.core.model import Outcome
from samestory.core.verdict import Verdict
from samestory.errors import NothingToCompare
from samestory.report.run_writer import ScenarioInfo, journey_of
from samestory.report.scenario_id import distinct, scenario_id

ID: pytest.StashKey[str] = pytest.StashKey()
"""What a scenario is known by from run to run; see `scenario_id`."""

ATTEMPT: pytest.StashKey[int] = pytest.StashKey()
"""The number of the attempt at a scenario that is under way."""

SECONDS: pytest.StashKey[float] = pytest.StashKey()
"""How long a scenario has taken so far."""

OUTCOMES: pytest.StashKey[list[Outcome]] = pytest.StashKey()
"""The outcomes of a scenario's verdicts so far."""

RULES: pytest.StashKey[dict[str, str]] = pytest.StashKey()
"""The result of each standing rule, by its name."""

STEP: pytest.StashKey[str] = pytest.StashKey()
"""The step that a scenario has come to, as it is written."""

STANDING: pytest.StashKey[list[tuple[Verdict, ScenarioInfo]]] = pytest.StashKey()
"""The agreements that nobody has done anything after, and which questions were asked."""

FOOTPRINT: pytest.StashKey[bool] = pytest.StashKey()
"""Whether what systems say about everybody was noted before the first When-step."""

NOT_ASKED: pytest.StashKey[dict[str, str]] = pytest.StashKey()
"""The systems that a scenario names and the company lacks, and why."""


def scenario_info(item: pytest.Item) -> ScenarioInfo:
    """What a collected scenario is called, and where it belongs."""
    function: Any = getattr(item, "function", None)
    template = scenario_wrapper_template_registry[function]
    rule, feature = template.rule, template.feature
    tags = template.tags | feature.tags | (rule.tags if rule else set())
    examples = getattr(item, "callspec", None)
    row = examples.params.get("_pytest_bdd_example", {}) if examples else {}
    return ScenarioInfo(
        nodeid=item.nodeid,
        journey=journey_of(Path(feature.filename), feature.name),
        rule=rule.name if rule else None,
        scenario=template.render(row).name,
        tags=tuple(sorted(tags)),
        id=item.stash.get(ID, "")
        or scenario_id(feature.name, rule.name if rule else None, template.name, row),
        attempt=attempt_at(item),
        question=len(item.stash.get(OUTCOMES, ())),
    )


def attempt_at(item: pytest.Item) -> int:
    """Return the number of the attempt at a scenario that is under way."""
    return item.stash.get(ATTEMPT, 1)


def begin_next_attempt(item: pytest.Item) -> None:
    """Forget what was found in the last attempt at a scenario."""
    item.stash[ATTEMPT] = attempt_at(item) + 1
    forget_found(item)


def forget_found(item: pytest.Item) -> None:
    """Forget what was found in a scenario."""
    found: tuple[pytest.StashKey[Any], ...] = (
        *(SECONDS, OUTCOMES, RULES),
        *(STANDING, FOOTPRINT, NOT_ASKED),
    )
    for key in found:
        if key in item.stash:
            del item.stash[key]


def note_lacking(item: pytest.Item, lacking: Mapping[str, str]) -> None:
    """Note the systems that a scenario names and the company lacks, and why."""
    item.stash.setdefault(NOT_ASKED, {}).update(lacking)


def keep_distinct_ids(items: Iterable[pytest.Item]) -> None:
    """Number scenarios that are called the same, before any of them is left out."""
    found = list(items)
    for item, its in zip(found, distinct(scenario_info(each).id for each in found), strict=True):
        item.stash[ID] = its


def place_of(item: pytest.Item) -> tuple[int, int]:
    """Return the line of a scenario's keyword in its file, and which row of its examples it is."""
    function: Any = getattr(item, "function", None)
    examples = getattr(item, "callspec", None)
    row = examples.indices.get("_pytest_bdd_example", 0) if examples else 0
    return scenario_wrapper_template_registry[function].line_number, row


def place_in_feature(item: pytest.Item) -> dict[str, Any]:
    """Return the feature, the rule, the row and the line of a scenario, for its record."""
    function: Any = getattr(item, "function", None)
    template = scenario_wrapper_template_registry[function]
    callspec = getattr(item, "callspec", None)
    row = callspec.params.get("_pytest_bdd_example", {}) if callspec else {}
    return {
        "examples": {str(name): str(value) for name, value in row.items()},
        "feature": template.feature.name,
        "rule": template.rule.name if template.rule else None,
        "line": template.line_number,
    }


def end_of_scenario(request: pytest.FixtureRequest) -> None:
    """Check after the last step that a system was asked: nothing passes without that."""
    if not request.node.stash.get(OUTCOMES, []):
        raise NothingToCompare(
            "Every step went well, and none of them asked a system anything.\n"
            '  End the scenario with a question, such as "the website and the ERP agree on her '
            'order".'
        )
