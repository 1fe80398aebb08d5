"""Which Then would pass if every system gave an empty answer; pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from samestory.core.agreement import compare, holds_something
from samestory.core.basis import Acted, Judgement
from samestory.core.bending import emptied
from samestory.core.footprint import compare_with_before
from samestory.core.model import Observation, Outcome
from samestory.core.never_verdicts import never_verdict
from samestory.core.one_of import on_none_of
from samestory.errors import SamestoryError
from samestory.report.blind_spots._rows import not_due_in
from samestory.report.bundle.judgement_lines import RecordedJudgement

Kinds = Mapping[str, str]
"""How each field is compared."""


@dataclass(frozen=True, slots=True)
class EmptyThen:
    """A Then that passes although no system says anything, or all say that there is nothing.

    `on` says which answers it passes on. `rightly` is why it has to; "" if it does not.
    """

    journey: str
    scenario: str
    step: str
    on: tuple[str, ...]
    rightly: str = ""


def thens_passing_on_nothing(
    judgements: Iterable[RecordedJudgement], comparisons: Mapping[str, Kinds]
) -> Iterator[EmptyThen]:
    """Yield the Thens that pass on an empty answer: all verdicts of a step have to agree then."""
    steps: defaultdict[tuple[str, ...], list[RecordedJudgement]] = defaultdict(list)
    for each in judgements:
        if each.basis.by not in HELD - {Judgement.ONE_OF}:
            steps[_place_of(each)].append(each)
    known: dict[tuple[object, ...], bool] = {}
    for mine in steps.values():
        on = tuple(
            name for name in EMPTY if all(_passes(each, name, comparisons, known) for each in mine)
        )
        if on:
            told = mine[0].scenario
            yield EmptyThen(
                told.journey,
                told.scenario,
                _step_of(mine),
                on,
                _rightly(mine),
            )


def _place_of(judgement: RecordedJudgement) -> tuple[str, ...]:
    step = judgement.step or f"{judgement.subject}, {judgement.at}"
    return judgement.scenario.nodeid, step


def _step_of(mine: Sequence[RecordedJudgement]) -> str:
    """Return the step; in older bundles what it asked about."""
    first = mine[0]
    names = ", ".join(each.system for each in first.shown)
    return first.step or f"{first.subject.kind} ({names})"


NOTHING_CLAIMED = "it says that there is none"


NONE_IS_RIGHT = "that there is none is one of the right outcomes"
HELD = frozenset({Judgement.RULE, Judgement.PROMISED, Judgement.FOLLOWED, Judgement.ONE_OF})
"""What is judged besides the verdicts of steps."""


def _rightly(mine: Sequence[RecordedJudgement]) -> str:
    if any(each.basis.by is Judgement.ONE_OF for each in mine):
        return NONE_IS_RIGHT
    return NOTHING_CLAIMED if all(map(_claims_nothing, mine)) else ""


def _claims_nothing(judgement: RecordedJudgement) -> bool:
    """Whether the step itself says that there is nothing, so that nothing is the right answer."""
    by, promise = judgement.basis.by, judgement.promise
    if by is Judgement.NEVER:
        return judgement.never is not None and judgement.never.saying.field is None
    if by is Judgement.UNCHANGED:
        return not any(holds_something(each) for each in judgement.before)
    if promise is None:
        return False
    nothing, values = (0, (), frozenset[object]()), promise.values.values()
    return promise.withdrawn or (bool(values) and all(each in nothing for each in values))


# The empty answers ------------------------------------------------------------------------------


def _silent(said: Observation, _: Kinds) -> Observation:
    return replace(said, values=said.values and dict.fromkeys(said.values))


def _without_record(said: Observation, _: Kinds) -> Observation:
    return replace(said, values=None)


def _with_nothing_in_it(said: Observation, kinds: Kinds) -> Observation:
    values = {name: emptied(kinds.get(name, "")) for name in said.values or {}}
    return replace(said, values=said.values and values)


EMPTY: Mapping[str, Callable[[Observation, Kinds], Observation]] = MappingProxyType(
    {
        "silence": _silent,
        "no record": _without_record,
        "a record with nothing in it": _with_nothing_in_it,
    }
)
"""The empty answers that every system gives at the same time."""


def _passes(
    judgement: RecordedJudgement,
    empty: str,
    comparisons: Mapping[str, Kinds],
    known: dict[tuple[object, ...], bool],
) -> bool:
    kinds = comparisons.get(judgement.subject.kind) or {
        each.name: each.kind for each in judgement.basis.fields
    }
    if judgement.basis.by is not Judgement.AGREEMENT:
        return _agrees(judgement, lambda said: EMPTY[empty](said, kinds))
    shape = (empty, *_shape(judgement, kinds))
    if shape not in known:
        known[shape] = _agrees(judgement, lambda said: EMPTY[empty](said, kinds))
    return known[shape]


def _shape(judgement: RecordedJudgement, kinds: Kinds) -> tuple[object, ...]:
    """Return what decides whether an agreement passes: not the values, for they are taken away."""
    promise = judgement.promise
    promised = promise and (
        promise.withdrawn,
        *((name, each == emptied(kinds.get(name, ""))) for name, each in promise.values.items()),
    )
    said = (
        (each.system, each.unreachable is None, each.tells, each.values and frozenset(each.values))
        for each in judgement.shown
    )
    return judgement.basis.fields, promised, not_due_in(judgement), *said


def _agrees(judgement: RecordedJudgement, emptied_of: Callable[[Observation], Observation]) -> bool:
    def gone(answers: Iterable[Observation]) -> list[Observation]:
        return [each if each.unreachable else emptied_of(each) for each in answers]

    try:
        return _outcome(judgement, gone) is Outcome.AGREED
    except (SamestoryError, TypeError):  # or a value of a type that a record cannot hold
        return False


def _outcome(
    judgement: RecordedJudgement, gone: Callable[[Iterable[Observation]], list[Observation]]
) -> Outcome:
    basis, said = judgement.basis, gone(judgement.shown)
    if basis.by is Judgement.NEVER and judgement.never is not None:
        lags = {name: each.read_lag for name, each in basis.patience.items()}
        return never_verdict(judgement.never, gone(basis.told), lags, basis.since).outcome
    if basis.by is Judgement.UNCHANGED:
        acted = basis.acted or Acted()
        return compare_with_before(basis.fields, judgement.before, said, acted).outcome
    if basis.by is Judgement.ONE_OF:
        broken = on_none_of(basis.outcomes, basis.fields, said)
        return Outcome.AGREED if broken is None else broken.outcome
    not_due = not_due_in(judgement)
    return compare(basis.fields, said, judgement.promise, not_due=not_due).outcome
