"""How often a system may be asked, and when it wants to be left alone."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import RLock

_SECONDS = re.compile(r"[0-9]{1,9}")
_MEANT = {429, 503}
"""The states with which a server may ask so (RFC 6585, 4, and RFC 9110, 15.6.4)."""

LONGEST = 3600.0
"""Seconds for which a system is left alone at most: a longer word is a slip."""
_SAME_DAY = timedelta(days=1)
"""A server's clock that differs by more from ours is ignored."""


@dataclass(slots=True)
class TokenBucket:
    """Lets `rate` requests a second pass, after a first burst of one second's worth.

    It never waits itself: `reserve` says how long the caller has to. Every `now` is a number of
    monotonic seconds. Several threads may use it.
    """

    rate: float
    _tokens: float = field(init=False)
    _at: float | None = field(init=False, default=None)
    _held_until: float = field(init=False, default=-math.inf)
    _lock: RLock = field(init=False, default_factory=RLock, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._tokens = self._size

    @property
    def _size(self) -> float:
        return max(1.0, self.rate)

    def wait(self, now: float) -> float:
        """Return how many seconds a reservation made now has to wait."""
        return max(0.0, (1 - self._filled(now)) / self.rate)

    def reserve(self, now: float) -> float:
        """Take a token, and return how many seconds to wait before using it."""
        with self._lock:
            wait = self.wait(now)
            self._tokens, self._at = self._filled(now) - 1, now
            return wait

    def spares(self, now: float, requests: int) -> bool:
        """Return whether so many requests would make no other wait for its turn."""
        return self._filled(now) >= requests + 1

    def _filled(self, now: float) -> float:
        elapsed = 0.0 if self._at is None else now - self._at
        return min(self._size, self._tokens + elapsed * self.rate)

    def spend(self, tokens: float) -> None:
        """Take what was used without a reservation; the next reservation waits for it."""
        with self._lock:
            self._tokens -= tokens

    def hold(self, now: float, seconds: float) -> None:
        """Give out nothing for so long; a shorter word never takes back a longer one."""
        self._held_until = max(self._held_until, now + seconds)

    def held(self, now: float) -> float:
        """Return for how many more seconds nothing is given out."""
        return max(0.0, self._held_until - now)


def retry_after(status: int, headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds for which a reply asks for no request (RFC 9110, 10.2.3), or 0.

    It names seconds or a moment. A moment is read by the server's own clock if its `Date` is
    within a day of ours, else by ours. `headers` are asked in small letters, `now` is
    aware. However long it asks for, it is `believed` for so long only.
    """
    said = headers.get("retry-after", "").strip()
    if status not in _MEANT or not said:
        return 0.0
    if _SECONDS.fullmatch(said):
        return float(said)
    until = _moment(said)
    if until is None:
        return 0.0
    return max(0.0, (until - _server_time(headers.get("date", ""), now)).total_seconds())


def believed(seconds: float) -> float:
    """Return for how many seconds a system is left alone that asks for this many."""
    return min(seconds, LONGEST)


def please_leave_alone(seconds: float) -> str:
    """Return why a system that asks for no request cannot be asked."""
    asks = f"it asks to be left alone for {math.ceil(seconds)} s"
    if seconds <= LONGEST:
        return asks
    return f"{asks}, and is for {math.ceil(LONGEST)} s, the longest that is believed"


def _server_time(date: str, now: datetime) -> datetime:
    told = _moment(date)
    return told if told is not None and abs(told - now) <= _SAME_DAY else now


def _moment(said: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
