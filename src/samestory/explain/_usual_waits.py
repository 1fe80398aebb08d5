"""What past waits say about a system that did not follow in time: one sentence at most."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from samestory.core.tails import LateOrLost, UsualWait
from samestory.core.verdict import Verdict
from samestory.explain._names import Names, begun, duration

FIRST = (LateOrLost.LATE, LateOrLost.LOST, LateOrLost.UNCLEAR)
"""Of several systems the one is named about which there is most to do."""


def usual_waits(verdict: Verdict, names: Names) -> Iterator[str]:
    """Say whether an answer is late or lost, as far as past waits tell."""
    for each in sorted(verdict.usual, key=lambda each: FIRST.index(each.fate))[:1]:
        yield _said(each, names)


def _said(usual: UsualWait, names: Names) -> str:
    the, given = names.the({usual.system}), _seconds(usual.patience)
    if usual.fate is LateOrLost.LATE:
        often = f"About one in {usual.one_in} times" if usual.one_in > 1 else "Most of the time"
        return f"{often}, {the} takes longer than the patience of {given}: raise it."
    took = f"{_seconds(usual.shortest)} to {_seconds(usual.longest)}"
    past = f"The last {usual.count} times that {the} followed, it took {took}"
    if usual.fate is LateOrLost.LOST:
        return f"{past}: this one is probably lost."
    never = "once" if usual.never == 1 else f"{usual.never} times"
    return begun(f"{past}, and {never} it did not in time." if usual.never else f"{past}.")


def _seconds(seconds: float) -> str:
    return duration(timedelta(seconds=seconds))
