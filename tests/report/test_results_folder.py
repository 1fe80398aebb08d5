"""The results of a run stand where nobody takes them for those of another."""

import json

import pytest

from samestory.errors import WrongCall
from samestory.report.results_folder import (
    folder_for_run,
    remove_all_results,
    remove_results,
)


def record(folder, **run):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "run.json").write_text(json.dumps(run), "utf-8")


def names(folder):
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.parametrize(
    ("recorded", "some", "place"),
    [
        (None, False, "."),
        (None, True, "."),
        ({"left_out": {}}, False, "."),
        ({"left_out": {}}, True, "part"),
        ({}, True, "part"),
        ({"left_out": {"a.feature": 3}}, True, "."),
        ({"left_out": {"a.feature": 3}}, False, "."),
    ],
    ids=["first", "first, some", "again", "some of all", "older", "some of some", "all of some"],
)
def test_a_run_of_some_scenarios_does_not_replace_one_of_all(tmp_path, recorded, some, place):
    """A record that does not say what it left out may be of all."""
    if recorded is not None:
        record(tmp_path, **recorded)

    assert tmp_path / place == folder_for_run(tmp_path, some=some)


@pytest.mark.parametrize("record", ["{", "[]", "null"])
def test_what_is_no_record_protects_nothing(tmp_path, record):
    (tmp_path / "run.json").write_text(record, "utf-8")

    assert tmp_path == folder_for_run(tmp_path, some=True)


RECORD = (
    "run.json",
    "results.jsonl",
    "plan-6-gw0.json",
    "verdicts.jsonl",
    "verdicts-6-gw0.jsonl",
    "index.html",
    "allure.html",
)
KEPT = ("ledger.jsonl", "pending.jsonl", "allure-history.jsonl", "notes.txt")


def test_what_an_earlier_run_told_is_removed_and_what_accumulates_is_not(tmp_path):
    """Pages and verdicts are of one run; what was created stays on record."""
    for name in (*RECORD, *KEPT, "pytest.log"):
        (tmp_path / name).write_text("{}", "utf-8")
    for name in ("failures", "allure-results"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.json").touch()
    remove_results(tmp_path)

    assert sorted((*KEPT, "pytest.log", "allure-results")) == names(tmp_path)
    remove_all_results(tmp_path)
    assert sorted(KEPT) == names(tmp_path)


def test_the_results_of_some_scenarios_go_with_those_of_all(tmp_path):
    """They are older than the run that starts."""
    record(tmp_path / "part", left_out={"a.feature": 3})
    (tmp_path / "part" / "index.html").touch()
    remove_results(tmp_path)

    assert [] == names(tmp_path / "part")


def test_what_workers_of_this_run_have_begun_to_write_stays(tmp_path):
    for run in ("6", "7"):
        (tmp_path / f"verdicts-{run}-gw0.jsonl").touch()

    remove_results(tmp_path, but_of="7")

    assert ["verdicts-7-gw0.jsonl"] == names(tmp_path)


def test_a_folder_is_made_by_the_first_result_in_it(tmp_path):
    """That it can be made is found out before; nothing is left of that."""
    remove_results(tmp_path / "reports" / "part")

    assert [] == names(tmp_path)


def test_a_file_is_no_folder_for_results(tmp_path):
    (tmp_path / "reports").touch()

    with pytest.raises(WrongCall) as caught:
        remove_results(tmp_path / "reports")

    assert (
        f"No results can be written to '{tmp_path}/reports': it is not a folder.\n"
        "  Name a folder that can be written to: --report DIR."
    ) == str(caught.value)


def test_what_cannot_be_withdrawn_is_told_as_old(tmp_path):
    """A record that cannot be replaced must not be read as this run's."""
    (tmp_path / "run.json").mkdir()  # root may write into every folder, and yet unlink no folder

    with pytest.raises(WrongCall) as caught:
        remove_results(tmp_path)

    assert (
        f"No results can be written to '{tmp_path}': Is a directory. What it holds is of an "
        "earlier run.\n  Name a folder that can be written to: --report DIR."
    ) == str(caught.value)


def test_a_shard_with_every_scenario_in_it_is_replaced_by_the_next(tmp_path):
    """Otherwise its old record would be judged, and not the new one."""
    record(tmp_path, left_out={}, shard={"index": 1, "of": 2})

    assert tmp_path == folder_for_run(tmp_path, some=True)
