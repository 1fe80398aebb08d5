"""Several records become one, and whatever is missing or too much is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from samestory.errors import WrongCall
from samestory.journeys.ledger import LEDGER
from samestory.report.merged_folder import merge_into, read_merged
from samestory.report.results_folder import AGREED, PENDING, read_run
from samestory.report.run_update import records_of
from samestory.report.summary import Decision
from tests.report.records import hours_ago, record


@pytest.fixture
def shards(tmp_path: Path) -> list[Path]:
    first = record(tmp_path / "s1", "a+ b+", shard={"index": 1, "of": 2}, seed=1, seconds=100.0)
    started = hours_ago(0.5)
    other = record(
        tmp_path / "s2", "c+ d-", shard={"index": 2, "of": 2}, seed=2, started=started, seconds=60.0
    )
    return [first, other]


def test_the_shards_of_a_run_are_one_run(shards: list[Path], tmp_path: Path) -> None:
    summary = merge_into(tmp_path / "whole", shards)

    assert (4, 5) == (len(summary.scenarios), len(summary.verdicts) + 1)
    assert (Decision.NO_GO, 1, None) == (summary.decision, summary.exit, summary.selection)
    assert "1, 2" == summary.seed
    assert 1860 == pytest.approx(summary.seconds, abs=2)  # from the first start to the last end
    assert () == summary.incomplete


def test_a_folder_that_is_named_twice_counts_once(shards: list[Path], tmp_path: Path) -> None:
    once = read_merged(shards)
    twice = read_merged([*shards, shards[0] / ".." / shards[0].name])

    assert (once.verdicts, once.incomplete) == (twice.verdicts, twice.incomplete)
    assert once.verdicts == merge_into(tmp_path / "whole", [*shards, shards[0]]).verdicts


def test_what_settle_and_undo_go_by_is_merged_once(shards: list[Path], tmp_path: Path) -> None:
    """A line of an earlier run that both shards were given along stands there once."""
    for number, each in enumerate(shards, start=1):
        for name in (PENDING, AGREED, LEDGER):
            (each / name).write_text(f'{{"old": true}}\n{{"shard": {number}}}\n', "utf-8")
    (shards[1] / LEDGER).write_text('{"shard": 2}\n{"cut o', "utf-8")
    whole = tmp_path / "whole"

    merge_into(whole, shards)
    merge_into(whole, shards)

    lines = ['{"old": true}', '{"shard": 1}', '{"shard": 2}']
    assert [lines, lines, [*lines, '{"cut o']] == [
        (whole / name).read_text("utf-8").splitlines() for name in (PENDING, AGREED, LEDGER)
    ]


@pytest.mark.parametrize("seed", ["1", "2"])
def test_what_a_shard_left_open_is_settled_in_the_whole(
    shards: list[Path], tmp_path: Path, seed: str
) -> None:
    merge_into(tmp_path / "whole", shards)

    assert [tmp_path / "whole"] == list(records_of(tmp_path / "whole", seed))
    assert [] == list(records_of(tmp_path / "whole", "1, 2"))


def test_a_missing_shard_is_never_go(shards: list[Path], tmp_path: Path) -> None:
    shutil.rmtree(shards[1])
    shards[1].mkdir()

    summary = merge_into(tmp_path / "whole", shards)

    assert Decision.UNKNOWN is summary.decision
    assert "Shard 2 of 2 is missing" in summary.line
    assert [f"{shards[1].as_posix()} holds no record of a run"] == [
        each.partition(",")[0] for each in summary.incomplete[:1]
    ]


def test_runs_of_parts_add_up_to_the_whole(tmp_path: Path) -> None:
    """What one leaves out, another one has played; three of the same file are still missing."""
    file, other = "features/ordering.feature", "features/returns.feature"
    one = record(tmp_path / "1", "a+ b+", left_out={file: 5, other: 1}, chosen="2 of 8 ...")
    two = record(tmp_path / "2", "c+ d+", left_out={file: 5, other: 1}, chosen="2 of 8 ...")

    whole = read_merged([one, two])

    assert {file: 3} == {name: left for name, left in whole.left_out.items() if name == file}
    assert "4 of 8 scenarios; 4 were left out" == whole.selection


def test_a_scenario_in_two_records_counts_once_and_by_its_graver_result(tmp_path: Path) -> None:
    records = [record(tmp_path / "1", "a+ b+"), record(tmp_path / "2", "a- c+")]

    summary = read_merged(records)

    assert [("Ada orders a", "failed"), ("Ada orders b", "passed"), ("Ada orders c", "passed")] == [
        (each.name, each.result) for each in summary.scenarios
    ]
    assert "1 scenario is in both" in summary.incomplete[0]


def test_evidence_and_raw_results_come_along(shards: list[Path], tmp_path: Path) -> None:
    for number, each in enumerate(shards):
        for name in (f"bundle/evidence/{number}.json", f"allure-results/{number}-result.json"):
            (each / name).parent.mkdir(parents=True, exist_ok=True)
            (each / name).write_text("{}")
        (each / "bundle" / "observations.jsonl").write_text(f'{{"of": {number}}}\n')
    whole = tmp_path / "whole"

    merge_into(whole, shards)

    assert 2 == len(list((whole / "bundle" / "evidence").iterdir()))
    assert 2 == len(list((whole / "allure-results").iterdir()))
    assert 2 == len((whole / "bundle" / "observations.jsonl").read_text().splitlines())


def test_what_an_earlier_merge_left_goes_and_the_history_stays(
    shards: list[Path], tmp_path: Path
) -> None:
    whole = tmp_path / "whole"
    merge_into(whole, shards)
    (whole / "history.jsonl").write_text("{}\n")

    summary = merge_into(whole, shards)

    assert 4 == len(summary.verdicts)
    assert (whole / "history.jsonl").exists()


def test_half_a_line_swallows_no_other(shards: list[Path], tmp_path: Path) -> None:
    file = shards[0] / "verdicts.jsonl"
    file.write_bytes(file.read_bytes()[:-100])

    summary = merge_into(tmp_path / "whole", shards)

    assert (3, 1) == (len(summary.verdicts), summary.unreadable)


def test_a_record_is_not_merged_into_itself(shards: list[Path]) -> None:
    with pytest.raises(WrongCall, match="would be replaced"):
        merge_into(shards[0], shards)

    assert read_run(shards[0]) is not None


def test_a_part_of_the_target_is_not_lost(shards: list[Path], tmp_path: Path) -> None:
    part = shards[0].rename(tmp_path / "part")

    with pytest.raises(WrongCall, match="would be replaced"):
        merge_into(tmp_path, [part, shards[1]])


def test_folders_without_any_record_are_a_mistake(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()

    with pytest.raises(WrongCall, match="None of these folders holds a record"):
        merge_into(tmp_path / "whole", [tmp_path / "a", tmp_path / "b"])
