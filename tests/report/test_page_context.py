"""The page knows what lies beside the record: Allure's tests, due times, earlier runs, mutes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import md5
from typing import TYPE_CHECKING

import pytest

from samestory.report.allure_links import allure_links
from samestory.report.allure_metadata import NODE
from samestory.report.causes import causes_of
from samestory.report.history_file import history_run, remember
from samestory.report.page_context import context_of, due_times
from tests.report.test_summary import BAD, lines_of, run_of, summed_up

if TYPE_CHECKING:
    from pathlib import Path


def result(folder: Path, uuid: str, nodeid: str, stop: int) -> None:
    """One raw result of Allure."""
    folder.mkdir(exist_ok=True)
    told = {"uuid": uuid, "labels": [{"name": NODE, "value": nodeid}], "stop": stop}
    (folder / f"{uuid}-result.json").write_text(json.dumps(told))


def test_a_scenario_leads_to_its_last_test_in_allure(tmp_path: Path) -> None:
    """Allure calls a test by the MD5 of its uuid; of two attempts the later one counts."""
    (tmp_path / "allure.html").touch()
    results = tmp_path / "allure-results"
    result(results, "u1", "f::ordering", 2)
    result(results, "u2", "f::ordering", 1)
    result(results, "u3", "f::calling[Ada]", 1)
    (results / "half-result.json").write_text("{")

    assert {
        nodeid: f"allure.html#{md5(uuid.encode(), usedforsecurity=False).hexdigest()}"
        for nodeid, uuid in (("f::ordering", "u1"), ("f::calling[Ada]", "u3"))
    } == allure_links(tmp_path)


def test_without_allure_nothing_leads_there(tmp_path: Path) -> None:
    """A link to a file that is not there would be a promise not kept."""
    result(tmp_path / "allure-results", "u1", "f::ordering", 1)

    assert {} == allure_links(tmp_path)


def test_due_times_are_those_of_this_run(tmp_path: Path) -> None:
    """Also for a run of some scenarios, whose folder lies within; half a line says nothing."""
    line = {
        "subject": {"kind": "order", "key": "A-1"},
        "due": "2026-11-22T01:00:00+00:00",
        "run": "7",
        "scene": {"nodeid": "f::x"},
    }
    other = {**line, "run": "8", "scene": {"nodeid": "f::y"}}
    again = {**line, "due": "2026-11-23T01:00:00+00:00", "scene": {"nodeid": "f::x", "question": 2}}
    told = "".join(f"{json.dumps(each)}\n" for each in (line, other, again))
    (tmp_path / "pending.jsonl").write_text(f"{told}{{half")
    known = {
        ("f::x", "order A-1", 0): datetime(2026, 11, 22, 1, tzinfo=UTC),
        ("f::x", "order A-1", 2): datetime(2026, 11, 23, 1, tzinfo=UTC),
    }

    assert known == due_times(tmp_path, "7")
    assert known == due_times(tmp_path / "part", "7")


def test_the_page_compares_with_earlier_runs(tmp_path: Path) -> None:
    """Those of the history in the report folder, or of the file that is named."""
    before = summed_up(BAD, started="2026-11-20T10:00:00+00:00", seed=1)
    now = summed_up(BAD, started="2026-11-21T10:00:00+00:00", seed=2)
    remember(tmp_path / "elsewhere.jsonl", history_run(before))
    known = context_of(tmp_path, now, tmp_path / "elsewhere.jsonl").changes
    unknown = context_of(tmp_path, now).changes

    assert known is not None
    assert unknown is not None
    assert (1, 0) == (known.runs, unknown.runs)


def test_a_mute_is_shown_with_its_reason_and_its_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one that has expired says so; a file with mistakes is no silence."""
    monkeypatch.chdir(tmp_path)
    summary = summed_up(BAD)
    [cause] = causes_of(summary)
    why = '\nreason = "known"\nowner = "Bo"\nexpires = '
    lasting = f'[[mute]]\ncause = "{cause.key}"{why}2999-12-01\n'
    expired = f'[[mute]]\nscenario = "Ada changes it"{why}2001-12-01\n'
    (tmp_path / "mutes.toml").write_text(lasting + expired)

    assert [
        "Muted (1 scenario): known (Bo, until 1 December 2999)",
        "A mute has expired, and counts no more (1 scenario): known (Bo, until 1 December 2001)",
    ] == context_of(tmp_path, summary).mutes[cause.key]

    (tmp_path / "mutes.toml").write_text("[[mute]]\n")
    assert "mutes.toml" in context_of(tmp_path, summary).attention


def test_the_record_of_the_run_is_what_the_context_is_about(tmp_path: Path) -> None:
    """Only files that are there are linked to."""
    (tmp_path / "run.json").write_text(json.dumps(run_of([BAD])))
    (tmp_path / "verdicts.jsonl").write_text("\n".join(lines_of([BAD])))

    around = context_of(tmp_path, summed_up(BAD))
    assert ["verdicts.jsonl"] == [*around.links]
    assert f"samestory settle --report {tmp_path}" == around.settle
    assert around.settle == context_of(tmp_path / "part", summed_up(BAD)).settle
