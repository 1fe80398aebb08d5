"""Systems that answer after a time drawn by lot, and what it costs to wait for them; simulated.

A wait costs the seconds that an answer stays unseen, and 0.1 s for each look. The first look is at
once, whatever the schedule, and counts as well.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from samestory.core.past_waits import PastWait
from samestory.polling.learned import COST, LookPlan, look_plan
from samestory.polling.terms import SquareRoot

Draw = Callable[[random.Random], float]
"""Draws the seconds after which a system has the answer."""


def dice(seed: int) -> random.Random:
    """Lots that are the same in each run."""
    return random.Random(seed)  # noqa: S311 - a simulation, no secret


def lasting(median: float, spread: float = 0.3) -> Draw:
    """A system that takes about so long."""
    return lambda lots: lots.lognormvariate(math.log(median), spread)


def _bimodal(lots: random.Random) -> float:
    usual = lots.random() < 0.8
    return max(0.05, lots.gauss(0.5, 0.1) if usual else lots.gauss(6.0, 0.5))


KINDS: Mapping[str, Draw] = {
    "constant": lambda _: 2.0,
    "constant, slow": lambda _: 10.0,
    "nearly constant": lambda lots: max(0.05, lots.gauss(2.0, 0.05)),
    "lognormal": lasting(1.0, 0.5),
    "wide lognormal": lasting(1.0, 1.0),
    "batch-like": lambda lots: lots.uniform(0.0, 10.0),
    "heavy tail": lambda lots: 0.3 * (1 - lots.random()) ** (-1 / 1.3),
    "bimodal": _bimodal,
    "quick": lambda lots: lots.expovariate(5.0),
}


class CostOfSeries(NamedTuple):
    """What a wait costs on average (seconds): by what was learned, by the square root, at best."""

    learned: float
    square_root: float
    best: float = 0.0


def waited(came: float, plan: LookPlan | None) -> tuple[float, PastWait]:
    """Wait once; return what it cost, and what is learned from it."""
    last, now, looks = 0.0, 0.0, 1
    while now < came:
        last, gap = now, SquareRoot().gap(now)
        now = max(plan.after(now), now + 0.05) if plan else now + gap
        looks += 1
    return COST * looks + now - came, PastWait(last, max(now, 0.001))


def learned_series(
    draw: Draw,
    *,
    before: int = 20,
    count: int = 20,
    trials: int = 8,
    best: LookPlan | None = None,
) -> CostOfSeries:
    """Return what `count` waits cost on average after `before` others; `best` knows the system."""
    return after_a_change(draw, draw, before=before, count=count, trials=trials, best=best)


def after_a_change(
    draw: Draw,
    then: Draw,
    *,
    before: int = 20,
    count: int = 20,
    trials: int = 8,
    best: LookPlan | None = None,
) -> CostOfSeries:
    """Return what waits cost on average once a system has changed."""
    costs = [0.0, 0.0, 0.0]
    for trial in range(trials):
        lots, past = dice(trial), list[PastWait]()
        for number in range(before + count):
            came = (draw if number < before else then)(lots)
            cost, wait = waited(came, look_plan(past))
            past.append(wait)
            if number >= before:
                each = cost, waited(came, None)[0], waited(came, best)[0]
                costs = [old + new for old, new in zip(costs, each, strict=True)]
    return CostOfSeries(*(each / trials / count for each in costs))


@cache
def best_plan(kind: str, draws: int = 8000) -> LookPlan:
    """Return the best moments to look at, if all is known of a system but the lot it draws.

    They are computed backwards from the end, for many lots that were drawn.
    """
    lots = dice(-1)
    came = sorted(KINDS[kind](lots) for _ in range(draws))
    edges = _moments(came)
    chance, late = [0.0] * len(edges), [0.0] * len(edges)
    for each in came:
        place = min(bisect_left(edges, each), len(edges) - 1)
        chance[place] += 1 / draws
        late[place] += each / draws
    costs, following = [0.0] * len(edges), [len(edges) - 1] * len(edges)
    left = 0.0
    for place in range(len(edges) - 2, -1, -1):
        left += chance[place + 1]
        costs[place], mass, when = math.inf, 0.0, 0.0
        for end in range(place + 1, len(edges)):
            mass, when = mass + chance[end], when + late[end]
            price = COST * left + mass * edges[end] - when
            if price >= costs[place]:
                break
            if price + costs[end] < costs[place]:
                costs[place], following[place] = price + costs[end], end
    return LookPlan(edges, following)


def _moments(came: list[float]) -> list[float]:
    if came[0] == came[-1]:
        return [0.0, came[0]]
    edges = [0.01 * step for step in range(101)]
    while edges[-1] < min(came[-1], 300.0):
        edges.append(edges[-1] * 1.01)
    return edges
