"""Late or lost: how likely an answer still comes after its patience, by the tail of past waits.

The longest quarter of the past waits that ended with an answer is taken for the tail of a Pareto
distribution, the heaviest that is usual for queues and batches. Its exponent is estimated with the
knowledge that nothing was waited for beyond the patience (Aban, Meerschaert and Panorska, 2006).
Waits that never ended do not count: what was lost says nothing about what is late.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from samestory.core.past_waits import PastWait
from samestory.core.reasons import LateOrLost, UsualWait

ENOUGH_WAITS = 20
"""Fewer answers tell nothing about a tail."""
QUARTER = 4
RARE, OFTEN = 0.001, 0.01
"""What comes less often than the one is lost; what is late more often than the other wants time."""
DOUBT, CAUTION = 0.5, 1.64
"""Standard errors by which a tail may be heavier than it looks: for a word on what is lost, and for
a patience that is to be enough."""
LIGHTEST, HEAVIEST = 200.0, 0.05
"""Exponents between which a tail is looked for."""
MOST_ADVISED, MOST_TIMES = 3600.0, 10
"""Seconds of patience that are advised at most, and times the longest wait."""


@dataclass(frozen=True, slots=True)
class _Tail:
    """The share of all waits that are in the tail, from where it begins, and how it falls."""

    share: float
    begin: float
    exponent: float
    error: float

    def beyond(self, seconds: float, doubt: float = 0.0) -> float:
        """How likely an answer comes after this."""
        exponent = max(HEAVIEST, self.exponent - doubt * self.error)
        return self.share * math.pow(min(1.0, self.begin / seconds), exponent)


def usual_wait(
    system: str, waits: Sequence[PastWait], patience: float, deadline: float
) -> UsualWait | None:
    """Return what past waits say about one that has not ended by now; None if they are too few.

    `deadline` is when the patience was over, in seconds since the customer was told.
    """
    came = sorted(each.by for each in waits if each.by is not None)
    if len(came) < ENOUGH_WAITS or deadline <= 0:  # a clock that was set back
        return None
    never, tail = len(waits) - len(came), _tail(came, deadline)
    late = tail.beyond(deadline)
    if tail.beyond(deadline, DOUBT) <= RARE and not _now_and_then(waits):
        fate = LateOrLost.LOST
    else:
        close = _now_and_then(waits) or came[-1] > deadline / 2
        fate = LateOrLost.LATE if late >= OFTEN and close else LateOrLost.UNCLEAR
    one_in = round(1 / late) if fate is LateOrLost.LATE else 0
    return UsualWait(system, len(came), never, came[0], came[-1], patience, fate, one_in)


def advised_patience(waits: Sequence[PastWait], patience: float) -> float | None:
    """Return a patience after which fewer answers are still to come, down to one in 1000.

    `patience` is what was given so far, and nothing is known beyond it; so ten times as much is
    advised at most, and then asked again. None if the past waits are too few, or if it is enough.
    """
    came = sorted(each.by for each in waits if each.by is not None)
    if len(came) < ENOUGH_WAITS:
        return None
    tail = _tail(came, patience)
    likely = tail.beyond(patience) > RARE or came[-1] > patience / 2
    if tail.beyond(patience, CAUTION) <= RARE or not likely:
        return None
    exponent = max(HEAVIEST, tail.exponent - CAUTION * tail.error)
    needed = tail.begin * math.pow(tail.share / RARE, 1 / exponent)
    return min(MOST_ADVISED, max(needed, patience), MOST_TIMES * max(came[-1], patience))


def _now_and_then(waits: Sequence[PastWait]) -> bool:
    """Whether answers came again after one that never did: then that may have been late only."""
    newest = next((at for at, each in enumerate(reversed(waits)) if each.by is not None), 0)
    return any(each.by is None for each in waits[: len(waits) - newest])


def _tail(came: Sequence[float], end: float) -> _Tail:
    """Estimate the tail of waits, in order, of which none was to be seen after `end`."""
    count = max(1, len(came) // QUARTER)
    begin = max(came[-count - 1], 0.05)
    logs = [math.log(min(each, end) / begin) for each in came[-count:] if each > begin]
    exponent = _exponent(sum(logs) / count, math.log(end / begin)) if end > begin else HEAVIEST
    share = count / len(came)
    # share of those that came; that of all is a little less, as some are beyond
    return _Tail(share, begin, exponent, exponent / math.sqrt(count))


def _exponent(mean: float, reach: float) -> float:
    """Return the exponent for a mean logarithm of what lies within `reach`; it only falls."""
    light, heavy = LIGHTEST, HEAVIEST
    for _ in range(40):
        middle = math.sqrt(light * heavy)
        if 1 / middle - reach / math.expm1(min(700.0, middle * reach)) < mean:
            light = middle
        else:
            heavy = middle
    return math.sqrt(light * heavy)
