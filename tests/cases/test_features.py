"""Features as they are written in the world, through the real command."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.projects import CASES, LANDSCAPE, ORDERS, Project, StandIn, answering, begun


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begun(tmp_path_factory.mktemp("new") / "story").folder


@pytest.fixture
def company() -> Iterator[StandIn]:
    with answering(ORDERS) as stand_in:
        yield stand_in


@pytest.fixture
def project(tmp_path: Path, new: Path, company: StandIn) -> Project:
    shutil.copytree(new, tmp_path / "story")
    project = Project(tmp_path / "story")
    project.landscape(LANDSCAPE.format(base_url=company.base_url))
    return project


def case(name: str) -> bytes:
    return (CASES / name / "x.feature").read_bytes()


PLAYED = """Feature: Records
  Scenario: one order
    Given the order "A-1042" is on file
    Then the CRM and the ERP tell the same about it
"""


@pytest.mark.parametrize(
    "content",
    [
        case("13-feature-with-bom"),
        case("19-description-under-scenario"),
        case("21-scenario-starts-with-and"),
        case("19-description-under-scenario").replace(b"\n\n", b"\n"),
        PLAYED.replace("Given", "*").replace("Then", "*").encode(),
    ],
    ids=["13", "19", "21", "19, without an empty line", "steps of any kind"],
)
def test_what_is_gherkin_is_played(project: Project, company: StandIn, content: bytes) -> None:
    """Both systems are asked, and the run ends with 0."""
    project.feature(content)
    done = project.samestory("run", "--no-report")

    assert 0 == done.returncode, done.stdout + done.stderr
    assert {"/crm/A-1042", "/erp/A-1042"} == set(company.asked)
    assert ["one order"] == [each["scenario"] for each in project.record["scenarios"]]


REFUSED = {
    "20": (
        case("20-misspelt-scenario-keyword"),
        (
            "features/x.feature, line 3: 'Scenrio: the order that went wrong last week' stands in "
            "the description of the feature, so that it would be left out.\n"
            "  Did you mean 'Scenario:'?"
        ),
    ),
    "21c": (
        case("21c-examples-without-rows"),
        (
            "features/x.feature, line 5: the table of examples of '<number>' has no rows, so it "
            "would not be played."
        ),
    ),
    "a misspelt column": (
        PLAYED.replace("Scenario", "Scenario Outline").replace("A-1042", "<number>").encode()
        + b"    Examples:\n      | numbr  |\n      | A-1042 |\n",
        "features/x.feature, line 3: nothing fills '<number>'",
    ),
    "UTF-16": (PLAYED.encode("utf-16"), "features/x.feature is saved as UTF-16 or UTF-32."),
    "a misspelt kind": (
        PLAYED.replace("the order", "the oder").encode(),
        (
            "features/x.feature, line 3: no system is asked about 'oder' in this landscape.\n"
            "  Did you mean 'order'? Systems are asked about: order."
        ),
    ),
    "a misspelt stage": (
        PLAYED.encode()
        + b'    And the CRM and the ERP call her order "shiped"\n'
        + b'    And the ERP calls her order "in process"\n',
        (
            "features/x.feature, line 5: no code of the CRM or the ERP means 'shiped'.\n"
            "  Did you mean 'shipped'? Stages that can be told: placed, shipped.\n"
            "features/x.feature, line 6: no code of the ERP means 'in process'.\n"
            "  Stages that can be told: placed, shipped."
        ),
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_would_be_left_out_is_a_mistake(project: Project, company: StandIn, what: str) -> None:
    """The run ends with 4 before anybody is asked."""
    content, told = REFUSED[what]
    project.feature(content)
    done = project.samestory("run", "--no-report")

    assert 4 == done.returncode, done.stdout + done.stderr
    assert told in done.stdout + done.stderr
    assert [] == company.asked
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("what", ["20", "a misspelt stage"])
def test_the_doctor_finds_the_same(project: Project, what: str) -> None:
    """It needs no system for that."""
    content, told = REFUSED[what]
    project.feature(content)
    dry = project.samestory("doctor", "--dry")

    assert 4 == dry.returncode, dry.stdout + dry.stderr
    assert [] == [line for line in told.splitlines() if line not in dry.stdout]


def test_scenarios_of_one_name_in_two_rules_are_both_played(project: Project) -> None:
    """Each has a row and a verdict of its own."""
    scenario = PLAYED.partition("\n")[2]
    night = scenario.replace("A-1042", "A-1043")
    project.feature(f"Feature: Records\n  Rule: day\n{scenario}  Rule: night\n{night}".encode())
    done = project.samestory("run", "--no-report")
    rows = project.record["scenarios"]

    assert 1 == done.returncode, done.stdout + done.stderr
    assert ["one order", "one order"] == [each["scenario"] for each in rows]
    assert {"passed", "failed"} == {each["result"] for each in rows}
    assert 2 == len({each["nodeid"] for each in rows})
