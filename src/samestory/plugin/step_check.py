"""What is wrong with the steps of a feature, before anything is run: all of it at once."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pytest_bdd.compat import get_fixture_names, getfixturedefs
from pytest_bdd.parser import Feature, Scenario, ScenarioTemplate, Step
from pytest_bdd.scenario import STEP_ARGUMENT_DATATABLE, STEP_ARGUMENT_DOCSTRING
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry
from pytest_bdd.types import STEP_TYPES

from samestory.errors import WrongCall
from samestory.journeys import Cast
from samestory.journeys.promised_person import OTHER
from samestory.plugin.gherkin.document import ANY
from samestory.plugin.gherkin.playable import differences, open_steps
from samestory.plugin.nearest_step import hint_for
from samestory.plugin.phrases import gaps_of, mentions_in


@dataclass(frozen=True, slots=True)
class KnownStep:
    """A step whose definition is known: its place, its phrase, and what is in its gaps."""

    where: str
    gaps: Mapping[str, object]
    phrase: str

    def of_type(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the gaps that the phrase gives this type (`{stage:stage}`), with their texts."""
        for gap, kind in gaps_of(self.phrase):
            if kind.__name__ == name:
                yield gap, str(self.gaps[gap])

    def kind_about(self, gap: str) -> str:
        """Return the kind of subject that a gap for systems or words is about; "order" if unsaid.

        "her other order" is an order; a gap that begins with "other_" goes with `other_subject`.
        """
        about = ("other_subject", "subject") if gap.startswith("other_") else ("subject",)
        named = next((str(self.gaps[each]) for each in about if each in self.gaps), "order")
        return named.removeprefix(OTHER)


DEFINITIONS: pytest.StashKey[list[StepFunctionContext]] = pytest.StashKey()
"""The definitions of steps that can be seen in a file or a folder."""
Find = Callable[["Step"], StepFunctionContext | None]
"""Looks up the definition of a step."""


class PlayedStep(NamedTuple):
    """What a step says as a whole, and the function that plays it."""

    text: str
    play: Callable[..., Any]


@dataclass
class Checked:
    """What was found in one file: mistakes, and what its steps say."""

    mistakes: list[str] = field(default_factory=list)
    said: list[KnownStep] = field(default_factory=list)
    played: list[list[PlayedStep]] = field(default_factory=list)
    """The steps of each scenario whose definitions are known, in order."""


def check_steps(feature: Feature, shown: str, find: Find) -> Checked:
    """Look up every step of a feature; one of any kind (`*`) takes the kind of its definition."""
    found = Checked([f"{shown}, {each}" for each in differences(feature, _rendered(feature))])
    found.mistakes += _settle_open_steps(feature, shown, find)
    known: dict[tuple[str, str, bool, bool], StepFunctionContext | None] = {}
    mistakes: list[tuple[str, str]] = []
    for scenario in _rendered(feature):
        said: list[KnownStep] = []
        played: list[PlayedStep] = []
        complete = True
        for step in scenario.steps:
            where = f"{shown}, line {step.line_number}"
            same = step.type, step.name, bool(step.datatable), step.docstring is not None
            if same not in known:
                known[same] = find(step)
            mistakes += ((where, each) for each in _mistakes_of_step(step, known[same]))
            said += _said(step, known[same], where)
            played += _played(step, known[same])
            complete = complete and known[same] is not None
        mistakes += unclear_people(said) if complete else ()
        found.said += said
        found.played.append(played)
    found.mistakes += told_once(mistakes)
    return found


def told_once(mistakes: Iterable[tuple[str, str]]) -> list[str]:
    """Return mistakes with their places ("x, line 4"); one at several lines of a file is one."""
    lines: dict[tuple[str, str], dict[str, None]] = {}
    for where, text in mistakes:
        file, _, line = where.rpartition(", line ")
        lines.setdefault((file, text), {})[line] = None
    return [
        f"{file}, {'lines' if len(at) > 1 else 'line'} {', '.join(at)}: {text}"
        for (file, text), at in lines.items()
    ]


def unclear_people(said: Iterable[KnownStep]) -> Iterator[tuple[str, str]]:
    """Yield the first step of a scenario of which it is not clear whom it means; others follow.

    That is its place, and what is not clear.
    """
    cast = Cast()
    for step in said:
        try:
            cast.follow(mentions_in(step.gaps))
        except WrongCall as error:
            yield step.where, str(error)
            return


def tags_of(feature: Feature) -> set[str]:
    """Return every tag in a feature, without the @."""
    found = set(feature.tags)
    for template in feature.scenarios.values():
        found |= template.tags | (template.rule.tags if template.rule else set())
        found |= {tag for examples in template.examples for tag in examples.tags}
    return found


