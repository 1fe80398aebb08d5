"""The verdict about what was promised and never to be taken back, by all that was said; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from samestory.core.agreement import compare
from samestory.core.change_verdicts import change_verdict
from samestory.core.changed_fields import is_as_promised
from samestory.core.claims import Keeping
from samestory.core.model import Field, Observation, Promise
from samestory.core.temporal import NO_LAGS, Lags, first_newest, taken_back
from samestory.core.time_looks import ToldUntilEnd, how_closely, looks_of, unless_unknown
from samestory.core.verdict import Verdict
from samestory.errors import NothingToCompare


def kept_verdict(  # noqa: PLR0913 - all but the answers have a default
    ending: Verdict,
    timeline: Iterable[Observation],
    lags: Lags = NO_LAGS,
    since: datetime | None = None,
    *,
    keeping: Keeping = Keeping.AS_PROMISED,
    replaced: Sequence[object] = (),
) -> Verdict:
    """Judge whether systems kept to a promise, once they had told it.

    A code that the landscape does not explain may have been anything else. Another `keeping` is
    about a promise that has changed, see `change_verdict`.

    `ending` is the verdict about them in the end. If it is no agreement it stands, and says who
    had told the promise before. One that could hardly be asked is unreachable, however it ended.
    Raise `NothingToCompare` without a promise, or if a system was hardly asked.
    """
    if ending.promise is None:
        raise NothingToCompare("Nothing was promised, so nothing can have been kept.")
    told = sorted(timeline, key=lambda each: each.at)
    if keeping is not Keeping.AS_PROMISED:
        return change_verdict(ending, told, lags, since, keeping=keeping, replaced=replaced)
    kept = _Kept(ending, ending.promise, told)
    proofs = kept.proofs(lags)
    first = min(proofs.values(), key=lambda proof: proof[-1].at, default=())
    watched = replace(how_closely(kept.of, lags, since, well_in_the_end=ending.agreed), proof=first)
    unread = kept.first_unread()
    if unread and not first and ending.agreed:
        return replace(kept.then(unread), watched=watched, changed_its_mind=frozenset())
    if not first:
        return replace(
            unless_unknown(ending, kept.of) if ending.agreed else ending, watched=watched
        )
    then = kept.then(first[-1]) if ending.agreed else kept.still_wrong(frozenset(proofs))
    return replace(then, watched=watched)


@dataclass(frozen=True, slots=True)
class _Kept(ToldUntilEnd):
    """What was said about a promise, and what of it was taken back."""

    @property
    def fields(self) -> list[Field]:
        """The fields that were promised; all, if there was to be no record at all."""
        every = [each.field for each in self.ending]
        return [
            each for each in every if self.promise.withdrawn or each.name in self.promise.values
        ]

    def proofs(self, lags: Lags) -> Mapping[str, tuple[Observation, ...]]:
        """Return the right and the wrong answer of each system that took something back."""
        right = partial(_is_right, self.fields, self.promise)
        found = {
            name: taken_back(self._since_newest(said, lags), right, lags)
            for name, said in self.of.items()
        }
        return {name: proof for name, proof in found.items() if proof}

    def _since_newest(self, said: Sequence[Observation], lags: Lags) -> Sequence[Observation]:
        """Return what a system said from when it can only have told the last version."""
        if self.promise.withdrawn:
            first = first_newest(said, self._before_there_or_gone, (False, False, True), lags)
        else:
            first = first_newest(said, self._versions_in, self._same_as_last(), lags)
        return said[said.index(first) :] if first else ()

    def _before_there_or_gone(self, answer: Observation) -> Sequence[int]:
        """No record is one that is gone, or not there yet."""
        right = _is_right(self.fields, self.promise, answer)
        if right is None:
            return ()
        if not right:
            return (1,)
        return (0, 2) if answer.values is None else (2,)

    def _versions_in(self, answer: Observation) -> Sequence[int]:
        told = self.promise.revisions
        until = (replace(self.promise, revisions=told[: number + 1]) for number in range(len(told)))
        return [n for n, each in enumerate(until) if _is_right(self._fields_of(each), each, answer)]

    def _fields_of(self, version: Promise) -> list[Field]:
        return [each for each in self.fields if each.name in version.values]

    def _same_as_last(self) -> Sequence[bool]:
        *_, last = told = [each.values for each in self.promise.revisions]
        return [
            all(
                f.name not in version or is_as_promised(version[f.name], f, last[f.name])
                for f in self.fields
            )
            for version in told
        ]

    def first_unread(self) -> Observation | None:
        """Return the first unexplained answer of a system that had told what was promised."""
        had_told = set[str]()
        for each in self.told:
            right = _is_right(self.fields, self.promise, each)
            if right:
                had_told.add(each.system)
            elif right is None and each.unreachable is None and each.system in had_told:
                return each
        return None

    def then(self, wrong: Observation) -> Verdict:
        """Return the verdict of the moment at which a system had taken it back."""
        newest = (_newest(said, until=wrong) for said in self.of.values())
        verdict = compare(self.fields, [each for each in newest if each], self.promise)
        looks = looks_of(
            [each for each in self.told if each.at <= wrong.at],
            list(self.ending.systems),
            lambda said, _: compare(self.fields, said, self.promise),
        )
        return replace(verdict, timeline=looks, changed_its_mind=frozenset({wrong.system}))

    def still_wrong(self, took_back: frozenset[str]) -> Verdict:
        """Return the verdict in the end, and who had told the promise before."""
        behind = frozenset().union(*(each.apart | each.silent for each in self.ending))
        changed = self.ending.changed_its_mind | (behind & took_back)
        return replace(self.ending, changed_its_mind=changed)


def _is_right(fields: Sequence[Field], promise: Promise, said: Observation) -> bool | None:
    if said.unreachable is not None:
        return None
    verdict = compare(fields, [said], promise)
    if any(each.apart or each.silent for each in verdict):
        return False
    return None if any(each.unmapped for each in verdict) else True


def _newest(told: Iterable[Observation], until: Observation) -> Observation | None:
    """Return what a system had said last when another said this."""
    found = [each for each in told if each.at <= until.at and each.unreachable is None]
    return found[-1] if found else None
