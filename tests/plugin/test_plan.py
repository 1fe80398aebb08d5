"""What stands in the record of a run, wherever it ends: planned = told + not run, and never Go."""

import re
import signal
from collections import Counter

import pytest

from samestory.report.release_page import write_release_page
from samestory.report.results_folder import read_run
from samestory.report.run_results import result_lines
from samestory.report.summary import Decision
from samestory.report.summing_up import read_summary
from tests.test_pytest_plugin import (  # noqa: F401  # the fixture is used by its name
    AGREEING,
    change,
    feature,
    project,
    run,
    scenario,
)

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.usefixtures("warm")

OUTLINE = """
Feature: Rows
  Scenario Outline: It happens to <who>
    When something happens
    Then they agree

    Examples:
      | who |
      | Ada |
      | Bob |
"""
KILLS = """
import os, signal
import pytest


def _dies(at):
    if os.environ.get("DIES_AT") == at:
        os.kill(os.getpid(), signal.SIGKILL)


def pytest_collection_finish():
    _dies("collected")


in_worker = False


def pytest_configure(config):
    global in_worker  # the environment would tell of the run around this one as well
    in_worker = hasattr(config, "workerinput")


@pytest.hookimpl(trylast=True)
def pytest_runtest_logstart(nodeid):
    if "two" in nodeid and not in_worker:
        _dies("began")


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report):
    if "two" in report.nodeid and report.when == "call" and not in_worker:
        _dies("told")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput"):
        _dies("finished")
"""


def run_json(project, folder="reports"):  # noqa: F811
    return read_run(project.path / folder)


def results(project, folder="reports"):  # noqa: F811
    return dict(Counter(each["result"] for each in run_json(project, folder)["scenarios"]))


def decision(project, folder="reports"):  # noqa: F811
    """What the page says that can be built from the record alone."""
    page = write_release_page(project.path / folder).read_text("utf-8")
    said = read_summary(project.path / folder).headline
    [headline] = re.findall("<h1.*?</h1>", page)
    assert said == re.sub("<.*?>", "", headline)
    return said.partition(" (incomplete, ")[0]


def three(project):  # noqa: F811
    """One that agrees, one in its way, and one with two rows that agree."""
    feature(project, "one", AGREEING.format(name="One"))
    feature(project, "three", OUTLINE)
    feature(project, "two", AGREEING.format(name="Two"))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("began", {"passed": 3, "interrupted": 1}),
        ("told", {"passed": 4}),
        ("finished", {"passed": 4}),
    ],
)
@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "a worker"])
def test_a_kill_leaves_the_whole_plan(project, monkeypatch, at, expected, workers):  # noqa: F811
    """Kill -9 of the only process, at named points; examples count row by row."""
    three(project)
    project.makepyfile(kills=KILLS)
    monkeypatch.setenv("DIES_AT", at)
    ended = project.runpytest_subprocess("features", "-p", "kills", *workers)

    assert -signal.SIGKILL == ended.ret
    assert (4, 4) == (run_json(project)["planned"], len(run_json(project)["scenarios"]))
    assert expected == results(project)
    assert at == "finished" or decision(project) == Decision.UNKNOWN


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "a worker"])
def test_a_row_says_by_what_a_scenario_is_known(project, workers):  # noqa: F811
    """Its names and the values of its row, its tags and how long it took; not its file."""
    feature(project, "one", AGREEING.format(name="One"))
    feature(project, "three", OUTLINE)
    project.runpytest_subprocess("features", *workers)
    rows = run_json(project)["scenarios"]

    assert [
        "One / One story / It is told the same everywhere",
        "Rows / It happens to <who> (who=Ada)",
        "Rows / It happens to <who> (who=Bob)",
    ] == [each["id"] for each in rows]
    assert [["critical", "story-27"], [], []] == [each["tags"] for each in rows]
    assert all(each["seconds"] > 0 for each in rows)
    assert [] == [*(project.path / "reports").glob("plan-*")]
    assert 6 == len([*result_lines(project.path / "reports")])


def test_an_id_survives_a_file_that_is_moved_and_two_of_a_name_are_told_apart(project):  # noqa: F811
    feature(project, "one", AGREEING.format(name="One"))
    feature(project, "two", AGREEING.format(name="One"))
    run(project)
    known = [each["id"] for each in run_json(project)["scenarios"]]
    (project.path / "features" / "moved").mkdir()
    one = project.path / "features" / "one.feature"
    one.rename(project.path / "features" / "moved" / "else.feature")
    run(project)

    assert "One / One story / It is told the same everywhere #2" == known[1]
    assert known == [each["id"] for each in run_json(project)["scenarios"]]


