"""Other rules by which a recorded judgement is judged again: those of a landscape."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from samestory.config import Landscape
from samestory.core.basis import Basis, Judgement
from samestory.core.claims import Keeping, Never, Saying
from samestory.core.model import Field
from samestory.core.patience import Patience
from samestory.report.bundle.judgement_lines import RecordedJudgement


class CannotJudge(Exception):
    """The landscape does not know what was asked about, or whom; `why` follows "unknown:"."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class LandscapeRules:
    """Tolerance, authority, patience and the standing rules of another landscape.

    When a promise was due stays as it was: it was told by the company's clock of that day.
    """

    landscape: Landscape

    def drops(self, recorded: RecordedJudgement) -> bool:
        """Whether it would not be asked any more."""
        return bool(recorded.rule) and recorded.rule in self.landscape.rules_off

    def applied(self, recorded: RecordedJudgement) -> RecordedJudgement:
        """Return the judgement with these rules. Raise `CannotJudge` if they say too little."""
        kind, basis = recorded.subject.kind, recorded.basis
        if kind not in self.landscape.subjects:
            raise CannotJudge(f"the landscape does not know any '{kind}'")
        changed = replace(
            basis,
            fields=tuple(self._fields(basis, self.landscape.subjects[kind])),
            patience=dict(self._patience(recorded)),
        )
        never = recorded.never and self._never(recorded.never)
        return replace(recorded, basis=changed, never=never)

    def _fields(self, basis: Basis, known: Mapping[str, Field]) -> Iterator[Field]:
        """Yield all fields; if only one or what had changed was asked about, those."""
        few = len(basis.fields) == 1 or basis.keeping is not Keeping.AS_PROMISED
        asked = {each.name for each in basis.fields}
        yield from (each for name, each in known.items() if not few or name in asked)

    def _never(self, claim: Never) -> Never:
        return replace(claim, saying=self._saying(claim.saying), other=self._saying(claim.other))

    def _saying(self, saying: Saying) -> Saying:
        known = self.landscape.subjects.get(saying.subject.kind, {})
        named = saying.field and known.get(saying.field.name)
        return replace(saying, field=named or saying.field)

    def _patience(self, recorded: RecordedJudgement) -> Iterator[tuple[str, Patience]]:
        for name, was in recorded.basis.patience.items():
            entry = self.landscape.systems.get(name)
            if entry is None:
                raise CannotJudge(f"the landscape has no system '{name}'")
            now = Patience(entry.patience, entry.settle, entry.read_lag, was.due)
            yield name, replace(now, settle=self._settle(recorded, was, now))

    def _settle(self, recorded: RecordedJudgement, was: Patience, now: Patience) -> timedelta:
        """Some judgements settle otherwise than a landscape says, and do so here as well."""
        if recorded.rule or recorded.basis.by is Judgement.UNCHANGED:
            return timedelta()
        told = recorded.promise
        if not (told and told.withdrawn):
            return now.settle
        if (was.patience, was.read_lag) == (now.patience, now.read_lag):
            return max(was.settle, now.settle)
        gone = was.read_lag + was.patience - was.settle  # since it was withdrawn, when asked
        return max(now.settle, now.read_lag + now.patience - gone)
