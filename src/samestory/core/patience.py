"""How long a system may take to follow, and how long its answer must then last; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one system may take to follow, and how long its answer must then last.

    `read_lag` is how stale its own answers may be; `due` (aware) the moment before which nothing
    is expected of it.
    """

    patience: timedelta
    settle: timedelta = timedelta()
    read_lag: timedelta = timedelta()
    due: datetime | None = None

    def deadline(self, opened: datetime) -> float:
        """Seconds after `opened` by which the system must have followed."""
        wait_for_due = max(self.due - opened, timedelta()) if self.due else timedelta()
        return (wait_for_due + self.read_lag + self.patience).total_seconds()
