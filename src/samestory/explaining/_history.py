"""What one system said over time, read from the timeline of a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from samestory.comparing import same
from samestory.model import FieldVerdict, Look, Observation, Revision, Unmapped, Verdict


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system said about one field, when it said so first; None for nothing at all."""

    elapsed: timedelta
    value: object | None
    steady: bool
    """Whether it told the right thing then."""


def asked_of(verdict: Verdict, name: str) -> Iterator[tuple[Look, Observation]]:
    """Go through the looks in which a system was asked."""
    for look in verdict.timeline:
        for each in look.observations:
            if each.system == name:
                yield look, each


def answers(verdict: Verdict, name: str, of: FieldVerdict) -> list[Answer]:
    """Give the answers of a system about a field, each where it differs from the one before."""
    found: list[Answer] = []
    for look, said in asked_of(verdict, name):
        if said.unreachable is None:
            new = _answer(look, said, of)
            if not found or not _equal(of, found[-1], new):
                found.append(new)
    return found


def _answer(look: Look, said: Observation, of: FieldVerdict) -> Answer:
    value = said.values.get(of.field.name) if said.values is not None else None
    steady = not any(
        said.system in each.laggards for each in look.verdict if each.field == of.field
    )
    return Answer(look.elapsed, value, steady)


def _equal(of: FieldVerdict, left: Answer, right: Answer) -> bool:
    values = (left.value, right.value)
    if None in values or any(isinstance(each, Unmapped) for each in values):
        return left.value == right.value
    return same(of.field.kind, *values)


def caught_up(verdict: Verdict) -> list[tuple[str, timedelta]]:
    """Name who lagged at first, said something new and then told the right thing in time."""
    behind = frozenset().union(*(each.laggards for each in verdict))
    found = (
        (name, _came(verdict, name))
        for name in verdict.systems
        if name not in behind and name not in verdict.late
    )
    return sorted(
        ((name, elapsed) for name, elapsed in found if elapsed is not None),
        key=lambda each: each[1],
    )


def _came(verdict: Verdict, name: str) -> timedelta | None:
    """Tell since when a system has told the right thing, if it had to change its answer for it."""
    since: timedelta | None = None
    wrong: Observation | None = None
    for look, said in asked_of(verdict, name):
        if any(name in each.laggards for each in look.verdict):
            since, wrong = None, said
        elif since is None and wrong is not None and said.values != wrong.values:
            since = look.elapsed
    return since


def never_changed(verdict: Verdict, name: str) -> bool:
    """Whether a system gave the same answers to several looks on every field it is odd about."""
    odd = [each for each in verdict if name in each.apart]
    several = sum(1 for _ in asked_of(verdict, name)) > 1
    return several and all(len(answers(verdict, name, each)) == 1 for each in odd)


def not_followed_since(verdict: Verdict, name: str) -> Revision | None:
    """Find the revision of the promise that a system has not followed.

    That is the one after the newest that its odd answers all agree with.
    """
    odd = [each for each in verdict if name in each.apart and each.promised is not None]
    revisions = verdict.promise.revisions if verdict.promise and odd else ()
    for old, new in reversed(list(pairwise(revisions))):
        if all(_tells(each, name, old) for each in odd):
            return new
    return None


def _tells(of: FieldVerdict, name: str, old: Revision) -> bool:
    promised = old.values.get(of.field.name)
    return promised is not None and same(of.field.kind, of.said[name], promised)
