"""What one system said over time, read from the timeline of a verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from samestory.core.comparison import same
from samestory.core.model import Observation, Revision, Unmapped
from samestory.core.verdict import FieldVerdict, Look, Verdict


@dataclass(frozen=True, slots=True)
class Statement:
    """What a system said about one field, when it said so first; None for nothing at all."""

    elapsed: timedelta
    value: object | None
    steady: bool
    """Whether it was right then."""


def asked_of(verdict: Verdict, name: str) -> Iterator[tuple[Look, Observation]]:
    """Go through the looks in which a system was asked."""
    for look in verdict.timeline:
        for each in look.observations:
            if each.system == name:
                yield look, each


def statements(verdict: Verdict, name: str, of: FieldVerdict) -> list[Statement]:
    """Return the statements of a system about a field, without repetitions."""
    found: list[Statement] = []
    for look, said in asked_of(verdict, name):
        if said.unreachable is None:
            new = _answer(look, said, of)
            if not found or not _equal(of, found[-1], new):
                found.append(new)
    return found


def _answer(look: Look, said: Observation, of: FieldVerdict) -> Statement:
    value = said.values.get(of.field.name) if said.values is not None else None
    steady = not any(
        said.system in each.laggards for each in look.verdict if each.field == of.field
    )
    return Statement(look.elapsed, value, steady)


def _equal(of: FieldVerdict, left: Statement, right: Statement) -> bool:
    values = (left.value, right.value)
    if None in values or any(isinstance(each, Unmapped) for each in values):
        return left.value == right.value
    return same(of.field.kind, *values)


def was(verdict: Verdict, name: str, of: FieldVerdict) -> object | None:
    """Return what a system said before, if it is only asked whether that has changed."""
    said = next((each for each in verdict.before if each.system == name), None)
    return said.values.get(of.field.name) if said and said.values is not None else None


def changed_at(verdict: Verdict, name: str, of: FieldVerdict) -> tuple[datetime, datetime] | None:
    """Return when a system said what it said before, and since when it has said something else."""
    earlier = next((each.at for each in verdict.before if each.system == name), None)
    since: datetime | None = None
    for look, said in asked_of(verdict, name):
        odd = any(name in each.apart for each in look.verdict if each.field == of.field)
        since = (since or said.at) if odd else None
    return (earlier, since) if earlier and since else None


def caught_up(verdict: Verdict) -> list[tuple[str, timedelta]]:
    """Name the systems that lagged at first and then followed in time."""
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
    """Return since when a system has been right, if it had to change its answer for it."""
    since: timedelta | None = None
    wrong: Observation | None = None
    for look, said in asked_of(verdict, name):
        if said.unreachable is not None:
            since = None
        elif any(name in each.laggards for each in look.verdict):
            since, wrong = None, said
        elif since is None and wrong is not None and said.values != wrong.values:
            since = look.elapsed
    return since


def outage(verdict: Verdict, name: str) -> Sequence[Look]:
    """Return the looks in which a system could not be asked, if it could be in the last one."""
    asked = list(asked_of(verdict, name))
    down = [look for look, said in asked if said.unreachable is not None]
    return down if asked and asked[-1][1].unreachable is None else ()


def back(verdict: Verdict, name: str) -> timedelta | None:
    """Return when a system that could not be asked from the start answered for good."""
    asked = [(look, said.unreachable is None) for look, said in asked_of(verdict, name)]
    answered = [look for look, answer in asked if answer]
    down = len(asked) - len(answered)
    return answered[0].elapsed if not any(answer for _, answer in asked[:down]) else None


def never_changed(verdict: Verdict, name: str) -> bool:
    """Whether a system gave the same answer on every field, to several looks and in all of them."""
    looks = [said for _, said in asked_of(verdict, name)]
    return (
        len(looks) > 1
        and all(each.unreachable is None for each in looks)
        and all(len(statements(verdict, name, each)) == 1 for each in verdict)
    )


@dataclass(frozen=True, slots=True)
class Stale:
    """A revision that a system has not followed, at least not in some fields."""

    revision: Revision
    followed_before: bool
    """Whether it followed every revision before; else it may have left out others as well."""
    left: Sequence[FieldVerdict] = ()
    """The fields that it has not followed, if it has followed others..."""
    followed: Sequence[FieldVerdict] = ()
    """... which say what is promised now."""


def not_followed(verdict: Verdict, name: str) -> Stale | None:
    """Find the revision of the promise that a system has not followed.

    That is the one after the newest that its odd answers all agree with.
    """
    told = [each for each in verdict if name in each.said and each.promised is not None]
    odd = [each for each in told if name in each.apart]
    revisions = verdict.promise.revisions if verdict.promise and odd else ()
    alike = [all(_says(each, name, old) for each in odd) for old in revisions]
    for at in reversed(range(len(alike) - 1)):
        if alike[at]:
            old, new = revisions[at : at + 2]
            left = [each for each in odd if not _says(each, name, new)]
            followed = [each for each in told if each not in odd and _moved_on(each, name, old)]
            return Stale(new, False not in alike[alike.index(True) : at], left, followed)
    return None


def _says(of: FieldVerdict, name: str, old: Revision) -> bool:
    promised = old.values.get(of.field.name)
    return promised is not None and same(of.field.kind, of.said[name], promised)


def _moved_on(of: FieldVerdict, name: str, old: Revision) -> bool:
    return old.values.get(of.field.name) is not None and not _says(of, name, old)
