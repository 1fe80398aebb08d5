"""One field of one agreement, and what it notices; rows of one shape are judged once; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from samestory.core.agreement import compare_field
from samestory.core.bending import Way, bends
from samestory.core.model import Field, Observation, Outcome, Unmapped
from samestory.core.verdict import FieldVerdict
from samestory.report.blind_spots._lies import Fate
from samestory.report.bundle.judgement_lines import RecordedJudgement

Fates = Mapping[str, Mapping[Way, tuple[Fate, str]]]
"""By system and way, how the lie ends, and why it is not noticed."""
NOT_DUE = "it was not due yet"
ALONE = "nobody else tells it"
NOT_APART = "nobody else tells that much"

STRANGER, ABSENT, UNREACHABLE, SILENT = "stranger", "absent", "unreachable", "silent"


def not_due_in(judgement: RecordedJudgement) -> frozenset[str]:
    """Name the systems of which nothing was expected yet when it was judged."""
    now = max((each.at for each in judgement.shown), default=judgement.at)
    waits = judgement.basis.patience.items()
    return frozenset(name for name, each in waits if each.due is not None and now < each.due)


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """What was said and promised about one field."""

    about: Field
    said: Sequence[Observation]
    promised: object | None
    not_due: frozenset[str]
    words: Callable[[Observation, Field], Sequence[str]]

    def verdict(self, bent: Observation | None = None) -> FieldVerdict | None:
        """Compare the row, with the answer of one system in place of its own."""
        said = [bent if bent and each.system == bent.system else each for each in self.said]
        return compare_field(self.about, said, self.promised, not_due=self.not_due)

    def notices(self, system: str, value: object | None) -> bool:
        """Whether it is noticed that a system says something else here."""
        said = next(each for each in self.said if each.system == system)
        name, values = self.about.name, said.values or {}
        if name not in values or values[name] == value:
            return False
        return (
            fate_of(self.verdict(replace(said, values={**values, name: value})), system)[0]
            is Fate.NOTICED
        )

    @property
    def shape(self) -> tuple[object, ...]:
        """What decides which lies it notices; equal for rows that differ in their value only."""
        states = {each.system: _state(each, self.about) for each in self.said}
        values = [state[0] for state in states.values() if isinstance(state, tuple)]
        values += [] if self.promised is None else [self.promised]
        exact = self.about.tolerance is not None or any(each != values[0] for each in values)
        if exact:
            return (self.about, self.promised, *states.items(), self.not_due)
        told = [(name, state if isinstance(state, str) else "") for name, state in states.items()]
        trait = _trait(values[0]) if values else None
        return (self.about, self.promised is None, trait, *told, self.not_due)


def _state(said: Observation, about: Field) -> str | tuple[object]:
    if said.tells is not None and about.name not in said.tells:
        return STRANGER
    if said.unreachable is not None:
        return UNREACHABLE
    if said.values is None:
        return ABSENT
    if about.name not in said.values:
        return STRANGER
    value = said.values[about.name]
    return SILENT if value is None else (value,)


def _trait(value: object) -> object:
    """Return what decides which ways there are to bend a value."""
    if isinstance(value, tuple):
        return bool(value) and (value[0].unit_price is not None, value[0].quantity)
    return bool(value) if isinstance(value, int | frozenset) else None


@dataclass(slots=True)
class Rows:
    """What rows notice, by their shape."""

    known: dict[tuple[object, ...], Fates] = field(default_factory=dict)

    def fates(self, row: ComparedRow) -> Fates:
        """Return the result of each lie of each system in a row."""
        shape = row.shape
        if shape not in self.known:
            self.known[shape] = {each.system: _fates_of(row, each) for each in row.said}
        return self.known[shape]


def _fates_of(row: ComparedRow, said: Observation) -> Mapping[Way, tuple[Fate, str]]:
    """Judge the row once for each lie of a system that tells the field."""
    value = (said.values or {}).get(row.about.name)
    if value is None or isinstance(value, Unmapped):
        return {}
    name, values = row.about.name, said.values or {}
    fates = {
        bend.way: fate_of(
            row.verdict(replace(said, values={**values, name: bend.value})), said.system
        )
        for bend in bends(row.about, value, row.words(said, row.about))
    }
    fates[Way.LOST] = fate_of(row.verdict(replace(said, values=None)), said.system)
    return fates


def fate_of(verdict: FieldVerdict | None, system: str) -> tuple[Fate, str]:
    """Return the result of a system's lie that leads to this verdict, and why."""
    if verdict is None:
        return Fate.SURVIVED, ALONE
    if verdict.outcome is Outcome.PENDING:
        return Fate.SURVIVED, NOT_DUE
    if verdict.outcome is not Outcome.AGREED:
        return Fate.NOTICED, ""
    if system in verdict.near and verdict.field.tolerance is not None:
        return Fate.ALLOWED, f"the tolerance of {verdict.field.tolerance.text} covers it"
    return Fate.SURVIVED, NOT_APART
