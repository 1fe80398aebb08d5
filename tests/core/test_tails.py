"""Late or lost: told apart by the tail of past waits, and hardly ever wrongly."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from samestory.core.past_waits import PastWait
from samestory.core.reasons import LateOrLost, UsualWait
from samestory.core.tails import advised_patience, usual_wait

Draw = Callable[[random.Random], float]

TAILS: dict[str, Draw] = {
    "pareto 1.0": lambda lots: 0.3 * lots.paretovariate(1.0),
    "pareto 1.3": lambda lots: 0.3 * lots.paretovariate(1.3),
    "pareto 2.0": lambda lots: 0.3 * lots.paretovariate(2.0),
    "lognormal 1.0": lambda lots: lots.lognormvariate(0.0, 1.0),
    "lognormal 1.5": lambda lots: lots.lognormvariate(0.0, 1.5),
    "weibull 0.5": lambda lots: lots.weibullvariate(1.0, 0.5),
}
TRIALS, COUNT = 60, 300


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a simulation, no secret


def waits(draw: Draw, lots: random.Random, count: int, patience: float) -> list[PastWait]:
    """Past waits, none of which was longer than the patience."""
    came = (draw(lots) for _ in range(count))
    return [PastWait(0.0, each) if each <= patience else PastWait(patience, None) for each in came]


@pytest.mark.parametrize("patience", [3.0, 10.0, 30.0, 120.0])
@pytest.mark.parametrize("tail", TAILS)
def test_of_a_thousand_waits_at_most_one_is_called_lost_and_comes_later(
    tail: str, patience: float
) -> None:
    wrong = 0
    for seed in range(TRIALS):
        lots = dice(seed)
        past = waits(TAILS[tail], lots, (20, 40, 100, 200)[seed % 4], patience)
        usual = usual_wait("erp", past, patience, patience)
        if usual and usual.fate is LateOrLost.LOST:
            wrong += sum(TAILS[tail](lots) > patience for _ in range(COUNT))

    assert wrong / (TRIALS * COUNT) <= 0.001


@pytest.mark.parametrize("tail", TAILS)
def test_whoever_follows_the_advice_hears_of_a_false_absence_once_in_a_thousand_waits(
    tail: str,
) -> None:
    """Twice: what lies far beyond the patience cannot be known at once."""
    wrong = 0
    for seed in range(TRIALS):
        lots, patience = dice(seed), 5.0
        for _ in range(3):
            past = waits(TAILS[tail], lots, 100, patience)
            patience = advised_patience(past, patience) or patience
        wrong += sum(TAILS[tail](lots) > patience for _ in range(COUNT))

    assert wrong / (TRIALS * COUNT) <= 0.001


def test_what_always_took_seconds_is_lost_after_half_a_minute() -> None:
    past = [PastWait(0.0, 0.3 + 1.8 * number / 40) for number in range(41)]

    usual = usual_wait("erp", past, 30.0, 30.2)

    assert UsualWait("erp", 41, 0, 0.3, pytest.approx(2.1), 30.0, LateOrLost.LOST) == usual


def test_a_patience_that_is_often_too_short_is_named() -> None:
    """One in twenty took longer, and nobody knows whether that came."""
    lots = dice(3)
    past = waits(TAILS["pareto 1.3"], lots, 200, 3.0)

    usual = usual_wait("erp", past, 3.0, 3.0)

    assert usual is not None
    assert LateOrLost.LATE is usual.fate
    assert 10 <= usual.one_in <= 40


def test_what_was_lost_now_and_then_may_have_been_late_only() -> None:
    came = [PastWait(0.0, 1.0 + number / 100) for number in range(40)]
    never = PastWait(30.0, None)

    now_and_then = usual_wait("erp", [*came, never, *came], 30.0, 30.0)
    from_now_on = usual_wait("erp", [*came, *came, never], 30.0, 30.0)

    assert now_and_then is not None
    assert from_now_on is not None
    assert (LateOrLost.UNCLEAR, LateOrLost.LOST) == (now_and_then.fate, from_now_on.fate)
    assert 1 == from_now_on.never


def test_a_few_waits_tell_nothing() -> None:
    few = [PastWait(0.0, 1.0)] * 19

    assert usual_wait("erp", few, 10.0, 10.0) is None
    assert advised_patience(few, 10.0) is None


def test_a_patience_that_is_enough_is_left_as_it_is() -> None:
    past = [PastWait(0.0, 1.0 + number / 100) for number in range(40)]

    assert advised_patience(past, 30.0) is None


def test_a_patience_is_raised_step_by_step() -> None:
    """Nothing is known beyond it, so ten times as much is advised at most."""
    past = [PastWait(0.0, 0.5 + number / 20) for number in range(40)]
    advised = advised_patience([*past, *[PastWait(3.0, None)] * 10], 3.0)

    assert advised is not None
    assert 3.0 < advised <= 30.0


@pytest.mark.parametrize("deadline", [0.0, -3.0])
def test_a_clock_that_was_set_back_tells_nothing(deadline: float) -> None:
    assert usual_wait("erp", [PastWait(0.0, 1.0)] * 40, 2.0, deadline) is None
