"""Alerts on their way: each is kept until it was sent, in the order in which it was written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)

Message = Mapping[str, Any]
Send = Callable[[Message], None]
"""Sends an alert as data; raises any error if it did not arrive for certain."""


@dataclass
class Outbox:
    """What is still to be sent. After a failure the next try waits, longer each time."""

    waiting: list[Message] = field(default_factory=list)
    failures: int = 0
    not_before: datetime | None = None
    why: str = ""
    """Why the last try failed."""

    def add(self, message: Message) -> None:
        """Put an alert behind those that wait."""
        self.waiting.append(message)

    def next_try(self) -> datetime | None:
        """Return when to try again; None if nothing waits, or nothing has failed."""
        return self.not_before if self.waiting else None

    def deliver(self, send: Send, now: datetime, kept: Callable[[], None]) -> int:
        """Send what waits until one fails; call `kept` after each. Return how many were sent."""
        sent = 0
        if self.not_before is not None and now < self.not_before:
            return sent
        while self.waiting:
            try:
                send(self.waiting[0])
            except Exception as error:  # noqa: BLE001 - nothing that a webhook does stops the watch
                self._failed(error, now)
                break
            self.waiting.pop(0)
            self.failures, self.not_before, self.why = 0, None, ""
            sent += 1
            kept()
        return sent

    def _failed(self, error: Exception, now: datetime) -> None:
        pause = min(FIRST_PAUSE * 2 ** min(self.failures, 10), LONGEST_PAUSE)
        self.failures, self.not_before = self.failures + 1, now + pause
        self.why = (str(error) or type(error).__name__).splitlines()[0]
