"""A schedule learned from past waits, against the best that knowing the system could do.

Thousands of plans are computed, so `make test` plays this beside the rooms whose lines it counts.
"""

from __future__ import annotations

import pytest

from tests.simulations.waiting import (
    KINDS,
    CostOfSeries,
    after_a_change,
    best_plan,
    lasting,
    learned_series,
)

TRIALS = 4


@pytest.mark.parametrize("kind", KINDS)
def test_after_twenty_waits_it_costs_little_more_than_knowing_the_system(kind: str) -> None:
    """At most 1.3 times the exact optimum, where one question costs as much as 0.1 s."""
    found = learned_series(KINDS[kind], trials=16, best=best_plan(kind))

    assert found.learned <= 1.3 * found.best
    assert found.learned < found.square_root


@pytest.mark.parametrize("kind", KINDS)
def test_while_it_learns_it_costs_no_more_than_knowing_nothing(kind: str) -> None:
    found = learned_series(KINDS[kind], before=0, trials=TRIALS)

    assert found.learned <= 1.02 * found.square_root


@pytest.mark.parametrize("slower", [2.0, 10.0])
@pytest.mark.parametrize("usual", [0.3, 1.0, 3.0])
def test_a_release_that_makes_a_system_slower_is_learned(usual: float, slower: float) -> None:
    """From the first wait after it, nothing is worse than if nothing had been learned."""
    found = after_a_change(lasting(usual), lasting(usual * slower), trials=TRIALS)

    assert found.learned <= found.square_root


FASTER = [(1.0, 0.1), (3.0, 0.3), (10.0, 1.0), (10.0, 0.1), (30.0, 1.0), (30.0, 0.1)]


@pytest.mark.parametrize(("usual", "faster"), FASTER)
def test_a_release_that_makes_a_system_faster_is_found_out(usual: float, faster: float) -> None:
    """It was not looked for so early any more: in all, that costs two of its waits before.

    Or twice as much as if nothing were known, if that is more.
    """
    found = after_a_change(lasting(usual), lasting(faster), count=20, trials=TRIALS)

    assert 20 * (found.learned - found.square_root) <= max(2 * usual, 20 * found.square_root)


def test_a_series_is_told_by_its_costs() -> None:
    """The simulation itself: a system that always answers at once costs its first look."""
    found = learned_series(lambda _: 0.0, trials=1)

    assert CostOfSeries(*[pytest.approx(0.1)] * 3) == found
