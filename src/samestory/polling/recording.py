"""A timeline of one scenario: what systems say about its subjects, asked in the background."""

from collections.abc import Callable, Iterable, Mapping
from contextvars import Context, copy_context
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile
from threading import Event, Lock, Thread
from typing import Protocol

from samestory.core.model import Observation, Promise, Subject
from samestory.core.verdict import Look
from samestory.polling.looks import statement
from samestory.polling.terms import Clock

GAP = 0.25
"""Seconds between two glances at a system."""
SHARE = 4
"""A slow system gets a quarter of its rate at most, and one in trouble that much less."""


def gap_for(rate: float) -> float:
    """Return the seconds between two glances at a system that may be asked `rate` times a second.

    >>> gap_for(20.0), gap_for(2.0)
    (0.25, 2.0)
    """
    return max(GAP, SHARE / rate)


class Recording:
    """Everything that was said in one scenario; several threads may add to it."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, Subject], list[Observation]] = {}
        self._since: dict[Subject, datetime] = {}
        self._told: dict[Subject, tuple[int, datetime]] = {}
        self._heard: dict[datetime, datetime] = {}
        self._news: dict[str, datetime] = {}
        self._lock = Lock()

    def begin(self, subject: Subject, now: datetime) -> None:
        """Note since when a subject is followed."""
        with self._lock:
            self._since.setdefault(subject, now)

    def note_promise(self, promise: Promise, now: datetime) -> None:
        """Note when a customer was told something new about a subject."""
        with self._lock:
            if promise.at not in self._heard:
                self._heard[promise.at] = self._news[promise.subject.key] = now
            revisions, _ = self._told.get(promise.subject, (0, now))
            if revisions != len(promise.revisions):
                self._told[promise.subject] = len(promise.revisions), now

    def told(self, subject: Subject) -> datetime | None:
        """Return when she was told something last about a subject; None if she never was."""
        _, at = self._told.get(subject, (0, None))
        return at

    def heard(self, promise: Promise) -> datetime | None:
        """Return when she was told what a promise says, by the clock of this machine.

        The company's clock may be another one. What was not told as such, as that a mail comes,
        follows from what she was told last about the same key. None if it is not known.
        """
        return self._heard.get(promise.at) or self._news.get(promise.subject.key)

    def heard_first(self, promise: Promise) -> datetime | None:
        """Return when she was told first what a promise still says; None if it is not known."""
        still = [*takewhile(lambda each: each.values == promise.values, promise.revisions[::-1])]
        first = promise.revisions[: len(promise.revisions) - len(still) + 1]
        return self.heard(replace(promise, revisions=first))

    def since(self, subject: Subject) -> datetime | None:
        """Return since when a subject has been followed; None if it is not."""
        return self._since.get(subject)

    def note(self, said: Observation) -> None:
        """Add what a system said; evidence is kept where the answer is a new one."""
        with self._lock:
            told = self._said.setdefault((said.system, said.subject), [])
            again = bool(told) and statement(told[-1]) == statement(said)
            told.append(replace(said, evidence=()) if again else said)

    def note_look(self, look: Look) -> None:
        """Add what was said in a look."""
        for each in look.observations:
            self.note(each)

    def about(self, *subjects: Subject) -> list[Observation]:
        """Return what was said about some subjects, in the order in which answers were complete."""
        with self._lock:
            found = [
                each
                for (_, subject), told in self._said.items()
                if subject in subjects
                for each in told
            ]
        return sorted(found, key=lambda each: each.at)

    @property
    def unreachable(self) -> frozenset[str]:
        """The systems whose newest answer, about whatever, never came."""
        with self._lock:
            newest = sorted((told[-1] for told in self._said.values()), key=lambda each: each.at)
        last = {each.system: each.unreachable for each in newest}
        return frozenset(name for name, why in last.items() if why is not None)

    def subjects(self, kind: str) -> list[Subject]:
        """Return the subjects of a kind about which anything was said."""
        with self._lock:
            found = dict.fromkeys(subject for _, subject in self._said)
        return [each for each in found if each.kind == kind]

    def newest(self, system: str, subject: Subject) -> Observation | None:
        """Return what a system said last about a subject."""
        with self._lock:
            told = self._said.get((system, subject))
            return told[-1] if told else None


class Glances(Protocol):
    """The systems, asked only if that delays nobody; see `Panel.glance`."""

    def glance(self, name: str, subject: Subject) -> Observation | None:
        """Return what a system says now; None if it is not to be asked now."""
        ...


@dataclass
class Recorder:
    """Asks again and again about the subjects that it is given, a thread for each system.

    It never raises, and never delays a look: a system that has just been asked, or has no request
    to spare, is asked later. `gaps` are the seconds between two glances, by system. `wait` lets
    time pass and returns whether recording is over.
    """

    panel: Glances
    clock: Clock
    recording: Recording
    gaps: Mapping[str, float]
    wait: Callable[[float], bool] | None = None
    subjects: dict[str, list[Subject]] = field(init=False, default_factory=dict)
    """About what each system is asked."""
    threads: list[Thread] = field(init=False, default_factory=list)
    _over: Event = field(init=False, default_factory=Event)
    _scenario: Context = field(init=False, default_factory=copy_context)
    """Whose spans the answers are parts of."""

    def follow(self, subject: Subject, systems: Iterable[str]) -> None:
        """Ask these systems about a subject from now on."""
        self.recording.begin(subject, self.clock.now())
        for name in systems:
            known = self.subjects.setdefault(name, [])
            if subject not in known and not self._over.is_set():
                known.append(subject)
                if len(known) == 1:
                    self._start(name)

    def record(self, system: str) -> None:
        """Ask one system until recording is over."""
        wait, gap = self.wait or self._over.wait, self.gaps[system]
        while not self._over.is_set():
            subjects = tuple(self.subjects[system])
            troubles = [self._glance(system, each, gap) for each in subjects]
            if wait(SHARE * gap if any(troubles) else gap):
                return

    def stop(self) -> None:
        """End recording; an answer that is still to come is dropped."""
        self._over.set()

    def _start(self, system: str) -> None:
        inside = self._scenario.copy()
        thread = Thread(
            target=inside.run, args=(self.record, system), name=f"record {system}", daemon=True
        )
        self.threads.append(thread)
        thread.start()

    def _glance(self, system: str, subject: Subject, gap: float) -> bool:
        """Add what a system says now; return whether it could not be asked."""
        newest = self.recording.newest(system, subject)
        if newest and (self.clock.now() - newest.at).total_seconds() < gap / 2:
            return False
        try:
            said = self.panel.glance(system, subject)
        except Exception:  # noqa: BLE001 - a step that asks the same reports it; nobody reads this
            self.subjects[system].remove(subject)
            return True
        if said is not None and not self._over.is_set():
            self.recording.note(said)
        return said is not None and said.unreachable is not None
