"""Allure is told Gherkin: scenarios, steps, rules, and nothing of how pytest ran them."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from samestory.report.allure_results import masked_file, plain_message
from tests.warm_python import warm_python

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "agent-secret-5k"

FEATURE = """
@story-27
Feature: Amending an order
  What the customer changes in time, the warehouse ships.

  Rule: An order can be changed until it is picked

    @critical @slow
    Scenario: Ada changes her mind
      Given Ada has ordered
      Then everybody agrees
      And the ERP disagrees
      And nobody gets here

    Scenario Outline: Ada orders <number>
      Given Ada has ordered
      Then everybody agrees

      Examples:
        | number |
        | 1      |
        | 2      |

    Scenario: The ERP is down
      Given Ada has ordered
      Then nobody can know

    Scenario: Nobody wrote this step
      Given a step that is missing
      Then everybody agrees

    Scenario: It is left out
      Given Ada has ordered
      Then this is skipped
"""

CONFTEST = """
import os, pytest
from pytest_bdd import given, then
from samestory.errors import CannotKnow
from samestory.report.allure_bridge import AllureBridge
from samestory.redaction import Masker
from tests.report import made_up

SECRET = "agent-secret-5k"

def pytest_configure(config):
    for tag in ("story-27", "critical", "slow"):
        config.addinivalue_line("markers", tag)
    if config.getoption("allure_report_dir"):
        config.bridge = AllureBridge(
            config, mask=Masker([SECRET]).mask,
            environment={"Company": "Speedwell", "Password": SECRET},
        )
        config.pluginmanager.register(config.bridge)

@pytest.fixture
def password():
    yield SECRET

@pytest.fixture
def tell(request):
    return lambda verdict: request.config.bridge.on_verdict(made_up.told(verdict))

@given("Ada has ordered")
def ordered(password):
    print("logged in with", SECRET)

@then("everybody agrees")
def agrees(tell):
    tell(made_up.agreed())

@then("the ERP disagrees")
def disagrees(tell, request):
    tell(made_up.contradicted())
    request.config.bridge.attach_screenshot("Order page", b"PNG")
    pytest.fail("The systems disagree about order A-1042 " + SECRET, pytrace=False)

@then("nobody gets here")
def nowhere(): ...

@then("nobody can know")
def unknown(tell):
    tell(made_up.unreachable())
    raise CannotKnow("The ERP could not be asked.")

@given("the process dies")
def dies():
    os._exit(3)

@then("this is skipped")
def skipped():
    pytest.skip("not today")
"""


def run_features(home: Path, root: Path, feature: str, *options: str) -> Path:
    """Run one feature file in a project of its own; returns its results folder."""
    (home / "features" / "logging_in").mkdir(parents=True)
    (home / "features" / "logging_in" / "amending.feature").write_text(feature)
    (home / "conftest.py").write_text(CONFTEST)
    (home / "test_features.py").write_text(
        "from pytest_bdd import scenarios\nscenarios('features')\n"
    )
    (home / "pytest.ini").write_text("[pytest]\n")
    usual = ("-p", "no:allure_pytest_bdd", "--alluredir=allure-results", "--clean-alluredir")
    subprocess.run(  # noqa: S603  our own command line
        [warm_python(), "-m", "pytest", *usual, *options],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
        timeout=120,
        stdout=subprocess.DEVNULL,
    )
    return home / "allure-results"


@pytest.fixture(scope="module", params=[(), ("-n", "2")], ids=["one", "workers"])
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of one run of the feature above, in one process and in two."""
    home = tmp_path_factory.mktemp("project")
    return run_features(home, request.config.rootpath, FEATURE, *request.param)


def told(results: Path) -> dict[str, dict[str, Any]]:
    """Every result by its name."""
    read = [json.loads(each.read_text()) for each in results.glob("*-result.json")]
    return {each["name"]: each for each in read}


def labels(result: dict[str, Any], name: str) -> list[str]:
    return [each["value"] for each in result["labels"] if each["name"] == name]


def test_a_scenario_is_told_as_gherkin(results: Path) -> None:
    """Its name, its steps with their keywords, each with its own status; unreached ones too."""
    test = told(results)["Ada changes her mind"]

    assert "failed" == test["status"]
    assert [
        ("Given Ada has ordered", "passed"),
        ("Then everybody agrees", "passed"),
        ("And the ERP disagrees", "failed"),
        ("And nobody gets here", "skipped"),
    ] == [(step["name"], step["status"]) for step in test["steps"]]
    assert "The systems disagree about order A-1042 ***" == test["statusDetails"]["message"]
    assert test["statusDetails"]["message"] == test["steps"][2]["statusDetails"]["message"]
    assert "What the customer changes in time, the warehouse ships." == test["description"]


def test_the_tree_is_epic_feature_rule(results: Path) -> None:
    """From the folder, the feature and its rule; tags are severity, story or tag."""
    test = told(results)["Ada changes her mind"]

    assert ["Logging in"] == labels(test, "epic")
    assert ["Amending an order"] == labels(test, "feature")
    assert ["An order can be changed until it is picked"] == labels(test, "story")
    assert ["critical"] == labels(test, "severity")
    assert ["slow", "story-27"] == labels(test, "tag")
    assert ["contradicted"] == labels(test, "outcome")
    assert not labels(test, "package")


