"""All the systems of a landscape, asked at the same time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import timedelta

from samestory.convergence import Clock
from samestory.errors import CannotAsk, WrongCall
from samestory.model import Observation, Subject
from samestory.systems.masking import Masker
from samestory.systems.pace import TokenBucket
from samestory.systems.protocol import Listens, System
from samestory.systems.worker import Worker

GRACE = 0.5
"""Seconds more than its own time limit that a system gets before it is given up."""


@dataclass(slots=True)
class Seat:
    """One system on the panel: its time limit in seconds, its pace, its thread."""

    system: System
    timeout: float
    pace: TokenBucket
    worker: Worker = field(init=False)

    def __post_init__(self) -> None:
        self.worker = Worker(self.system.name)


class Panel:
    """Asks systems concurrently; those of the main thread there, one after the other.

    A look takes as long as its slowest system. Trouble with a system becomes an observation that
    says why it could not be asked; only a `WrongCall` (the caller's mistake) is raised. Secrets
    in what was asked and in the trouble are masked here, those in evidence where it is filed.
    """

    def __init__(
        self, seats: Mapping[str, Seat], clock: Clock, masker: Masker | None = None
    ) -> None:
        self._seats = seats
        self._clock = clock
        self._mask = (masker or Masker()).mask

    def ask(self, systems: Sequence[str], subject: Subject) -> list[Observation]:
        """What each of the systems says about the subject now, in the order of their names."""
        seats = {name: self._seats[name] for name in systems}
        remote = {name: seat for name, seat in seats.items() if not seat.system.main_thread}
        waiting = {name: self._ask_aside(seat, subject) for name, seat in remote.items()}
        heard = {
            name: self._ask_now(seat, subject, self._reserve(seat))()
            for name, seat in seats.items()
            if seat.system.main_thread
        }
        for name, answer in waiting.items():
            heard[name] = answer()
        return [heard[name] for name in systems]

    def listen(self, systems: Sequence[str], seconds: float) -> bool:
        """Wait for news from the first of these systems that can listen."""
        for name in systems:
            seat = self._seats[name]
            if isinstance(seat.system, Listens) and not seat.worker.busy:
                return self._listen(seat, seat.system, seconds)
        return False

    def close(self) -> None:
        """Close every system, each on its own thread; one that hangs is left behind."""
        for seat in self._seats.values():
            if seat.system.main_thread:
                seat.system.close()
            elif not seat.worker.busy:
                seat.worker.do(seat.system.close)
        for seat in self._seats.values():
            seat.worker.stop(GRACE)

    def _listen(self, seat: Seat, system: Listens, seconds: float) -> bool:
        future = seat.worker.do(lambda: system.listen(seconds))
        try:
            return future.result(seconds + seat.timeout + GRACE)
        except Exception:  # noqa: BLE001 - the next look tells what is wrong; the caller sleeps
            return False

    def _ask_aside(self, seat: Seat, subject: Subject) -> Callable[[], Observation]:
        if seat.worker.busy:
            why = "it has not yet answered what it was asked before"
            return lambda: self._unreachable(seat, subject, CannotAsk(why))
        delay = self._reserve(seat)
        begun = self._clock.monotonic()
        future = seat.worker.do(self._ask_now(seat, subject, delay))
        return lambda: self._answer(future, seat, subject, begun + delay)

    def _answer(
        self, future: Future[Observation], seat: Seat, subject: Subject, begun: float
    ) -> Observation:
        limit = begun + seat.timeout + GRACE - self._clock.monotonic()
        try:
            return future.result(max(0.0, limit))
        except TimeoutError:
            why = f"it did not answer within {seat.timeout:g} s"
            return self._unreachable(seat, subject, CannotAsk(why))

    def _ask_now(self, seat: Seat, subject: Subject, delay: float) -> Callable[[], Observation]:
        def ask() -> Observation:
            if delay:
                self._clock.sleep(delay)
            begun = self._clock.monotonic()
            observation = self._observed(seat, subject)
            took = timedelta(seconds=self._clock.monotonic() - begun)
            asked = self._mask(observation.asked)
            return replace(observation, at=self._clock.now(), took=took, asked=asked)

        return ask

    def _observed(self, seat: Seat, subject: Subject) -> Observation:
        try:
            return seat.system.observe(subject)
        except WrongCall:
            raise
        except CannotAsk as trouble:
            return self._unreachable(seat, subject, trouble)
        except Exception as error:  # noqa: BLE001 - a system's bug is one system's trouble
            why = f"asking it failed: {type(error).__name__}: {error}"
            return self._unreachable(seat, subject, CannotAsk(why))

    def _unreachable(self, seat: Seat, subject: Subject, trouble: CannotAsk) -> Observation:
        return Observation(
            system=seat.system.name,
            subject=subject,
            at=self._clock.now(),
            unreachable=self._mask(trouble.why),
            asked=self._mask(trouble.asked),
            evidence=trouble.evidence,
        )

    def _reserve(self, seat: Seat) -> float:
        return seat.pace.reserve(self._clock.monotonic())
