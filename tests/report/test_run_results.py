"""What happened to each planned scenario is read over the plan, whatever cut the file off."""

import json

import pytest

from samestory.report.results_folder import read_run
from samestory.report.run_results import (
    RESULTS,
    append_began,
    append_ended,
    attempts_begun,
    laid_over,
)
from samestory.report.run_writer import write_run

PLANNED = {"result": "not run", "outcome": None, "exit": 6}


def row(nodeid, **more):
    return {"nodeid": nodeid, **PLANNED, **more}


@pytest.fixture
def folder(tmp_path):
    write_run(tmp_path, {"seed": 7, "scenarios": [row("a"), row("b"), row("c")]})
    return tmp_path


def results(folder):
    return {each["nodeid"]: each["result"] for each in read_run(folder)["scenarios"]}


def test_a_plan_alone_says_that_nothing_was_run(folder):
    assert {"a": "not run", "b": "not run", "c": "not run"} == results(folder)


def test_what_was_told_stands_what_began_was_interrupted_the_rest_was_not_run(folder):
    append_began(folder, "a", 1)
    append_ended(folder, row("a", result="passed", exit=0))
    append_began(folder, "b", 1)

    assert {"a": "passed", "b": "interrupted", "c": "not run"} == results(folder)


@pytest.mark.parametrize(
    ("finished", "seconds"),
    [({}, 40.5), ({"seconds": 2}, 40.5), ({"seconds": 50, "finished": True}, 50)],
)
def test_a_run_that_was_killed_took_until_its_last_line(finished, seconds):
    """What stands in its plan is only the time until then."""
    run = {"started": "2026-11-28T09:26:45+00:00", "scenarios": [row("a")], **finished}
    lines = [{"nodeid": "a", "state": "began", "at": "2026-11-28T09:27:25.500+00:00"}]

    assert seconds == laid_over(run, lines)["seconds"]


@pytest.mark.parametrize("at", [{}, {"at": 7}, {"at": "soon"}, {"at": "2026-11-28T09:27:25"}])
def test_a_line_without_a_moment_tells_no_time(at):
    """The plan's own figure stands."""
    run = {"started": "2026-11-28T09:26:45+00:00", "seconds": 2, "scenarios": [row("a")]}

    assert 2 == laid_over(run, [{"nodeid": "a", "state": "began", **at}])["seconds"]


def test_the_last_line_about_a_scenario_counts(folder):
    append_ended(folder, row("a", result="passed"))
    append_ended(folder, row("a", result="broken"))

    assert "broken" == results(folder)["a"]


@pytest.mark.parametrize(("before", "after"), [("failed", "failed"), ("broken", "interrupted")])
def test_an_attempt_that_was_cut_off_hides_no_contradiction(folder, before, after):
    append_ended(folder, row("a", result=before))
    append_began(folder, "a", 2)

    assert after == results(folder)["a"]


def test_every_place_where_the_file_may_be_cut_off_leaves_a_whole_plan(folder):
    """Cut at each byte: no scenario is lost, and none is told twice."""
    append_began(folder, "a", 1)
    append_ended(folder, row("a", result="passed", message="Gr\u00fc\u00dfe"))
    whole = (folder / RESULTS).read_bytes()

    for length in range(len(whole)):
        (folder / RESULTS).write_bytes(whole[:length])
        assert "not run" == results(folder)["c"]
        assert results(folder)["a"] in {"not run", "interrupted", "passed"}
        append_ended(folder, row("b", result="failed"))
        assert "failed" == results(folder)["b"]


@pytest.mark.parametrize("line", ["null", "[1]", '"a"', "{}", '{"nodeid": 1}', "{"])
def test_a_line_of_another_shape_says_nothing(folder, line):
    (folder / RESULTS).write_text(line + "\n" + json.dumps({"nodeid": "a", "state": "?"}))

    assert {"a": "not run", "b": "not run", "c": "not run"} == results(folder)


def test_results_without_a_plan_are_no_record(tmp_path):
    append_began(tmp_path, "a", 1)

    assert read_run(tmp_path) is None


def test_attempts_that_began_are_counted(folder):
    append_began(folder, "a", 1)
    append_ended(folder, row("a", result="broken"))
    append_began(folder, "a", 2)

    assert {"a": 2} == attempts_begun(folder)
