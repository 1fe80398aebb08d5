"""The last looks at what is claimed about time, until enough is known to judge it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from samestory.core.basis import Basis, Judgement
from samestory.core.claims import Keeping, Never
from samestory.core.kept_verdicts import kept_verdict
from samestory.core.model import Observation, Outcome, Promise, Subject
from samestory.core.never_verdicts import never_verdict
from samestory.core.patience import Patience
from samestory.core.temporal import Lags, asked_since
from samestory.core.time_looks import ENOUGH
from samestory.core.verdict import Verdict
from samestory.errors import NothingToCompare
from samestory.polling.recording import Recording
from samestory.polling.terms import Clock, SquareRoot, Systems

KNOWN = frozenset({Outcome.AGREED, Outcome.CONTRADICTED})


@dataclass(slots=True)
class Watch:
    """Asks both sides of a claim, and judges it by all that was recorded.

    It looks once at least, so that no word stays without an answer after it; then for the settle
    time, counted from when the recording began; and if nothing can be known yet, until the
    patience with both systems is over.
    """

    panel: Systems
    clock: Clock
    claim: Never
    recording: Recording
    patience: Mapping[str, Patience]

    def verdict(self) -> Verdict:
        """Return the verdict. Raise `NothingToCompare` if the systems were hardly asked."""
        opened, start = self.clock.now(), self.clock.monotonic()
        since = self.recording.since(self.claim.saying.subject) or opened
        settled = max(each.settle for each in self.patience.values()) + since
        limit = max(each.deadline(opened) for each in self.patience.values())
        while True:
            self._look()
            verdict = self._judged()
            waited = self.clock.monotonic() - start
            broken = verdict is not None and verdict.outcome is Outcome.CONTRADICTED
            known = verdict is not None and verdict.outcome in KNOWN
            lasted = known and self.clock.now() >= settled
            if verdict is not None and (broken or lasted or waited >= limit):
                return verdict
            self.clock.sleep(SquareRoot().gap(waited))

    def _look(self) -> None:
        """Ask both, first the one that is not to say it, so that the other is asked after that."""
        by_subject: dict[Subject, list[str]] = {}
        for each in (self.claim.saying, self.claim.other):
            by_subject.setdefault(each.subject, []).append(each.system)
        for subject, systems in by_subject.items():
            for said in self.panel.ask(list(dict.fromkeys(systems)), subject, within=0.0):
                self.recording.note(said)

    def _judged(self) -> Verdict | None:
        """Judge it; None if there are too few looks so far."""
        sides = self.claim.saying.subject, self.claim.other.subject
        lags = {name: each.read_lag for name, each in self.patience.items()}
        since = self.recording.since(self.claim.saying.subject)
        told = self.recording.about(*sides)
        basis = Basis(by=Judgement.NEVER, patience=self.patience, told=tuple(told), since=since)
        try:
            return replace(never_verdict(self.claim, told, lags, since), basis=basis)
        except NothingToCompare:
            return None


@dataclass(slots=True)
class KeptWatch:
    """Judges whether systems kept to a promise, by how they ended and by all that was recorded.

    If they ended well and some of them were hardly asked, it looks again, by `look`.
    """

    clock: Clock
    recording: Recording
    lags: Lags
    look: Callable[[], Sequence[Observation]]

    def verdict(self, ending: Verdict, keeping: Keeping, replaced: Sequence[object]) -> Verdict:
        """Return the verdict. Raise `NothingToCompare` if a system was hardly asked."""
        since = self._since(ending.promise, keeping) if ending.promise else None
        more = ENOUGH if ending.agreed else 0
        while more and not self._was_asked(ending, since):
            more -= 1
            self.clock.sleep(SquareRoot().gap(1.0))
            for said in self.look():
                self.recording.note(said)
        every = self.recording.about(ending.subject)
        told = asked_since(every, since, self.lags)
        verdict = kept_verdict(ending, told, self.lags, since, keeping=keeping, replaced=replaced)
        basis = ending.basis and replace(
            ending.basis,
            by=Judgement.KEPT,
            told=tuple(every),
            since=since,
            keeping=keeping,
            replaced=tuple(replaced),
        )
        return replace(verdict, basis=basis)

    def _since(self, promise: Promise, keeping: Keeping) -> datetime | None:
        """Return from when on answers count; None if all do.

        What is old is so since she was told what is promised now, and any version can be told by
        halves.
        """
        match keeping:
            case Keeping.AS_PROMISED:
                return self.recording.told(promise.subject)
            case Keeping.NEVER_OLD:
                return self.recording.heard_first(promise)
            case Keeping.NEVER_HALF:
                return self.recording.since(promise.subject)

    def _was_asked(self, ending: Verdict, since: datetime | None) -> bool:
        told = asked_since(self.recording.about(ending.subject), since, self.lags)
        answered = [each.system for each in told if each.unreachable is None]
        return all(answered.count(name) >= ENOUGH for name in ending.systems)
