"""A run is summed up in one sentence, one table, and a list of what differs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from samestory.core.model import Outcome
from samestory.core.verdict import Verdict
from samestory.report.run_writer import ScenarioInfo
from samestory.report.summary import Decision, Summary
from samestory.report.summing_up import read_summary, summary_of
from samestory.report.verdict_row import verdict_row
from tests.report import made_up

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RESULTS = {
    Outcome.AGREED: "passed",
    Outcome.CONTRADICTED: "failed",
    Outcome.ABSENT: "failed",
    Outcome.UNREACHABLE: "broken",
    Outcome.UNMAPPED: "broken",
    Outcome.PENDING: "deferred",
}
Told = tuple[str, str, Verdict]
"""A journey, a scenario, and the verdict it came to."""


def lines_of(told: Sequence[Told]) -> list[str]:
    rows = (
        verdict_row(made_up.told(verdict), ScenarioInfo(f"f::{name}", journey, "A rule", name, ()))
        for journey, name, verdict in told
    )
    return [json.dumps(row) for row in rows]


def run_of(told: Sequence[Told], **more: Any) -> dict[str, Any]:
    ended = {name: (journey, RESULTS[verdict.outcome]) for journey, name, verdict in told}
    scenarios = [
        {"nodeid": f"f::{name}", "journey": journey, "scenario": name, "result": result}
        for name, (journey, result) in ended.items()
    ]
    return {"landscape": "landscapes/demo.toml", "called": made_up.CALLED, "seed": 7} | {
        "scenarios": scenarios,
        **more,
    }


def summed_up(*told: Told, **more: Any) -> Summary:
    return summary_of(lines_of(told), run_of(told, **more))


GOOD = ("Ordering", "Ada orders", made_up.agreed())
BAD = ("Amending an order", "Ada changes it", made_up.contradicted())
SILENT = ("Resending", "Ada asks again", made_up.absent())
DOWN = ("Ordering", "Ada orders as a guest", made_up.unreachable())
ODD = ("Ordering", "Ada orders twice", made_up.unmapped())


@pytest.mark.parametrize(
    ("told", "decision", "line"),
    [
        ([GOOD], Decision.GO, "The four systems told the same story in 1 of 1 scenarios."),
        (
            [GOOD, BAD],
            Decision.NO_GO,
            (
                "The four systems told the same story in 1 of 2 scenarios. "
                "Out of line: the ERP in 1 scenario."
            ),
        ),
        (
            [GOOD, BAD, SILENT, DOWN],
            Decision.NO_GO,
            (
                "The four systems told the same story in 1 of 4 scenarios. "
                "Out of line: the ERP in 1 scenario and the inbox in 1 scenario. "
                "1 is inconclusive: the ERP could not be asked."
            ),
        ),
        (
            [GOOD, DOWN, ODD],
            Decision.UNKNOWN,
            (
                "The four systems told the same story in 1 of 3 scenarios. "
                "2 are inconclusive: the ERP could not be asked; "
                "the CRM said something unexplained."
            ),
        ),
        ([], Decision.NOTHING, "No scenario was judged."),
    ],
)
def test_one_line_says_it_all(told: list[Told], decision: Decision, line: str) -> None:
    """Go only where something was checked and nothing is wrong or unknown."""
    summary = summed_up(*told)

    assert (decision, line) == (summary.decision, summary.line)


def test_what_is_not_due_neither_passes_nor_fails() -> None:
    """It is told beside the rest."""
    deferred = {"nodeid": "f::p", "journey": "Ordering", "scenario": "p", "result": "deferred"}
    run = run_of([GOOD])
    summary = summary_of(lines_of([GOOD]), {**run, "scenarios": [*run["scenarios"], deferred]})

    assert Decision.GO is summary.decision
    assert summary.line.endswith("in 1 of 1 scenarios. 1 scenario is not due yet.")


def test_a_record_of_an_older_version_calls_it_parked() -> None:
    """It is counted as what it is called now."""
    old = {"nodeid": "f::p", "journey": "Ordering", "scenario": "p", "result": "parked"}
    [ordering] = summary_of([], {"scenarios": [old]}).journeys

    assert {"deferred": 1} == dict(ordering.results)


def test_nothing_but_deferred_is_nothing_checked() -> None:
    """Nothing passes without having looked."""
    deferred = {"nodeid": "f::p", "journey": "Ordering", "scenario": "p", "result": "deferred"}

    assert Decision.NOTHING is summary_of([], {"scenarios": [deferred]}).decision


def test_the_table_has_a_row_for_each_journey_and_a_cell_for_each_system() -> None:
    """A system that was not asked is not called agreed."""
    alone = made_up.verdict_of([(0.0, {"website": made_up.NOW, "crm": made_up.NOW})])
    ordering, amending, changing = summed_up(GOOD, DOWN, BAD, ("Changing", "x", alone)).journeys

    assert {"passed": 1, "broken": 1} == dict(ordering.results)
    assert (Outcome.UNREACHABLE, 1, 2) == (
        ordering.systems["erp"].outcome,
        ordering.systems["erp"].agreed,
        ordering.systems["erp"].asked,
    )
    assert Outcome.CONTRADICTED is amending.systems["erp"].outcome
    assert changing.systems["erp"].outcome is None


def test_workers_do_not_shuffle_the_table() -> None:
    """Journeys stand in the order of their files, systems in that of the landscape."""
    rows = [json.loads(each) for each in lines_of([BAD, GOOD])]
    run = run_of([BAD, GOOD])
    for each, file in zip([*rows, *run["scenarios"]], "baba", strict=True):
        each["nodeid"] = f"features/{file}.feature::{each['scenario']}"
    run["called"] = dict(reversed(made_up.CALLED.items()))
    summary = summary_of(map(json.dumps, rows), run)

    assert ["Ordering", "Amending an order"] == [each.name for each in summary.journeys]
    assert ("erp", "crm", "inbox", "website") == tuple(summary.called)


def test_discrepancies_come_severest_first() -> None:
    """A contradiction outweighs what cannot be known."""
    assert [Outcome.CONTRADICTED, Outcome.ABSENT, Outcome.UNMAPPED, Outcome.UNREACHABLE] == [
        each.outcome for each in summed_up(GOOD, DOWN, ODD, SILENT, BAD).discrepancies
    ]


def test_a_scenario_that_broke_in_the_doing_is_not_lost() -> None:
    """There is no verdict that could tell of it."""
    broken = {"nodeid": "f::b", "journey": "Ordering", "scenario": "b", "result": "broken"}
    run = run_of([BAD])
    summary = summary_of(lines_of([BAD]), {**run, "scenarios": [*run["scenarios"], broken]})

    assert ["b"] == [each.name for each in summary.unexplained]


def test_a_crash_leaves_only_the_name_of_its_file() -> None:
    """The record has no journey then."""
    crashed = {"nodeid": "features/a.feature::t", "journey": None, "scenario": "t"}
    [row] = summary_of([], {"scenarios": [{**crashed, "result": "broken"}]}).journeys

    assert "features/a.feature" == row.name


def test_a_killed_run_is_summed_up_as_far_as_it_came(tmp_path: Path) -> None:
    """No run.json, half a last line, and what the workers had not merged."""
    first, second = lines_of([GOOD, BAD])
    (tmp_path / "verdicts.jsonl").write_text(f"{first}\n{second[:50]}")
    (tmp_path / "verdicts-7-gw1.jsonl").write_text(f"{lines_of([SILENT])[0]}\n")
    summary = read_summary(tmp_path)

    assert (2, 1, False) == (len(summary.verdicts), summary.unreadable, summary.finished)
    assert summary.line.endswith("The run did not reach its end.")


def test_a_killed_run_is_no_go_ahead() -> None:
    """All that was seen agreed, and the rest was not seen."""
    assert Decision.UNKNOWN is summary_of(lines_of([GOOD]), None).decision


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    """Fact first, fix second."""
    with pytest.raises(FileNotFoundError, match=r"No run is recorded in .*\n  Run the features"):
        read_summary(tmp_path)
    with pytest.raises(FileNotFoundError, match=f"samestory run --report {tmp_path}$"):
        read_summary(tmp_path / "part")


@pytest.mark.parametrize("more", [{"exit": 4}, {"exit": 6}, {"unread": ["features/one.feature"]}])
def test_a_run_that_ended_with_trouble_is_no_go_ahead(more):
    """Every scenario that was read passed, and yet nobody knows what the others would say."""
    assert Decision.UNKNOWN is summed_up(GOOD, **more).decision


def test_an_unread_feature_is_told():
    """The line would otherwise praise one of one."""
    line = summed_up(GOOD, unread=["features/one.feature"]).line

    assert line.endswith("1 feature file could not be read.")


@pytest.mark.parametrize(
    ("result", "remark"),
    [("unmet", "In 1 a step's own check failed."), ("interrupted", "1 scenario was interrupted.")],
)
def test_what_is_no_contradiction_is_not_called_one(result, remark):
    """And it is no reason to go, either."""
    other = {**run_of([GOOD])["scenarios"][0], "nodeid": "other", "result": result}
    run = run_of([GOOD])
    summary = summary_of(lines_of([GOOD]), {**run, "scenarios": [*run["scenarios"], other]})

    assert Decision.UNKNOWN is summary.decision
    assert remark in summary.line


def test_what_workers_wrote_last_is_read(tmp_path):
    """They may have been stopped before anybody merged it."""
    (tmp_path / "run.json").write_text(json.dumps(run_of([GOOD])))
    (tmp_path / "verdicts-42-gw0.jsonl").write_text("\n".join(lines_of([GOOD])))

    assert 1 == len(read_summary(tmp_path).verdicts)


def test_a_step_that_broke_is_no_question_that_failed() -> None:
    mine = {"nodeid": "f::b", "journey": "Ordering", "scenario": "b", "result": "broken"}
    summary = summary_of(
        [], {"scenarios": [mine | {"broke": "TypeError: my bug, steps/mine.py:4"}], "exit": 6}
    )

    assert "In 1 a step broke (TypeError: my bug, steps/mine.py:4)." in summary.line
    assert "could not be asked" not in summary.line


def test_the_table_counts_scenarios_and_no_verdicts() -> None:
    """A scenario that asked twice, and heard two stories at last, is one that differs."""
    [amending] = summed_up(("Amending", "x", made_up.agreed()), ("Amending", "x", BAD[2])).journeys

    assert (0, 1) == (amending.systems["erp"].agreed, amending.systems["erp"].asked)


def with_rules(*results: dict[str, str]) -> Summary:
    scenarios = [
        {"nodeid": f"f::{at}", "scenario": f"{at}", "result": "passed", "rules": each}
        for at, each in enumerate(results)
    ]
    return summary_of([], {"scenarios": scenarios})


def test_why_standing_rules_are_unknown_is_told() -> None:
    """Each reason once, as the scenarios give it."""
    down, open_ = "unknown: the ERP could not be asked", "unknown: no answer came"
    summary = with_rules({"a": down, "b": down}, {"a": open_}, {"a": "kept"})

    assert (
        "Standing rules are unknown in 2 scenarios: the ERP could not be asked; no answer came."
        in summary.findings
    )


def test_broken_rules_come_first() -> None:
    """Then those that are kept, and last those of which nothing was asked."""
    results = ("nothing to ask", "unknown: no answer came", "kept", "contradicted")
    summary = with_rules(*({"a": each} for each in results))

    assert ["contradicted", "kept", "unknown: no answer came", "nothing to ask"] == list(
        summary.rules["a"]
    )
