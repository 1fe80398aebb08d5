"""`samestory report`: what a run recorded is enough for its pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from samestory.cli import app
from samestory.report import allure_report
from samestory.report.history_file import read_history
from samestory.report.run_writer import write_run
from tests.report.records import record


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is told of a run with these results."""
    monkeypatch.setattr(allure_report, "build", lambda *_, **__: "No Allure report.")

    def report(*results: str, **more: object) -> Result:
        rows = [
            {"nodeid": f"a.feature::test_{number}", "journey": "Ordering"}
            | {"scenario": "Ada orders", "result": each}
            for number, each in enumerate(results)
        ]
        write_run(tmp_path, {"scenarios": rows, "seed": 7, **more})
        return CliRunner().invoke(app, ["report", "--report", str(tmp_path)])

    return report


def test_a_run_that_was_killed_is_told_as_far_as_it_went(told: Any, tmp_path: Path) -> None:
    done = told("passed", "interrupted", "not run", "not run", finished=False)

    assert 6 == done.exit_code
    assert done.stdout.endswith(
        " The systems told the same story in 1 of 1 scenarios. 1 scenario was interrupted. "
        "2 scenarios were not run. The run did not reach its end.\n"
    )
    assert ">Go</h1>" not in (tmp_path / "index.html").read_text("utf-8")


@pytest.mark.parametrize(("result", "code"), [("passed", 0), ("failed", 1), ("deferred", 5)])
def test_a_run_that_ended_is_told_as_it_did(told: Any, result: str, code: int) -> None:
    assert code == told(result, finished=True, exit=code).exit_code


def test_without_a_record_there_is_nothing_to_tell(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["report", "--report", str(tmp_path)])

    assert 4 == done.exit_code
    assert done.stderr.startswith(f"No run is recorded in {tmp_path}.\n  Run the features first")


def test_the_records_of_shards_become_one(told: Any, tmp_path: Path) -> None:
    """From folders alone, into the report folder; the history knows the whole run."""
    told("passed", finished=True, exit=0)  # only so that no Allure report is built
    for index, name in enumerate("ab", 1):
        record(tmp_path / name, f"{name}+", shard={"index": index, "of": 2})
    whole = tmp_path / "whole"
    folders = [str(tmp_path / each) for each in "ab"]

    done = CliRunner().invoke(app, ["report", *folders, "--report", str(whole)])

    assert 0 == done.exit_code, done.output
    assert "in 2 of 2 scenarios" in done.stdout
    assert (whole / "index.html").exists()
    assert 1 == len(read_history(whole / "history.jsonl"))


@pytest.mark.parametrize(("says", "code"), [("a+", 6), ("a-", 1)])
def test_a_missing_shard_is_told_and_is_not_the_same_story(
    told: Any, tmp_path: Path, says: str, code: int
) -> None:
    """What is certain outweighs what is missing."""
    told("passed", finished=True, exit=0)
    record(tmp_path / "a", says, shard={"index": 1, "of": 3})
    record(tmp_path / "b", "b+", shard={"index": 2, "of": 3})
    folders = [str(tmp_path / each) for each in "ab"]
    whole = tmp_path / "whole"

    done = CliRunner().invoke(app, ["report", *folders, "--report", str(whole)])

    assert code == done.exit_code, done.output
    assert "Shard 3 of 3 is missing" in done.stdout
    assert ">Go</h1>" not in (whole / "index.html").read_text("utf-8")
    assert not (whole / "history.jsonl").exists()


def test_on_github_the_step_is_annotated_and_the_job_summed_up(
    told: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself: the environment says where it runs."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "step.md"))

    done = told("passed", "broken", "not run", finished=True, exit=6)

    lines = [each for each in done.stdout.splitlines() if each.startswith("::")]
    assert ["It ended without a result", "Ada orders"] == [
        each.rpartition("::")[0].removeprefix("::warning file=a.feature,line=1,title=")
        for each in lines
    ]
    assert (tmp_path / "step.md").read_text().startswith("## Inconclusive")


def test_elsewhere_nothing_is_printed_for_it_and_the_files_are_there(
    told: Any, tmp_path: Path
) -> None:
    done = told("passed", "failed", finished=True, exit=1)

    assert "::" not in done.stdout
    assert {"junit.xml", "summary.json", "failures.json"} <= {
        each.name for each in tmp_path.iterdir()
    }
    assert not (tmp_path / "code-quality.json").exists()
