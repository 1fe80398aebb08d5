"""Which systems a scenario has to watch in the background: read in its steps before it begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pytest

from samestory.plugin.phrases import without_owners
from samestory.plugin.step_check import KnownStep, find_definition

if TYPE_CHECKING:
    from pytest_bdd.parser import Scenario

    from samestory.config import Landscape

Plan = Mapping[str, frozenset[str]]
"""By kind of subject, the systems to be watched."""
WATCHED: pytest.StashKey[Plan] = pytest.StashKey()
"""The plan of a scenario that has begun."""


def systems_to_watch(scenario: Scenario, item: pytest.Item, landscape: Landscape) -> Plan:
    """Return what the steps of a scenario say about time, by the gaps of type `watched`."""
    said = (
        KnownStep("", gaps, known.parser.name)
        for step in scenario.steps
        if (known := find_definition(step, item))
        and (gaps := known.parser.parse_arguments(step.name))
    )
    return plan_of(said, landscape)


def plan_of(said: Iterable[KnownStep], landscape: Landscape) -> Plan:
    """Return the systems in gaps of type `watched`, by the kind of what they are asked about."""
    plan: dict[str, frozenset[str]] = {}
    for step in said:
        for gap, names in step.of_type("watched"):
            kind = step.kind_about(gap)
            systems = landscape.systems_called(without_owners(names))
            plan[kind] = plan.get(kind, frozenset()) | frozenset(systems)
    return plan