def test_what_had_not_begun_is_told_as_not_run(project, monkeypatch):  # noqa: F811
    feature(project, "a", AGREEING.format(name="A"))
    scenario(project, "When something happens", "Then they agree", file="b_two")
    feature(project, "c", OUTLINE)
    project.makepyfile(kills=KILLS)
    monkeypatch.setenv("DIES_AT", "began")
    project.runpytest_subprocess("features", "-p", "kills")

    assert {"passed": 1, "interrupted": 1, "not run": 2} == results(project)
    assert read_summary(project.path / "reports").line.endswith(
        "in 1 of 1 scenarios. 1 scenario was interrupted. 2 scenarios were not run. "
        "The run did not reach its end."
    )


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_yesterdays_pages_are_withdrawn_whatever_happens(project, monkeypatch, workers):  # noqa: F811
    """Also by a run that is killed before it has a plan, and by one with a mistake."""
    feature(project, "one", AGREEING.format(name="One"))
    project.runpytest_subprocess("features")
    assert Decision.GO == decision(project)
    project.makepyfile(kills=KILLS)
    monkeypatch.setenv("DIES_AT", "collected")
    project.runpytest_subprocess("features", "-p", "kills", *workers)
    killed = sorted(each.name for each in (project.path / "reports").iterdir())
    (project.path / "reports" / "index.html").write_text("Go", "utf-8")
    change(project, "here.toml", "adapter  =", "adaptor  =")
    project.runpytest_subprocess("features", *workers)

    assert not {"index.html", "verdicts.jsonl"} & set(killed)
    assert [] == [each.name for each in (project.path / "reports").glob("*.html")]


def test_the_first_failure_leaves_the_others_not_run(project):  # noqa: F811
    scenario(project, "Then they differ", file="a")
    feature(project, "b", AGREEING.format(name="B"))

    assert 1 == run(project, "-x").ret
    assert {"failed": 1, "not run": 1} == results(project)
    assert Decision.NO_GO == decision(project)


def test_a_run_that_leaves_by_itself_is_no_go(project):  # noqa: F811
    """Whatever exit status a plugin asks for: what was planned was not run."""
    three(project)
    project.makepyfile(
        leaves="""
        import pytest

        def pytest_runtest_logstart(nodeid):
            if "three" in nodeid:
                pytest.exit("enough", returncode=0)
        """
    )
    ended = project.runpytest_subprocess("features", "-p", "leaves")

    assert 6 == ended.ret
    assert {"passed": 1, "interrupted": 1, "not run": 2} == results(project)
    assert Decision.UNKNOWN == decision(project)


def test_a_killed_worker_leaves_the_whole_plan(project):  # noqa: F811
    """In workers, the plan is stored by the controller; rows have the names of their outline."""
    three(project)
    scenario(project, "When the process dies", file="dies")
    ended = project.runpytest_subprocess("features", "-n", "2", "--max-worker-restart", "0")

    told = run_json(project)
    assert 6 == ended.ret
    assert 5 == told["planned"] == len(told["scenarios"])
    assert 1 == results(project)["broken"]
    [dead] = [each for each in told["scenarios"] if each["result"] == "broken"]
    assert dead["message"].startswith("The process that ran it died")
    assert Decision.UNKNOWN == decision(project)


def test_a_feature_that_cannot_be_read_is_told_and_not_left_out(project):  # noqa: F811
    scenario(project, "Thn they agree", file="broken")
    run(project)

    told = run_json(project)
    assert ({}, ["features/broken.feature"], 0) == (
        told["left_out"],
        told["unread"],
        told["planned"],
    )
    assert Decision.UNKNOWN == decision(project)


CHOICES = {
    "-k": ("features", "-k", "One or told"),
    "-m": ("features", "-m", "story-27"),
    "file": ("features/one.feature",),
    "node id": ("features/one.feature::test_it_is_told_the_same_everywhere",),
    "line": ("features/one.feature:5",),
    "--deselect": ("features", "--deselect", "features/three.feature"),
    "--ignore": ("features", "--ignore", "features/three.feature"),
}


