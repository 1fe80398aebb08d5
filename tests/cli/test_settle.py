"""`samestory settle`: what was not due is asked again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from samestory.cli import app
from samestory.cli.settle.settling import waiting_line
from samestory.core.model import Outcome, Subject
from samestory.deferred import DeferredQuestion, defer, deferred_in
from samestory.polling.convergence import converge
from samestory.redaction import Masker
from samestory.replay.judging import judge_again
from samestory.report.bundle.bundle_reader import read_bundle
from samestory.report.run_writer import write_run
from samestory.report.summing_up import read_summary
from tests.cli.fakes import ADA, DEMO, Told, demo_landscape, opening
from tests.cli.golden import golden, trimmed
from tests.fakes import Down, FakeClock, FakePanel, Word, always, promised
from tests.report.records import record

RECORDS = Subject("records", ADA, of=ADA)
CUSTOMER = Subject("customer", ADA, of=ADA)
SCENE = {
    "journey": "Whose order it is",
    "scenario": "Ada's second order makes no second customer",
    "nodeid": "features/ordering/belonging.feature::test_ada",
    "rule": None,
    "tags": ["story-21"],
}
ONE: Word = {"count": 1}
TWO: Word = {"count": 2}


def question(due: datetime | None = None) -> DeferredQuestion:
    return DeferredQuestion(
        landscape=DEMO,
        subject=RECORDS,
        among=("crm", "erp"),
        promise=promised({"count": 1}, subject=RECORDS),
        due=due or datetime(2026, 11, 20, 2, tzinfo=UTC),
        scenario=SCENE,
    )


@pytest.fixture(autouse=True)
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path / "reports"


def settle(monkeypatch: pytest.MonkeyPatch, words: Mapping[str, Word]) -> Result:
    told = Told(demo_landscape(), words)
    monkeypatch.setattr("samestory.cli.opening.opened", opening(told))
    monkeypatch.setattr("samestory.cli.settle.settling.company_now", lambda _: datetime.now(UTC))
    return CliRunner().invoke(app, ["settle"])


def test_what_has_come_true_is_settled(monkeypatch: pytest.MonkeyPatch, report: Path) -> None:
    """It is taken off the list, and its verdict is recorded."""
    defer(report, question())
    done = settle(monkeypatch, {"crm": ONE, "erp": ONE})

    assert 0 == done.exit_code
    assert golden("settle-agreed", done.stdout) == trimmed(done.stdout)
    assert [] == deferred_in(report)
    assert "agreed" == json.loads((report / "settled.jsonl").read_text())["outcome"]


def test_what_has_not_come_true_is_a_contradiction(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    defer(report, question())
    done = settle(monkeypatch, {"crm": TWO, "erp": ONE})

    assert 1 == done.exit_code
    assert golden("settle-contradicted", done.stdout) == trimmed(done.stdout)
    assert [] == deferred_in(report)


def test_what_was_settled_can_be_judged_again(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    """It stands in the bundle of its run, with all that was said."""

    def waited(told: Told, subject: Subject, among: Sequence[str], *_: object, **__: object):
        clock = FakeClock()
        panel = FakePanel(clock, {each: always(told.words[each]) for each in among})
        patience, fields = told.patience.of(among), told.landscape.fields_of(subject.kind)
        return converge(panel, clock, subject, fields, patience)

    record(report, "ada-")
    defer(report, replace(question(), run="7"))
    monkeypatch.setattr(Told, "converge", waited)
    assert 1 == settle(monkeypatch, {"crm": TWO, "erp": ONE}).exit_code

    [judgement] = read_bundle(report).judgements
    again = judge_again(judgement)
    assert SCENE["nodeid"] == judgement.scenario.nodeid
    assert Outcome.CONTRADICTED is judgement.conclusion.outcome
    assert judgement.conclusion == again.conclusion


def test_what_nobody_can_know_stays_on_the_list(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    defer(report, question())
    done = settle(monkeypatch, {"crm": ONE, "erp": Down("the connection failed")})

    assert 6 == done.exit_code
    assert [question()] == deferred_in(report)


def test_an_interruption_loses_no_verdict(monkeypatch: pytest.MonkeyPatch, report: Path) -> None:
    """What could not be recorded is still on the list."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    defer(report, question())
    monkeypatch.setattr("samestory.cli.settle.settling.append_verdict", interrupted)
    settle(monkeypatch, {"crm": TWO, "erp": ONE})

    assert [question()] == deferred_in(report)


def test_what_is_not_due_yet_is_left_alone(monkeypatch: pytest.MonkeyPatch, report: Path) -> None:
    """To have looked at nothing is not the same story."""
    later = question(datetime.now(UTC) + timedelta(hours=3))
    defer(report, later)
    done = settle(monkeypatch, {})

    assert 5 == done.exit_code
    assert f"records {ADA} waits until " in done.stdout
    assert [later] == deferred_in(report)


