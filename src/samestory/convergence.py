"""Look again until the story is settled: the only module that waits.

A system is judged by what it says when it is asked at its own deadline (read lag plus patience) at
the latest; one full look at that moment is always had. Agreement counts only when it has lasted
for the settle time. Every time here is in seconds since the waiting began.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Protocol

from samestory.agreement import compare, picture
from samestory.errors import WrongCall
from samestory.model import Field, Look, Observation, Outcome, Promise, Subject, Verdict


class Clock(Protocol):
    """What tells the time and lets it pass."""

    def now(self) -> datetime:
        """Give the present moment (UTC)."""
        ...

    def monotonic(self) -> float:
        """Give seconds that never run backwards."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        ...


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        """Give the present moment (UTC)."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Give seconds that never run backwards."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)


class Panel(Protocol):
    """The systems that can be asked."""

    def ask(self, systems: Sequence[str], subject: Subject) -> list[Observation]:
        """Ask all these systems at the same time; trouble becomes `Observation.unreachable`."""
        ...

    def listen(self, systems: Sequence[str], seconds: float) -> bool:
        """Wait for news from any of them instead of sleeping; False where none can be heard."""
        ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one system may take to follow, and how long its word must then stand.

    `read_lag` is how stale its own answers may be; `due` (aware) the moment before which nothing
    is expected of it.
    """

    patience: timedelta
    settle: timedelta = timedelta()
    read_lag: timedelta = timedelta()
    due: datetime | None = None

    def deadline(self, opened: datetime) -> float:
        """Seconds after `opened` by which the system must have followed."""
        wait_for_due = max(self.due - opened, timedelta()) if self.due else timedelta()
        return (wait_for_due + self.read_lag + self.patience).total_seconds()


class Schedule(Protocol):
    """How long to wait before the next look."""

    def gap(self, waited: float) -> float:
        """Give the seconds until the next look, when `waited` seconds have gone by."""
        ...


@dataclass(frozen=True, slots=True)
class SquareRoot:
    """Gaps that grow as the square root of the time waited.

    That is the best that can be done without knowing the system: it costs 1.5 times the optimum,
    where doubling costs 2 to 6 times. The factor weighs one request as 0.1 s of delay.
    """

    factor: float = 0.45
    floor: float = 0.05
    ceiling: float = 2.0

    def gap(self, waited: float) -> float:
        """Give the seconds until the next look, when `waited` seconds have gone by."""
        return min(self.ceiling, max(self.floor, self.factor * math.sqrt(waited)))


BRIEFLY = 0.5
"""Seconds for which a mailbox is polled before it is listened to: servers hold notices back."""
BREATH = 0.05
"""The least seconds between two looks, however much news comes in."""
INSTANT = 1e-6
"""Seconds that make no difference between two moments."""
SATISFYING = frozenset({Outcome.AGREED, Outcome.PENDING})


def converge(  # noqa: PLR0913, PLR0917 - one argument for each part in the contract
    panel: Panel,
    clock: Clock,
    subject: Subject,
    fields: Iterable[Field],
    patience: Mapping[str, Patience],
    promise: Promise | None = None,
    *,
    schedule: Schedule | None = None,
    on_look: Callable[[Look], None] | None = None,
) -> Verdict:
    """Ask the systems in `patience` about the subject until they agree for good or time is up.

    Raises `NothingToCompare` where no two of them know anything about it, even at the end.
    """
    if not patience:
        raise WrongCall("No system was named.\n  Name the systems that must agree.")
    watch = _Watch(
        panel=panel,
        clock=clock,
        subject=subject,
        fields=tuple(fields),
        patience=patience,
        promise=promise,
        schedule=schedule or SquareRoot(),
        on_look=on_look or _ignore,
    )
    verdict = None
    while verdict is None:
        verdict = watch.settled() if watch.agreed() else watch.failed()
    return verdict


def _ignore(look: Look) -> None:
    """Nobody wants to see the looks as they come."""


