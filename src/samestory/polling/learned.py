"""When to look, learned from past waits: at the moments that are likely to cost the least.

A wait costs the time that a system's answer stays unseen, and `COST` for each question. Past waits
say between which two looks an answer came, so how likely it is to come when is estimated from
intervals (the self-consistent estimate of Turnbull, 1976, spread over its neighbours). Then the
cheapest moments are computed backwards from the end. The estimate is never all that counts: a
system may have changed, the more likely the longer ago a stretch of time was last looked into. So
looks at other moments are worth their cost from time to time, and a change is found.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from samestory.core.past_waits import PastWait
from samestory.polling.terms import SquareRoot

COST = 0.1
"""Seconds of delay that one question is worth."""
LEAST = 3
"""Fewer past waits say too little."""
NEWEST = 40
"""So many waits are learned from..."""
FADING = 0.95
"""... and each counts so much of the one after it."""
UNKNOWN = 0.04
"""How likely it is that a system is not as it was..."""
DRIFT = 0.01
"""... and how much more likely for each wait in which a stretch of time was not looked into."""
SLOW = 1.0
"""A system that usually takes longer is doubted less, in proportion: a change is noticed within as
many waits, and the looks for it cost no more, however long it takes."""
SCALE = 0.3
"""Nothing being known, half of all answers have come after these seconds, and 1/n after n times."""
ROUNDS = 12
"""Steps of the estimate; more change little."""
NEIGHBOUR = 4
"""Each wait stands for what is as near as the fourth nearest one..."""
NEARNESS = 0.6
"""... times this."""
WIDEST = 0.5
"""How far that may be: the logarithm of a ratio..."""
NARROWEST = 0.02
"""... and what is less is no distance."""
HEAVY, PARTS, FINEST = 0.1, 6, 0.01
"""A stretch that is so likely is cut into parts, not shorter than so many seconds."""
CLOSE = FINEST / 2
"""Seconds between two moments that count as one."""


@dataclass(frozen=True, slots=True)
class LookPlan:
    """The best next moment after each moment; all are seconds since the customer was told."""

    moments: Sequence[float]
    following: Sequence[int]
    """The place of the moment that follows each one."""

    def after(self, age: float) -> float:
        """Return when to look again, if an answer had not come at `age`."""
        last = len(self.moments) - 1
        place = bisect_right(self.moments, age + CLOSE) - 1
        while place < last and self.moments[place] <= age + CLOSE:
            place = self.following[place]
        if self.moments[place] <= age + CLOSE:
            return age + SquareRoot().gap(age)
        return self.moments[place]


@dataclass(frozen=True, slots=True)
class Learned:
    """A `Schedule` by a plan; the customer was told `before` seconds before the wait began.

    The plan is computed when it is first needed: most systems agree at the first look.
    """

    plan: Callable[[], LookPlan]
    before: float

    def gap(self, waited: float) -> float:
        """Give the seconds until the next look, when `waited` seconds have gone by."""
        age = waited + self.before
        return self.plan().after(age) - age


def look_plan(waits: Sequence[PastWait]) -> LookPlan | None:
    """Return the plan that past waits, the newest last, suggest; None if they are too few."""
    if len(waits) < LEAST:
        return None
    cells = _Cells.of(waits[-NEWEST:])
    return cells.estimated().refined().spread().doubted().plan()


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The cells in which the answer came in one wait, from `first` to before `end`."""

    first: int
    end: int
    weight: float
    came: bool


