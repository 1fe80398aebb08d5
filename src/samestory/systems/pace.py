"""How often a system may be asked."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class TokenBucket:
    """Lets `rate` requests a second pass, after a first burst of one second's worth.

    It never waits itself: `reserve` tells how long the caller has to.
    """

    rate: float
    _tokens: float = field(init=False)
    _at: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._tokens = self._size

    @property
    def _size(self) -> float:
        return max(1.0, self.rate)

    def reserve(self, now: float) -> float:
        """Take a token at `now` (monotonic seconds); how many seconds to wait before using it."""
        elapsed = 0.0 if self._at is None else now - self._at
        self._at = now
        self._tokens = min(self._size, self._tokens + elapsed * self.rate) - 1
        return max(0.0, -self._tokens / self.rate)
