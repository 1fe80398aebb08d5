"""Runs that are repeated in part: retries, shards, and going on after an interruption."""

import json
import re
import signal
from datetime import UTC, datetime, timedelta

import pytest
from defusedxml.ElementTree import parse as parse_xml

from samestory.report.merged_folder import read_merged
from samestory.report.results_folder import read_run
from samestory.report.summary import Decision
from samestory.report.summing_up import read_summary
from tests.plugin.test_plan import KILLS, OUTLINE
from tests.test_pytest_plugin import (  # noqa: F401  # the fixture is used by its name
    AGREEING,
    change,
    feature,
    project,
    scenario,
)

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.usefixtures("warm")

AGAIN = """
import pytest
from pytest_bdd import parsers, then

from samestory.errors import CannotKnow
from vocab.asking import verdict


@then(parsers.parse("it is {first}, then {later}"))
def it_is_first(first, later, request, samestory_run, identity):
    noted = request.config.rootpath / f"{request.node.name}.txt"
    before = noted.read_text().split() if noted.exists() else []
    noted.write_text(" ".join([*before, identity.email]))
    how = [first, later][min(len(before), 1)]
    samestory_run.verdicts.record(request.node, {
        "agreed": verdict, "apart": lambda: verdict("Eve"), "down": lambda: verdict(why="refused"),
    }[how]())
    if how == "apart":
        pytest.fail("The systems disagree about order A-1.", pytrace=False)
    if how == "down":
        raise CannotKnow("The ERP could not be asked.")
"""


@pytest.fixture
def again(project):  # noqa: F811
    (project.path / "vocab" / "again.py").write_text(AGAIN, "utf-8")
    return project


def rows(project):  # noqa: F811
    return read_run(project.path / "reports")["scenarios"]


def played(project, *steps, workers=(), retries=1):  # noqa: F811
    """Play one scenario; return the exit code, its row, and the statuses that others count."""
    scenario(project, *steps)
    options = ("--samestory-retries", str(retries), "--junit-xml", "junit.xml")
    allure = ("--alluredir", "allure", "--clean-alluredir")
    ended = runs(project, workers)("features", *options, *allure, *workers)
    [row] = rows(project)
    suite = parse_xml(project.path / "junit.xml").find("testsuite")
    counts = {name: int(suite.get(name)) for name in ("tests", "failures", "errors", "skipped")}
    statuses = [
        json.loads(each.read_text("utf-8"))["status"]
        for each in (project.path / "allure").glob("*-result.json")
    ]
    return ended.ret, row, counts, statuses


def runs(project, workers):  # noqa: F811
    """Workers need a process of their own; without them, this one is faster."""
    return project.runpytest_subprocess if workers else project.runpytest


def people(project):  # noqa: F811
    [noted] = project.path.glob("test_*.txt")
    return noted.read_text().split()


WORKERS = pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "a worker"])


@WORKERS
def test_what_could_not_be_asked_and_then_agreed_passes_as_flaky(again, workers):
    """Everywhere it is one test that passed; the record and the summary say that it is flaky."""
    code, row, counts, statuses = played(again, "Then it is down, then agreed", workers=workers)

    assert (0, "passed", 2) == (code, row["result"], row["attempt"])
    assert ["broken", "passed"] == [each["result"] for each in row["attempts"]]
    assert "The ERP could not be asked." == row["attempts"][0]["message"]
    assert {"tests": 1, "failures": 0, "errors": 0, "skipped": 0} == counts
    assert ["passed"] == statuses
    assert 2 == len(set(people(again)))
    summary = read_summary(again.path / "reports")
    assert Decision.GO == summary.decision
    assert "1 is flaky: it agreed only when played again." in summary.line
    assert () == summary.discrepancies


@WORKERS
def test_a_second_order_that_is_right_does_not_mend_the_first(again, workers):
    code, row, counts, statuses = played(again, "Then it is apart, then agreed", workers=workers)

    assert (1, "failed", 1) == (code, row["result"], row["attempt"])
    assert ["failed", "passed"] == [each["result"] for each in row["attempts"]]
    assert row["message"].endswith(
        "It agreed on attempt 2. That does not take back what attempt 1 found."
    )
    assert {"tests": 1, "failures": 1, "errors": 0, "skipped": 0} == counts
    assert ["failed"] == statuses
    [apart] = read_summary(again.path / "reports").discrepancies
    assert 1 == apart.attempt


def test_what_is_contradicted_at_the_second_attempt_fails(again):
    code, row, *_ = played(again, "Then it is down, then apart", retries=3)

    assert (1, "failed", 2, 4) == (code, row["result"], row["attempt"], len(row["attempts"]))
    assert not row["message"].endswith("found.")


def test_what_can_never_be_asked_stays_inconclusive(again):
    code, row, counts, statuses = played(again, "Then it is down, then down", retries=2)

    assert (6, "broken", 3) == (code, row["result"], len(row["attempts"]))
    assert ({"tests": 1, "failures": 1, "errors": 0, "skipped": 0}, ["broken"]) == (
        counts,
        statuses,
    )


