"""When each system that lags is asked again: all at once, or each by a schedule of its own."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from samestory.polling.terms import Schedule

TOGETHER = 0.05
"""Seconds by which a system is asked early, to be asked together with another."""


@dataclass(slots=True)
class Calendar:
    """The next moment of every system; every time is in seconds since the looking began."""

    shared: Schedule
    own: Mapping[str, Schedule]
    next: dict[str, float] = field(init=False, default_factory=dict)
    gaps: dict[str, list[tuple[float, float]]] = field(init=False)
    """What each schedule of its own was asked, and what it said."""

    def __post_init__(self) -> None:
        self.gaps = {name: [] for name in self.own}

    def plan(
        self, asked: Iterable[str], now: float, waited: float, by_own: Collection[str]
    ) -> None:
        """Set when systems that have just been asked are asked again.

        `waited` is the time that counts for the shared schedule. `by_own` are those whose own
        schedules count, if they have one: past waits say nothing about who cannot be asked.
        """
        together = self.shared.gap(waited)
        for name in asked:
            gap = together
            if name in self.own and name in by_own:
                gap = self.own[name].gap(now)
                self.gaps[name].append((now, gap))
            self.next[name] = now + gap

    def due(self, lagging: Iterable[str], now: float) -> frozenset[str]:
        """Name those whose turn has come."""
        return frozenset(each for each in lagging if self.next[each] <= now + TOGETHER)
