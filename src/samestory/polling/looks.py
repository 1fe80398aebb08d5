"""Asking, comparing and waiting: one look after the other, and the timeline that they make."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from samestory.core.agreement import compare, compare_so_far
from samestory.core.model import Field, Observation, Promise, Subject
from samestory.core.patience import Patience
from samestory.core.verdict import Look, Verdict
from samestory.polling.terms import Clock, Systems
from samestory.telemetry import span

BRIEFLY = 0.5
"""Seconds for which a mailbox is polled before it is listened to: servers hold notices back."""
BREATH = 0.05
"""The least seconds between two looks, however much news comes in."""


Judge = Callable[[Sequence[Observation]], Verdict]
"""Compares the newest word of every system with something else than each other."""


class EnoughSeen(Exception):
    """The caller has seen what it was waiting for, in the look of this verdict."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__()


@dataclass(slots=True)
class Looking:
    """What was asked and heard so far; every time is in seconds since the looking began."""

    panel: Systems
    clock: Clock
    subject: Subject
    fields: tuple[Field, ...]
    patience: Mapping[str, Patience]
    promise: Promise | None
    on_look: Callable[[Look], None] | None = None
    until: Callable[[Look], bool] | None = None
    judge: Judge | None = None

    opened: datetime = field(init=False)
    started: float = field(init=False)
    newest: dict[str, Observation] = field(init=False, default_factory=dict)
    timeline: list[Look] = field(init=False, default_factory=list)
    begun: float = field(init=False, default=0.0)
    """When the last look began."""
    moved: bool = field(init=False, default=True)
    """Whether any system said something new in the last look, so that it may have been torn."""

    def __post_init__(self) -> None:
        self.opened = self.clock.now()
        self.started = self.clock.monotonic()

    @property
    def elapsed(self) -> float:
        """Seconds since the first look began."""
        return self.clock.monotonic() - self.started

    def look(self, systems: Iterable[str]) -> Look:
        """Ask these systems now, and compare the newest word of everybody."""
        self.begun = self.elapsed
        named = set(systems)
        with span("look", {"samestory.look": len(self.timeline) + 1}):
            said = self._ask([name for name in self.patience if name in named])
        self.moved = any(
            statement(self.newest.get(name)) != statement(each) for name, each in said.items()
        )
        self.newest.update(said)
        look = Look(
            number=len(self.timeline) + 1,
            elapsed=timedelta(seconds=self.elapsed),
            observations=tuple(said.values()),
            verdict=self._compared_so_far(),
        )
        self.timeline.append(look)
        if self.on_look is not None:
            self.on_look(look)
        if self.until is not None and self.until(look):
            raise EnoughSeen(look.verdict)
        return look

    def wait(self, seconds: float, systems: Iterable[str]) -> None:
        """Let time pass, or listen for news of these systems and come back early."""
        start = self.elapsed
        if start >= BRIEFLY and seconds > BREATH and self.panel.listen(list(systems), seconds):
            seconds = BREATH
        rest = start + seconds - self.elapsed
        if rest > 0:
            self.clock.sleep(rest)

    def not_due(self) -> frozenset[str]:
        """Name the systems of which nothing is expected yet."""
        now = self.clock.now()
        return frozenset(
            name for name, each in self.patience.items() if each.due is not None and now < each.due
        )

    def compared(self, said: Sequence[Observation]) -> Verdict:
        """Compare what the systems said in the end."""
        if self.judge is not None:
            return self.judge(said)
        return compare(self.fields, said, self.promise, not_due=self.not_due())

    def _ask(self, systems: Sequence[str]) -> dict[str, Observation]:
        said = self.panel.ask(systems, self.subject, within=self._within())
        heard = {each.system: each for each in said}
        return {name: heard.get(name) or self._unheard(name) for name in systems}

    def _within(self) -> float:
        """Give the seconds until the next deadline of anybody; none are left after the last."""
        deadlines = [each.deadline(self.opened) for each in self.patience.values()]
        return min((at - self.elapsed for at in deadlines if at > self.elapsed), default=0.0)

    def _unheard(self, name: str) -> Observation:
        why = "it was asked, and no answer was handed on"
        return Observation(system=name, subject=self.subject, at=self.clock.now(), unreachable=why)

    def _compared_so_far(self) -> Verdict:
        said = [self.newest[name] for name in self.patience]
        if self.judge is not None:
            return self.judge(said)
        return compare_so_far(self.fields, said, self.promise, not_due=self.not_due())


def statement(said: Observation | None) -> object:
    """Give what a system said, without when and how."""
    return said and (said.values, said.unreachable is None)
