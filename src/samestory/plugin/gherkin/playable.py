"""A feature as pytest-bdd plays it, in Gherkin's own reading.

pytest-bdd keeps one scenario of each name, wants a step to begin with Given, When or Then, and
stumbles over a byte order mark. So it is handed a document in which all of that is settled.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from textwrap import dedent
from typing import Any, cast

from gherkin.parser_types import Feature, Step
from gherkin.pickles.compiler import PickleStep
from pytest_bdd.parser import Feature as PlayedFeature
from pytest_bdd.parser import Scenario as PlayedScenario
from pytest_bdd.parser import ScenarioTemplate
from pytest_bdd.parser import Step as PlayedStep

from samestory.plugin.gherkin.document import (
    CONJUNCTION,
    UNKNOWN,
    background_steps,
    feature_in,
    groups,
    nodes_below,
    parse,
    pickles_in,
    read_feature,
    scenarios_directly_in,
)


def open_steps(path: Path) -> Iterator[int]:
    """Yield the lines of the steps that do not say whether they are Given, When or Then.

    They begin with `*`, or go on after such a step, or go on from a background.
    """
    feature = feature_in(path)
    for _, node in nodes_below(feature["children"] if feature else []):
        is_open = True
        for step in node.get("steps", ()):
            is_open = step["keywordType"] == UNKNOWN or (
                is_open and step["keywordType"] == CONJUNCTION
            )
            if is_open:
                yield step["location"]["line"]


def feature_of(path: Path) -> PlayedFeature:
    """Return a feature that is in form, as pytest-bdd plays it; its scenarios are keyed by lines.

    pytest-bdd finds it in its own cache from then on, in place of what was there.
    """
    from pytest_bdd.feature import features  # noqa: PLC0415
    from pytest_bdd.gherkin_parser import GherkinDocument as Told  # noqa: PLC0415
    from pytest_bdd.parser import FeatureParser  # noqa: PLC0415

    class Settled(FeatureParser):
        def _parse_feature_file(self) -> Told:
            return Told.from_dict(document)

    document = deepcopy(parse(read_feature(path)))
    assert "feature" in document, "a file that is in form"
    names = _settle(document["feature"])
    found: PlayedFeature = Settled(str(path.parent), path.name).parse()
    for key, template in found.scenarios.items():
        template.name = names[key]
    features[str(path.absolute())] = found
    return found


def tests_of(feature: PlayedFeature) -> dict[str, tuple[str, ScenarioTemplate]]:
    """Return each scenario with its key, by the name of the test that it becomes.

    The second scenario that would have another's name gets a number, in the order of the file.
    """
    from pytest_bdd.scenario import get_python_name_generator  # noqa: PLC0415

    found: dict[str, tuple[str, ScenarioTemplate]] = {}
    for key, template in feature.scenarios.items():
        names = get_python_name_generator(template.name)
        found[next(each for each in names if each not in found)] = (key, template)
    return found


def differences(feature: PlayedFeature, played: Iterable[PlayedScenario]) -> Iterator[str]:
    """Yield what pytest-bdd would play differently from what Gherkin makes of the file."""
    meant = pickles_in(Path(feature.filename))
    scenarios = list(played)
    if len(meant) != len(scenarios):
        yield (
            f"line {feature.line_number}: Gherkin finds {len(meant)} scenarios here, and "
            f"{len(scenarios)} would be played.\n  Report this with the file; it was not played."
        )
    for pickle, scenario in zip(meant, scenarios, strict=False):
        for its, step in zip(pickle["steps"], scenario.steps, strict=False):
            if (expected := _argument_of(its)) != (found := _argument_of_played(step)):
                yield (
                    f"line {step.line_number}: '{found[0]}' would be played where Gherkin means "
                    f"'{expected[0]}'.\n  Name columns in letters, digits and spaces only, and "
                    "write < and > around their names alone."
                )


def _argument_of(step: PickleStep) -> tuple[str, list[list[str]], str]:
    argument = cast("dict[str, Any]", step.get("argument", {}))
    rows = argument.get("dataTable", {"rows": []})["rows"]
    text = argument.get("docString", {"content": ""})["content"]
    return step["text"], [[cell["value"] for cell in row["cells"]] for row in rows], dedent(text)


def _argument_of_played(step: PlayedStep) -> tuple[str, list[list[str]], str]:
    rows = step.datatable.rows if step.datatable else []
    cells = [[cell.value for cell in row.cells] for row in rows]
    return step.name, cells, step.docstring or ""


def _settle(feature: Feature) -> dict[str, str]:
    """Give each scenario a name of its own and each step a kind; the names, by those given."""
    names: dict[str, str] = {}
    before = background_steps(feature["children"])
    for group in groups(feature):
        inherited = before if group is feature else [*before, *background_steps(group["children"])]
        _settle_kinds([inherited])
        for each in scenarios_directly_in(group["children"]):
            _settle_kinds([inherited, each["steps"]])
            key = f"line {each['location']['line']}"
            names[key], each["name"] = each["name"], key
    return names


def _settle_kinds(parts: Sequence[Sequence[Step]]) -> None:
    """An And or a `*` takes on the kind of the step before it, as Gherkin's own compiler says."""
    last = "Context"
    for step in (each for part in parts for each in part):
        if step["keywordType"] in {CONJUNCTION, UNKNOWN}:
            step["keywordType"] = last
        last = step["keywordType"]
