"""What simpler testers would have said about the very looks that samestory made; pure.

They get samestory's comparison for nothing: only when they look differs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from samestory import Verdict
from samestory.core.model import Outcome

SLEEP = 5.0
"""Seconds that the second rival sleeps before its only look."""


def asserts_at_once(verdict: Verdict) -> bool:
    """Look once, at once."""
    return not verdict.timeline[0].verdict.agreed


def sleeps_then_asserts(verdict: Verdict) -> bool:
    """Sleep five seconds and look once: at the last look until then."""
    first, *later = verdict.timeline
    seen = [each for each in later if each.elapsed.total_seconds() <= SLEEP]
    return not (seen or [first])[-1].verdict.agreed


def polls_until_true(verdict: Verdict) -> bool:
    """Look again and again, and go home at the first good moment."""
    return not any(look.verdict.agreed for look in verdict.timeline)


RIVALS: Mapping[str, Callable[[Verdict], bool]] = {
    "assert at once": asserts_at_once,
    "sleep 5 s": sleeps_then_asserts,
    "poll until true": polls_until_true,
}
"""By name: whether a rival raises an alarm where samestory came to this verdict."""


def alarms_of(verdict: Verdict) -> dict[str, bool]:
    """Return which rivals would have raised an alarm."""
    if verdict.outcome is Outcome.PENDING:
        return dict.fromkeys(RIVALS, False)
    if verdict.watched:  # they look at the end only
        return dict.fromkeys(RIVALS, not (verdict.agreed or verdict.watched.well_in_the_end))
    if not verdict.timeline:
        return dict.fromkeys(RIVALS, not verdict.agreed)
    return {name: alarms(verdict) for name, alarms in RIVALS.items()}
