"""The verdict about what was never to be said, by all that was said; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from samestory.core.agreement import A_RECORD, NO_RECORD, RECORD
from samestory.core.claims import Bound, Never, Saying
from samestory.core.model import Observation, Outcome, Unmapped
from samestory.core.temporal import (
    NO_LAGS,
    Lags,
    begun_at,
    has_come_to,
    holds,
    is_about,
    proof_against,
)
from samestory.core.time_looks import ENOUGH, enough_answers, how_closely, looks_of
from samestory.core.verdict import SEVEREST_FIRST, FieldVerdict, Look, Verdict
from samestory.errors import NothingToCompare

WELL = (Outcome.AGREED, Outcome.AGREED)
BROKEN = (Outcome.CONTRADICTED, Outcome.AGREED)
"""How both sides of a claim stand."""


def never_verdict(
    claim: Never,
    timeline: Iterable[Observation],
    lags: Lags = NO_LAGS,
    since: datetime | None = None,
) -> Verdict:
    """Judge whether a claim held all the time.

    Contradicted if answers prove that it did not. Agreed only if both systems answered often
    enough; else it is unreachable, unmapped or absent, after what kept them from it. Raise
    `NothingToCompare` if they were hardly asked.
    """
    told = sorted(timeline, key=lambda each: each.at)
    sides = _Sides(claim, _Side.of(claim.saying, told), _Side.of(claim.other, told))
    proof = proof_against(claim, told, lags)
    standing = BROKEN if proof else _unproved(claim, sides.one, sides.other, lags)
    one, other = sides.one.shown(standing[0], proof), sides.other.shown(standing[1], proof)
    watched = how_closely(sides.told, lags, since, well_in_the_end=sides.well_in_the_end)
    return replace(
        sides.verdict((one, other), standing),
        timeline=sides.looks([each for each in proof if is_about(claim.saying, each)]),
        watched=replace(watched, never=claim, proof=proof),
    )


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both halves of a claim."""

    claim: Never
    one: _Side
    other: _Side

    @property
    def told(self) -> dict[str, Sequence[Observation]]:
        return {each.saying.system: each.told for each in (self.one, self.other)}

    @property
    def well_in_the_end(self) -> bool:
        """Whether the newest answers do not break the claim."""
        allowed = self.other.says_it_now is not (self.claim.bound is Bound.WHILE)
        return allowed or not self.one.says_it_now

    def verdict(self, said: Sequence[Observation], standing: Sequence[Outcome]) -> Verdict:
        """Return the verdict about two answers that stand like this."""
        rows = [self.one.row(said[0], standing[0]), self.other.row(said[1], standing[1])]
        fields = _joined(*rows) if _alike(self.claim) else _apart(rows, self.claim)
        return Verdict(self.claim.saying.subject, fields, tuple(said))

    def looks(self, odd: Sequence[Observation]) -> tuple[Look, ...]:
        """Return the answers of both as looks; those that break the claim are odd."""
        return looks_of(
            [*self.one.told, *self.other.told],
            list(self.told),
            lambda said, broken: self.verdict(said, BROKEN if broken else WELL),
            odd,
        )