def test_history_survives_a_move_and_keeps_examples_apart(results: Path) -> None:
    """The identity of a test is its feature, its rule, its name, and its example row: no path."""
    one, two = told(results)["Ada orders 1"], told(results)["Ada orders 2"]

    assert (
        "Amending an order / An order can be changed until it is picked / Ada orders <number> "
        "(number=1)" == one["fullName"]
    )
    assert one["testCaseId"] == two["testCaseId"]
    assert one["historyId"] != two["historyId"]
    assert [{"name": "number", "value": "1"}] == one["parameters"]


def test_what_cannot_be_known_is_broken(results: Path) -> None:
    """Never failed, and without a stack trace to read past."""
    test = told(results)["The ERP is down"]

    assert ("broken", "The ERP could not be asked.") == (
        test["status"],
        test["statusDetails"]["message"],
    )
    assert "trace" not in test["steps"][1]["statusDetails"]


def test_a_missing_step_and_a_skip_are_shown(results: Path) -> None:
    """pytest-bdd reports neither as a step."""
    missing, left_out = told(results)["Nobody wrote this step"], told(results)["It is left out"]

    assert ["broken", "skipped"] == [step["status"] for step in missing["steps"]]
    assert ["passed", "skipped"] == [step["status"] for step in left_out["steps"]]


def test_a_verdict_hangs_on_its_step(results: Path) -> None:
    """The matrix, the picture, the words, and the answers behind them, system by system."""
    step = told(results)["Ada changes her mind"]["steps"][2]
    verdict, last, on_the_way = step["steps"]

    assert ("The systems disagree about order A-1042, after 5.0 s and 9 looks.", "failed") == (
        verdict["name"],
        verdict["status"],
    )
    assert ["Agreement", "Timeline", "In words"] == [
        each["name"] for each in verdict["attachments"]
    ]
    assert [("website", "passed"), ("inbox", "passed"), ("CRM", "passed"), ("ERP", "failed")] == [
        (each["name"].partition(":")[0], each["status"]) for each in last["steps"]
    ]
    assert ["Look 1, after 0.0 s", "Look 3, after 0.3 s", "Look 4, after 0.8 s"] == [
        each["name"] for each in on_the_way["steps"]
    ]
    assert ["Order page"] == [each["name"] for each in step["attachments"]]


def test_no_fixture_is_shown(results: Path) -> None:
    """Twenty-eight rows of set-up tell a reader nothing."""
    assert not list(results.glob("*-container.json"))


def test_no_secret_is_written_anywhere(results: Path) -> None:
    """Not in messages, captured output, parameters, environment or attachments."""
    files = [each for each in results.rglob("*") if each.is_file()]

    assert files
    assert [] == [each.name for each in files if SECRET.encode() in each.read_bytes()]


def test_the_run_has_its_files(results: Path) -> None:
    """They are written last, by the controller, once."""
    names = [each["name"] for each in json.loads((results / "categories.json").read_text())]

    assert [
        "Contradiction",
        "Never arrived",
        "Could not ask",
        "Landscape incomplete",
        "Not due yet",
    ] == names
    assert "Company=Speedwell\n" in (results / "environment.properties").read_text()
    assert json.loads((results / "executor.json").read_text())["name"]


def test_a_crashed_worker_is_told_of(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """What died left no result; what lived keeps its own, though a new worker takes over."""
    feature = """
Feature: Crashing
  Scenario: It lives
    Given Ada has ordered
  Scenario: It dies
    Given the process dies
"""
    results = run_features(tmp_path, request.config.rootpath, feature, "-n", "1")

    assert {"It lives": "passed", "test_features.py::test_it_dies": "broken"} == {
        name: each["status"] for name, each in told(results).items()
    }


def test_a_trace_is_masked_inside() -> None:
    """It holds what was typed, and the headers of every request."""
    plain = BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("trace.trace", f'{{"value": "{SECRET}"}}')
        archive.writestr("resources/page.png", b"PNG")
    kept = masked_file("t.zip", plain.getvalue(), lambda b: b.replace(SECRET.encode(), b"***"))

    with zipfile.ZipFile(BytesIO(kept)) as archive:
        assert b'{"value": "***"}' == archive.read("trace.trace")
        assert b"PNG" == archive.read("resources/page.png")


@pytest.mark.parametrize(
    ("message", "plain"),
    [
        ("Failed: The systems disagree.", "The systems disagree."),
        ("_pytest.outcomes.Failed: The systems disagree.\n", "The systems disagree."),
        ("AssertionError: no", "no"),
        ("samestory.errors.CannotKnow: The ERP is down.", "The ERP is down."),
        ("ValueError: no", "ValueError: no"),
        ("Failed: ", "Failed:"),
    ],
)
def test_messages_begin_with_what_happened(message: str, plain: str) -> None:
    """The exception's name is kept only where nobody raised it on purpose."""
    assert plain == plain_message(message)
