"""What a step asks for: the systems that a phrase names have to agree, or the scenario ends."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Self

import pytest

from samestory.core.agreement import system_table
from samestory.core.basis import Basis, Judgement
from samestory.core.claims import Keeping, Never, Saying
from samestory.core.following import words_to_follow
from samestory.core.model import Field, Outcome, Promise, Revision, Unmapped
from samestory.core.one_of import on_none_of
from samestory.core.verdict import SEVEREST_FIRST, Verdict
from samestory.errors import CannotKnow, CompanyLacks, NothingToCompare
from samestory.journeys.lacking import must_have
from samestory.plugin.phrases import without_owners
from samestory.plugin.scenario_info import note_lacking
from samestory.polling.recording import Recording

if TYPE_CHECKING:
    from samestory.config import Landscape
    from samestory.core.claims import Bound
    from samestory.core.model import Observation, Subject
    from samestory.journeys import Customer
    from samestory.plugin.people import People
    from samestory.plugin.running import Run
    from samestory.witnesses import Witnesses

STORY: pytest.StashKey[Story] = pytest.StashKey()
"""The story of a scenario that has asked for it."""

SaidOf = tuple[str, "Subject", str | None]
"""Systems as a phrase names them, a subject, and a status; None for having any record of it."""


@dataclass(frozen=True)
class Story:
    """The story that the systems tell in one scenario.

    `witnesses_for` returns those that ask on behalf of the person to whom a subject belongs.
    A verdict is written down (`on_verdict`), and so are what held without making one (`on_kept`),
    and the systems that the company lacks, and why (`on_lacking`). Then `end_with` holds what
    follows from its outcome: it is called with the verdict in words (`explain`, masked), and
    raises unless the scenario goes on.
    """

    landscape: Landscape
    witnesses_for: Callable[[Subject], Witnesses]
    end_with: Mapping[Outcome, Callable[[str], None]]
    on_verdict: Callable[[Verdict], None]
    on_lacking: Callable[[Mapping[str, str]], None]
    explain: Callable[[Verdict], str]
    """Returns a verdict in words, masked."""
    recording: Recording = field(default_factory=Recording)
    """Everything that systems have said in this scenario."""
    on_kept: Callable[[Verdict], None] = lambda _: None
    customers: Callable[[], Sequence[Customer]] = list
    """Returns everybody who has been a customer in it so far."""

    @classmethod
    def of_scenario(
        cls,
        request: pytest.FixtureRequest,
        end_with: Mapping[Outcome, Callable[[str], None]],
    ) -> Self:
        """Return the story of the scenario that asks for it as a fixture."""
        run: Run = request.getfixturevalue("samestory_run")

        people: People = request.getfixturevalue("people")
        story = cls(
            run.landscape,
            people.witnesses_for,
            end_with,
            explain=lambda verdict: run.verdicts.explained(verdict).text,
            on_verdict=partial(run.verdicts.record, request.node),
            on_lacking=partial(note_lacking, request.node),
            on_kept=partial(run.verdicts.record_kept, request.node),
            recording=people.recording,
            customers=lambda: people.customers,
        )
        request.node.stash[STORY] = story
        return story

    def must_agree(self, promise: Promise, systems: str, *, only: str = "") -> Verdict:
        """Ask the systems that a phrase names, until they agree or their patience is over.

        They have to agree on all fields that they tell, or on the `only` one. Raise
        `CompanyLacks` if the company lacks that field, or such subjects.
        """
        must_have(self.landscape.lacks, only, promise.subject.kind)
        among = self.named(systems)
        promise = self._tellable(promise, among)
        witnesses = self.witnesses_for(promise.subject)
        verdict = witnesses.converge(promise.subject, among, promise, only=only)
        self.end(verdict)
        return verdict

    def promised_by(self, subject: Subject, system: str) -> Promise:
        """Ask one system, as a phrase names it, and return what it says as a promise.

        So a mail is a promise about the page that its link leads to. Raise `CannotKnow` if it
        says nothing that can be understood.
        """
        [said] = self.witnesses_for(subject).observe(subject, self.named(system))
        values = {name: each for name, each in (said.values or {}).items() if each is not None}
        unclear = [f"{name} {each}" for name, each in values.items() if isinstance(each, Unmapped)]
        if unclear or not values:
            why = said.unreachable or ", ".join(unclear) or "nothing"
            raise CannotKnow(
                f"What {system} says about {subject} cannot be compared with another: {why}.\n"
                f"  Look at the landscape's {system_table(said.system, subject.kind)}."
            )
        self._keep(Judgement.PROMISED, said, self.landscape.fields_of(subject.kind))
        return Promise(subject, (Revision(subject.kind, said.at, values),))

    def followed(self, verdict: Verdict, field: str) -> list[str]:
        """Return what a verdict's field holds for the scenario to go on with.

        That is a text, or each word of a set, such as the links of a mail. Raise `CannotKnow` if
        no system tells any, and `WrongCall` if the landscape does not know the field.
        """
        subject = verdict.subject
        about = (self.landscape.field_of(subject.kind, field),)
        for said in verdict.observations:
            if words := words_to_follow((said.values or {}).get(field)):
                self._keep(Judgement.FOLLOWED, said, about)
                return sorted(words)
        asked = ", ".join(each.system for each in verdict.observations)
        raise CannotKnow(
            f"{subject} holds no {field}, so that the scenario could not go on. Asked: {asked}.\n"
            f"  Look at it, or at the landscape's {system_table('NAME', subject.kind)}."
        )

    def must_be_down(self, subject: Subject, systems: str) -> None:
        """Ask the systems that a phrase names: they must not answer, as the scenario has it.

        From then on it is known that they cannot be asked. Raise `CannotKnow` if one answers.
        """
        for said in self.witnesses_for(subject).observe(subject, self.named(systems)):
            self.recording.note(said)
            if said.unreachable is None:
                raise CannotKnow(
                    f"The {self.landscape.called[said.system]} answers, and was to be down.\n"
                    "  Look at the page object that takes it down."
                )

    def must_tell_the_same(self, subject: Subject, systems: str, *, only: str = "") -> Verdict:
        """Ask the systems that a phrase names about a record that is on file, without a promise.

        They have to agree on all fields that they tell, or on the `only` one. Raise
        `CompanyLacks` if the company lacks that field, or such subjects.
        """
        must_have(self.landscape.lacks, only, subject.kind)
        among = self.named(systems)
        verdict = self.witnesses_for(subject).converge(subject, among, only=only)
        self.end(verdict)
        return verdict

    def must_agree_on_one_of(self, outcomes: Sequence[Promise], systems: str) -> Verdict:
        """Ask the systems that a phrase names: they have to agree, and on one of these outcomes.

        All are about one subject. If they agree on none of them, they contradict the last one; and
        the first one if they lack records that are to be there whatever the outcome is.
        """
        if len(outcomes) == 1:
            return self.must_agree(outcomes[0], systems)
        subject = outcomes[0].subject
        must_have(self.landscape.lacks, subject.kind)
        among = self.named(systems)
        verdict = self.witnesses_for(subject).converge(subject, among)
        self.end(verdict)
        fields = self.landscape.fields_of(subject.kind)
        broken = on_none_of(outcomes, fields, verdict.observations)
        basis = Basis(
            by=Judgement.ONE_OF,
            fields=fields,
            looks=(verdict.observations,),
            outcomes=tuple(outcomes),
        )
        if broken is None:
            brief = tuple(replace(each, evidence=()) for each in verdict.observations)
            kept = replace(basis, looks=(brief,))
            self.on_kept(Verdict(subject, (), brief, basis=kept))
        else:
            broken = replace(broken, timeline=verdict.timeline, basis=basis)
            self.on_verdict(broken)
            self.end(broken)
        return verdict

    def must_never(self, saying: SaidOf, bound: Bound, other: SaidOf) -> None:
        """Check that something was never said while, or before, something else was.

        Judged by every answer since the first promise, and by some more now.
        """
        from samestory.over_time import judge_never  # noqa: PLC0415  # see `fixtures`

        for one, two in product(self._sayings(saying), self._sayings(other)):
            witnesses = self.witnesses_for(one.subject)
            self.end(judge_never(witnesses, Never(one, bound, two), self.recording))

    def must_keep(self, promise: Promise, systems: str) -> None:
        """Check that systems told what was promised in the end, and nothing else once they had.

        Judged by every answer since she was told it.
        """
        self._must_keep(promise, systems)

    def must_never_tell_old(self, who: Customer, subject: str, systems: str, field: str) -> None:
        """Check that no system that a phrase names told a value of a field that was replaced.

        What was promised before it was replaced may tell it until the new one was told.
        """
        promise = who.promised(subject)
        must_have(self.landscape.lacks, field, promise.subject.kind)
        self._must_keep(
            promise, systems, Keeping.NEVER_OLD, only=field, replaced=who.replaced(promise, field)
        )

    def must_never_tell_half(self, who: Customer, subject: str, systems: str) -> None:
        """Check that systems told one version of a promise as a whole, and the newest in the end.

        Judged by every answer since the first promise.
        """
        self._must_keep(who.promised(subject), systems, Keeping.NEVER_HALF)

    def _must_keep(
        self,
        promise: Promise,
        systems: str,
        keeping: Keeping = Keeping.AS_PROMISED,
        *,
        only: str = "",
        replaced: Sequence[object] = (),
    ) -> None:
        from samestory.over_time import judge_kept  # noqa: PLC0415  # see `fixtures`

        among = self.named(systems)
        promise = self._tellable(promise, among)
        witnesses = self.witnesses_for(promise.subject)
        self.end(
            judge_kept(
                witnesses, promise, among, self.recording, keeping, only=only, replaced=replaced
            )
        )

    def _sayings(self, said: SaidOf) -> list[Saying]:
        systems, subject, word = said
        fields = {each.name: each for each in self.landscape.fields_of(subject.kind)}
        status = None if word is None else fields.get("status", Field("status", "status"))
        return [Saying(each, subject, status, word) for each in self.named(systems)]

    def end_all(self, verdicts: Sequence[Verdict]) -> None:
        """Write several verdicts down, and end the scenario with the severest outcome of them."""
        for each in verdicts:
            self.on_verdict(each)
        outcomes = {each.outcome for each in verdicts}
        severest = next(each for each in SEVEREST_FIRST if each in outcomes)
        told = (self.explain(each) for each in verdicts if each.outcome is not Outcome.AGREED)
        self.end_with[severest]("\n\n".join(told))

    def named(self, systems: str) -> list[str]:
        """Return the systems that a phrase names, and report those that this company lacks.

        Raise `NothingToCompare` if fewer than two are left, `CompanyLacks` if none is.
        """
        called = without_owners(systems)
        among = self.landscape.systems_called(called)
        lacking = self.landscape.lacking(called)
        self.on_lacking(lacking)
        if lacking and len(among) < 2:
            missing = "; ".join(f"{name}: {why}" for name, why in lacking.items())
            if not among:
                raise CompanyLacks(f"This company has no {missing}.\n  See [lacks].")
            raise NothingToCompare(
                f"Of {systems}, fewer than two are left to be compared.\n  Lacking: {missing}."
            )
        return among

    def _tellable(self, promise: Promise, among: Sequence[str]) -> Promise:
        """Leave out of a promise what none of these systems tells, if nobody is to miss it.

        That is what goes unsaid, and what the company lacks: this is reported.
        """
        kind = promise.subject.kind
        entries = [self.landscape.systems[each].subjects.get(kind) for each in among]
        told = {name for entry in entries if entry for name in entry.fields}
        promised = {name for each in promise.revisions for name in each.values}
        reasons = {name: self.landscape.why_lacking(name) for name in sorted(promised - told)}
        lacking = {name: why for name, why in reasons.items() if why is not None}
        if lacking:
            self.on_lacking({name.replace("_", " "): why for name, why in lacking.items()})
        return _without(promise, (self.landscape.rules[kind].unsaid.keys() - told) | lacking.keys())

    def _keep(self, by: Judgement, said: Observation, fields: tuple[Field, ...]) -> None:
        """Note what one system says, and what the scenario makes of it."""
        brief = (replace(said, evidence=()),)
        basis = Basis(by=by, fields=fields, looks=(brief,))
        self.on_kept(Verdict(said.subject, (), brief, basis=basis))

    def end(self, verdict: Verdict) -> None:
        """End the scenario by a verdict, or let it go on."""
        self.end_with[verdict.outcome](self.explain(verdict))


def _without(promise: Promise, fields: Collection[str]) -> Promise:
    revisions = (
        replace(each, values={k: v for k, v in each.values.items() if k not in fields})
        for each in promise.revisions
    )
    return replace(promise, revisions=tuple(revisions)) if fields else promise