@pytest.mark.parametrize("words", CHOICES.values(), ids=CHOICES)
def test_a_run_of_some_scenarios_says_so(project, words):  # noqa: F811
    """In the headline, in the line and in run.json: rows of examples count each."""
    feature(project, "one", AGREEING.format(name="One"))
    feature(project, "three", OUTLINE)

    assert 0 == project.runpytest(*words).ret
    assert "Go (1 of 3 scenarios; 2 were left out)" == decision(project)
    assert read_summary(project.path / "reports").line.startswith(
        "1 of 3 scenarios; 2 were left out. "
    )
    told = run_json(project)
    assert ({"features/three.feature": 2}, 1) == (told["left_out"], told["planned"])
    assert "1 of 3 scenarios; 2 were left out" == told["chosen"]


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "a worker"])
def test_a_run_of_some_scenarios_does_not_replace_one_of_all(project, workers):  # noqa: F811
    """It has a folder of its own, verdicts included; the next run of all takes it away."""
    three(project)
    project.runpytest_subprocess("features")
    whole = run_json(project)
    project.runpytest_subprocess("features/one.feature", *workers)

    assert whole == run_json(project)
    assert "Go" == decision(project)
    assert "Go (1 of 4 scenarios; 3 were left out)" == decision(project, "reports/part")
    assert 1 == len(read_summary(project.path / "reports" / "part").verdicts)
    assert 4 == len(read_summary(project.path / "reports").verdicts)
    project.runpytest_subprocess("features")
    assert [] == [*(project.path / "reports" / "part").iterdir()]


def test_a_run_of_some_scenarios_replaces_one_of_all_if_told_to(project):  # noqa: F811
    three(project)
    run(project)
    project.runpytest("features/one.feature", "--samestory-record", "reports")

    assert "Go (1 of 4 scenarios; 3 were left out)" == decision(project)


def test_a_feature_outside_the_project_is_recorded_as_well(project, tmp_path_factory):  # noqa: F811
    """Pytest has no file in its node id, and its verdicts count all the same."""
    feature(project, "one", AGREEING.format(name="One"))
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "two.feature"
    elsewhere.write_text(AGREEING.format(name="Two").replace("they agree", "they differ"), "utf-8")

    assert 1 == project.runpytest(str(elsewhere), "-c", "pyproject.toml").ret
    assert {"failed": 1} == results(project)
    assert "No go (1 of 2 scenarios; 1 was left out)" == decision(project)


def test_looking_at_what_there_is_withdraws_nothing(project):  # noqa: F811
    feature(project, "one", AGREEING.format(name="One"))
    run(project)
    whole = run_json(project)
    run(project, "--collect-only")

    assert whole == run_json(project)


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "a worker"])
def test_a_shard_without_a_scenario_of_the_tag_has_checked_nothing(project, workers):  # noqa: F811
    """Another file has the tag, so that it is no mistake; a tag that no file has is one."""
    feature(project, "one", AGREEING.format(name="One"))
    feature(project, "three", OUTLINE)
    shard = ("features/three.feature", "-m", "critical")

    assert 5 == project.runpytest_subprocess(*shard, *workers).ret
    assert workers or 4 == project.runpytest("features/three.feature", "-m", "critcal").ret


LINES = [
    (1, 4),  # the feature: all of it
    (3, 1),  # a tag belongs to what follows it
    (4, 1),
    (6, 1),
    (9, 2),  # the outline
    (11, 2),
    (13, 2),  # Examples and their header
    (14, 2),
    (15, 1),  # one row
    (16, 1),
    (18, 1),  # the rule
    (19, 1),
]
TWENTY = """Feature: Twenty

  @tag
  Scenario: It stands alone
    When something happens
    Then they agree


  Scenario Outline: It happens to <who>
    When something happens
    Then they agree

    Examples:
      | who |
      | Ada |
      | Bob |

  Rule: A rule
    Scenario: It stands in a rule
      Then they agree
"""


@pytest.mark.parametrize(("line", "played"), LINES)
def test_a_line_is_what_stands_there(project, line, played):  # noqa: F811
    feature(project, "twenty", TWENTY)
    ended = project.runpytest(f"features/twenty.feature:{line}")

    ended.assert_outcomes(passed=played, deselected=4 - played)


def test_several_lines_add_up_and_a_whole_file_is_more_than_its_lines(project):  # noqa: F811
    feature(project, "twenty", TWENTY)
    file = "features/twenty.feature"

    project.runpytest(f"{file}:4", f"{file}:16").assert_outcomes(passed=2, deselected=2)
    project.runpytest(f"{file}:4", file).assert_outcomes(passed=4)


def test_a_line_where_nothing_stands_is_a_mistake(project):  # noqa: F811
    feature(project, "twenty", TWENTY)
    ended = project.runpytest("features/twenty.feature:99")

    assert 4 == ended.ret
    ended.stderr.fnmatch_lines(
        [
            "ERROR: Nothing that can be run stands in *twenty.feature at line 99.",
            "  Its scenarios begin at the lines 4, 9, 19.",
        ]
    )


def test_a_line_holds_in_workers_too(project):  # noqa: F811
    feature(project, "twenty", TWENTY)
    ended = project.runpytest_subprocess("features/twenty.feature:16", "-n", "1")

    assert 0 == ended.ret
    assert {"passed": 1} == results(project)
    assert {"features/twenty.feature": 3} == run_json(project)["left_out"]
