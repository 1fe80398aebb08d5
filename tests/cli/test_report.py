"""`samestory report`: what a run recorded is enough for its pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from samestory.cli import app
from samestory.report import allure_report
from samestory.report.run_writer import write_run


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is told of a run with these results."""
    not_built = allure_report.NotBuilt("No Allure report.")
    monkeypatch.setattr(allure_report, "build", lambda *_, **__: not_built)

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
        " The systems told the same story in 1 of 1 scenarios. 1 was interrupted. "
        "2 were not run. The run did not reach its end.\n"
    )
    assert ">Go</h1>" not in (tmp_path / "index.html").read_text("utf-8")


@pytest.mark.parametrize(("result", "code"), [("passed", 0), ("failed", 1), ("deferred", 5)])
def test_a_run_that_ended_is_told_as_it_did(told: Any, result: str, code: int) -> None:
    assert code == told(result, finished=True, exit=code).exit_code


def test_without_a_record_there_is_nothing_to_tell(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["report", "--report", str(tmp_path)])

    assert 4 == done.exit_code
    assert done.stderr.startswith(f"No run is recorded in {tmp_path}.\n  Run the features first")
