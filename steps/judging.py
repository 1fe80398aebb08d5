"""From a verdict to the end of a scenario: failed, broken, parked, or on to the next step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import pytest

from samestory.config import Landscape
from samestory.config.subjects import UNSAID
from samestory.core.model import Look, Outcome, Promise, Subject, Verdict
from samestory.core.temporal import never
from samestory.errors import CannotKnow, NothingToCompare, Parked
from samestory.explain import explain
from samestory.plugin.running import Run
from samestory.redaction import masked
from samestory.witnesses import Witnesses


@dataclass(frozen=True)
class Story:
    """The story that the systems tell in one scenario; whoever asks here fails unless it is one."""

    landscape: Landscape
    witnesses: Witnesses
    hear: Callable[[Verdict], None]
    miss: Callable[[Mapping[str, str]], None]

    def must_agree(self, promise: Promise, systems: str) -> Verdict:
        """Ask the systems that a phrase names, for as long as the landscape says."""
        among = self.named(systems)
        promise = self._tellable(promise, among)
        verdict = self.witnesses.converge(promise.subject, among, promise)
        self._end(verdict)
        return verdict

    def must_tell_the_same(self, subject: Subject, systems: str) -> Verdict:
        """Ask the systems that a phrase names about what nobody promised, and is on file."""
        verdict = self.witnesses.converge(subject, self.named(systems))
        self._end(verdict)
        return verdict

    def must_never_tell(
        self, watched: Verdict, one: tuple[str, str], other: tuple[str, str]
    ) -> None:
        """Judge the looks of a verdict: a system and the stage that it called her order."""
        for system, other_system in product(self.named(one[0]), self.named(other[0])):
            looks = never(watched.timeline, system, "status", one[1], other_system, other[1])
            for look in looks[:1]:
                broken = _as_it_was(watched, look)
                self.hear(broken)
                self._end(broken)

    def named(self, systems: str) -> list[str]:
        """The systems in a phrase; those that this company lacks are left out, visibly."""
        among = self.landscape.systems_called(systems)
        lacking = self.landscape.lacking(systems)
        self.miss(lacking)
        if lacking and len(among) < 2:
            missing = "; ".join(f"{name}: {why}" for name, why in lacking.items())
            raise NothingToCompare(
                f"Of {systems}, fewer than two are left to be compared.\n  Lacking: {missing}."
            )
        return among

    def _tellable(self, promise: Promise, among: Sequence[str]) -> Promise:
        """The promise without what goes unsaid (`UNSAID`) and none of these systems tells."""
        kind = promise.subject.kind
        entries = [self.landscape.systems[each].subjects.get(kind) for each in among]
        told = {name for entry in entries if entry for name in entry.fields}
        return _without(promise, UNSAID.get(kind, frozenset()) - told)

    def _end(self, verdict: Verdict) -> None:
        told = masked(verdict, self.witnesses.masker.mask)
        in_words = explain(told, self.witnesses.called, zone=self.landscape.zone)
        END_WITH[verdict.outcome](in_words)


@pytest.fixture
def story(
    request: pytest.FixtureRequest, samestory_run: Run, landscape: Landscape, witnesses: Witnesses
) -> Story:
    """The story of this scenario."""

    def hear(verdict: Verdict) -> None:
        samestory_run.heard(request.node, verdict)

    def miss(lacking: Mapping[str, str]) -> None:
        samestory_run.missed(request.node, lacking)

    return Story(landscape, witnesses, hear, miss)


def _without(promise: Promise, fields: Collection[str]) -> Promise:
    revisions = (
        replace(each, values={k: v for k, v in each.values.items() if k not in fields})
        for each in promise.revisions
    )
    return replace(promise, revisions=tuple(revisions)) if fields else promise


def _as_it_was(watched: Verdict, look: Look) -> Verdict:
    """The picture at one look, with the looks that led to it."""
    return replace(look.verdict, timeline=watched.timeline[: look.number])


def go_on(explanation: str) -> None:
    """They agree."""


def fail(explanation: str) -> None:
    """They contradict each other, or one never heard of it."""
    pytest.fail(explanation, pytrace=False)


def cannot_know(explanation: str) -> None:
    """Somebody could not be asked, or said what nobody explains."""
    raise CannotKnow(explanation)


def park(explanation: str) -> None:
    """It is not due yet."""
    raise Parked(explanation)


END_WITH: Mapping[Outcome, Callable[[str], None]] = {
    Outcome.AGREED: go_on,
    Outcome.CONTRADICTED: fail,
    Outcome.ABSENT: fail,
    Outcome.UNREACHABLE: cannot_know,
    Outcome.UNMAPPED: cannot_know,
    Outcome.PENDING: park,
}
