"""What a step asks for: the systems that a phrase names have to agree, or the scenario ends."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Self

from samestory.core.temporal import never
from samestory.errors import NothingToCompare
from samestory.plugin.phrases import without_owners

if TYPE_CHECKING:
    import pytest

    from samestory.config import Landscape
    from samestory.core.model import Look, Outcome, Promise, Subject, Verdict
    from samestory.plugin.people import People
    from samestory.plugin.running import Run
    from samestory.witnesses import Witnesses


@dataclass(frozen=True)
class Story:
    """The story that the systems tell in one scenario.

    `witnesses_for` returns those that ask on behalf of the person to whom a subject belongs.
    A verdict is written down (`on_verdict`), and so are the systems that the company lacks, and
    why (`on_lacking`). Then `end_with` holds what follows from its outcome: it is called with the
    verdict in words (`explain`, masked), and raises unless the scenario goes on.
    """

    landscape: Landscape
    witnesses_for: Callable[[Subject], Witnesses]
    end_with: Mapping[Outcome, Callable[[str], None]]
    on_verdict: Callable[[Verdict], None]
    on_lacking: Callable[[Mapping[str, str]], None]
    explain: Callable[[Verdict], str]
    """Returns a verdict in words, masked."""

    @classmethod
    def of_scenario(
        cls,
        request: pytest.FixtureRequest,
        end_with: Mapping[Outcome, Callable[[str], None]],
    ) -> Self:
        """Return the story of the scenario that asks for it as a fixture."""
        run: Run = request.getfixturevalue("samestory_run")

        people: People = request.getfixturevalue("people")
        return cls(
            run.landscape,
            people.witnesses_for,
            end_with,
            explain=lambda verdict: run.explained(verdict).text,
            on_verdict=partial(run.record_verdict, request.node),
            on_lacking=partial(run.note_lacking, request.node),
        )

    def must_agree(self, promise: Promise, systems: str, *, only: str = "") -> Verdict:
        """Ask the systems that a phrase names, until they agree or their patience is over.

        They have to agree on all fields that they tell, or on the `only` one. Raise
        `NothingToCompare` if the company lacks that field.
        """
        if (why := self.landscape.why_lacking(only)) is not None:
            raise NothingToCompare(f"This company has no {only}: {why}.\n  See [lacks].")
        among = self.named(systems)
        promise = self._tellable(promise, among)
        witnesses = self.witnesses_for(promise.subject)
        verdict = witnesses.converge(promise.subject, among, promise, only=only)
        self._end(verdict)
        return verdict

    def must_tell_the_same(self, subject: Subject, systems: str) -> Verdict:
        """Ask the systems that a phrase names about a record that is on file, without a promise."""
        verdict = self.witnesses_for(subject).converge(subject, self.named(systems))
        self._end(verdict)
        return verdict

    def must_never_tell(
        self, watched: Verdict, one: tuple[str, str], other: tuple[str, str]
    ) -> None:
        """Check every look of a verdict: `one` never holds while `other` does.

        Each is a system as a phrase names it, and the status that it gives the order.
        """
        for system, other_system in product(self.named(one[0]), self.named(other[0])):
            looks = never(watched.timeline, system, "status", one[1], other_system, other[1])
            for look in looks[:1]:
                broken = _as_it_was(watched, look)
                self.on_verdict(broken)
                self._end(broken)

    def named(self, systems: str) -> list[str]:
        """Return the systems that a phrase names, and report those that this company lacks.

        Raise `NothingToCompare` if fewer than two are left.
        """
        called = without_owners(systems)
        among = self.landscape.systems_called(called)
        lacking = self.landscape.lacking(called)
        self.on_lacking(lacking)
        if lacking and len(among) < 2:
            missing = "; ".join(f"{name}: {why}" for name, why in lacking.items())
            raise NothingToCompare(
                f"Of {systems}, fewer than two are left to be compared.\n  Lacking: {missing}."
            )
        return among

    def _tellable(self, promise: Promise, among: Sequence[str]) -> Promise:
        """Leave out of a promise what goes unsaid and none of these systems tells."""
        kind = promise.subject.kind
        entries = [self.landscape.systems[each].subjects.get(kind) for each in among]
        told = {name for entry in entries if entry for name in entry.fields}
        return _without(promise, self.landscape.rules[kind].unsaid.keys() - told)

    def _end(self, verdict: Verdict) -> None:
        self.end_with[verdict.outcome](self.explain(verdict))


def _without(promise: Promise, fields: Collection[str]) -> Promise:
    revisions = (
        replace(each, values={k: v for k, v in each.values.items() if k not in fields})
        for each in promise.revisions
    )
    return replace(promise, revisions=tuple(revisions)) if fields else promise


def _as_it_was(watched: Verdict, look: Look) -> Verdict:
    """Return the verdict of one look, with the looks that led to it."""
    return replace(look.verdict, timeline=watched.timeline[: look.number])
