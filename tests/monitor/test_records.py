"""What a turn came to, by the record of its run and by how the process ended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from samestory.monitor import Gravity, TurnReport
from samestory.monitor.records import turn_report
from samestory.report.run_writer import ScenarioInfo
from samestory.report.verdict_row import verdict_row
from tests.monitor.simulated import MONDAY
from tests.report import made_up

SCENARIO = {"nodeid": "f::one", "id": "F/one", "scenario": "one", "result": "failed"}


def report(folder: Path, code: int, *scenarios: dict[str, Any], **how: Any) -> TurnReport:
    run = {"called": made_up.CALLED, "scenarios": list(scenarios), "finished": True, "exit": code}
    (folder / "run.json").write_text(json.dumps({**run, **how.pop("run", {})}), "utf-8")
    return turn_report(folder, MONDAY, code, **how)


def test_its_causes_are_those_of_the_record(tmp_path: Path) -> None:
    """A contradiction has the scenarios that showed it; the others passed."""
    told = made_up.told(made_up.contradicted())
    row = verdict_row(told, ScenarioInfo("f::one", "Ordering", None, "one", ()))
    (tmp_path / "verdicts.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    passed = {**SCENARIO, "nodeid": "f::two", "id": "F/two", "result": "passed"}

    turn = report(tmp_path, 1, SCENARIO, passed)

    [cause] = turn.causes.values()
    assert (Gravity.CONTRADICTION, frozenset({"F/one"})) == (cause.gravity, cause.scenarios)
    assert (frozenset({"F/two"}), True) == (turn.passed, turn.whole)
    assert not turn.is_good


def test_a_run_without_a_record_is_inconclusive(tmp_path: Path) -> None:
    """Its process crashed, or the landscape has a mistake: that is a cause of its own."""
    turn = turn_report(tmp_path, MONDAY, -9)

    [cause] = turn.causes.values()
    assert (Gravity.INCONCLUSIVE, "The run ended early, with exit code -9") == (
        cause.gravity,
        cause.title,
    )
    assert not turn.whole


def test_a_run_that_was_killed_proves_only_what_it_played(tmp_path: Path) -> None:
    passed = {**SCENARIO, "id": "F/one", "result": "passed"}
    rest = {**SCENARIO, "nodeid": "f::two", "id": "F/two", "result": "not run"}

    turn = report(tmp_path, -9, passed, rest, run={"finished": False, "exit": None})

    assert ["run/not whole"] == list(turn.causes)
    assert (frozenset({"F/one"}), frozenset({"F/one", "F/two"})) == (turn.passed, turn.planned)


def test_a_run_that_took_too_long_says_so(tmp_path: Path) -> None:
    turn = turn_report(tmp_path, MONDAY, 6, why="The run took longer than 60 min, and was ended")

    [cause] = turn.causes.values()
    assert "The run took longer than 60 min, and was ended" == cause.title


def test_a_good_run_has_no_cause(tmp_path: Path) -> None:
    turn = report(tmp_path, 0, {**SCENARIO, "result": "passed"})

    assert ({}, True) == (turn.causes, turn.is_good)