def test_what_is_asked_about_and_hidden_is_unknown_once(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    """Nobody is asked. It is told, not green, on record, and not red for good."""
    record(report, "ada-")
    defer(report, replace(question(), run="7"), Masker([ADA]).mask)
    done = settle(monkeypatch, {})

    assert 6 == done.exit_code
    assert golden("settle-subject-hidden", done.stdout) == trimmed(done.stdout)
    assert [] == deferred_in(report)
    assert "unreachable" == json.loads((report / "settled.jsonl").read_text())["outcome"]
    assert 5 == settle(monkeypatch, {}).exit_code


HIDDEN: Word = {"name": "Ada s3cr3t", "email": ADA}


def hidden_name(report: Path) -> None:
    """Defer a question of which the promised name is hidden, and the address is not."""
    promise = promised(HIDDEN, subject=CUSTOMER)
    asked = replace(question(), subject=CUSTOMER, promise=promise, run="7")
    defer(report, asked, Masker(["s3cr3t"]).mask)


def test_what_is_not_hidden_is_asked_all_the_same(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    hidden_name(report)
    done = settle(monkeypatch, {"crm": HIDDEN, "erp": {**HIDDEN, "email": "bo@customers.example"}})

    assert 1 == done.exit_code
    assert golden("settle-contradicted-beside-hidden", done.stdout) == trimmed(done.stdout)
    assert [] == deferred_in(report)


def test_a_hidden_promise_is_never_agreed(monkeypatch: pytest.MonkeyPatch, report: Path) -> None:
    """That the systems agree with each other does not say that it was kept."""
    hidden_name(report)
    done = settle(monkeypatch, {"crm": HIDDEN, "erp": HIDDEN})

    assert 6 == done.exit_code
    assert golden("settle-promise-hidden", done.stdout) == trimmed(done.stdout)
    assert [] == deferred_in(report)


def test_where_nothing_else_can_be_compared_nothing_is(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    """One system alone, and all that was promised is hidden."""
    promise = promised({"name": "Ada s3cr3t"}, subject=CUSTOMER)
    asked = replace(question(), subject=CUSTOMER, promise=promise, among=("crm",))
    defer(report, asked, Masker(["s3cr3t"]).mask)
    done = settle(monkeypatch, {"crm": HIDDEN})

    assert 6 == done.exit_code
    told = " ".join(done.stdout.split())
    assert "what was promised is hidden in the report folder, and nothing else" in told
    assert [] == deferred_in(report)


def test_a_hidden_field_that_the_landscape_describes_no_more_is_not_agreed(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    promise = promised({"email": ADA, "nickname": "s3cr3t"}, subject=CUSTOMER)
    asked = replace(question(), subject=CUSTOMER, promise=promise)
    defer(report, asked, Masker(["s3cr3t"]).mask)

    assert 6 == settle(monkeypatch, {"crm": HIDDEN, "erp": HIDDEN}).exit_code


def test_that_there_is_no_record_is_seen_without_the_promise(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    """All that was promised is hidden, and a record of it was promised all the same."""
    promise = promised({"name": "Ada s3cr3t"}, subject=CUSTOMER)
    asked = replace(question(), subject=CUSTOMER, promise=promise)
    defer(report, asked, Masker(["s3cr3t"]).mask)
    done = settle(monkeypatch, {"crm": None, "erp": None})

    assert 1 == done.exit_code
    assert done.stdout.endswith("is settled: 1 never arrived.\n")
    assert [] == deferred_in(report)


def test_another_promise_of_its_scenario_does_not_hide_it(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    """What is unknown for good, first; then another one comes true."""
    row = {"nodeid": SCENE["nodeid"], "journey": "A", "scenario": "Ada", "result": "deferred"}
    told = {**row, "outcome": "pending", "exit": 5, "message": "not due"}
    write_run(report, {"seed": 7, "scenarios": [told], "exit": 5, "finished": True})
    hidden_name(report)
    defer(report, replace(question(), run="7"))
    done = settle(monkeypatch, {"crm": {**HIDDEN, **ONE}, "erp": {**HIDDEN, **ONE}})

    assert 6 == done.exit_code
    assert [] == deferred_in(report)
    assert ["broken"] == [each.result for each in read_summary(report).scenarios]


def test_what_could_not_be_asked_stays_beside_what_is_hidden(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    hidden_name(report)
    done = settle(monkeypatch, {"crm": HIDDEN, "erp": Down("the connection failed")})

    assert 6 == done.exit_code
    assert 1 == len(deferred_in(report))


def test_what_is_hidden_of_a_withdrawn_record_does_not_matter(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    """Only that there is none is compared."""
    gone = promised(HIDDEN, subject=CUSTOMER).withdrawn_as("call off 1", datetime.now(UTC))
    asked = replace(question(), subject=CUSTOMER, promise=gone, only="record")
    defer(report, asked, Masker(["s3cr3t"]).mask)

    assert 0 == settle(monkeypatch, {"crm": None, "erp": None}).exit_code


def test_what_will_not_be_settled_is_told_before_it_is_due(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    later = question(datetime.now(UTC) + timedelta(hours=3))
    defer(report, later, Masker([ADA]).mask)
    done = settle(monkeypatch, {})

    assert 5 == done.exit_code
    assert done.stdout.endswith(
        " It cannot be settled then, because a part of what is asked about is hidden in the report "
        "folder: run its scenario again then, or let [mask] hide less.\n"
    )
    assert 1 == len(deferred_in(report))


def test_a_report_folder_that_does_not_exist_is_a_wrong_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A typo in CI is not green."""
    done = settle(monkeypatch, {})

    assert 4 == done.exit_code
    assert "There is no folder 'reports'." in done.stderr


def test_with_nothing_deferred_there_is_nothing_to_settle(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    """That is not green: a report folder that another run wrote looks the same."""
    report.mkdir(exist_ok=True)
    done = settle(monkeypatch, {})

    assert 5 == done.exit_code
    assert "Nothing is waiting to be settled.\n" == done.stdout


def test_a_moment_is_told_on_the_clock_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    line = waiting_line(replace(question(), due=datetime(2026, 11, 25, 1, tzinfo=UTC)))

    assert line.startswith(f"records {ADA} waits until 2")
