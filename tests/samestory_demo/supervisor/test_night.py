"""At the end of a demo, the clock is moved on and what was promised for later is settled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from samestory_demo.supervisor import night
from samestory_demo.supervisor.errors import CompanyMistake
from samestory_demo.supervisor.night import run_and_settle

DUE = datetime.fromisoformat("2026-11-28T01:00:00+00:00")


class Commands:
    """Ends each command with the code that it is given, and notes the words."""

    def __init__(self, report: Path, **codes: int) -> None:
        self.report, self.codes = report, codes
        self.called: list[list[str]] = []

    def __call__(self, args: Sequence[str]) -> object:
        self.called.append(list(args))
        if args[0] == "run":
            (self.report / "run.json").write_text('{"seed": 7}')
        raise SystemExit(self.codes[args[0]])


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The company's clock, and to when it was moved."""
    found: list[datetime] = []

    def move(_: str, to: datetime) -> datetime:
        found.append(to)
        return to

    monkeypatch.setattr(night, "move_clock", move)
    monkeypatch.setattr(night, "company_time", lambda _: DUE)
    monkeypatch.setattr(night, "_control", lambda: "http://control")
    return found


def deferred(report: Path, run: str = "7") -> None:
    with (report / "pending.jsonl").open("a") as file:
        file.write(json.dumps({"due": DUE.isoformat(), "run": run}) + "\n")


@pytest.mark.parametrize(
    ("run", "settle", "whole"),
    [(0, 0, 0), (0, 1, 1), (1, 0, 1), (5, 0, 0), (5, 1, 1), (6, 0, 6), (0, 6, 6), (0, 5, 0)],
)
def test_what_was_pending_counts_as_it_came_out(
    tmp_path: Path, moved: list[datetime], run: int, settle: int, whole: int
) -> None:
    """Agreed is green, contradicted is no go, whatever the run ended with."""
    deferred(tmp_path)
    commands = Commands(tmp_path, run=run, settle=settle)

    assert whole == run_and_settle(commands, ["--no-report"], tmp_path, None)
    assert [["run", "--no-report"], ["settle", "--report", str(tmp_path), "--run", "7"]] == (
        commands.called
    )
    assert [DUE + timedelta(minutes=1)] == moved


@pytest.mark.parametrize("code", [4, 130])
def test_after_a_mistake_or_ctrl_c_nothing_is_settled(
    tmp_path: Path, moved: list[datetime], code: int
) -> None:
    deferred(tmp_path)
    commands = Commands(tmp_path, run=code)

    assert code == run_and_settle(commands, [], tmp_path, None)
    assert (1, []) == (len(commands.called), moved)


def test_without_a_promise_of_this_run_no_night_passes(
    tmp_path: Path, moved: list[datetime]
) -> None:
    """Promises of an earlier company are gone with it."""
    deferred(tmp_path, run="6")
    commands = Commands(tmp_path, run=0)

    assert 0 == run_and_settle(commands, [], tmp_path, None)
    assert (1, []) == (len(commands.called), moved)


def test_what_agreed_is_asked_again_if_it_is_wished(tmp_path: Path, moved: list[datetime]) -> None:
    """By the time, and by the same age."""
    commands = Commands(tmp_path, run=0, settle=1)

    assert 1 == run_and_settle(commands, [], tmp_path, "1d")
    assert ["--again", "1d"] == commands.called[-1][-2:]
    assert [DUE + timedelta(days=1)] == moved


def test_an_age_that_is_none_is_a_mistake_before_anything_runs(tmp_path: Path) -> None:
    commands = Commands(tmp_path, run=0)

    with pytest.raises(CompanyMistake, match="Write 1d or 12h"):
        run_and_settle(commands, [], tmp_path, "soon")
    assert [] == commands.called
