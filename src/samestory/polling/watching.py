"""The last looks at a claim about time, until enough is known to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from samestory.core.basis import Basis, Judgement
from samestory.core.claims import Never
from samestory.core.model import Outcome, Subject, Verdict
from samestory.core.never_verdicts import never_verdict
from samestory.core.patience import Patience
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
