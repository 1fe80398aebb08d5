"""A schedule learned from past waits looks when an answer is likely, and always goes on."""

from __future__ import annotations

import pytest

from samestory.core.past_waits import PastWait
from samestory.polling.learned import LEAST, Learned, look_plan
from samestory.polling.terms import SquareRoot
from tests.simulations.waiting import dice


def test_a_moment_that_was_all_but_looked_at_is_still_looked_at() -> None:
    """An answer that comes a hundredth of a second later is not left for the next stretch."""
    plan = look_plan([*[PastWait(9.0, 10.0)] * 19, PastWait(9.985, 10.0)])
    assert plan is not None

    assert plan.after(9.985) <= 10.0


def test_a_stretch_that_was_long_not_looked_into_is_looked_into_again() -> None:
    """Only so a system that became faster is found."""
    asleep = [PastWait(0.0, 2.0)] * 30

    moments = [*_moments(asleep, until=3.0)]

    assert moments[0] < 1.5
    assert any(1.9 <= each <= 2.1 for each in moments)


def test_past_the_longest_wait_it_looks_as_if_nothing_were_known() -> None:
    plan = look_plan([PastWait(1.9, 2.0)] * 20)
    assert plan is not None

    assert plan.after(2.0) - 2.0 == pytest.approx(SquareRoot().gap(2.0), rel=0.5)
    assert plan.after(500.0) == pytest.approx(500.0 + SquareRoot().gap(500.0))


def test_too_few_waits_teach_nothing() -> None:
    assert look_plan([PastWait(0.0, 1.0)] * (LEAST - 1)) is None
    assert look_plan([PastWait(0.0, 1.0)] * LEAST) is not None


def test_waits_that_never_ended_teach_patience_and_nothing_else() -> None:
    """A system that loses everything is still looked at, and more and more seldom."""
    moments = [*_moments([PastWait(10.0, None)] * 20, until=10.0)]

    assert 2 <= len(moments) <= 12


def test_what_was_told_before_the_wait_began_counts() -> None:
    """The past waits are counted from when the customer was told."""
    plan = look_plan([PastWait(1.95, 2.0)] * 20)
    assert plan is not None

    early, late = Learned(lambda: plan, 0.0), Learned(lambda: plan, 1.5)

    assert early.gap(1.5) == pytest.approx(late.gap(0.0))


def test_a_plan_always_goes_on() -> None:
    """Whatever the past, the next look is later than the last one."""
    for seed in range(20):
        random = dice(seed)
        waits = [
            PastWait(after, None if random.random() < 0.2 else after + random.expovariate(1))
            for after in (random.expovariate(0.5) for _ in range(random.randint(LEAST, 60)))
        ]
        moments = [*_moments(waits, until=30.0)]

        assert moments == sorted(set(moments))


def _moments(waits: list[PastWait], until: float) -> list[float]:
    plan, age, found = look_plan(waits), 0.0, []
    assert plan is not None
    while age < until:
        age = plan.after(age)
        found.append(age)
    return found