def test_what_agrees_at_once_is_played_once(again):
    _, row, *_ = played(again, "Then it is agreed, then apart", retries=5)

    assert ("passed", None) == (row["result"], row.get("attempts"))
    assert 1 == len(people(again))


@WORKERS
def test_a_run_that_is_killed_in_its_second_attempt_hides_no_contradiction(again, workers):
    """The first attempt is on the disk as soon as it has ended."""
    (again.path / "vocab" / "dying.py").write_text(
        "import os\nfrom pytest_bdd import given\n\n"
        "@given('it dies the second time')\ndef it_dies(request):\n"
        "    noted = request.config.rootpath / 'begun.txt'\n"
        "    if noted.exists():\n        os._exit(9)\n    noted.touch()\n"
    )
    steps = ("Given it dies the second time", "Then it is apart, then agreed")
    scenario(again, *steps)
    restart = ("--max-worker-restart", "0") if workers else ()
    again.runpytest_subprocess("features", "--samestory-retries", "1", *workers, *restart)

    [row] = rows(again)
    assert "failed" == row["result"]


# Shards -----------------------------------------------------------------------------------------


@WORKERS
def test_shards_divide_the_scenarios_and_say_so(project, workers):  # noqa: F811
    """Each is in one of them, whatever the order of files; a shard is never a whole run."""
    feature(project, "one", AGREEING.format(name="One"))
    feature(project, "three", OUTLINE)
    found, files = {}, []
    for index in (1, 2, 3):
        runs(project, workers)(
            *("features", "--samestory-record", f"shard{index}"),
            *("--samestory-shard", f"{index}/3", *workers),
        )
        run = read_run(project.path / f"shard{index}") or {"scenarios": []}
        found[index] = {each["id"] for each in run["scenarios"]}
        files.append(run.get("fingerprints", {}).keys())
        if run["scenarios"]:
            assert {"index": index, "of": 3} == run["shard"]
            assert run["chosen"].startswith(f"shard {index} of 3: ")
            summary = read_summary(project.path / f"shard{index}")
            assert summary.headline.startswith(f"Go (shard {index} of 3")

    assert 3 == len(set().union(*found.values())) == sum(map(len, found.values()))
    assert all({"features/one.feature", "features/three.feature"} <= each for each in files if each)


@WORKERS
def test_a_shard_without_any_scenario_is_not_a_missing_one(project, workers):  # noqa: F811
    """Nothing was checked in there, and the whole is known all the same."""
    feature(project, "one", AGREEING.format(name="One"))
    folders, codes = [project.path / f"shard{each}" for each in (1, 2)], []
    for index, folder in enumerate(folders, 1):
        shard = ("--samestory-record", folder.name, "--samestory-shard", f"{index}/2")
        codes.append(runs(project, workers)("features", *shard, *workers).ret)
    summary = read_merged(folders)

    assert [0, 5] == sorted(codes)
    assert (Decision.GO, (), 0, None) == (
        summary.decision,
        summary.incomplete,
        summary.exit,
        summary.selection,
    )


@pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "a/b", "1/0", "-1/3"])
def test_what_is_no_shard_is_a_mistake(project, shard):  # noqa: F811
    feature(project, "one", AGREEING.format(name="One"))
    ended = project.runpytest("features", f"--samestory-shard={shard}")

    assert 4 == ended.ret
    ended.stderr.fnmatch_lines([f"ERROR: '{shard}' is no shard.", "*--samestory-shard 1/3"])


# Going on ---------------------------------------------------------------------------------------


