"""The verdict about what was never to be said, by all that was said; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from samestory.core.agreement import A_RECORD, NO_RECORD, RECORD
from samestory.core.claims import Bound, Never, Saying
from samestory.core.model import (
    SEVEREST_FIRST,
    FieldVerdict,
    Observation,
    Outcome,
    Unmapped,
    Verdict,
)
from samestory.core.temporal import (
    NO_LAGS,
    Lags,
    begun_at,
    holds,
    is_about,
    proof_against,
)
from samestory.core.time_looks import how_closely, looks_of
from samestory.errors import NothingToCompare

ENOUGH = 3
"""Answers of a system without which nothing is known about a stretch of time."""


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
    one, other = (_Side.of(each, told) for each in (claim.saying, claim.other))
    proof = proof_against(claim, told, lags)
    standing = (
        (Outcome.CONTRADICTED, Outcome.AGREED) if proof else _unproved(claim, one, other, lags)
    )
    shown = [side.shown(each, proof) for side, each in zip((one, other), standing, strict=True)]

    def at_that_time(said: Sequence[Observation], outcomes: Sequence[Outcome]) -> Verdict:
        rows = [one.row(said[0], outcomes[0]), other.row(said[1], outcomes[1])]
        fields = _joined(*rows) if _alike(claim) else _apart(rows, claim)
        return Verdict(claim.saying.subject, fields, tuple(said))

    good = (Outcome.AGREED, Outcome.AGREED)
    looks = looks_of(
        [*one.told, *other.told],
        [one.saying.system, other.saying.system],
        lambda said, odd: at_that_time(said, (Outcome.CONTRADICTED, good[0]) if odd else good),
        odd=[each for each in proof if is_about(claim.saying, each)],
    )
    watched = how_closely(
        {each.saying.system: each.told for each in (one, other)},
        lags,
        since,
        well_in_the_end=not (
            one.says_it_now and (other.says_it_now is (claim.bound is Bound.WHILE))
        ),
    )
    return replace(
        at_that_time(shown, standing),
        timeline=looks,
        watched=replace(watched, never=claim, proof=proof),
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
    return _standing(one, needed=True), (
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
    if not spoken or (claim.bound is Bound.BEFORE and other.ever_said_it):
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
