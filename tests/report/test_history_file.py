"""history.jsonl: one line for each run of all, whatever is built how often."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.report import history_file
from samestory.report.history import HistoryRun
from samestory.report.history_file import changes_in, read_history, remember, remember_run
from samestory.report.results_folder import remove_all_results
from samestory.report.summing_up import read_summary
from tests.report.records import LINES, hours_ago, record


def remembered(folder: Path, scenarios: str = "a+ b-", *, release: bool = False, **more) -> str:
    record(folder, scenarios, **more)
    return remember_run(folder, read_summary(folder), release=release)


def test_a_run_is_in_it_once_and_as_it_stands_now(tmp_path: Path) -> None:
    """Its report may be built again after something was settled."""
    started = hours_ago(1)
    for scenarios in ("a+ b-", "a+ b-", "a+ b+"):
        remembered(tmp_path, scenarios, started=started)

    [run] = read_history(tmp_path / "history.jsonl")

    assert ("Go", {"passed"}, {}) == (run.decision, {*run.results.values()}, run.causes)


def test_a_line_holds_results_causes_and_times(tmp_path: Path) -> None:
    remembered(tmp_path)

    [run] = read_history(tmp_path / "history.jsonl")

    assert {"Ordering / Ada orders a": "passed", "Ordering / Ada orders b": "failed"} == run.results
    assert ("The ERP tells other lines", ("Ordering / Ada orders b",)) == (
        run.causes[LINES].title,
        run.causes[LINES].scenarios,
    )
    assert (1, 1) == (run.times["erp"].agreed, run.times["erp"].never)
    assert ("shop 4.2", "No go") == (run.build, run.decision)


def test_a_moved_file_is_the_same_scenario(tmp_path: Path) -> None:
    """Its id counts, and not the path of its feature."""
    remembered(tmp_path, started=hours_ago(24), seed=1)
    record(tmp_path, "a+ b-")
    file = tmp_path / "run.json"
    file.write_text(file.read_text().replace("features/ordering", "features/shop/ordering"))
    verdicts = tmp_path / "verdicts.jsonl"
    verdicts.write_text(verdicts.read_text().replace("features/ordering", "features/shop/ordering"))

    difference = changes_in(read_summary(tmp_path), tmp_path / "history.jsonl").since_last

    assert difference is not None
    assert [LINES] == [each.key for each in difference.still]
    assert {} == difference.spread


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"chosen": "2 of 9 ...", "left_out": {"f": 7}}, "it is a run of some scenarios"),
        ({"shard": {"index": 1, "of": 3}}, "it is shard 1 of 3"),
        ({"incomplete": ["Shard 2 is missing.\n  ..."]}, "parts of the run are missing"),
    ],
)
def test_what_is_not_a_run_of_all_is_not_in_it(tmp_path: Path, more: dict, why: str) -> None:
    assert f"It is not marked as a release: {why}." == remembered(tmp_path, release=True, **more)
    assert [] == read_history(tmp_path / "history.jsonl")


def test_once_a_release_always_a_release(tmp_path: Path) -> None:
    started = hours_ago(1)
    remembered(tmp_path, release=True, started=started)
    remembered(tmp_path, started=started)

    assert [True] == [each.release for each in read_history(tmp_path / "history.jsonl")]


def test_the_history_stays_when_a_new_run_begins(tmp_path: Path) -> None:
    remembered(tmp_path)

    remove_all_results(tmp_path)

    assert 1 == len(read_history(tmp_path / "history.jsonl"))


def test_half_a_line_hurts_no_other(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    remembered(tmp_path)
    whole = file.read_text()
    file.write_text(whole + whole[: len(whole) // 2])

    assert 1 == len(read_history(file))


def test_old_runs_go_but_for_the_last_release_and_the_age_of_what_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_file, "MOST_RUNS", 3)
    for number in range(8):
        started = hours_ago(24 * (8 - number))
        remembered(tmp_path, started=started, seed=number, release=number in {0, 1})
    file = tmp_path / "history.jsonl"

    assert ["1", "5", "6", "7"] == [each.seed for each in read_history(file)]
    first = hours_ago(24 * 8)[:10]
    assert first == changes_in(read_summary(tmp_path), file).causes[LINES].since[:10]


def test_runs_stand_in_their_order_whatever_zone_they_were_written_in(tmp_path: Path) -> None:
    remembered(tmp_path, started="2026-11-27T01:30:00+02:00", seed=1)
    remembered(tmp_path, started="2026-11-27T00:10:00+00:00", seed=2)

    assert ["1", "2"] == [each.seed for each in read_history(tmp_path / "history.jsonl")]


def test_two_runs_of_one_second_are_two(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    for seed in ("1", "2"):
        remember(file, HistoryRun("2026-11-27T01:00:00+00:00", seed))

    assert 2 == len(read_history(file))
