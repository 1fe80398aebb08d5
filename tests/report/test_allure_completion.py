"""Allure tells the numbers of the record: what left no result gets one; causes are categories."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from samestory.report.allure_completion import (
    METRICS,
    allure_settings,
    complete_results,
    home_causes,
)
from samestory.report.allure_metadata import NODE
from samestory.report.causes import Cause
from samestory.report.run_reader import RecordedScenario
from tests.report.ci import runs


def completed(folder: Path, *, results: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    """The raw results by name, after those of some scenarios were there."""
    raw = folder / "allure-results"
    raw.mkdir(parents=True, exist_ok=True)
    for name in results:
        nodeid = runs.row(name, "")["nodeid"]
        labels = [{"name": NODE, "value": nodeid}, {"name": "epic", "value": "Amending"}]
        told = {"name": name, "status": "passed", "labels": labels, "stop": 1}
        (raw / f"{name}-result.json").write_text(json.dumps(told))
    complete_results(folder)
    return raw_results(folder)


def raw_results(folder: Path) -> dict[str, dict[str, Any]]:
    files = (folder / "allure-results").glob("*-result.json")
    read = [json.loads(each.read_text()) for each in files]
    assert len(read) == len({each["name"] for each in read})
    return {each["name"]: each for each in read}


def labels(result: dict[str, Any], name: str) -> list[str]:
    return [each["value"] for each in result["labels"] if each["name"] == name]


def test_every_planned_scenario_has_a_result(tmp_path: Path) -> None:
    """That of a worker that crashed is broken, what was not run is unknown, nothing is missing."""
    found = completed(runs.write_record(tmp_path), results=("passed", "failed"))

    assert {
        "passed": "passed",
        "failed": "failed",
        "lost": "failed",
        "own check": "failed",
        "broken": "broken",
        "crashed": "broken",
        "interrupted": "broken",
        "deferred": "skipped",
        "skipped": "skipped",
        "not run": "unknown",
        "not run either": "unknown",
    } == {name: each["status"] for name, each in found.items()}


def test_the_decision_is_told_first(tmp_path: Path) -> None:
    """Also that of a run of some scenarios, and once only."""
    chosen = "1 of 5 scenarios; 4 were left out"
    folder = runs.write_record(tmp_path, [runs.row("failed", "failed")], chosen=chosen)
    environment = folder / "allure-results" / "environment.properties"
    completed(folder)
    environment.write_text(f"{environment.read_text()}Company=Speedwell\n")
    complete_results(folder)

    assert ["Decision=No go (1 of 5 scenarios; 4 were left out)", "Company=Speedwell"] == (
        environment.read_text().splitlines()
    )


def test_what_crashed_is_named_and_placed_like_the_others(tmp_path: Path) -> None:
    crashed = completed(runs.write_record(tmp_path))["crashed"]

    assert ["Amending"] == labels(crashed, "epic")
    assert ["Amending an order"] == labels(crashed, "feature")
    assert ["An order can be changed until it is picked"] == labels(crashed, "story")
    assert ["critical"] == labels(crashed, "severity")
    assert "Why it is broken." in crashed["statusDetails"]["message"]


def test_a_failure_names_system_and_owner(tmp_path: Path) -> None:
    failed = completed(runs.write_record(tmp_path))["failed"]
    [cause] = [
        each for each in runs.drawn(tmp_path).causes if "erp" in each.systems and each.differs
    ]

    assert ["ERP"] == labels(failed, "system")
    assert ["team-erp@example.com"] == labels(failed, "owner")
    message = failed["statusDetails"]["message"]
    assert message.endswith(f"\n\nCause: {cause.title}")


def test_doing_it_twice_changes_nothing(tmp_path: Path) -> None:
    once = completed(runs.write_record(tmp_path), results=("failed",))
    complete_results(tmp_path)

    assert once == raw_results(tmp_path)


def test_a_result_without_a_name_makes_room_for_one(tmp_path: Path) -> None:
    """Of what crashed, pytest-xdist knows nothing but the node id."""
    row = runs.row("crashed", "broken")
    folder = runs.write_record(tmp_path, [row])
    (folder / "allure-results").mkdir()
    bare = {"name": row["nodeid"], "status": "broken", "stop": 1}
    bare["labels"] = [{"name": NODE, "value": row["nodeid"]}]
    (folder / "allure-results" / "x-result.json").write_text(json.dumps(bare))
    complete_results(folder)

    assert ["crashed"] == list(raw_results(folder))


def test_earlier_attempts_stay_as_they_are(tmp_path: Path) -> None:
    """Allure calls them retries; only the last one is the result on record."""
    folder = runs.write_record(tmp_path, [runs.row("failed", "failed")])
    raw = folder / "allure-results"
    raw.mkdir()
    for at in (1, 2):
        told = {"name": f"try {at}", "status": "broken", "stop": at}
        nodeid = runs.row("failed", "")["nodeid"]
        told["labels"] = [{"name": NODE, "value": nodeid}, {"name": "epic", "value": "Amending"}]
        (raw / f"{at}-result.json").write_text(json.dumps(told))
    complete_results(folder)

    statuses = {each["name"]: each["status"] for each in raw_results(folder).values()}
    assert {"try 1": "broken", "try 2": "failed"} == statuses


def test_what_was_run_after_all_leaves_no_trace_of_not_being_run(tmp_path: Path) -> None:
    """The pages of a killed run may have been built before it was resumed."""
    folder = runs.write_record(tmp_path, [runs.row("late", "not run")])
    assert "unknown" == completed(folder)["late"]["status"]
    runs.write_record(tmp_path, [runs.row("late", "passed")])
    file = next((folder / "allure-results").glob("*-result.json"))
    told = json.loads(file.read_text())
    own = {"uuid": "own", "status": "passed", "stop": told["stop"] + 1}
    (file.parent / "own-result.json").write_text(json.dumps(told | own))

    assert {"late": "passed"} == {name: told["status"] for name, told in completed(folder).items()}


def test_a_company_with_faults_on_purpose_has_a_history_of_its_own(tmp_path: Path) -> None:
    """Nothing that is healthy is called flaky because it was broken on purpose."""
    rows = [runs.row("passed", "passed")]
    healthy = completed(runs.write_record(tmp_path / "a", rows))["passed"]
    seeded = completed(runs.write_record(tmp_path / "b", rows, seeded=["erp-down"]))["passed"]

    assert healthy["historyId"] != seeded["historyId"]
    assert healthy["testCaseId"] != seeded["testCaseId"]
    assert (True, False) == tuple(
        allure_settings(tmp_path / each)["appendHistory"] for each in "ab"
    )


def test_a_moved_file_keeps_its_history(tmp_path: Path) -> None:
    rows = [runs.row("passed", "passed")]
    moved = [{**rows[0], "nodeid": "features/elsewhere.feature::test_passed"}]
    before = completed(runs.write_record(tmp_path / "a", rows))["passed"]
    after = completed(runs.write_record(tmp_path / "b", moved))["passed"]

    assert before["historyId"] == after["historyId"]


def test_causes_are_categories_and_find_their_tests(tmp_path: Path) -> None:
    found = completed(runs.write_record(tmp_path))
    settings: Any = allure_settings(tmp_path)
    rules = settings["categories"]["rules"]
    causes = runs.drawn(tmp_path).causes
    [label] = labels(found["failed"], "cause")
    rule = next(each for each in rules if each.get("id") == label)

    assert [each.key for each in causes] == [each["id"] for each in rules if "id" in each]
    assert rule["name"].endswith(" (1 scenario)")
    assert re.search(rule["matchers"][0]["labels"]["cause"], label)
    categories = json.loads((tmp_path / "allure-results" / "categories.json").read_text())
    [classic] = [each for each in categories if each["name"] in rule["name"]]
    assert re.fullmatch(classic["messageRegex"], found["failed"]["statusDetails"]["message"])
    assert not re.fullmatch(classic["messageRegex"], found["lost"]["statusDetails"]["message"])


@pytest.mark.parametrize("same", [1, 3])
def test_every_cause_has_a_test_in_its_category(same: int) -> None:
    """Allure 3 has one category for a test: two causes that always come together share them."""
    tests = tuple(RecordedScenario("J", f"S{at}", f"f::{at}", "failed") for at in range(3))
    causes = [cause("erp", tests), cause("inbox", tests[:2]), cause("crm", tests[:same])]
    homes = home_causes(causes)

    assert {"f::0", "f::1", "f::2"} == homes.keys()
    assert {"erp", "inbox", "crm"} == {each.key for each in homes.values()}


def cause(key: str, scenarios: tuple[RecordedScenario, ...]) -> Cause:
    return Cause(key, key, "contradicted", (key,), "total", (), scenarios, False, False, ())


def test_the_time_to_agreement_is_a_metric_of_each_system(tmp_path: Path) -> None:
    completed(runs.write_record(tmp_path, [runs.row("passed", "passed")]))
    told = json.loads((tmp_path / "allure-results" / METRICS).read_text())
    crm = next(each for each in told if each["key"] == "agreement.crm")
    known: Any = allure_settings(tmp_path)["performance"]

    assert (0.7, "passed") == (crm["value"], crm["id"])
    assert {"title": "CRM", "unit": "s", "better": "lower", "group": "agreement"} == (
        known["metrics"]["agreement.crm"]
    )
    assert {each["key"] for each in told} <= known["metrics"].keys()


def test_what_never_agreed_has_no_time(tmp_path: Path) -> None:
    completed(runs.write_record(tmp_path, [runs.row("failed", "failed")]))
    told = json.loads((tmp_path / "allure-results" / METRICS).read_text())

    assert "agreement.erp" not in {each["key"] for each in told}
    assert "agreement.crm" in {each["key"] for each in told}
