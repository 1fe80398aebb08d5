"""Judges one recorded judgement again, with one word of one system bent at a time; pure.

Nothing is waited for: an agreement is compared once more as it was in the end. A lie is one that
stands. The system tells it in every answer that the judgement rests on, from the first to the
last, so that no lie is noticed only because somebody changed its mind while an agreement settled.
What was said before a step changed anything (`before` of a footprint) stays as it was: that step
asks for changes, and what it notices is marked as noticed `by_change`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from samestory.core.agreement import compare
from samestory.core.basis import Acted, Judgement
from samestory.core.bending import Way, bends
from samestory.core.claims import Saying
from samestory.core.following import words_to_follow
from samestory.core.footprint import compare_with_before
from samestory.core.model import Field, Observation, Outcome, Subject, Unmapped
from samestory.core.never_verdicts import never_verdict
from samestory.core.verdict import Verdict
from samestory.errors import SamestoryError
from samestory.report.blind_spots._donors import Donors
from samestory.report.blind_spots._lies import Fate, Lie, Trial
from samestory.report.blind_spots._rows import ComparedRow, Fates, Rows, fate_of, not_due_in
from samestory.report.bundle.judgement_lines import RecordedJudgement

HARMLESS = frozenset[Outcome | None]({Outcome.AGREED, Outcome.PENDING})
"""Outcomes that end no scenario as failed or broken."""
NOBODY_ELSE = "no comparison rests on it"
"""Why a lie stays unseen although its system was asked."""
NOT_PROMISED = "what it leaves out is not promised"
NONE_PROMISED = "that there is none was promised"
GOES_ON = "the scenario goes on with it, and nobody else tells it"


@dataclass(slots=True)
class Trials:
    """Tries every lie on judgements; equal rows are judged once."""

    statuses: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]
    """By system, kind and field, the words that a landscape explains."""
    donors: Donors
    sources: Mapping[tuple[str, Subject], Observation] = field(default_factory=dict)
    """By scenario and subject, the answer that was taken as a promise."""
    rows: Rows = field(default_factory=Rows)

    def of(self, judgement: RecordedJudgement) -> Iterator[Trial]:
        """Yield the result of every lie about what this judgement rests on."""
        by = judgement.basis.by
        if by is Judgement.NEVER:
            yield from self._never(judgement)
        elif by is Judgement.UNCHANGED:
            yield from self._unchanged(judgement)
        elif by is Judgement.RULE:
            yield from self._rule(judgement)
        elif by is Judgement.FOLLOWED:
            yield from self._followed(judgement)
        elif by in {Judgement.AGREEMENT, Judgement.KEPT}:
            withdrawn = judgement.promise is not None and judgement.promise.withdrawn
            yield from self._none(judgement) if withdrawn else self._agreement(judgement)

    def _words(self, said: Observation, about: Field) -> Sequence[str]:
        of = self.statuses.get(said.system, {}).get(said.subject.kind, {})
        return of.get(about.name, ())

    # Systems that agree ---------------------------------------------------------------------------

    def _agreement(self, judgement: RecordedJudgement) -> Iterator[Trial]:
        """Each field is a row; a record that is lost, or another's, is in all of them."""
        said, promise = judgement.shown, judgement.promise
        promised = promise.values if promise else {}
        due = not_due_in(judgement)
        rows = [
            ComparedRow(each, said, promised.get(each.name), due, self._words)
            for each in judgement.basis.fields
        ]
        judged = [(row, self.rows.fates(row)) for row in rows]
        for each in said:
            if each.values is not None:
                yield from self._of_system(each, judged)
        source = self.sources.get((judgement.known_as, judgement.subject))
        if source is not None:
            yield from self._of_source(source, rows)

    def _of_source(self, source: Observation, rows: Sequence[ComparedRow]) -> Iterator[Trial]:
        """What a mail says is promised; where its page keeps to that, a lie is noticed."""
        for row in rows:
            value = (source.values or {}).get(row.about.name)
            if value is None or value != row.promised:
                continue
            for bend in bends(row.about, value, self._words(source, row.about)):
                lie = _lie(source, row.about.name, bend.way)
                if bend.value is None:
                    yield Trial(lie, Fate.SURVIVED, NOT_PROMISED)
                else:
                    verdict = replace(row, promised=bend.value).verdict()
                    yield Trial(lie, *fate_of(verdict, source.system))
        yield _record(source, Way.LOST, noticed=True)  # nothing can be promised then

    def _of_system(
        self, said: Observation, judged: Sequence[tuple[ComparedRow, Fates]]
    ) -> Iterator[Trial]:
        lost = others = False
        other = self.donors.for_(said)
        for row, of_row in judged:
            fates = of_row.get(said.system, {})
            for way, (fate, why) in fates.items():
                if way is not Way.LOST:
                    yield Trial(_lie(said, row.about.name, way), fate, why)
            lost |= fates.get(Way.LOST, (Fate.SURVIVED, ""))[0] is Fate.NOTICED
            if other is not None and not others:
                others = row.notices(said.system, other.get(row.about.name))
        yield _record(said, Way.LOST, noticed=lost)
        if other is not None:
            yield _record(said, Way.OTHERS, noticed=others)

    def _rule(self, judgement: RecordedJudgement) -> Iterator[Trial]:
        """A standing rule compares one field of the records that are there."""
        [about], [said] = judgement.basis.fields, judgement.basis.looks
        promised = judgement.promise and judgement.promise.values.get(about.name)
        row = ComparedRow(about, said, promised, frozenset(), self._words)
        for each in said:
            if each.values is None:
                continue
            for way, (fate, why) in self.rows.fates(row).get(each.system, {}).items():
                if way is Way.LOST:
                    noticed = fate is Fate.NOTICED and not judgement.basis.if_there
                    yield _record(each, Way.LOST, noticed=noticed)
                else:
                    yield Trial(_lie(each, about.name, way), fate, why)

    def _followed(self, judgement: RecordedJudgement) -> Iterator[Trial]:
        """The scenario cannot go on without any word; each one that it asks about has a record.

        A word that was not told has none: nothing else about it is a lie.
        """
        [about], [said] = judgement.basis.fields, judgement.shown
        value = (said.values or {}).get(about.name)
        words = words_to_follow(value)
        here = judgement.known_as
        asked = {each.key for scenario, each in self.sources if scenario == here}

        def of_bent(bent: object, lie: Lie) -> Trial:
            followed = words_to_follow(bent)
            stops = not followed or (words <= asked and not followed <= words)
            return Trial(lie, Fate.NOTICED) if stops else Trial(lie, Fate.SURVIVED, GOES_ON)

        for bend in bends(about, value):
            yield of_bent(bend.value, _lie(said, about.name, bend.way))
        other = self.donors.for_(said)
        if other is not None:
            yield of_bent(other.get(about.name), _lie(said, "", Way.OTHERS))

    def _none(self, judgement: RecordedJudgement) -> Iterator[Trial]:
        """That there is no record was promised: the lie is to have one."""
        fields, promise = judgement.basis.fields, judgement.promise

        def judge(said: Sequence[Observation]) -> Verdict:
            return compare(fields, said, promise, not_due=not_due_in(judgement))

        for each in judgement.shown:
            if each.absent:
                made_up = replace(each, values={"": "made up"})
                noticed = _notices(judge, judgement.shown, made_up)
                yield _record(each, Way.MADE_UP, noticed=noticed)
            elif each.values is not None:
                yield from self._each_bend(each, fields, judgement.shown, judge)
                yield Trial(_lie(each, "", Way.LOST), Fate.ALLOWED, NONE_PROMISED)

    # Nothing else has changed ---------------------------------------------------------------------

    def _unchanged(self, judgement: RecordedJudgement) -> Iterator[Trial]:
        fields, before = judgement.basis.fields, judgement.before
        acted = judgement.basis.acted or Acted()

        def judge(said: Sequence[Observation]) -> Verdict:
            return compare_with_before(fields, before, said, acted)

        for each in judgement.shown:
            other = self.donors.for_(each)
            if each.values is not None:
                yield from self._each_bend(each, fields, judgement.shown, judge, by_change=True)
                gone = replace(each, values=None)
                noticed = _notices(judge, judgement.shown, gone)
                yield _record(each, Way.LOST, noticed=noticed, by_change=True)
            if each.unreachable is None and other is not None:
                way = Way.OTHERS if each.values is not None else Way.MADE_UP
                noticed = _notices(judge, judgement.shown, replace(each, values=other))
                yield _record(each, way, noticed=noticed, by_change=True)

    def _each_bend(
        self,
        said: Observation,
        fields: Sequence[Field],
        shown: Sequence[Observation],
        judge: Callable[[Sequence[Observation]], Verdict],
        *,
        by_change: bool = False,
    ) -> Iterator[Trial]:
        for about in fields:
            value = (said.values or {}).get(about.name)
            if value is None or isinstance(value, Unmapped):
                continue
            for bend in bends(about, value, self._words(said, about)):
                bent = replace(said, values={**(said.values or {}), about.name: bend.value})
                noticed = _notices(judge, shown, bent)
                lie = _lie(said, about.name, bend.way)
                yield _trial(lie, noticed=noticed, by_change=by_change)

    # Never said -----------------------------------------------------------------------------------

    def _never(self, judgement: RecordedJudgement) -> Iterator[Trial]:
        """A claim rests on one word of each of two systems, in all of their answers."""
        claim, told = judgement.never, judgement.basis.told
        lags = {name: each.read_lag for name, each in judgement.basis.patience.items()}
        if claim is None:
            return

        def outcome(bent: Mapping[int, Observation]) -> Outcome | None:
            said = [bent.get(id(each), each) for each in told]
            return never_verdict(claim, said, lags, judgement.basis.since).outcome

        for saying in (claim.saying, claim.other):
            mine = [
                each
                for each in told
                if (each.system, each.subject) == (saying.system, saying.subject)
            ]
            for lie, bent in self._lies_all_along(saying, mine):
                noticed = _in_the_end(partial(outcome, bent)) not in HARMLESS
                yield _trial(lie, noticed=noticed)

    def _lies_all_along(
        self, saying: Saying, mine: Sequence[Observation]
    ) -> Iterator[tuple[Lie, Mapping[int, Observation]]]:
        asked = [each for each in mine if each.unreachable is None]
        there = [each for each in asked if each.values is not None]
        if there:
            gone = {id(each): replace(each, values=None) for each in there}
            yield _lie(there[-1], "", Way.LOST), gone
        elif asked and saying.field is None:
            made_up = {id(each): replace(each, values={"": "made up"}) for each in asked}
            yield _lie(asked[-1], "", Way.MADE_UP), made_up
        name = saying.field.name if saying.field else ""
        values = [(each.values or {}).get(name) for each in there]
        value = next((each for each in reversed(values) if isinstance(each, str)), None)
        if saying.field is None or value is None:
            return
        for bend in bends(saying.field, value, self._words(there[-1], saying.field)):
            bent = {
                id(each): replace(each, values={**(each.values or {}), name: bend.value})
                for each in there
            }
            yield _lie(there[-1], saying.field.name, bend.way), bent


def _lie(said: Observation, name: str, way: Way) -> Lie:
    return Lie(said.system, said.subject.kind, name, way)


def _record(said: Observation, way: Way, *, noticed: bool, by_change: bool = False) -> Trial:
    """Return the result of a lie about a record as a whole."""
    return _trial(_lie(said, "", way), noticed=noticed, by_change=by_change)


def _trial(lie: Lie, *, noticed: bool, by_change: bool = False) -> Trial:
    if noticed:
        return Trial(lie, Fate.NOTICED, by_change=by_change)
    return Trial(lie, Fate.SURVIVED, NOBODY_ELSE)


def _notices(
    judge: Callable[[Sequence[Observation]], Verdict],
    shown: Sequence[Observation],
    bent: Observation,
) -> bool:
    said = [bent if each.system == bent.system else each for each in shown]
    return _in_the_end(lambda: judge(said).outcome) not in HARMLESS


def _in_the_end(outcome: Callable[[], Outcome | None]) -> Outcome | None:
    """Return an outcome; None if there is nothing to compare, which ends a scenario as well."""
    try:
        return outcome()
    except SamestoryError:
        return None
