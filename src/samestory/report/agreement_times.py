"""The time to agreement of each system: how long a run waited until it told the same story."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from samestory.core.model import Outcome
from samestory.explain import Lane, agreeing_since
from samestory.report.run_reader import RecordedVerdict

NEVER = frozenset({Outcome.CONTRADICTED, Outcome.ABSENT})
"""A system that ended like this has not agreed, however long it was asked."""


@dataclass(frozen=True, slots=True)
class AgreementTimes:
    """The waits for one system in one run; all times are seconds.

    `agreed` counts the waits that ended with agreement, `never` those that did not. `median` and
    `p95` are those of all: None if they fall among the waits that never ended.
    """

    agreed: int
    never: int = 0
    median: float | None = None
    p95: float | None = None
    worst: float | None = None
    """The longest wait that ended with agreement; None if none did."""
    patience: float | None = None
    """What the system was given at most: its read lag and its patience."""

    @property
    def count(self) -> int:
        """How often it was waited for."""
        return self.agreed + self.never


def times_of(verdicts: Iterable[RecordedVerdict]) -> dict[str, AgreementTimes]:
    """Return the waits for each system that was asked, by its name.

    Verdicts about every look of a recording are left out: nothing was waited for. So are systems
    that could not be asked or understood, and promises that are not due: nothing is known there.
    """
    waits: defaultdict[str, list[float]] = defaultdict(list)
    patience: dict[str, float] = {}
    for lane, wait in (each for verdict in verdicts for each in waits_in(verdict)):
        waits[lane.system].append(wait)
        patience[lane.system] = max(patience.get(lane.system, 0.0), lane.deadline or 0.0)
    return {name: _times(found, patience[name] or None) for name, found in waits.items()}


def waits_in(verdict: RecordedVerdict) -> Iterator[tuple[Lane, float]]:
    """Yield the systems that were waited for, and the seconds; infinite if one never agreed."""
    for lane in verdict.timeline.lanes if verdict.timeline else ():
        outcome = verdict.systems.get(lane.system)
        agreed = agreeing_since(lane.marks) if outcome is Outcome.AGREED else None
        wait = math.inf if outcome in NEVER else agreed
        if lane.ended is None and wait is not None:
            yield lane, wait


def _times(waits: Sequence[float], patience: float | None) -> AgreementTimes:
    ordered = sorted(waits)
    ended = [each for each in ordered if each != math.inf]
    return AgreementTimes(
        agreed=len(ended),
        never=len(waits) - len(ended),
        median=_finite(percentile(ordered, 50)),
        p95=_finite(percentile(ordered, 95)),
        worst=_finite(max(ended, default=None)),
        patience=patience,
    )


def _finite(seconds: float | None) -> float | None:
    return None if seconds is None or seconds == math.inf else round(seconds, 3)


def percentile(ordered: Sequence[float], percent: int) -> float | None:
    """Return the nearest rank: the smallest value that so many percent do not exceed.

    >>> percentile([1.0, 2.0, 30.0], 95), percentile([], 95)
    (30.0, None)
    """
    return ordered[math.ceil(percent / 100 * len(ordered)) - 1] if ordered else None


def is_slower(now: Mapping[str, AgreementTimes], before: Mapping[str, AgreementTimes]) -> set[str]:
    """Return the systems whose p95 is at least twice what it was, and a second more."""
    return {
        name
        for name, each in now.items()
        if (was := before.get(name))
        and each.p95 is not None
        and was.p95 is not None
        and each.p95 >= max(2 * was.p95, was.p95 + 1)
    }
