"""How patient to be with a system, and how hard it may be pressed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from samestory.config.durations import read_duration, read_rate
from samestory.config.tables import Table


@dataclass(frozen=True, slots=True)
class Waiting:
    """The words of `[defaults]` that each system may change; `rate` is requests per second."""

    patience: timedelta = timedelta(seconds=5)
    settle: timedelta = timedelta(seconds=1)
    read_lag: timedelta = timedelta()
    timeout: timedelta = timedelta(seconds=3)
    rate: float = 20.0


def read_waiting(table: Table, default: Waiting) -> Waiting:
    """The words in a table; where it is silent, those of the default."""
    return Waiting(
        patience=table.parsed("patience", read_duration, default.patience, '"10 s"'),
        settle=table.parsed("settle", read_duration, default.settle, '"500 ms"'),
        read_lag=table.parsed("read_lag", read_duration, default.read_lag, '"2 min"'),
        timeout=_read_timeout(table, default.timeout),
        rate=table.parsed("rate", read_rate, default.rate, '"20/s"'),
    )


def _read_timeout(table: Table, default: timedelta) -> timedelta:
    timeout = table.parsed("timeout", read_duration, default, '"3 s"')
    if timeout:
        return timeout
    table.mistake("'timeout' is 0, so nothing could ever answer.", 'Write timeout = "3 s".')
    return default