def find_definition(step: Step, node: pytest.Collector | pytest.Item) -> StepFunctionContext | None:
    """Return the definition of a step that `node` can see, or None; of several, the last one.

    pytest-bdd asks pytest for every fixture at every step. Here that is done once for all that see
    the same ones: the scenarios of a file, and the feature files of a folder, which define none.
    """
    file = node.parent if isinstance(node, pytest.Item) and node.parent else node
    home = file.parent if file.path.suffix == ".feature" and file.parent else file
    if DEFINITIONS not in home.stash:
        home.stash[DEFINITIONS] = [*_definitions(node)]
    definitions = home.stash[DEFINITIONS]
    return next((each for each in reversed(definitions) if _fits(each, step)), None)


def _definitions(node: pytest.Collector | pytest.Item) -> Iterator[StepFunctionContext]:
    manager = node.config.pluginmanager.get_plugin("funcmanage")  # its public name in pytest
    assert manager is not None, "there is one in every session"
    for name in get_fixture_names(manager):
        for each in getfixturedefs(manager, name, node) or ():
            if each.func in step_function_context_registry:
                yield step_function_context_registry[each.func]


def _fits(definition: StepFunctionContext, step: Step) -> bool:
    return definition.type in {None, step.type} and definition.parser.is_matching(step.name)


def _rendered(feature: Feature) -> Iterator[Scenario]:
    for template in feature.scenarios.values():
        for row in _rows(template):
            yield template.render(row)


def _rows(template: ScenarioTemplate) -> Sequence[Mapping[str, str]]:
    rows = [row for examples in template.examples for row in examples.as_contexts()]
    return rows or [{}]


def _settle_open_steps(feature: Feature, shown: str, find: Find) -> Iterator[str]:
    """Give each step that may be of any kind the kind of its definition, if that is sure."""
    left_open = set(open_steps(Path(feature.filename)))
    for template in feature.scenarios.values():
        rendered = template.render(_rows(template)[0]).steps
        for step, said in zip(template.steps, rendered, strict=True):
            if step.line_number in left_open:
                fitting = {
                    kind: found for kind in STEP_TYPES if (found := find(_of_kind(said, kind)))
                }
                goes_on = step.type in fitting and step.keyword != ANY
                step.type = step.type if goes_on else next(iter(fitting), step.type)
                if not goes_on and len({id(each.step_func) for each in fitting.values()}) > 1:
                    yield (
                        f"{shown}, line {step.line_number}: '{said.keyword} {said.name}' may mean "
                        f"{' or '.join(fitting)}, and does something else each time.\n"
                        f"  Write the keyword that is meant instead of '{said.keyword}'."
                    )


def _of_kind(step: Step, kind: str) -> Step:
    return replace(step, type=kind)


def _mistakes_of_step(step: Step, known: StepFunctionContext | None) -> Iterator[str]:
    if not step.name:
        yield f"this {step.keyword} has no text.\n  Write a step after it, or remove it."
        return
    if known is None:
        hint = hint_for(step.name, step.type, list(step_function_context_registry.values()))
        yield f"no step is called '{step.name}'.\n  {hint}"
        return
    if _is_async(known):
        yield (
            f"the step '{step.name}' is an `async def` "
            f"({_place(known)}), which is never awaited and would pass unseen.\n"
            "  Write it as a plain `def`."
        )
    yield from _mistakes_of_argument(step, known)


def _mistakes_of_argument(step: Step, known: StepFunctionContext) -> Iterator[str]:
    """A table or a text that the step does not read would be passed over, and never checked."""
    takes = inspect.signature(known.step_func).parameters
    given = {
        STEP_ARGUMENT_DATATABLE: ("table", step.datatable),
        STEP_ARGUMENT_DOCSTRING: ("text in quotes", step.docstring),
    }
    for name, (called, argument) in given.items():
        if argument is not None and name not in takes:
            yield (
                f"the step '{step.name}' takes no {called}, so the one below it would be "
                f"left out.\n  Remove it, or take `{name}` in the step ({_place(known)})."
            )
        if argument is None and name in takes and takes[name].default is inspect.Parameter.empty:
            yield f"the step '{step.name}' lacks its {called}.\n  Write it below the step."


def _is_async(definition: StepFunctionContext) -> bool:
    function = definition.step_func
    return inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)


def _place(definition: StepFunctionContext) -> str:
    code = inspect.unwrap(definition.step_func).__code__
    return f"{Path(code.co_filename).name}, line {code.co_firstlineno}"


def _played(step: Step, known: StepFunctionContext | None) -> Iterator[PlayedStep]:
    if known:
        yield PlayedStep(step.name, known.step_func)


def _said(step: Step, known: StepFunctionContext | None, where: str) -> Iterator[KnownStep]:
    gaps = known.parser.parse_arguments(step.name) if known else None
    if known and gaps:
        yield KnownStep(where, gaps, known.parser.name)