@dataclass(frozen=True, slots=True)
class _Cells:
    """How likely an answer is to come in each of the stretches between `edges`."""

    edges: Sequence[float]
    waits: Sequence[_Stretch]
    """The newest first."""
    mass: Sequence[float] = field(default=())

    @classmethod
    def of(cls, waits: Sequence[PastWait]) -> _Cells:
        known = sorted({each for wait in waits for each in wait if each is not None})
        edges = _edges(known)
        last = len(edges) - 1
        stretches = []
        for age, each in enumerate(reversed(waits)):
            first = min(bisect_left(edges, each.after), last - 1)
            came = each.by is not None
            end = last if each.by is None else bisect_left(edges, each.by)
            stretches.append(_Stretch(first, min(max(end, first + 1), last), FADING**age, came))
        return cls(edges, stretches, _prior(edges))

    @property
    def _beyond(self) -> float:
        """How likely it is, nothing being known, that an answer comes after the last edge."""
        return _survival(self.edges[-1])

    @property
    def _middles(self) -> list[float]:
        return [(one + two) / 2 for one, two in pairwise(self.edges)]

    def estimated(self) -> _Cells:
        """Share each wait out over its stretch, by what all of them say, until that is steady."""
        mass = self.mass
        total = sum(each.weight for each in self.waits)
        for _ in range(ROUNDS):
            before = [0.0, *accumulate(mass)]
            change = [0.0] * len(self.edges)
            for each in self.waits:
                late = 0.0 if each.came else UNKNOWN * self._beyond
                share = each.weight / (before[each.end] - before[each.first] + late + 1e-12)
                change[each.first] += share
                change[each.end] -= share
            mass = [old * each / total for old, each in zip(mass, accumulate(change), strict=False)]
        return replace(self, mass=mass)

    def refined(self) -> _Cells:
        """Cut likely stretches into parts, so that a look can be had within them."""
        edges, mass, places = [0.0], list[float](), [0]
        for (start, end), each in zip(pairwise(self.edges), self.mass, strict=True):
            parts = min(PARTS, max(1, int((end - start) / FINEST))) if each > HEAVY else 1
            edges += [start + (end - start) * part / parts for part in range(1, parts)] + [end]
            mass += [each / parts] * parts
            places.append(len(mass))
        waits = [
            replace(each, first=places[each.first], end=places[each.end]) for each in self.waits
        ]
        return _Cells(edges, waits, mass)

    def spread(self) -> _Cells:
        """Let each wait stand for its neighbourhood, which is small where waits are alike."""
        before = [0.0, *accumulate(self.mass)]
        came = [(each, self._median(each, before)) for each in self.waits if each.came]
        logs = [math.log(middle) for _, middle in came]
        total = sum(each.weight for each in self.waits)
        mass = [0.0] * len(self.mass)
        for (each, middle), here in zip(came, logs, strict=True):
            near = sorted(abs(here - other) for other in logs)
            width = min(WIDEST, NEARNESS * near[min(NEIGHBOUR, len(near) - 1)])
            around = self._around(middle, width) if width > NARROWEST else self._within(each)
            whole = sum(share for _, share in around) or 1.0
            for place, share in around:
                mass[place] += each.weight / total * share / whole
        return replace(self, mass=mass)

    def _median(self, each: _Stretch, before: Sequence[float]) -> float:
        half = (before[each.first] + before[each.end]) / 2
        place = max(each.first, min(each.end - 1, bisect_left(before, half) - 1))
        return self._middles[place]

    def _within(self, each: _Stretch) -> list[tuple[int, float]]:
        return [(place, self.mass[place]) for place in range(each.first, each.end)]

    def _around(self, middle: float, width: float) -> list[tuple[int, float]]:
        reach, last = math.exp(2 * width), len(self.mass) - 1
        first = max(0, bisect_right(self.edges, middle / reach) - 1)
        end = min(last, bisect_right(self.edges, middle * reach) - 1)
        return [
            (place, (two - one) / (one + two) * math.exp(-0.5 * (far / width) ** 2))
            for place in range(first, end + 1)
            for one, two in [self.edges[place : place + 2]]
            for far in [math.log((one + two) / 2 / middle)]
        ]

    def doubted(self) -> _Cells:
        """Add that the system may have changed since each stretch was last looked into."""
        usual = self._middles[bisect_left([*accumulate(self.mass)], sum(self.mass) / 2)]
        less = min(1.0, SLOW / usual)
        mass, prior = [], _prior(self.edges)
        for unseen, known, nothing_known in zip(self._unseen(), self.mass, prior, strict=True):
            mass.append(known + less * (UNKNOWN + DRIFT * unseen) * nothing_known)
        return replace(self, mass=mass)

    def _unseen(self) -> list[int]:
        """Count the newest waits in a row that do not tell whether it came in a cell."""
        found, open_ = [0] * len(self.mass), [*range(len(self.mass))]
        for each in self.waits:
            open_ = [place for place in open_ if each.first <= place < each.end]
            for place in open_:
                found[place] += 1
        return found

    def plan(self) -> LookPlan:
        """Compute the cheapest next moment after each edge, from the last one backwards."""
        last = len(self.mass)
        left = [*accumulate(reversed(self.mass), initial=UNKNOWN * self._beyond)][::-1]
        costs, following = [0.0] * last + [left[last] * 3 * COST], [last] * (last + 1)
        for place in range(last - 1, -1, -1):
            best = math.inf
            for end, price in self._prices(place, COST * left[place]):
                if price >= best:
                    break
                if price + costs[end] < best:
                    best, following[place] = price + costs[end], end
            costs[place] = best
        return LookPlan(self.edges, following)

    def _prices(self, place: int, question: float) -> Iterator[tuple[int, float]]:
        """Yield what it costs to look at each later edge next; it only grows."""
        unseen, price = 0.0, question
        for end in range(place + 1, len(self.edges)):
            width, mass = self.edges[end] - self.edges[end - 1], self.mass[end - 1]
            price += unseen * width + mass * width / 2
            unseen += mass
            yield end, price


def _edges(known: Sequence[float]) -> list[float]:
    """Return the moments at which a look may be had: those of past looks, and some between."""
    horizon = max(10.0, 4 * max(known, default=1.0))
    rough = [0.05 * step for step in range(21)]
    while rough[-1] < horizon:
        rough.append(rough[-1] * 1.05)
    edges = [0.0]
    for each in sorted({*rough, *known}):
        if each - edges[-1] > CLOSE:
            edges.append(each)
    return edges


def _survival(seconds: float) -> float:
    """How likely it is that an answer takes longer than this, nothing being known."""
    return SCALE / (SCALE + seconds)


def _prior(edges: Sequence[float]) -> list[float]:
    return [_survival(one) - _survival(two) for one, two in pairwise(edges)]