KILLS_AFTER_THE_VERDICT = """
import os, signal
import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_bdd_step_error(exception):
    if "disagree" in str(exception):
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def killed(again, monkeypatch):
    """A run of three scenarios that was killed in the second."""
    for name in ("a", "b_two", "c"):
        scenario(again, "Then it is agreed, then agreed", file=name, name=f"It is {name}")
    again.makepyfile(kills=KILLS)
    monkeypatch.setenv("DIES_AT", "began")
    ended = again.runpytest_subprocess("features", "-p", "kills", "--samestory-seed", "7")
    assert -signal.SIGKILL == ended.ret
    monkeypatch.delenv("DIES_AT")
    return again


@WORKERS
def test_a_killed_run_goes_on_where_it_was(killed, workers):
    """What is finished is not played again; what was under way is, with somebody else."""
    (killed.path / "reports" / "index.html").touch()
    first = (killed.path / "test_it_is_a.txt").read_text()
    ended = runs(killed, workers)("features", "--samestory-resume", *workers)

    assert 0 == ended.ret
    run = read_run(killed.path / "reports")
    assert ["passed"] * 3 == [each["result"] for each in run["scenarios"]]
    assert [1, 2, 1] == [each["attempt"] for each in run["scenarios"]]
    assert ["interrupted", "passed"] == [each["result"] for each in run["scenarios"][1]["attempts"]]
    assert (7, 3, True, 0, 1) == (
        run["seed"],
        run["planned"],
        run["finished"],
        run["exit"],
        len(run["resumed"]),
    )
    assert first == (killed.path / "test_it_is_a.txt").read_text()
    summary = read_summary(killed.path / "reports")
    assert (Decision.GO, ()) == (summary.decision, summary.flaky)
    assert 3 == len(summary.verdicts)
    assert not (killed.path / "reports" / "index.html").exists()


def test_a_resumed_run_is_one_of_the_build_that_it_began_with(killed, monkeypatch):
    file = killed.path / "reports" / "run.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "build": "shop 4.2"}))
    refused = killed.runpytest("features", "--samestory-resume", "--samestory-build", "shop 4.3")
    monkeypatch.setenv("CI_COMMIT_TAG", "v9")
    ended = killed.runpytest("features", "--samestory-resume")

    assert (4, 0) == (refused.ret, ended.ret)
    refused.stderr.fnmatch_lines(["ERROR: * was begun against the build shop 4.2, not shop 4.3,*"])
    assert "shop 4.2" == read_run(killed.path / "reports")["build"]


def test_the_time_of_a_resumed_run_leaves_out_that_between(killed):
    """The run before lasted until its last line, and what this one writes is not part of it."""
    results = killed.path / "reports" / "results.jsonl"
    days_ago = f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}"
    results.write_text(re.sub(r'"at": "[0-9-]*', f'"at": "{days_ago}', results.read_text()))
    file = killed.path / "reports" / "run.json"
    file.write_text(re.sub(r'"started": "[0-9-]*', f'"started": "{days_ago}', file.read_text()))
    killed.runpytest("features", "--samestory-resume")

    assert read_run(killed.path / "reports")["seconds"] < timedelta(days=1).total_seconds()


def test_a_run_may_be_killed_and_resumed_again_and_again(killed, monkeypatch):
    monkeypatch.setenv("DIES_AT", "told")
    killed.runpytest_subprocess("features", "-p", "kills", "--samestory-resume")
    monkeypatch.delenv("DIES_AT")
    assert ["passed", "passed", "not run"] == [each["result"] for each in rows(killed)]

    assert 0 == killed.runpytest("features", "--samestory-resume").ret
    assert ["passed"] * 3 == [each["result"] for each in rows(killed)]
    assert 2 == len(read_run(killed.path / "reports")["resumed"])


def test_what_was_contradicted_before_the_kill_stays_failed(again):
    """The verdict was written, and the result was not: agreeing later does not take it back."""
    scenario(again, "Then it is apart, then agreed", file="two", name="It is two")
    again.makepyfile(kills=KILLS_AFTER_THE_VERDICT)
    again.runpytest_subprocess("features", "-p", "kills")
    before = rows(again)
    ended = again.runpytest("features", "--samestory-resume")

    [row] = rows(again)
    assert ["interrupted"] == [each["result"] for each in before]
    assert (1, "failed", 1) == (ended.ret, row["result"], row["attempt"])
    assert ["failed", "passed"] == [each["result"] for each in row["attempts"]]
    summary = read_summary(again.path / "reports")
    assert (Decision.NO_GO, 1) == (summary.decision, len(summary.discrepancies))


def test_what_a_killed_attempt_found_counts_in_its_record(again):
    """The first attempt came to nothing; the second was contradicted, and killed."""
    scenario(again, "Then it is down, then apart", file="two", name="It is two")
    again.makepyfile(kills=KILLS_AFTER_THE_VERDICT)
    again.runpytest_subprocess("features", "-p", "kills", "--samestory-retries", "1")

    [row] = rows(again)
    assert ("interrupted", 2) == (row["result"], row["attempt"])
    outcomes = [each.outcome for each in read_summary(again.path / "reports").discrepancies]
    assert ["contradicted"] == outcomes


def test_a_run_whose_features_or_landscape_changed_is_not_gone_on_with(killed):
    before = rows(killed)
    change(killed, "features/c.feature", "Rule: A rule", "Rule: Another rule")
    change(killed, "here.toml", "[guard]", "# new\n[guard]")
    ended = killed.runpytest("features", "--samestory-resume")

    assert 4 == ended.ret
    ended.stderr.fnmatch_lines(
        [
            "ERROR: The run in */reports cannot be resumed*: features/c.feature, here.toml.",
            "  Begin another: samestory run -l here.toml",
        ]
    )
    assert before == rows(killed)


def test_nothing_is_resumed_that_has_come_to_its_end_or_never_began(project):  # noqa: F811
    feature(project, "one", AGREEING.format(name="One"))
    none = project.runpytest("features", "--samestory-resume", "--samestory-report", "ci")
    project.runpytest("features")
    whole = project.runpytest("features", "--samestory-resume")

    none.stderr.fnmatch_lines(["ERROR: No run is recorded in *, so that there is none to resume."])
    none.stderr.fnmatch_lines(["  Begin one: samestory run --report ci"])
    whole.stderr.fnmatch_lines(["ERROR: The run in * has come to its end*"])
    assert (4, 4) == (none.ret, whole.ret)
