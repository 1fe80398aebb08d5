"""Judgements over time: what was never to be said, and what was never to be taken back; pure.

Systems are asked at different moments, and what one says may change before another is asked. So an
answer counts for another moment only if the order of the two is sure: an answer tells what was
true at some moment between its question (less the system's read lag) and its end.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from samestory.core.agreement import holds_something
from samestory.core.claims import Bound, Never, Saying
from samestory.core.comparison import same
from samestory.core.model import Observation, Unmapped

Lags = Mapping[str, timedelta]
"""How stale the answers of each system may be."""
NO_LAGS: Lags = MappingProxyType({})
USUAL_PATH = ("placed", "picked", "shipped", "delivered")
"""The way of an order. It may go on between two looks: what is shipped has been picked."""


def holds(saying: Saying, said: Observation) -> bool | None:
    """Return whether an answer says it; None if that is unknown."""
    if said.unreachable is not None:
        return None
    values = said.values or {}
    if saying.field is None:
        return holds_something(said)
    value = values.get(saying.field.name)
    if isinstance(value, Unmapped):
        return None
    return value is not None and same(saying.field.kind, value, saying.word)


def has_come_to(saying: Saying, said: Observation) -> bool | None:
    """Return whether an answer says it, or what comes after it on the usual path."""
    value = saying.field and (said.values or {}).get(saying.field.name)
    if saying.word in USUAL_PATH and value in USUAL_PATH:
        return USUAL_PATH.index(value) >= USUAL_PATH.index(saying.word)
    return holds(saying, said)


def begun_at(said: Observation, lags: Lags) -> datetime:
    """Return the earliest moment of which an answer may tell."""
    return said.at - said.took - lags.get(said.system, timedelta())


def asked_since(
    told: Iterable[Observation], since: datetime | None, lags: Lags
) -> list[Observation]:
    """Return the answers that say what was so since a moment; all if it is unknown."""
    return [each for each in told if since is None or begun_at(each, lags) >= since]


def proof_against(
    claim: Never, timeline: Iterable[Observation], lags: Lags
) -> tuple[Observation, ...]:
    """Return the first answers that break a claim, in the order of time; none if nothing does."""
    told = sorted(timeline, key=lambda each: each.at)
    spoken = (each for each in _of(claim.saying, told) if holds(claim.saying, each))
    other = [each for each in _of(claim.other, told) if holds(claim.other, each) is not None]
    prove = _while if claim.bound is Bound.WHILE else _before
    found = (prove(claim.other, other, each, lags) for each in spoken)
    return next((each for each in found if each), ())


def _of(saying: Saying, told: Iterable[Observation]) -> list[Observation]:
    return [each for each in told if is_about(saying, each)]


def is_about(saying: Saying, said: Observation) -> bool:
    """Return whether an answer comes from the system, and is about the subject, of a saying."""
    return (saying.system, saying.subject) == (said.system, said.subject)


def _before(
    other: Saying, told: Sequence[Observation], spoken: Observation, lags: Lags
) -> tuple[Observation, ...]:
    """It was said, and the other, asked after that, had never come to its word."""
    for each in told:
        if has_come_to(other, each):
            return ()
        if begun_at(each, lags) >= spoken.at:
            return spoken, each
    return ()


def _while(
    other: Saying, told: Sequence[Observation], spoken: Observation, lags: Lags
) -> tuple[Observation, ...]:
    """It was said, and the other said its word before that and after that, and nothing between."""
    earlier = [each for each in told if each.at <= begun_at(spoken, lags)]
    later = [each for each in told if begun_at(each, lags) >= spoken.at]
    if not (earlier and later):
        return ()
    between = told[told.index(earlier[-1]) : told.index(later[0]) + 1]
    steady = all(holds(other, each) for each in between)
    return (earlier[-1], spoken, later[0]) if steady else ()


def taken_back(
    told: Iterable[Observation], is_right: Callable[[Observation], bool | None], lags: Lags
) -> tuple[Observation, ...]:
    """Return the first right answer of a system and the first wrong one that was asked after it.

    `is_right` returns None for an answer of which it is unknown, such as one that never came.
    """
    right: Observation | None = None
    for each in sorted(told, key=lambda said: said.at):
        verdict = is_right(each)
        if verdict and right is None:
            right = each
        if verdict is False and right is not None and begun_at(each, lags) >= right.at:
            return right, each
    return ()


def first_newest(
    told: Iterable[Observation],
    versions_in: Callable[[Observation], Sequence[int]],
    same_as_last: Sequence[bool],
    lags: Lags,
) -> Observation | None:
    """Return the first answer of a system that tells the last version of something, and no older.

    `versions_in` returns the numbers of all versions that an answer may be of, in order;
    `same_as_last` says of each version whether it is what the last one is. If she has changed her
    mind and back, who is late tells the first version, then the second, and then the last.
    """
    newest = len(same_as_last)
    while newest and same_as_last[newest - 1]:
        newest -= 1
    least, passed = 0, None
    for each in told:
        found = [number for number in versions_in(each) if number >= least]
        if not found:
            continue
        if found[0] < newest:
            if found[0] > least:
                least, passed = found[0], each.at
        elif passed is None or begun_at(each, lags) >= passed:
            return each
    return None


def longest_gap(
    told: Iterable[Observation], lags: Lags, since: datetime | None, in_a_row: int = 1
) -> timedelta:
    """Return the longest stretch of time of which a system's answers may tell nothing.

    It is the longest time for which it may have said something else without being seen `in_a_row`
    so many times. `since` is when watching was to begin, if that is known.
    """
    answered = sorted((each for each in told if each.unreachable is None), key=lambda each: each.at)
    moments = [(begun_at(each, lags), each.at) for each in answered]
    if since is not None:
        moments.insert(0, (since, since))
    ends = moments[in_a_row:] or moments[-1:]
    gaps = (later - begun for (begun, _), (_, later) in zip(moments, ends, strict=False))
    return max(gaps, default=timedelta()) if len(moments) > 1 else timedelta()
