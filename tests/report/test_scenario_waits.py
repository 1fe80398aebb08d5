"""The waits of a scenario: what is learned for them, and from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from samestory.core.past_waits import AskedAbout, PastWait
from samestory.core.reasons import LateOrLost
from samestory.report.scenario_waits import ScenarioWaits
from samestory.report.wait_memory import WaitMemory
from tests.fakes import OPENED, Scripted, Word, always, euros, promised, turning
from tests.report.bundle.judged import USUAL, converged

PLACED: Word = {"total": euros("89.00")}
PROMISE = promised(PLACED)
ORDERS = AskedAbout("erp", "order", "made")
SYSTEMS: Mapping[str, Scripted] = {"website": always(PLACED), "erp": turning(None, 2.0, PLACED)}


def memory(folder: Path, *waits: PastWait) -> WaitMemory:
    found = WaitMemory(folder / "waits.jsonl", "demo")
    for each in waits:
        found.add(ORDERS, each)
    return found


def known(past: WaitMemory) -> ScenarioWaits:
    """She was told one second before the looking began."""
    return ScenarioWaits(past, lambda _: OPENED - timedelta(seconds=1))


def test_a_system_that_always_takes_so_long_is_asked_then(tmp_path: Path) -> None:
    """Two seconds after the first look, which is three seconds after she was told."""
    past = memory(tmp_path, *[PastWait(2.95, 3.0)] * 20)
    schedules = known(past).schedules(PROMISE, SYSTEMS, "", OPENED)
    verdict = converged(SYSTEMS, PROMISE, schedules=schedules)

    looks = [look.elapsed.total_seconds() for look in verdict.timeline if "erp" in look.asked]
    assert {"erp"} == schedules.keys()
    assert verdict.agreed
    assert len([each for each in looks if each < 2.0]) <= 2
    assert any(2.0 <= each <= 2.05 for each in looks)


def test_nothing_is_learned_if_it_is_not_known_when_she_was_told(tmp_path: Path) -> None:
    past = memory(tmp_path, *[PastWait(2.95, 3.0)] * 20)
    waits = ScenarioWaits(past, lambda _: None)
    waits.note(converged(SYSTEMS, PROMISE), "")

    assert {} == waits.schedules(PROMISE, SYSTEMS, "", OPENED)
    assert {} == known(past).schedules(None, SYSTEMS, "", OPENED)
    assert 20 == len(past.waits(ORDERS))


def test_only_the_first_wait_for_a_promise_counts(tmp_path: Path) -> None:
    """Later ones only say that it still holds."""
    past = memory(tmp_path)
    waits = known(past)
    for _ in range(3):
        waits.note(converged(SYSTEMS, PROMISE), "")
    waits.note(converged(SYSTEMS, promised(PLACED, PLACED)), "")

    assert 1 == len(past.waits(ORDERS))
    assert 1 == len(past.waits(ORDERS._replace(verb="revised")))


def test_an_answer_that_is_missing_is_held_against_the_past(tmp_path: Path) -> None:
    """And its outcome stays what it is."""
    past = memory(tmp_path, *(PastWait(0.0, 0.3 + number / 100) for number in range(40)))
    verdict = converged({**SYSTEMS, "erp": always(None)}, PROMISE)
    patience = dict.fromkeys(SYSTEMS, replace(USUAL, patience=timedelta(seconds=5)))

    [usual] = known(past).usual(verdict, "", patience)

    assert ("erp", 40, 5.0, LateOrLost.LOST) == (
        usual.system,
        usual.count,
        usual.patience,
        usual.fate,
    )