@dataclass(slots=True, kw_only=True)
class _Watch:
    """One wait for agreement: what was heard so far, and who has run out of time."""

    panel: Panel
    clock: Clock
    subject: Subject
    fields: tuple[Field, ...]
    patience: Mapping[str, Patience]
    promise: Promise | None
    schedule: Schedule
    on_look: Callable[[Look], None]

    started: float = field(init=False)
    deadlines: dict[str, float] = field(init=False)
    newest: dict[str, Observation] = field(init=False, default_factory=dict)
    looks: list[Look] = field(init=False, default_factory=list)
    begun: float = field(init=False, default=0.0)
    """When the last look began."""
    moved: bool = field(init=False, default=True)
    """Whether any system said something new in the last look, so that it may have been torn."""
    missed: dict[str, Observation] = field(init=False, default_factory=dict)
    """What those systems said at their deadline that did not agree then."""
    late: dict[str, timedelta] = field(init=False, default_factory=dict)
    forgiven: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        opened = self.clock.now()
        self.started = self.clock.monotonic()
        self.deadlines = {name: each.deadline(opened) for name, each in self.patience.items()}

    @property
    def elapsed(self) -> float:
        return self.clock.monotonic() - self.started

    @property
    def settle(self) -> float:
        return max(each.settle for each in self.patience.values()).total_seconds()

    @property
    def horizon(self) -> float:
        """The last deadline of any system that is due."""
        not_due = self._not_due()
        return max((at for name, at in self.deadlines.items() if name not in not_due), default=0.0)

    def agreed(self) -> bool:
        """Look until a full look satisfies, or until there is nobody left to wait for."""
        look = self.looks[-1] if self.looks else self._expired(self._look(self._everybody()))
        while self._lagging(look.verdict):
            look = self._expired(self._next(look))
            if not self._lagging(look.verdict) and not self._full(look) and not self.missed:
                look = self._expired(self._look(self._everybody()))
        return not self.missed and look.verdict.outcome in SATISFYING

    def settled(self) -> Verdict | None:
        """Keep watching for the settle time; None where waiting has to begin anew."""
        agreeing, end = dict(self.newest), self.elapsed + self.settle
        step = self._step()
        while self.settle and self.begun < end - INSTANT:
            self._wait(min(step, end - self.elapsed), self._everybody())
            look = self._look(self._everybody())
            if look.verdict.outcome in SATISFYING:
                continue
            again = self._look(self._everybody())
            if again.verdict.outcome not in SATISFYING:
                return self._broken(agreeing, again, end)
            if self.forgiven:
                return self._changed(agreeing, look)
            self.forgiven = self.elapsed > self.horizon
            end = self.elapsed + self.settle
        return self._told(self.looks[-1].verdict)

    def failed(self) -> Verdict:
        """Judge every system by what it said when its time was up."""
        final = [self.missed.get(name, self.newest[name]) for name in self.patience]
        verdict = compare(self.fields, final, self.promise, not_due=self._not_due())
        return self._told(verdict, changed=_reverted(verdict, self.looks))

    def _step(self) -> float:
        """Spread the looks of the settle time evenly: nothing is expected sooner than later."""
        gap = max(self.schedule.gap(self.settle), BREATH)
        return self.settle / max(1, math.ceil(self.settle / gap))

    def _broken(
        self, agreeing: Mapping[str, Observation], again: Look, end: float
    ) -> Verdict | None:
        changed = self._changed(agreeing, again)
        if changed.changed_its_mind or self.elapsed > self.horizon + 2 * self.settle:
            return changed
        for name in self._lagging(again.verdict):
            self.deadlines[name] = max(self.deadlines[name], end)
        return None

    def _changed(self, agreeing: Mapping[str, Observation], look: Look) -> Verdict:
        said = {each.system: each for each in look.verdict.observations}
        apart = _union(each.apart | each.silent for each in look.verdict)
        changed = frozenset(name for name in apart if _word(said[name]) != _word(agreeing[name]))
        return self._told(look.verdict, changed=changed)

    def _told(self, verdict: Verdict, changed: frozenset[str] = frozenset()) -> Verdict:
        return replace(
            verdict,
            timeline=tuple(self.looks),
            changed_its_mind=changed,
            late=MappingProxyType(dict(self.late)),
        )

    def _next(self, look: Look) -> Look:
        """Wait as long as the schedule says, but never past a deadline; then ask the laggards."""
        lagging = self._lagging(look.verdict)
        deadline = min(self._deadline(name, look.verdict) for name in lagging)
        begin = self.elapsed + self.schedule.gap(self.elapsed)
        if begin + self._usually_takes(lagging) > deadline:
            begin = deadline  # a request under way at the deadline could not see what is true then
        self._wait(begin - self.elapsed, lagging)
        last = self.elapsed >= deadline - INSTANT
        return self._look(
            self._everybody() if last else self._in_order(lagging | self.missed.keys())
        )

    def _usually_takes(self, lagging: Iterable[str]) -> float:
        answered = (self.newest[name] for name in lagging)
        return max((o.took.total_seconds() for o in answered if o.unreachable is None), default=0.0)

    def _wait(self, seconds: float, systems: Iterable[str]) -> None:
        start = self.elapsed
        listening = start >= BRIEFLY and seconds > BREATH
        if listening and self.panel.listen(self._in_order(systems), seconds):
            seconds = BREATH
        rest = start + seconds - self.elapsed
        if rest > 0:
            self.clock.sleep(rest)

    def _look(self, systems: Sequence[str]) -> Look:
        """Ask these systems now, and compare the newest word of everybody."""
        self.begun = self.elapsed
        heard = {each.system: each for each in self.panel.ask(systems, self.subject)}
        said = {name: heard.get(name) or self._unheard(name) for name in systems}
        self.moved = any(_word(self.newest.get(name)) != _word(each) for name, each in said.items())
        self.newest.update(said)
        look = Look(
            number=len(self.looks) + 1,
            elapsed=timedelta(seconds=self.elapsed),
            observations=tuple(said.values()),
            verdict=self._compared(),
        )
        self.looks.append(look)
        self._note_late(look)
        self.on_look(look)
        return look

    def _compared(self) -> Verdict:
        said = [self.newest[name] for name in self.patience]
        return picture(self.fields, said, self.promise, not_due=self._not_due())

    def _unheard(self, name: str) -> Observation:
        why = "it was asked and never heard of again"
        return Observation(system=name, subject=self.subject, at=self.clock.now(), unreachable=why)

    def _note_late(self, look: Look) -> None:
        lagging = _laggards(look.verdict)
        for name in self.missed.keys() - lagging:
            self.late.setdefault(name, look.elapsed)

    def _expired(self, look: Look) -> Look:
        """Note who has missed the deadline; a look that may have been torn is had once more."""
        due = {
            name: self.newest[name] for name in self._lagging(look.verdict) if self._had(name, look)
        }
        if not due:
            return look
        if self.moved:
            look = self._look(self._everybody(but=due))
        still = _laggards(look.verdict)
        for name, said in due.items():
            came = name not in still
            if came and _word(said) == _word(self.newest[name]):
                continue  # it had been right in time: somebody else was read too early
            self.missed[name] = said if came else self.newest[name]
        self._note_late(look)
        return look

    def _had(self, name: str, look: Look) -> bool:
        """Whether the system has had its last look."""
        deadline = self._deadline(name, look.verdict) - INSTANT
        hung = self.newest[name].unreachable is not None and self.elapsed >= deadline
        return hung or self.begun >= deadline

    def _deadline(self, name: str, verdict: Verdict) -> float:
        """Give the time by which this system must have followed.

        Where nothing was promised nobody can tell who has to follow whom, so everybody who
        tells the field has the time of the slowest.
        """
        open_fields = (each for each in verdict if name in each.apart and each.promised is None)
        rivals = _union(frozenset(each.said) - each.pending for each in open_fields)
        return max(self.deadlines[each] for each in rivals | {name})

    def _lagging(self, verdict: Verdict) -> frozenset[str]:
        return _laggards(verdict) - self.missed.keys()

    def _everybody(self, but: Iterable[str] = ()) -> list[str]:
        """Name all systems, but those that are given up because they cannot be asked."""
        given_up = {*self.missed, *but}
        return [
            name
            for name in self.patience
            if name not in given_up or self.newest[name].unreachable is None
        ]

    def _full(self, look: Look) -> bool:
        return set(self._everybody()) <= set(look.asked)

    def _in_order(self, systems: Iterable[str]) -> list[str]:
        named = set(systems)
        return [name for name in self._everybody() if name in named]

    def _not_due(self) -> frozenset[str]:
        now = self.clock.now()
        return frozenset(
            name for name, each in self.patience.items() if each.due is not None and now < each.due
        )


def _word(said: Observation | None) -> object:
    """Give what a system said, without when and how."""
    return said and (said.values, said.unreachable is None)


def _laggards(verdict: Verdict) -> frozenset[str]:
    return _union(each.laggards - each.pending for each in verdict)


def _union(groups: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*groups)


def _reverted(verdict: Verdict, looks: Iterable[Look]) -> frozenset[str]:
    """Name those who fail a promise that they had once told."""
    failing = _union(each.apart | each.silent for each in verdict)
    if verdict.promise is None:
        return frozenset()
    kept = _union(frozenset(look.verdict.systems) - _laggards(look.verdict) for look in looks)
    return failing & kept
