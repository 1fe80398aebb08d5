"""The verdict about a change: whether anything old, or half changed, was told after it; pure.

An answer may be made of several questions, and something may change between two of them. So what
is half changed counts only if it is told again, by an answer that was asked for after the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from samestory.core.agreement import compare
from samestory.core.claims import Keeping
from samestory.core.comparison import same
from samestory.core.model import Field, Look, Observation, Promise, Unmapped, Verdict
from samestory.core.prevailing import who_differs
from samestory.core.temporal import USUAL_PATH, Lags, begun_at
from samestory.core.time_looks import ToldUntilEnd, how_closely, looks_of, unless_unknown
from samestory.errors import NothingToCompare

Run = tuple[Observation, ...]
"""Answers of one system, one after another, that it should not have given."""


def fields_at_stake(
    keeping: Keeping,
    fields: Iterable[Field],
    promise: Promise,
    only: str = "",
    replaced: Sequence[object] = (),
) -> tuple[str, ...]:
    """Return the names of the fields by which a promise was changed: those that are compared.

    None of them means all. Raise `NothingToCompare` if nothing was replaced that could be told.
    """
    if keeping is Keeping.AS_PROMISED:
        return ()
    about, kind = promise.subject, promise.subject.kind
    if keeping is Keeping.NEVER_HALF:
        if found := tuple(each.name for each in fields if _has_changed(each, promise)):
            return found
        raise NothingToCompare(
            f"What was promised about {about} has not changed, so nothing can be half changed.\n"
            f"  Let the {kind} be changed before the step that asks."
        )
    [field] = [each for each in fields if each.name == only]
    if not any(_older(field, promise, replaced)):
        name = only.replace("_", " ")
        raise NothingToCompare(
            f"Nobody has replaced the {name} of {about}, so no old {name} can be told.\n"
            f"  Let the {name} be changed before the step that asks."
        )
    return (only,)


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
        found = change.with_answers([run[0] for run in runs.values()], watched.proof)
        back = frozenset(name for name, run in runs.items() if change.was_right(run[0]))
        minds = ending.changed_its_mind | (frozenset() if half else back)
        return replace(found, watched=watched, changed_its_mind=minds, late=ending.late)
    unread = list(change.first_unread())
    if unread and ending.agreed:
        return replace(change.with_answers(unread, unread), watched=watched)
    return replace(unless_unknown(ending, of) if ending.agreed else ending, watched=watched)


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

    def _olds(self, said: Iterable[Observation]) -> Run:
        """A value that was replaced before it was promised, or its own after the new one."""
        [about] = self.fields
        before, own = _older(about, self.promise, self.replaced)
        found: list[Observation] = []
        right: Observation | None = None
        for each in said:
            value = _told(about, each)
            if _is(value, about, self.promise.values[about.name]):
                right = right or each
                if found:
                    break
            elif _is_one_of(value, about, before) or (
                right is not None
                and begun_at(each, self.lags) >= right.at
                and _is_one_of(value, about, own)
            ):
                found.append(each)
        return tuple(found)

    def _halves(self, said: Iterable[Observation]) -> Run:
        """The same that is of no one version, told again later."""
        found: list[Observation] = []
        for each in said:
            whole = self._is_whole(each)
            if whole is None:
                continue
            if found and (whole or self._values(each) != self._values(found[-1])):
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

    def _is_whole(self, said: Observation) -> bool | None:
        """Whether all that an answer tells is of one version; None if that is unknown."""
        told = {about: value for about in self.fields if (value := _told(about, said)) is not None}
        if not told or any(isinstance(each, Unmapped) for each in told.values()):
            return None
        return any(
            all(_is(value, about, each.values.get(about.name)) for about, value in told.items())
            for each in self.promise.revisions
        )

    def was_right(self, wrong: Observation) -> bool:
        """Whether a system had told all that was promised before."""
        earlier = (each for each in self.of[wrong.system] if each.at < wrong.at)
        return any(
            all(_is(_told(f, each), f, self.promise.values[f.name]) for f in self.fields)
            for each in earlier
        )

    def first_unread(self) -> Iterator[Observation]:
        """Yield the first answer of each system that the landscape does not explain."""
        for said in self.of.values():
            yield from [
                each
                for each in said
                if any(isinstance(value, Unmapped) for value in self._values(each))
            ][:1]

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


def _is(value: object, about: Field, promised: object) -> bool:
    """Whether a value is what was promised, within the tolerance; if nothing was, it is."""
    if value is None or isinstance(value, Unmapped):
        return False
    return promised is None or not who_differs(about, {"": value}, promised, ())[0]


def _is_one_of(value: object, about: Field, others: Iterable[object]) -> bool:
    if value is None or isinstance(value, Unmapped):
        return False
    return any(same(about.kind, value, each) for each in others)


def _older(
    about: Field, promise: Promise, replaced: Iterable[object]
) -> tuple[list[object], list[object]]:
    """Return the values that were replaced: before it was promised, and by what is promised now.

    None that is the same as what is promised now is among them.
    """
    told = [each.values.get(about.name) for each in promise.revisions]
    now = told[-1]
    if now is None or promise.withdrawn:
        return [], []
    own = [each for each in told if each is not None and not _is(each, about, now)]
    before = [each for each in replaced if not _is(each, about, now)]
    return [each for each in before if not _is_one_of(each, about, own)], own


def _has_changed(about: Field, promise: Promise) -> bool:
    """Whether versions of a promise differ in a field, otherwise than by going its usual way."""
    told = [each for rev in promise.revisions if (each := rev.values.get(about.name)) is not None]
    goes_on = all(each in USUAL_PATH for each in told)
    if promise.withdrawn or goes_on or about.name not in promise.values:
        return False
    return any(not _is(each, about, told[0]) for each in told[1:])
