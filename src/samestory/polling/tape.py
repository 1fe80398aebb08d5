"""Notes all that a wait learns and does: given the same tape, the same wait ends the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from samestory.core.basis import Reading
from samestory.core.model import Observation, Subject
from samestory.polling.terms import Clock, Systems


@dataclass(slots=True)
class Tape:
    """Stands between a wait and its clock and systems; `readings` are in order."""

    panel: Systems
    clock: Clock
    readings: list[Reading] = field(default_factory=list)

    def now(self) -> datetime:
        """See `Clock`."""
        now = self.clock.now()
        self.readings.append(now)
        return now

    def monotonic(self) -> float:
        """See `Clock`."""
        seconds = self.clock.monotonic()
        self.readings.append(seconds)
        return seconds

    def sleep(self, seconds: float) -> None:
        """See `Clock`."""
        self.readings.append(timedelta(seconds=seconds))
        self.clock.sleep(seconds)

    def ask(
        self, systems: Sequence[str], subject: Subject, within: float | None = None
    ) -> list[Observation]:
        """See `Systems`."""
        self.readings.append(tuple(systems))
        return self.panel.ask(systems, subject, within)

    def listen(self, systems: Sequence[str], seconds: float) -> bool:
        """See `Systems`."""
        self.readings.append(timedelta(seconds=seconds))
        heard = self.panel.listen(systems, seconds)
        self.readings.append(heard)
        return heard
