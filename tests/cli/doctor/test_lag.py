"""How late each system followed in the last runs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from samestory.cli.doctor.lag import lag, lags, patience_to_raise
from samestory.core.model import Outcome
from samestory.core.past_waits import AskedAbout, PastWait
from samestory.explain import Lane, Mark, Timeline, agreeing_since
from samestory.report.run_writer import ScenarioInfo
from samestory.report.verdict_row import verdict_row
from tests.cli.fakes import demo_landscape
from tests.report import made_up

AGREED, APART = Outcome.AGREED, Outcome.CONTRADICTED
VERDICT = verdict_row(made_up.told(made_up.agreed()), ScenarioInfo("f::x", "J", None, "Ada", ()))


def lane(*marks: tuple[float, Outcome], system: str = "erp") -> Lane:
    looks = tuple(Mark(at, standing, asked=True, says="") for at, standing in marks)
    return Lane(system, system, looks, 5.0, "")


@pytest.mark.parametrize(
    ("marks", "seconds"),
    [
        ([(0.1, AGREED), (1.0, AGREED)], 0.1),
        ([(0.1, APART), (1.0, AGREED), (2.0, AGREED)], 1.0),
        ([(0.1, AGREED), (1.0, APART), (2.0, AGREED)], 2.0),
        ([(0.1, AGREED), (1.0, APART)], None),
        ([], None),
    ],
)
def test_who_follows_does_so_when_the_last_agreement_begins(
    marks: list[tuple[float, Outcome]], seconds: float | None
) -> None:
    assert seconds == agreeing_since(lane(*marks).marks)


def report(folder: Path, *afters: float, apart_at: float = 0.0) -> Path:
    with (folder / "verdicts.jsonl").open("w") as file:
        for after in afters:
            line = Timeline("", (lane((apart_at, APART), (after, AGREED)),), (), None, after)
            file.write(json.dumps({**VERDICT, "timeline": asdict(line)}) + "\n")
        file.write('{"of": "another version"}\nhalf a li')
    return folder


def test_the_median_and_the_latest_are_held_against_its_patience(tmp_path: Path) -> None:
    [told] = lag("erp", lags(report(tmp_path, 1.0, 2.0, 4.5)), demo_landscape())

    assert (
        "✓ read lag: told the same after 2.0 s (median) and 4.5 s at the latest, in 3 verdicts; "
        "it is given 5 s"
    ) == told.line


def test_who_came_later_than_it_may_gets_a_line_to_mend(tmp_path: Path) -> None:
    seen = lags(report(tmp_path, 8.0, apart_at=5.1))
    [told] = lag("erp", seen, demo_landscape())

    assert told.good is None
    assert '[systems.erp]: patience = "12 s"' == told.fix


def test_who_agrees_in_the_look_at_the_deadline_was_in_time(tmp_path: Path) -> None:
    """That look comes a moment after the patience is over."""
    [told] = lag("erp", lags(report(tmp_path, 5.1, apart_at=0.4)), demo_landscape())

    assert told.good


def test_without_a_run_nothing_is_said(tmp_path: Path) -> None:
    assert [] == list(lag("erp", lags(tmp_path), demo_landscape()))


ORDERS = AskedAbout("erp", "order", "made")


def test_a_patience_that_past_waits_show_to_be_short_is_to_be_raised() -> None:
    """Five of a hundred never came within it; ten times as much is advised at most."""
    came = [PastWait(0.0, 0.3 + number / 20) for number in range(95)]
    past = {ORDERS: [*came[:50], *[PastWait(5.0, None)] * 5, *came[50:]]}

    [told] = patience_to_raise("erp", past, demo_landscape())

    assert told.text == (
        "by the last 100 waits for what was made (order), more than one answer in 1000 takes "
        "longer than the 5 s that it is given"
    )
    assert told.fix == '[systems.erp]: patience = "50 s"'


def test_a_patience_that_is_enough_is_not_spoken_of() -> None:
    past = {ORDERS: [PastWait(0.0, 0.3 + number / 1000) for number in range(95)]}

    assert [] == list(patience_to_raise("erp", past, demo_landscape()))
    assert [] == list(patience_to_raise("crm", past, demo_landscape()))
