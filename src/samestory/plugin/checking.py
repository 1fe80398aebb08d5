"""What is wrong with the steps of a feature, before anything is run: all of it at once."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_bdd.scenario import find_fixturedefs_for_step
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

if TYPE_CHECKING:
    import pytest
    from pytest_bdd.parser import Feature, Scenario, ScenarioTemplate, Step

NAMES_SYSTEMS = ("systems", "system", "other_system")
"""The arguments of steps that hold names of systems, as the landscape calls them."""


@dataclass
class Checked:
    """What was found in one file: mistakes, and where which systems are named."""

    mistakes: list[str] = field(default_factory=list)
    names_systems: list[tuple[str, str]] = field(default_factory=list)


def check(feature: Feature, shown: str, node: pytest.Collector) -> Checked:
    """Look up every step of a feature among the step definitions that `node` can see."""
    found = Checked()
    known: dict[tuple[str, str], StepFunctionContext | None] = {}
    for scenario in _rendered(feature):
        for step in scenario.steps:
            where = f"{shown}, line {step.line_number}"
            if (step.type, step.name) not in known:
                definition = _definition(step, node)
                known[step.type, step.name] = definition
                found.mistakes += _mistakes_of_step(step, definition, where)
            found.names_systems += _systems_named(step, known[step.type, step.name], where)
    return found


def tags_of(feature: Feature) -> set[str]:
    """Every tag in a feature, without the @."""
    found = set(feature.tags)
    for template in feature.scenarios.values():
        found |= template.tags | (template.rule.tags if template.rule else set())
        found |= {tag for examples in template.examples for tag in examples.tags}
    return found


def _rendered(feature: Feature) -> Iterator[Scenario]:
    for template in feature.scenarios.values():
        for row in _rows(template):
            yield template.render(row)


def _rows(template: ScenarioTemplate) -> Sequence[Mapping[str, str]]:
    rows = [row for examples in template.examples for row in examples.as_contexts()]
    return rows or [{}]


def _definition(step: Step, node: pytest.Collector) -> StepFunctionContext | None:
    manager = node.session._fixturemanager  # noqa: SLF001  # as pytest-bdd itself looks steps up
    found = list(find_fixturedefs_for_step(step, manager, node))
    return step_function_context_registry[found[-1].func] if found else None


def _mistakes_of_step(
    step: Step, definition: StepFunctionContext | None, where: str
) -> Iterator[str]:
    if definition is None:
        yield (
            f"{where}: no step is called '{step.name}'.\n"
            f"  {_nearest(step)}`samestory steps` lists the steps that there are."
        )
    elif _is_async(definition):
        yield (
            f"{where}: the step '{step.name}' is an `async def` "
            f"({_place(definition)}), which is never awaited and would pass unseen.\n"
            "  Write it as a plain `def`."
        )


def _nearest(step: Step) -> str:
    known = {
        context.parser.name: context
        for context in step_function_context_registry.values()
        if context.type in {step.type, None}
    }
    nearest = get_close_matches(step.name, known, n=1, cutoff=0.5)
    return f"Did you mean '{nearest[0]}'? " if nearest else ""


def _is_async(definition: StepFunctionContext) -> bool:
    function = definition.step_func
    return inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)


def _place(definition: StepFunctionContext) -> str:
    code = inspect.unwrap(definition.step_func).__code__
    return f"{Path(code.co_filename).name}, line {code.co_firstlineno}"


def _systems_named(
    step: Step, definition: StepFunctionContext | None, where: str
) -> Iterator[tuple[str, str]]:
    arguments = (definition and definition.parser.parse_arguments(step.name)) or {}
    for name in NAMES_SYSTEMS:
        if isinstance(text := arguments.get(name), str):
            yield where, text
