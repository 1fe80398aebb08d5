"""A mailbox into which one mail comes, on servers that tell of it sooner or later; simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from samestory.core.model import Field, Subject
from samestory.core.patience import Patience
from samestory.polling.convergence import converge
from samestory.polling.terms import Prompt, Schedule, SquareRoot
from samestory.testing import FakeClock
from tests.fakes import FakePanel, promised, turning

MAIL = Subject("confirmation", "A-1042", of="ada@customers.example")
LOOK = 0.04
"""Seconds that a search in the mailbox takes."""
SERVERS: Mapping[str, float | None] = {
    "tells at once": 0.011,
    "holds news back": 0.507,
    "never tells": None,
}
"""How long after a mail each tells one who listens (IDLE); see the measurements of Dovecot."""


class Postbox(FakePanel):
    """One that is listened to; `tells` is how long after a mail the server says so."""

    def __init__(self, clock: FakeClock, came: float, tells: float | None) -> None:
        words = turning({"count": 0}, came, {"count": 1}, takes=LOOK)
        super().__init__(clock, {"inbox": words})
        self.came, self.tells = came, tells

    def listen(self, systems: Sequence[str], seconds: float) -> bool:  # noqa: ARG002 - one only
        if self.tells is None:
            return False
        left = self.came + self.tells - self.clock.elapsed
        news = self.asked[-1][0] + LOOK < self.came and left < seconds
        self.clock.advance(max(0.001, left) if news else seconds)
        return True


def noticed_after(came: float, tells: float | None, schedule: Schedule | None = None) -> float:
    """Return how many seconds after it came a mail was noticed."""
    clock = FakeClock()
    verdict = converge(
        Postbox(clock, came, tells),
        clock,
        MAIL,
        [Field("count", "count")],
        {"inbox": Patience(timedelta(seconds=300))},
        promised({"count": 1}, subject=MAIL),
        schedules={"inbox": Prompt(schedule or SquareRoot())},
    )
    assert verdict.agreed
    first = next(look for look in verdict.timeline if look.verdict.agreed)
    return first.elapsed.total_seconds() - came


def in_time(came: float, noticed: float) -> bool:
    """Whether a mail was noticed within 0.5 s, or a tenth of the time that it took."""
    return noticed <= max(0.5, 0.1 * came)