@dataclass(frozen=True, slots=True)
class _Side:
    """One half of a claim, and all that its system said about its subject."""

    saying: Saying
    told: Sequence[Observation]

    @classmethod
    def of(cls, saying: Saying, told: Iterable[Observation]) -> _Side:
        """Pick what is about it. Raise `NothingToCompare` if nothing is."""
        found = cls(saying, [each for each in told if is_about(saying, each)])
        asked, answered = len(found.told), len(found.answered)
        if not asked or (asked == answered < ENOUGH):
            raise NothingToCompare(
                f"The {saying.system} was asked {asked} times about {saying.subject}, which says "
                f"too little about the time between.\n  It takes {ENOUGH} looks."
            )
        return found

    @property
    def answered(self) -> list[Observation]:
        return [each for each in self.told if each.unreachable is None]

    @property
    def codes(self) -> list[Unmapped]:
        """Its words that the landscape does not explain."""
        values = (self._value(each) for each in self.told)
        return [each for each in values if isinstance(each, Unmapped)]

    @property
    def ever_told(self) -> bool:
        return any(self._value(each) is not None for each in self.told)

    @property
    def says_it_now(self) -> bool:
        return bool(self.answered and holds(self.saying, self.answered[-1]))

    @property
    def ever_said_it(self) -> bool:
        return any(holds(self.saying, each) for each in self.told)

    @property
    def ever_came_to_it(self) -> bool:
        return any(has_come_to(self.saying, each) for each in self.told)

    def _value(self, said: Observation) -> object:
        if self.saying.field is None:
            return None if said.unreachable else A_RECORD if holds(self.saying, said) else NO_RECORD
        return (said.values or {}).get(self.saying.field.name)

    def shown(self, outcome: Outcome, proof: Sequence[Observation]) -> Observation:
        """Return the answer to show: the one that proves it, or the newest of that outcome."""
        found = [each for each in proof if is_about(self.saying, each)]
        gone = [each for each in self.told if each.unreachable is not None]
        unread = [each for each in self.told if isinstance(self._value(each), Unmapped)]
        wanted = {Outcome.UNREACHABLE: gone, Outcome.UNMAPPED: unread}.get(outcome)
        return (found or wanted or self.answered or self.told)[-1]

    def row(self, said: Observation, outcome: Outcome) -> FieldVerdict:
        """Return the field of a verdict in which the system said this."""
        value = self._value(said)
        me = frozenset({said.system})
        unread = isinstance(value, Unmapped)
        return FieldVerdict(
            self.saying.field or RECORD,
            outcome,
            said={} if value is None or unread else {said.system: value},
            apart=me if outcome is Outcome.CONTRADICTED else frozenset(),
            silent=me if outcome is Outcome.ABSENT else frozenset(),
            unreachable=me if said.unreachable is not None else frozenset(),
            unmapped={said.system: value} if isinstance(value, Unmapped) else {},
        )


def _unproved(claim: Never, one: _Side, other: _Side, lags: Lags) -> tuple[Outcome, Outcome]:
    """Return what is known about each side of a claim that nothing disproves."""
    first = _standing(one, needed=True) if enough_answers(one.told) else Outcome.UNREACHABLE
    return first, (
        Outcome.UNREACHABLE
        if _last_word_is_missing(claim, one, other, lags)
        else _standing(other, needed=claim.bound is Bound.WHILE, harmless=not one.ever_said_it)
    )


def _standing(side: _Side, *, needed: bool, harmless: bool = False) -> Outcome:
    if len(side.answered) < ENOUGH:
        return Outcome.UNREACHABLE
    if side.codes and not harmless:
        return Outcome.UNMAPPED
    return Outcome.ABSENT if needed and not side.ever_told else Outcome.AGREED


def _last_word_is_missing(claim: Never, one: _Side, other: _Side, lags: Lags) -> bool:
    """Whether the word was said, and what the other said from then on would have to decide."""
    spoken = [each for each in one.told if holds(claim.saying, each)]
    if not spoken or (claim.bound is Bound.BEFORE and other.ever_came_to_it):
        return False
    decisive = spoken[-1] if claim.bound is Bound.WHILE else spoken[0]
    earlier = [each for each in other.answered if each.at <= begun_at(decisive, lags)]
    later = [each for each in other.answered if begun_at(each, lags) >= decisive.at]
    still = claim.bound is Bound.BEFORE or (earlier and holds(claim.other, earlier[-1]))
    return bool(still) and not later


def _alike(claim: Never) -> bool:
    one, other = claim.saying, claim.other
    return (one.subject, one.field) == (other.subject, other.field)


def _joined(one: FieldVerdict, other: FieldVerdict) -> tuple[FieldVerdict, ...]:
    """Return one row for two systems that tell the same field of the same subject."""
    outcomes = {one.outcome, other.outcome}
    return (
        replace(
            one,
            outcome=next(each for each in SEVEREST_FIRST if each in outcomes),
            said={**one.said, **other.said},
            silent=one.silent | other.silent,
            unreachable=one.unreachable | other.unreachable,
            unmapped={**one.unmapped, **other.unmapped},
        ),
    )


def _apart(rows: Sequence[FieldVerdict], claim: Never) -> tuple[FieldVerdict, ...]:
    """Return a row for each of two systems, named after its subject where it is another one."""
    one, other = rows
    name = f"{claim.other.subject.kind} {other.field.name}"
    return one, replace(other, field=replace(other.field, name=name))
