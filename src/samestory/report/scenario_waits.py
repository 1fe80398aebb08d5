"""What the waits of one scenario are learned from, and add to what is known."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from samestory.core.model import Promise, Subject
from samestory.core.past_waits import AskedAbout, past_waits
from samestory.core.patience import Patience
from samestory.core.reasons import UsualWait
from samestory.core.tails import usual_wait
from samestory.core.verdict import Verdict
from samestory.polling.learned import Learned, LookPlan
from samestory.polling.terms import Schedule
from samestory.report.wait_memory import WaitMemory


@dataclass(slots=True)
class ScenarioWaits:
    """The past waits, as the waits of one scenario need them.

    `heard` returns when a customer was told what a promise says, by the clock of this machine; None
    if that is not known, and then nothing is learned.
    """

    memory: WaitMemory
    heard: Callable[[Promise], datetime | None]
    _noted: set[tuple[str, Subject, int, str]] = field(init=False, default_factory=set)

    def schedules(
        self, promise: Promise | None, among: Iterable[str], only: str, now: datetime
    ) -> dict[str, Schedule]:
        """Return the schedule of each system about which enough is known."""
        told = self._told(promise)
        if promise is None or told is None:
            return {}
        before = max(0.0, (now - told).total_seconds())
        asked = {name: AskedAbout.of(name, promise, only) for name in among}
        return {
            name: Learned(self._planned(about), before)
            for name, about in asked.items()
            if self.memory.teaches(about)
        }

    def _told(self, promise: Promise | None) -> datetime | None:
        return None if promise is None else self.heard(promise)

    def _planned(self, about: AskedAbout) -> Callable[[], LookPlan]:
        def plan() -> LookPlan:
            found = self.memory.plan(about)
            assert found is not None, "enough is known"
            return found

        return plan

    def note(self, verdict: Verdict, only: str) -> None:
        """Remember how long each system took; the first time that it was asked counts."""
        promise, told = verdict.promise, self._told(verdict.promise)
        if promise is None or told is None:
            return
        for name, wait in past_waits(verdict, told):
            once = (name, promise.subject, len(promise.revisions), only)
            if once not in self._noted:
                self._noted.add(once)
                self.memory.add(AskedAbout.of(name, promise, only), wait)

    def usual(
        self, verdict: Verdict, only: str, patience: dict[str, Patience]
    ) -> tuple[UsualWait, ...]:
        """Return what past waits say about the systems that did not follow in time."""
        promise, told = verdict.promise, self._told(verdict.promise)
        if promise is None or told is None or not verdict.timeline:
            return ()
        asked = verdict.timeline[0].observations
        opened = min(each.at - each.took for each in asked)
        found = []
        for name, wait in past_waits(verdict, told):
            if wait.by is None:
                given = (patience[name].read_lag + patience[name].patience).total_seconds()
                deadline = patience[name].deadline(opened) + (opened - told).total_seconds()
                waits = self.memory.waits(AskedAbout.of(name, promise, only))
                found.append(usual_wait(name, waits, given, deadline))
        return tuple(each for each in found if each is not None)
