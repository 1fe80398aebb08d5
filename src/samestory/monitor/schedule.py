"""When each turn is due: always the first one plus a multiple, so that no delay adds up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class TurnSchedule:
    """Turns at `first`, `first` + `every`, and so on (UTC)."""

    first: datetime
    every: timedelta

    def next_from(self, moment: datetime) -> datetime:
        """Return the first turn at a moment or later."""
        if moment <= self.first:
            return self.first
        return self.first - ((self.first - moment) // self.every) * self.every

    def missed(self, last: datetime, now: datetime) -> Iterator[datetime]:
        """Yield the turns that were due after the last one and before now; none is made up for."""
        turn = self.next_from(last)
        turn += self.every if turn == last else timedelta()
        while turn < now:
            yield turn
            turn += self.every
