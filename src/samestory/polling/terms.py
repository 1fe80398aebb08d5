"""The terms of waiting: whose clock, who is asked, for how long, and how often."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from samestory.core.model import Observation, Subject


class Clock(Protocol):
    """The time, and a way to let it pass."""

    def now(self) -> datetime:
        """Give the present moment (UTC)."""
        ...

    def monotonic(self) -> float:
        """Give seconds that never run backwards."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        ...


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        """Give the present moment (UTC)."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Give seconds that never run backwards."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)


class Systems(Protocol):
    """The systems that can be asked."""

    def ask(
        self, systems: Sequence[str], subject: Subject, within: float | None = None
    ) -> list[Observation]:
        """Ask all these systems at the same time; trouble becomes `Observation.unreachable`.

        So does a system whose rate limit does not allow a request `within` these seconds and one
        time limit more.
        """
        ...

    def listen(self, systems: Sequence[str], seconds: float) -> bool:
        """Wait for news from any of them instead of sleeping; False if none can listen."""
        ...


class Schedule(Protocol):
    """How long to wait before the next look."""

    def gap(self, waited: float) -> float:
        """Give the seconds until the next look, when `waited` seconds have gone by."""
        ...


@dataclass(frozen=True, slots=True)
class SquareRoot:
    """Gaps that grow as the square root of the time waited.

    That is the best that can be done without knowing the system: it costs 1.5 times the optimum,
    where doubling costs 2 to 6 times. The factor weighs one request as 0.1 s of delay.
    """

    factor: float = 0.45
    floor: float = 0.05
    ceiling: float = 2.0

    def gap(self, waited: float) -> float:
        """Give the seconds until the next look, when `waited` seconds have gone by."""
        return min(self.ceiling, max(self.floor, self.factor * math.sqrt(waited)))


@dataclass(frozen=True, slots=True)
class Prompt:
    """A schedule for what has to be noticed soon, such as a mail: it never waits for long.

    A server may tell late that a mail has come, or not at all. Looks that are this close to each
    other notice it within `least` seconds, or `part` of the time that it took.
    """

    schedule: Schedule
    least: float = 0.4
    part: float = 0.08

    def gap(self, waited: float) -> float:
        """Give the seconds until the next look, when `waited` seconds have gone by."""
        return min(self.schedule.gap(waited), max(self.least, self.part * waited))
