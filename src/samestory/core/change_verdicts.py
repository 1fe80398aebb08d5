"""The verdict about a change: whether anything old, or half changed, was told after it; pure.

An answer may be made of several questions, and something may change between two of them. So what
is half changed counts only if it is told again, by an answer that was asked for after the first.
A status of no version, such as one in between, is no half: only what is told beside it counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from samestory.core.agreement import compare
from samestory.core.changed_fields import (
    is_as_promised,
    is_interim,
    is_one_of_these,
    older_values,
)
from samestory.core.claims import Keeping
from samestory.core.model import Field, Observation, Outcome, Unmapped
from samestory.core.temporal import Lags, begun_at, first_newest
from samestory.core.time_looks import ToldUntilEnd, how_closely, looks_of, unless_unknown
from samestory.core.verdict import FieldVerdict, Look, Verdict

Run = tuple[Observation, ...]
"""Answers of one system, one after another, that it should not have given."""


def change_verdict(  # noqa: PLR0913 - as many as there are parts of the record
    ending: Verdict,
    told: Sequence[Observation],
    lags: Lags,
    since: datetime | None,
    *,
    keeping: Keeping,
    replaced: Sequence[object] = (),
) -> Verdict:
    """Judge what systems said about a promise that has changed, and how they ended.

    `told` are all answers in order, `replaced` the values that were replaced before it was made. It
    names every system that told what it should not, by its first such answer, and the fields.
    """
    assert ending.promise is not None, "nothing can have changed without a promise"
    half = keeping is Keeping.NEVER_HALF
    change = _Change(ending, ending.promise, told, lags, replaced)
    of = change.of
    runs = {name: run for name, said in of.items() if (run := change.run(said, half=half))}
    shown = [each for run in runs.values() for each in (run[0], *run[1:][-1:])]
    closely = how_closely(of, lags, since, well_in_the_end=ending.agreed, in_a_row=2 if half else 1)
    watched = replace(
        closely, keeping=keeping, proof=tuple(sorted(shown, key=lambda each: each.at))
    )
    if runs:
        odd = [change.without_interim(run[0]) if half else run[0] for run in runs.values()]
        found = change.with_answers(odd, watched.proof)
        back = frozenset(name for name, run in runs.items() if change.was_right(run[0]))
        minds = ending.changed_its_mind | (frozenset() if half else back)
        return replace(found, watched=watched, changed_its_mind=minds, late=ending.late)
    known = change.unless_unread(unless_unknown(ending, of)) if ending.agreed else ending
    return replace(known, watched=watched)


@dataclass(frozen=True, slots=True)
class _Change(ToldUntilEnd):
    """What was said about a promise, and what of it was old, or half of a change."""

    lags: Lags
    replaced: Sequence[object]

    @property
    def fields(self) -> list[Field]:
        """The fields that are compared and promised."""
        every = [each.field for each in self.ending]
        return [each for each in every if each.name in self.promise.values]

    def run(self, said: Sequence[Observation], *, half: bool) -> Run:
        """Return the first answers of a system that it should not have given."""
        return self._halves(said) if half else self._olds(said)

    def _olds(self, said: Sequence[Observation]) -> Run:
        """A value that was replaced before it was promised, or its own after the new one."""
        [about] = self.fields
        before, own = older_values(about, self.promise, self.replaced)
        right = self._first_newest(about, said)
        found: list[Observation] = []
        for each in said:
            value = _told(about, each)
            if is_as_promised(value, about, self.promise.values[about.name]):
                if found:
                    break
            elif is_one_of_these(value, about, before) or (
                right is not None
                and begun_at(each, self.lags) >= right.at
                and is_one_of_these(value, about, own)
            ):
                found.append(each)
        return tuple(found)

    def _first_newest(self, about: Field, said: Iterable[Observation]) -> Observation | None:
        now = self.promise.values[about.name]
        told = (each.values.get(about.name) for each in self.promise.revisions)
        versions = [each for each in told if each is not None]
        same_as_last = [is_as_promised(each, about, now) for each in versions]

        def versions_in(answer: Observation) -> list[int]:
            value = _told(about, answer)
            return [
                number
                for number, (version, last) in enumerate(zip(versions, same_as_last, strict=True))
                if is_one_of_these(value, about, [version])
                or (last and is_as_promised(value, about, now))
            ]

        return first_newest(said, versions_in, same_as_last, self.lags)

    def _halves(self, said: Iterable[Observation]) -> Run:
        """The same that is of no one version, told again later."""
        found: list[Observation] = []
        for each in said:
            whole = self._is_whole(each)
            if whole is None:
                continue
            if found and (whole or not self._are_alike(each, found[-1])):
                if self._lasted(found):
                    break
                found = []
            if not whole:
                found.append(each)
        return tuple(found) if self._lasted(found) else ()

    def _lasted(self, found: Sequence[Observation]) -> bool:
        return len(found) > 1 and begun_at(found[-1], self.lags) >= found[0].at

    def _values(self, said: Observation) -> list[object]:
        return [_told(each, said) for each in self.fields]

    def _are_alike(self, one: Observation, other: Observation) -> bool:
        """Whether two answers tell the same, whichever status each tells in between.

        The lines of an order may stand in any order.
        """
        first, second = (self._values(self.without_interim(each)) for each in (one, other))
        pairs = zip(self.fields, first, second, strict=True)
        return all(
            left == right or (right is not None and is_one_of_these(left, about, [right]))
            for about, left, right in pairs
        )

    def _is_whole(self, said: Observation) -> bool | None:
        """Whether all that an answer tells is of one version; None if that is unknown."""
        known = self.without_interim(said)
        told = {f: value for f in self.fields if (value := _told(f, known)) is not None}
        if not told or any(isinstance(each, Unmapped) for each in told.values()):
            return None
        return any(
            all(
                is_as_promised(value, about, each.values.get(about.name))
                for about, value in told.items()
            )
            for each in self.promise.revisions
        )

    def without_interim(self, said: Observation) -> Observation:
        """Return an answer without the status that it tells in between."""
        told = {f.name for f in self.fields if is_interim(_told(f, said), f, self.promise)}
        values = {name: each for name, each in (said.values or {}).items() if name not in told}
        return replace(said, values=values) if told else said

    def was_right(self, wrong: Observation) -> bool:
        """Whether a system had told all that was promised before."""
        earlier = (each for each in self.of[wrong.system] if each.at < wrong.at)
        return any(
            all(is_as_promised(_told(f, each), f, self.promise.values[f.name]) for f in self.fields)
            for each in earlier
        )

    def unless_unread(self, known: Verdict) -> Verdict:
        """Return a verdict, but for the words that the landscape does not explain."""
        unread = {
            each.system: each
            for each in reversed(self.told)
            if any(isinstance(value, Unmapped) for value in self._values(each))
        }
        fields = (_without(each, unread.values()) for each in known)
        said = (unread.get(each.system, each) for each in known.observations)
        return replace(known, fields=tuple(fields), observations=tuple(said)) if unread else known

    def with_answers(self, odd: Iterable[Observation], shown: Sequence[Observation]) -> Verdict:
        """Return the verdict in the end, as if some systems had stayed with these answers."""
        instead = {each.system: each for each in odd}
        said = [instead.get(each.system, each) for each in self.ending.observations]
        pending = frozenset().union(*(each.pending for each in self.ending))
        verdict = compare(
            [each.field for each in self.ending], said, self.promise, not_due=pending - {*instead}
        )
        return replace(verdict, timeline=self._looks(shown))

    def _looks(self, odd: Sequence[Observation]) -> tuple[Look, ...]:
        """Return the looks from the first odd answer on, and what each system had said before."""
        first = min(each.at for each in odd)
        before = {each.system: each for each in self.told if each.at < first}
        return looks_of(
            [*before.values(), *(each for each in self.told if each.at >= first)],
            self.ending.systems,
            lambda said, _: compare(self.fields, said, self.promise),
            odd,
        )


def _told(about: Field, said: Observation) -> object:
    return (said.values or {}).get(about.name)


def _without(of: FieldVerdict, unread: Iterable[Observation]) -> FieldVerdict:
    """Return the verdict about a field, of which some answers hold an unexplained word."""
    told = {each.system: _told(of.field, each) for each in unread}
    words = {name: word for name, word in told.items() if isinstance(word, Unmapped)}
    said = {name: value for name, value in of.said.items() if name not in words}
    unmapped = {**of.unmapped, **words}
    return replace(of, outcome=Outcome.UNMAPPED, said=said, unmapped=unmapped) if words else of
