"""JUnit's file says of every scenario how it ended, and never more than that."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from samestory.report.ci.cases import discrepancy_line
from samestory.report.ci.junit import junit_xml
from tests.report import made_up
from tests.report.ci import runs
from tests.report.test_summary import BAD, DOWN, SILENT, Told, summed_up


def tree_of(folder: Path) -> Element:
    told = runs.drawn(folder)
    return fromstring(junit_xml(told.summary, told.cases))


@pytest.fixture
def junit(tmp_path: Path) -> Element:
    return tree_of(runs.write_record(tmp_path))


def case(tree: Element, name: str) -> Element:
    return next(each for each in tree.iter("testcase") if each.get("name") == name)


def test_failures_errors_and_skips_are_three_things(junit: Element) -> None:
    found = {
        each.get("name"): next(
            (e.tag for e in each if e.tag in {"failure", "error", "skipped"}), ""
        )
        for each in junit.iter("testcase")
    }

    assert {
        "passed": "",
        "failed": "failure",
        "lost": "failure",
        "own check": "failure",
        "broken": "error",
        "crashed": "error",
        "interrupted": "error",
        "deferred": "skipped",
        "skipped": "skipped",
        "not run": "error",
        "not run either": "error",
    } == found
    assert ("11", "3", "5", "2") == tuple(
        junit.get(each) for each in ("tests", "failures", "errors", "skipped")
    )


def test_the_discrepancy_is_the_message(junit: Element) -> None:
    failure = case(junit, "failed").find("failure")

    assert failure is not None
    assert "contradicted" == failure.get("type")
    assert "order A-1042: lines: promised 1 × BB-IT, ERP says 1 × BB-EN" == failure.get("message")
    assert "Why it is failed.\n\nAnd more.\n\n" in str(failure.text)
    assert f"{runs.FILE}:7" in str(failure.text)


def test_a_case_names_cause_owner_and_evidence(junit: Element, tmp_path: Path) -> None:
    [cause] = [each for each in runs.drawn(tmp_path).causes if each.systems == ("erp",)][:1]
    told = [
        (each.get("name"), each.get("value")) for each in case(junit, "failed").iter("property")
    ]

    assert {
        ("result", "failed"),
        ("id", "Amending / failed"),
        ("tag", "critical"),
        ("cause", cause.key),
        ("owner", "team-erp@example.com"),
        ("evidence", "bundle/evidence/3f/3fa9.json"),
    } == set(told)
    out = case(junit, "failed").findtext("system-out")
    assert "[[ATTACHMENT|reports/bundle/evidence/3f/3fa9.json]]" == out


def test_two_rows_of_an_outline_are_two_cases(tmp_path: Path) -> None:
    """Readers drop the second of two cases of one name."""
    rows = [runs.row("passed", "passed", nodeid=f"{runs.FILE}::test_x[{each}]") for each in "ab"]
    names = [
        each.get("name") for each in tree_of(runs.write_record(tmp_path, rows)).iter("testcase")
    ]

    assert ["passed [a]", "passed [b]"] == names


@pytest.mark.parametrize(
    "text", ["\x00\x08\x1b[31m", "\ud800", "\ufffe\uffff", "]]>&<a>", made_up.HOSTILE]
)
def test_no_text_breaks_the_file(tmp_path: Path, text: str) -> None:
    row = runs.row("own check", "unmet", message=text, step=text, tags=[text], id=text)
    tree = tree_of(runs.write_record(tmp_path, [row]))

    [only] = tree.iter("testcase")
    assert only.find("failure") is not None
    assert 1 == len(only.findall("failure"))


def test_nothing_on_record_is_an_error(tmp_path: Path) -> None:
    """A reporter that finds no case says nothing, which reads like success."""
    assert "1" == tree_of(runs.write_record(tmp_path, [])).get("errors")


def test_a_feature_that_could_not_be_read_is_an_error(tmp_path: Path) -> None:
    rows = [runs.row("passed", "passed")]
    tree = tree_of(runs.write_record(tmp_path, rows, unread=["features/odd.feature"]))

    assert ("2", "1") == (tree.get("tests"), tree.get("errors"))
    assert case(tree, "features/odd.feature").find("error") is not None


def test_a_missing_shard_is_an_error(tmp_path: Path) -> None:
    rows = [runs.row("passed", "passed")]
    tree = tree_of(runs.write_record(tmp_path, rows, incomplete=["Shard 2 of 3 is missing."]))
    [error] = tree.iter("error")

    assert "1" == tree.get("errors")
    assert "Shard 2 of 3 is missing." == error.text


def test_what_passed_only_when_repeated_says_so(tmp_path: Path) -> None:
    """A flake is never hidden behind its last attempt."""
    attempts = [{"result": "broken"}, {"result": "passed"}]
    rows = [runs.row("passed", "passed", attempts=attempts)]
    told = tree_of(runs.write_record(tmp_path, rows)).iter("property")

    assert {"broken, passed"} == {e.get("value") for e in told if e.get("name") == "attempts"}


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (SILENT, "order A-1042: inbox has no record"),
        (DOWN, "order A-1042: ERP could not be asked"),
        (BAD, "order A-1042: lines: promised 1 × BB-IT, ERP says 1 × BB-EN"),
    ],
)
def test_what_is_so_of_all_fields_of_a_system_is_said_once(told: Told, line: str) -> None:
    """It would be said for each field, and leave no room for what differs."""
    [verdict] = summed_up(told).discrepancies

    assert line == discrepancy_line(verdict)
