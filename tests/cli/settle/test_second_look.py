"""`samestory settle --again`: what agreed is asked once more, and must still be so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from samestory.cli import app
from samestory.cli.settle.second_look import lasting, old_enough, sample_of
from samestory.core.model import Money, Subject
from samestory.deferred import DeferredQuestion, defer, deferred_in
from samestory.report.results_folder import AGREED
from tests.cli.fakes import ADA, DEMO, Told, demo_landscape, opening
from tests.fakes import Word, promised

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
CONFIRMATION = Subject("confirmation", "A-1000", of=ADA)
ORDER = Subject("order", "A-1000", of=ADA)
SCENE = {
    "journey": "Ordering",
    "scenario": "Ada hears of her order exactly once",
    "nodeid": "features/ordering/ordering.feature::test_ada",
    "rule": None,
    "tags": [],
}


def agreed(at: datetime = NOON, *, subject: Subject = CONFIRMATION, run: str = "7", **values):
    return DeferredQuestion(
        landscape=DEMO,
        subject=subject,
        among=("website", "inbox") if subject.kind == "order" else ("inbox",),
        promise=promised(values or {"count": 1}, subject=subject),
        due=at,
        scenario=SCENE,
        run=run,
    )


@pytest.fixture(autouse=True)
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    (tmp_path / "reports").mkdir()
    return tmp_path / "reports"


def settle(
    monkeypatch: pytest.MonkeyPatch, words: Mapping[str, Word], *options: str, days: float = 1.5
) -> Result:
    told = Told(demo_landscape(), words)
    monkeypatch.setattr("samestory.cli.opening.opened", opening(told))
    monkeypatch.setattr(
        "samestory.cli.settle.settling.company_now", lambda _: NOON + timedelta(days=days)
    )
    return CliRunner().invoke(app, ["settle", "--again", "1d", *options])


def test_what_is_still_so_is_green(monkeypatch: pytest.MonkeyPatch, report: Path) -> None:
    """And stays on the list: it can be asked a third time."""
    defer(report, agreed(), name=AGREED)
    done = settle(monkeypatch, {"inbox": {"count": 1}})

    assert 0 == done.exit_code
    assert "1 promise that agreed was asked again: 1 agreed." in done.stdout
    assert [agreed()] == deferred_in(report, name=AGREED)


def test_what_is_so_no_longer_is_told_with_both_times(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    """The confirmation came again, and again."""
    defer(report, agreed(), name=AGREED)
    done = settle(monkeypatch, {"inbox": {"count": 2}})
    said = " ".join(done.stdout.split())

    assert 1 == done.exit_code
    assert (
        "It agreed on 27 November 2026, 13:00 CET, and was asked again on 29 November 2026, "
        "01:00 CET."
    ) in said
    assert [] == deferred_in(report, name=AGREED)


def test_who_is_not_asked_again_is_named(monkeypatch: pytest.MonkeyPatch, report: Path) -> None:
    """The website shows her mail to herself alone; what it says now is not known."""
    question = agreed()
    defer(report, replace(question, among=("website", *question.among)), name=AGREED)
    done = settle(monkeypatch, {"inbox": {"count": 1}})

    assert 0 == done.exit_code
    assert "01:00 CET, without the website." in " ".join(done.stdout.split())


@pytest.mark.parametrize(("options", "days"), [((), 0.5), (("--run", "8"), 2)])
def test_what_is_too_young_or_of_another_run_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, report: Path, options: tuple[str, ...], days: float
) -> None:
    """To have looked at nothing is not green."""
    defer(report, agreed(), name=AGREED)
    done = settle(monkeypatch, {}, *options, days=days)

    assert 5 == done.exit_code
    assert "Nothing that can be asked again agreed 1d ago or longer." in done.stdout


def test_an_age_that_is_none_is_a_wrong_call() -> None:
    done = CliRunner().invoke(app, ["settle", "--again", "long ago"])

    assert 4 == done.exit_code
    assert "Write 1d or 12h." in done.stderr


def test_of_a_scenario_the_last_agreement_about_a_subject_counts() -> None:
    """Ada changed her order in between."""
    first, last = agreed(count=1), agreed(NOON + timedelta(minutes=1), count=2)
    now = {DEMO: NOON + timedelta(days=2)}

    assert [last] == old_enough([first, last], timedelta(days=1), now)


def test_a_sample_keeps_its_order_and_holds_no_more_than_there_is() -> None:
    found = [agreed(NOON + timedelta(minutes=each)) for each in range(9)]

    assert found == sample_of(found, 20)
    assert 3 == len(sample := sample_of(found, 3))
    assert sample == sorted(sample, key=lambda each: each.due)


def test_a_status_goes_on_unless_it_is_final() -> None:
    """A placed order is shipped some day, and a cancelled one is never reopened."""
    euros = Money(Decimal("89.00"), "EUR")
    placed = lasting(agreed(subject=ORDER, total=euros, status="placed"), demo_landscape())
    cancelled = lasting(agreed(subject=ORDER, total=euros, status="cancelled"), demo_landscape())

    assert placed
    assert placed.promise
    assert {"total": euros} == placed.promise.values
    assert cancelled
    assert cancelled.promise
    assert "cancelled" == cancelled.promise.values["status"]


def test_what_there_was_none_of_may_have_come_since() -> None:
    """Nobody asked how she liked it yet; only what was withdrawn is gone for good."""
    question = agreed(subject=ORDER, status="placed")
    assert question.promise
    gone = question.promise.withdrawn_as("cancellation 1", NOON)
    never = replace(gone, revisions=gone.revisions[-1:])
    withdrawn = lasting(replace(question, promise=gone), demo_landscape())

    assert lasting(replace(question, promise=never), demo_landscape()) is None
    assert withdrawn
    assert withdrawn.promise
    assert withdrawn.promise.withdrawn


def test_the_sample_is_drawn_of_what_can_be_asked_again(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    """What only her account shows takes nobody's place in it."""
    for number in range(40):
        hers = replace(agreed(run=str(number), subject=ORDER), among=("website",))
        defer(report, hers, name=AGREED)
    defer(report, agreed(), name=AGREED)
    done = settle(monkeypatch, {"inbox": {"count": 1}}, "--sample", "1")

    assert 0 == done.exit_code
    assert "1 promise that agreed was asked again: 1 agreed." in done.stdout


def test_what_only_her_own_account_shows_is_not_asked_again() -> None:
    """The website is left out; with nobody else to ask, so is the question."""
    alone = replace(agreed(subject=ORDER, status="placed"), among=("website",))
    both = lasting(agreed(subject=ORDER, status="cancelled"), demo_landscape())

    assert lasting(alone, demo_landscape()) is None
    assert both
    assert ("inbox",) == both.among
