"""How long systems took to say what was promised: read from one verdict; pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from samestory.core.comparison import same
from samestory.core.model import Observation, Promise
from samestory.core.verdict import Verdict

IN_STEPS = frozenset({"status", "count", "set", "lines"})
"""Kinds of comparison of which a system may be on its way to what was promised."""
MADE, REVISED, WITHDRAWN = "made", "revised", "withdrawn"


class AskedAbout(NamedTuple):
    """What waits are compared by: a system, a kind of subject, and whether it is a new promise.

    If only one field was asked about, its name follows the kind ("order status"): it may be told
    sooner than the rest.
    """

    system: str
    kind: str
    verb: str

    @classmethod
    def of(cls, system: str, promise: Promise, only: str = "") -> AskedAbout:
        """Return what a system is asked about by a promise."""
        kind = f"{promise.subject.kind} {only}".rstrip()
        if promise.withdrawn:
            return cls(system, kind, WITHDRAWN)
        return cls(system, kind, REVISED if len(promise.revisions) > 1 else MADE)


class PastWait(NamedTuple):
    """One wait that is over; both are seconds since the customer was told.

    The system began to say it after `after`, when it was last seen not to, and before `by`, when
    it was first seen to. It is None if it never was.
    """

    after: float
    by: float | None


def past_waits(verdict: Verdict, told: datetime) -> Iterator[tuple[str, PastWait]]:
    """Yield the wait for each system of which it is known.

    `told` is when the customer was told, by the clock of this machine. Nothing is learned from a
    system that could not be asked or understood in the end, was not due, or changed its mind. Who
    says what was never promised is wrong, and neither late nor lost.
    """
    for name in verdict.systems:
        unclear = any(
            name in each.unreachable | each.pending or name in each.unmapped for each in verdict
        )
        if unclear or name in verdict.changed_its_mind or _is_wrong(name, verdict):
            continue
        if (wait := _wait_for(name, verdict, told)) is not None:
            yield name, wait


def _is_wrong(name: str, verdict: Verdict) -> bool:
    """Whether a system says what was promised neither now nor before, so that it has followed."""
    promise = verdict.promise
    if promise is None or promise.withdrawn:
        return False
    for each in verdict:
        if name in each.apart and name in each.said and each.field.kind not in IN_STEPS:
            earlier = (told.values.get(each.field.name) for told in promise.revisions[:-1])
            known = (told for told in earlier if told is not None)
            if not any(same(each.field.kind, each.said[name], told) for told in known):
                return True
    return False


def _wait_for(name: str, verdict: Verdict, told: datetime) -> PastWait | None:
    after, by = 0.0, None
    for said, lags in _answers(name, verdict):
        if lags:
            after, by = (said.at - said.took - told).total_seconds(), None
        elif by is None:
            by = (said.at - told).total_seconds()
    if (by is None and after <= 0.0) or (by is not None and by <= max(after, 0.0)):
        return None
    return PastWait(round(max(after, 0.0), 3), None if by is None else round(by, 3))


def _answers(name: str, verdict: Verdict) -> Iterator[tuple[Observation, bool]]:
    """Yield what a system said, and whether that was not what was promised."""
    for look in verdict.timeline:
        lags = any(name in each.laggards for each in look.verdict)
        for said in look.observations:
            if said.system == name and said.unreachable is None:
                yield said, lags
