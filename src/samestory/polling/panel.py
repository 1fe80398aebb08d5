"""All the systems of a landscape, asked at the same time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Lock
from typing import Any, Self, cast

from samestory.core.model import Observation, Outcome, Subject
from samestory.core.system import Counts, Listens, System
from samestory.errors import CannotAsk, WrongCall
from samestory.polling.convergence import Clock
from samestory.polling.rate_limit import TokenBucket, believed, please_leave_alone
from samestory.polling.worker import Worker
from samestory.redaction import Masker
from samestory.telemetry import span

GRACE = 0.5
"""Seconds more than its own time limit that a system gets before it is given up."""
PART_TO_WAIT = 0.75
"""How much of its time limit may be spent on waiting for its turn, once its time is up."""


@dataclass(slots=True)
class Seat:
    """One system on the panel: its time limit in seconds, its pace, its thread.

    `tells` are the fields that it is expected to tell, by kind of subject. Hold `turn` to give the
    thread something to do, so that no two callers do it at once.
    """

    system: System
    timeout: float
    pace: TokenBucket
    tells: Mapping[str, frozenset[str]] = field(default_factory=dict)
    worker: Worker = field(init=False)
    turn: Lock = field(init=False, default_factory=Lock)
    wanted: bool = field(init=False, default=False)
    """Whether a look is waiting for it, which goes before every glance."""
    glance_ends: float = field(init=False, default=-math.inf)
    """When the last glance at it is over at the latest (monotonic)."""

    def __post_init__(self) -> None:
        self.worker = Worker(self.system.name)


@dataclass(frozen=True, slots=True)
class _About:
    """Who is asked about, and until when (monotonic) the time that is given for it is not over."""

    subject: Subject
    until: float


class Panel:
    """Asks systems concurrently; those of the main thread there, one after the other.

    A look takes as long as its slowest system. Trouble with a system becomes an observation that
    says why it could not be asked; only a `WrongCall` (the caller's mistake) is raised. Secrets
    in what was asked and in the trouble are hidden here. Values stay as they are:
    they are compared, and hidden when they are written.
    """

    def __init__(
        self, seats: Mapping[str, Seat], clock: Clock, masker: Masker | None = None
    ) -> None:
        self._seats = seats
        self._clock = clock
        self._masker = masker or Masker()
        self._mask = self._masker.mask

    @classmethod
    def of(cls, systems: Iterable[System], clock: Clock) -> Self:
        """Return a panel of these systems, each with a time limit of 3 s and 20 requests a second.

        panel = Panel.of([my_crm, my_erp], clock)
        verdict = converge(panel, clock, subject, fields, patience)
        """
        return cls({each.name: Seat(each, 3.0, TokenBucket(20.0)) for each in systems}, clock)

    def ask(
        self, systems: Sequence[str], subject: Subject, within: float | None = None
    ) -> list[Observation]:
        """Return what each of the systems says about the subject now, in the order of their names.

        One whose pace would make the look end later than one time limit after `within` seconds is
        not asked, and says so; without `within`, its turn is waited for.
        """
        until = math.inf if within is None else self._clock.monotonic() + max(0.0, within)
        about = _About(subject, until)
        seats = {name: self._seats[name] for name in systems}
        remote = {name: seat for name, seat in seats.items() if not seat.system.main_thread}
        waiting = {name: self._ask_aside(seat, about) for name, seat in remote.items()}
        heard = {
            name: self._not_now(seat, about) or self._ask_here(seat, about)
            for name, seat in seats.items()
            if seat.system.main_thread
        }
        for name, answer in waiting.items():
            heard[name] = answer()
        tells = {name: seat.tells.get(subject.kind) for name, seat in seats.items()}
        return [replace(heard[name], tells=tells[name]) for name in systems]

    def glance(self, name: str, subject: Subject) -> Observation | None:
        """Return what a system says now, if it can be asked without delaying a look.

        Safe to call from any thread. None if it is being asked, if its pace has no request to
        spare, or if it can be asked on the main thread only.
        """
        seat = self._seats[name]
        about = _About(subject, math.inf)
        now = self._clock.monotonic()
        if seat.pace.held(now):
            return self._not_now(seat, about)
        if seat.system.main_thread or not seat.pace.spares(now, _requests(seat.system)):
            return None
        with seat.turn:
            if seat.worker.busy or seat.wanted:
                return None
            seat.glance_ends = now + seat.timeout + GRACE
            answer = self._begin(seat, about)
        return replace(answer(), tells=seat.tells.get(subject.kind))

    def listen(self, systems: Sequence[str], seconds: float) -> bool:
        """Wait for news from the first of these systems that can listen."""
        for name in systems:
            seat = self._seats[name]
            if isinstance(seat.system, Listens):
                with seat.turn:
                    heard = None if seat.worker.busy else self._begin_to_listen(seat, seconds)
                if heard:
                    return heard()
        return False

    def close(self) -> None:
        """Close every system, each on its own thread; one that hangs is left behind."""
        for seat in self._seats.values():
            if seat.system.main_thread:
                seat.system.close()
            elif seat.worker.begun:  # one that is busy closes when it is done, if it ever is
                seat.worker.do(seat.system.close)
        for seat in self._seats.values():
            seat.worker.stop(GRACE)

    def _not_now(self, seat: Seat, about: _About) -> Observation | None:
        """Say so at once, and do not ask, where a system wants no request, or gets none in time.

        It is not waited for here: convergence decides how long to be patient.
        """
        now = self._clock.monotonic()
        seconds = seat.pace.held(now)
        if seconds:
            trouble = CannotAsk(please_leave_alone(seconds), leave_alone=seconds)
            return self._unreachable(seat, about.subject, trouble)
        wait = seat.pace.wait(now)
        if not wait or now + wait <= about.until + seat.timeout * PART_TO_WAIT:
            return None
        at = self._clock.now() + timedelta(seconds=wait)
        why = f"it may not be asked before {at:%H:%M:%S} UTC, at the rate that the landscape gives"
        return self._unreachable(seat, about.subject, CannotAsk(why))

    @staticmethod
    def _begin_to_listen(seat: Seat, seconds: float) -> Callable[[], bool]:
        listening = cast("Listens", seat.system).listen
        future = seat.worker.do(lambda: listening(seconds))

        def heard() -> bool:
            try:
                return future.result(seconds + seat.timeout + GRACE)
            except Exception:  # noqa: BLE001 - the next look reports what is wrong; the caller sleeps
                return False

        return heard

    def _ask_here(self, seat: Seat, about: _About) -> Observation:
        return self._ask_now(seat, about.subject, self._reserve(seat))()

    def _ask_aside(self, seat: Seat, about: _About) -> Callable[[], Observation]:
        with seat.turn:
            seat.wanted = seat.worker.busy
            if seat.wanted:
                return lambda: self._once_free(seat, about)
            not_now = self._not_now(seat, about)
            if not_now is not None:
                return lambda: not_now
            return self._begin(seat, about)

    def _begin(self, seat: Seat, about: _About) -> Callable[[], Observation]:
        begun: Future[float] = Future()
        ask = self._ask_now(seat, about.subject, self._reserve(seat), begun.set_result)
        future = seat.worker.do(ask)
        return lambda: self._answer(future, begun, seat, about)

    def _once_free(self, seat: Seat, about: _About) -> Observation:
        """The answer of one that is still at what it was asked before, if it is done soon.

        A glance is waited for until its own time is up: it is no sign that the system hangs.
        """
        rest_of_glance = seat.glance_ends - self._clock.monotonic()
        if seat.worker.wait(max(GRACE, rest_of_glance)):
            return self._ask_aside(seat, about)()
        seat.wanted = False
        why = "it has not yet answered what it was asked before"
        return self._unreachable(seat, about.subject, CannotAsk(why))

    def _answer(
        self, future: Future[Observation], begun: Future[float], seat: Seat, about: _About
    ) -> Observation:
        """The answer, given up if the request takes too long; its turn is waited for besides."""
        either: list[Future[Any]] = [begun, future]
        wait(either, return_when=FIRST_COMPLETED)
        if not begun.done():
            return future.result()
        given = min(seat.timeout, about.until + seat.timeout - begun.result())
        try:
            limit = begun.result() + given + GRACE - self._clock.monotonic()
            return future.result(max(0.0, limit))
        except TimeoutError:
            trouble = CannotAsk(f"it did not answer within {given:.3g} s")
            took = timedelta(seconds=self._clock.monotonic() - begun.result())
            return replace(self._unreachable(seat, about.subject, trouble), took=took)

    def _ask_now(
        self,
        seat: Seat,
        subject: Subject,
        delay: float,
        on_begun: Callable[[float], None] = lambda _: None,
    ) -> Callable[[], Observation]:
        def ask() -> Observation:
            if delay:
                self._clock.sleep(delay)
            begun = self._clock.monotonic()
            on_begun(begun)
            name = seat.system.name
            with span(f"ask {name}", {"samestory.system": name}) as asked:
                observation = self._observed(seat, subject)
                asked.note({"samestory.answer": answer_in_a_word(observation)})
                if observation.unreachable is not None:
                    asked.fail(observation.unreachable)
            self._count(seat)
            took = timedelta(seconds=self._clock.monotonic() - begun)
            return replace(observation, at=self._clock.now(), took=took)

        return ask

    @staticmethod
    def _count(seat: Seat) -> None:
        """Let every request of the look count; no wait for them is longer than half an answer."""
        if more := _requests(seat.system) - 1:
            seat.pace.spend(min(more, seat.timeout * seat.pace.rate / 2))

    def _observed(self, seat: Seat, subject: Subject) -> Observation:
        try:
            said = seat.system.observe(subject)
            return replace(said, asked=self._mask(said.asked), remark=self._mask(said.remark))
        except WrongCall:
            raise
        except CannotAsk as trouble:
            if trouble.leave_alone:
                seat.pace.hold(self._clock.monotonic(), believed(trouble.leave_alone))
            return self._unreachable(seat, subject, trouble)
        except Exception as error:  # noqa: BLE001 - a system's bug is one system's trouble
            why = f"asking it failed: {type(error).__name__}: {error}"
            return self._unreachable(seat, subject, CannotAsk(why))

    def _unreachable(self, seat: Seat, subject: Subject, trouble: CannotAsk) -> Observation:
        return Observation(
            system=seat.system.name,
            subject=subject,
            at=self._clock.now(),
            unreachable=self._masker.mask_error_text(trouble.why),
            asked=self._mask(trouble.asked),
            evidence=trouble.evidence,
            leave_alone=timedelta(seconds=believed(trouble.leave_alone)),
        )

    def _reserve(self, seat: Seat) -> float:
        return seat.pace.reserve(self._clock.monotonic())


def _requests(system: System) -> int:
    """Return how many requests the last look at a system took."""
    return max(1, system.sent) if isinstance(system, Counts) else 1


def answer_in_a_word(said: Observation) -> str:
    """Return the result of a question: "a record", "no record" or "unreachable"."""
    if said.unreachable is not None:
        return str(Outcome.UNREACHABLE)
    return "no record" if said.absent else "a record"
