"""Standing rules under a scenario: asked after its last step, and the result of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from samestory.core.agreement import compare
from samestory.core.basis import Basis, Judgement
from samestory.core.model import Field, Observation, Outcome, Subject
from samestory.core.outages import invented
from samestory.core.rules import NOBODY_INVENTS, STANDING_RULES, RuleQuestion, StandingRule
from samestory.core.verdict import Verdict
from samestory.journeys.promise_rules import BY_EMAIL
from samestory.plugin.scenario_info import RULES, end_of_scenario
from samestory.plugin.story import STORY

if TYPE_CHECKING:
    import pytest

    from samestory.journeys import Customer
    from samestory.plugin.running import Run
    from samestory.plugin.story import Story

Begun = tuple[Sequence[RuleQuestion], Callable[[], Sequence[Observation]]]
"""Questions that were put about one subject, and what waits for the answers."""

KEPT, OFF, NOTHING_ASKED, NOT_REACHED = "kept", "off", "nothing to ask", "not reached"
NO_AUTHORITY = "does not apply: no system is the authority for a status"


@dataclass
class RuleCheck:
    """Asks the questions of all rules that are not `off`; `results` says how each ended.

    A look answers all questions about one subject, and all looks are had at the same time. Only
    what they do not answer rightly is asked again, until the patience is over. A system that is
    `down` is left out, and the result says so: the story may be about its outage. One whose newest
    answer never came is asked once more, and not waited for.
    """

    story: Story
    customers: Sequence[Customer]
    off: frozenset[str]
    results: dict[str, str] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)
    """How many questions of each rule are still to be answered."""
    down: frozenset[str] = frozenset()
    """The systems that could not be asked."""
    doubtful: frozenset[str] = frozenset()
    """The systems that could not be asked the last time, and may be there again."""

    def run(self) -> None:
        """Check all rules; a broken one ends the scenario as any verdict does."""
        for name, rule in STANDING_RULES.items():
            self.results[name] = OFF if name in self.off else self._at_first(rule)
        self.doubtful = self.story.recording.unreachable
        if NOBODY_INVENTS not in self.off:
            self._check_outages()
        questions = sorted(self._questions(), key=_about)
        self.left.update(each.rule for each in questions)
        self.results.update(dict.fromkeys(self.left, NOT_REACHED))
        self.results.update(self._open_rules())
        looks: Iterable[Begun] = (
            self._begun(Subject(*subject), list(asked))
            for subject, asked in groupby(questions, key=_about)
        )
        if not self.doubtful:  # or else the first look finds out who need not be asked again
            looks = list(looks)
        for of_subject, answers in looks:
            self._check(of_subject, {each.system: each for each in answers()})

    def _at_first(self, rule: StandingRule) -> str:
        """Return what is said of a rule of which nothing has been asked yet."""
        if rule.name == NOBODY_INVENTS:
            return NOTHING_ASKED if self._authorities() else NO_AUTHORITY
        if rule.applies(self.story.landscape.tellers):
            return NOTHING_ASKED
        needed = " or ".join(f"{kind}.{name}" for kind, name in rule.needs)
        return f"does not apply: no system of record reports {needed}"

    def _open_rules(self) -> dict[str, str]:
        """Return the results of the rules that take more than is known of somebody."""
        return {
            name: f"unknown: somebody asked for another {rule.of_all}, without an answer"
            for name, rule in STANDING_RULES.items()
            if name not in self.off and any(_is_open(rule, each) for each in self.customers)
        }

    def _questions(self) -> Iterator[RuleQuestion]:
        for customer in self.customers:
            for name, rule in STANDING_RULES.items():
                if name not in self.off and not _is_open(rule, customer):
                    yield from rule.questions(
                        customer.email,
                        customer.promises,
                        self._tellers,
                        customer.now(),
                    )

    def _tellers(self, kind: str, name: str) -> Sequence[str]:
        """Return the systems that report a field, without pages that only an account shows.

        A guest has no account: what is asked about with a mail address, her website cannot tell.
        """
        landscape = self.story.landscape
        found = landscape.tellers(kind, name)
        by_address = bool(found) and landscape.rules[kind].key == BY_EMAIL
        return [each for each in found if not (by_address and landscape.systems[each].as_customer)]

    def _begun(self, subject: Subject, questions: Sequence[RuleQuestion]) -> Begun:
        """Begin to ask all questions about one subject in one look."""
        systems = dict.fromkeys(name for each in questions for name in each.systems)
        asked = [each for each in systems if each not in self.down]
        if not asked:
            return questions, list
        return questions, self.story.witnesses_for(subject).begin_to_observe(subject, asked)

    def _check(self, questions: Sequence[RuleQuestion], said: Mapping[str, Observation]) -> None:
        """Judge what was said about one subject."""
        gone = {name for name, each in said.items() if each.unreachable is not None}
        self.down |= self.doubtful & gone
        for each in questions:
            self._judge(each, [said[name] for name in each.systems if name in said])
            self._answered(each)

    def _judge(self, question: RuleQuestion, said: Sequence[Observation]) -> None:
        """End the scenario if answers break a rule, and still do when the patience is over."""
        [only] = question.promise.values
        about = self.story.landscape.field_of(question.promise.subject.kind, only)
        known = [
            each
            for each in said
            if each.system not in self.down and not (question.if_there and each.absent)
        ]
        if not known:
            return
        if compare([about], known, question.promise).agreed:
            self.story.on_kept(_kept(question, about, known))
            return
        among = [each.system for each in known]
        witnesses = self.story.witnesses_for(question.promise.subject)
        verdict = witnesses.converge(
            question.promise.subject, among, question.promise, only=only, rule=question.rule
        )
        self.down |= frozenset().union(*(each.unreachable for each in verdict))
        if verdict.outcome is not Outcome.UNREACHABLE:
            self._end(verdict)

    def _answered(self, question: RuleQuestion) -> None:
        self.left[question.rule] -= 1
        left_out = [name for name in question.systems if name in self.down]
        if left_out:
            called = ", the ".join(self.story.landscape.called[name] for name in left_out)
            self.results[question.rule] = f"unknown: the {called} could not be asked"
        elif not self.left[question.rule] and self.results[question.rule] == NOT_REACHED:
            self.results[question.rule] = KEPT

    def _authorities(self) -> list[tuple[str, Field, str]]:
        """Return the kinds whose status some system knows by nature, the field, and the system."""
        return [
            (kind, each, each.authority)
            for kind, fields in self.story.landscape.subjects.items()
            for each in fields.values()
            if each.kind == "status" and each.authority
        ]

    def _check_outages(self) -> None:
        for kind, about, source in self._authorities():
            for subject in self.story.recording.subjects(kind):
                told = self.story.recording.about(subject)
                if any(each.system == source for each in told):
                    self.results[NOBODY_INVENTS] = KEPT
                promised = self._promised(subject, about.name)
                verdict = invented(about, source, told, promised)
                if verdict is not None:
                    basis = Basis(
                        by=Judgement.OUTAGE,
                        fields=(about,),
                        told=tuple(told),
                        source=source,
                        promised=tuple(promised),
                    )
                    self._end(replace(verdict, rule=NOBODY_INVENTS, basis=basis))

    def _promised(self, subject: Subject, name: str) -> list[object]:
        """Return every word that a customer was ever told about a field of a subject."""
        promises = [each for customer in self.customers for each in customer.promises]
        return [
            revision.values.get(name)
            for each in promises
            if each.subject == subject
            for revision in each.revisions
        ]

    def _end(self, verdict: Verdict) -> None:
        """Write a broken rule down, and end the scenario by it."""
        if not verdict.agreed:
            self.results[verdict.rule] = str(verdict.outcome)
            self.story.on_verdict(verdict)
        self.story.end(verdict)


def _kept(question: RuleQuestion, about: Field, said: Sequence[Observation]) -> Verdict:
    """Return what a rule was kept by: of each answer, only what the rule is about."""
    brief = tuple(
        replace(
            each,
            values=each.values and {k: v for k, v in each.values.items() if k == about.name},
            tells=None if each.tells is None else each.tells & {about.name},
            evidence=(),
        )
        for each in said
    )
    basis = Basis(by=Judgement.RULE, fields=(about,), looks=(brief,), if_there=question.if_there)
    return Verdict(
        question.promise.subject, (), brief, question.promise, rule=question.rule, basis=basis
    )


def _is_open(rule: StandingRule, customer: Customer) -> bool:
    return bool(rule.of_all) and customer.unanswered.count(rule.of_all) > 0


def _about(question: RuleQuestion) -> tuple[str, str, str | None]:
    subject = question.promise.subject
    return subject.kind, subject.key, subject.of


def after_last_step(request: pytest.FixtureRequest) -> None:
    """Check that a system was asked at all, and that mishaps happened; then the standing rules."""
    end_of_scenario(request)
    story, item = request.node.stash.get(STORY, None), request.node
    if story is not None:
        for customer in story.customers():
            customer.unanswered.must_have_struck()
        run: Run = request.getfixturevalue("samestory_run")
        off = run.landscape.rules_off | run.setup.rules_off
        check = RuleCheck(story, story.customers(), off)
        item.stash[RULES] = check.results
        check.run()
