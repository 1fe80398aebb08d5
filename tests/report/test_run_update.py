"""What was settled later stands in the record of its run, as if it had been known then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from samestory.report.run_update import records_of, update_record
from samestory.report.run_writer import ScenarioInfo, write_run
from samestory.report.summary import Decision
from samestory.report.summing_up import read_summary
from samestory.report.verdict_row import verdict_row
from tests.report import made_up

ADA = "features/a.feature::test_ada"
VERDICTS = {
    "agreed": made_up.agreed,
    "contradicted": made_up.contradicted,
    "absent": made_up.absent,
    "unreachable": made_up.unreachable,
}


def row(outcome: str, subject: str = "order A-1042", question: int = 1) -> dict[str, Any]:
    verdict = VERDICTS.get(outcome, made_up.agreed)()
    scenario = ScenarioInfo(ADA, "A", None, "Ada", (), question=question)
    told = verdict_row(made_up.told(verdict), scenario)
    return json.loads(json.dumps({**told, "outcome": outcome, "subject": subject}))


def record(folder: Path, result: str, code: int) -> Path:
    ended = {"nodeid": ADA, "journey": "A", "scenario": "Ada", "result": result}
    ended |= {"outcome": "pending", "exit": code, "message": "not due"}
    run = {"seed": 7, "scenarios": [ended], "exit": code, "finished": True}
    write_run(folder, run)
    (folder / "verdicts.jsonl").write_text(json.dumps(row("pending")) + "\n")
    return folder


@pytest.mark.parametrize(
    ("outcome", "result", "code", "decision"),
    [
        ("agreed", "passed", 0, Decision.GO),
        ("contradicted", "failed", 1, Decision.NO_GO),
        ("absent", "failed", 1, Decision.NO_GO),
        ("unreachable", "broken", 6, Decision.UNKNOWN),
    ],
)
def test_the_run_says_how_it_came_out(
    tmp_path: Path, outcome: str, result: str, code: int, decision: Decision
):
    """Scenario, exit status and decision; the pending verdict is gone."""
    update_record(record(tmp_path, "deferred", 5), row(outcome), more_pending=False)
    summary = read_summary(tmp_path)

    assert [result] == [each.result for each in summary.scenarios]
    assert (code, decision) == (summary.exit, summary.decision)
    assert [outcome] == [each.outcome for each in summary.verdicts]


def test_a_scenario_that_waits_for_more_does_not_pass_yet(tmp_path: Path):
    update_record(record(tmp_path, "deferred", 5), row("agreed"), more_pending=True)

    assert Decision.NOTHING is read_summary(tmp_path).decision


def test_what_broke_at_the_first_attempt_may_pass_at_the_second(tmp_path: Path):
    """As long as it was settled, and not broken by itself."""
    record(tmp_path, "deferred", 5)
    update_record(tmp_path, row("unreachable"), more_pending=False)
    update_record(tmp_path, row("agreed"), more_pending=False)

    assert Decision.GO is read_summary(tmp_path).decision


def test_each_of_two_questions_about_an_order_keeps_its_answer(tmp_path: Path):
    """What was settled first is not taken for what the second one waited for."""
    record(tmp_path, "deferred", 5)
    with (tmp_path / "verdicts.jsonl").open("a") as verdicts:
        verdicts.write(json.dumps(row("pending", question=2)) + "\n")
    update_record(tmp_path, row("contradicted"), more_pending=True)
    update_record(tmp_path, row("agreed", question=2), more_pending=False)
    summary = read_summary(tmp_path)

    assert Decision.NO_GO is summary.decision
    assert ["contradicted", "agreed"] == [each.outcome for each in summary.verdicts]


def test_what_waits_does_not_hide_that_another_question_could_not_be_asked(tmp_path: Path):
    """The severest of the two decides, whichever was asked last, until both have agreed."""
    record(tmp_path, "deferred", 5)
    with (tmp_path / "verdicts.jsonl").open("a") as verdicts:
        verdicts.write(json.dumps(row("pending", question=2)) + "\n")
    ended = []
    for answer in (
        row("unreachable"),
        row("pending", question=2),
        row("agreed"),
        row("agreed", question=2),
    ):
        update_record(tmp_path, answer, more_pending=answer["question"] == 1)
        [each] = read_summary(tmp_path).scenarios
        ended.append((each.result, read_summary(tmp_path).exit))

    assert [("broken", 6), ("broken", 6), ("deferred", 5), ("passed", 0)] == ended


def test_a_standing_rule_that_is_unknown_lets_what_was_settled_pass(tmp_path: Path):
    record(tmp_path, "deferred", 5)
    rule = row("unreachable", "charges ada@customers.example", question=2)
    with (tmp_path / "verdicts.jsonl").open("a") as verdicts:
        verdicts.write(json.dumps({**rule, "standing_rule": "charges equal live orders"}) + "\n")
    update_record(tmp_path, row("agreed"), more_pending=False)

    assert ["passed"] == [each.result for each in read_summary(tmp_path).scenarios]


def test_an_older_record_does_not_say_which_question_was_settled(tmp_path: Path):
    record(tmp_path, "deferred", 5)
    older = {key: each for key, each in row("pending").items() if key != "question"}
    (tmp_path / "verdicts.jsonl").write_text(json.dumps(older) + "\n")
    update_record(tmp_path, row("agreed", question=0), more_pending=False)

    assert ["agreed"] == [each.outcome for each in read_summary(tmp_path).verdicts]


def test_a_scenario_that_failed_by_itself_stays_failed(tmp_path: Path):
    """Another of its promises came true; that changes nothing."""
    update_record(record(tmp_path, "failed", 1), row("agreed", "order A-2"), more_pending=False)

    assert ["failed"] == [each.result for each in read_summary(tmp_path).scenarios]


def test_an_agreement_that_did_not_last_makes_the_run_no_go(tmp_path: Path):
    """The second look at what had passed."""
    update_record(record(tmp_path, "passed", 0), row("contradicted"), more_pending=False)

    assert Decision.NO_GO is read_summary(tmp_path).decision
    assert 1 == read_summary(tmp_path).exit


def test_only_the_record_of_the_same_run_is_changed(tmp_path: Path):
    """Another run has replaced it meanwhile; the one of some scenarios lies within."""
    part = record(tmp_path / "part", "deferred", 5)
    write_run(tmp_path, {"seed": 8, "scenarios": []})

    assert [part] == list(records_of(tmp_path, "7"))
    assert [tmp_path] == list(records_of(tmp_path, "8"))


def test_a_promise_that_was_broken_is_not_forgotten_when_another_comes_true(tmp_path: Path):
    """Both waited in one scenario; the later answer does not take the earlier one back."""
    record(tmp_path, "deferred", 5)
    update_record(tmp_path, row("contradicted"), more_pending=True)
    update_record(tmp_path, row("agreed", "order A-2"), more_pending=False)
    summary = read_summary(tmp_path)

    assert ["failed"] == [each.result for each in summary.scenarios]
    assert (1, Decision.NO_GO) == (summary.exit, summary.decision)


@pytest.mark.parametrize("last", ["agreed", "unreachable"])
def test_what_is_unknown_for_good_is_not_forgotten_when_another_comes_true(
    tmp_path: Path, last: str
):
    """Both waited in one scenario: it can never pass."""
    record(tmp_path, "deferred", 5)
    update_record(tmp_path, row("unreachable"), more_pending=True, for_good=True)
    update_record(tmp_path, row(last, "order A-2"), more_pending=False)
    update_record(tmp_path, row("agreed", "order A-2"), more_pending=False)
    summary = read_summary(tmp_path)

    assert ["broken"] == [each.result for each in summary.scenarios]
    assert (6, Decision.UNKNOWN) == (summary.exit, summary.decision)


def test_a_contradiction_outweighs_what_is_unknown_for_good(tmp_path: Path):
    record(tmp_path, "deferred", 5)
    update_record(tmp_path, row("unreachable"), more_pending=True, for_good=True)
    update_record(tmp_path, row("contradicted", "order A-2"), more_pending=False)

    assert ["failed"] == [each.result for each in read_summary(tmp_path).scenarios]
