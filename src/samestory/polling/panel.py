"""All the systems of a landscape, asked at the same time."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from typing import Self, cast

from samestory.core.model import Observation, Outcome, Subject
from samestory.core.system import Counts, Listens, System
from samestory.errors import CannotAsk, WrongCall
from samestory.polling.rate_limit import TokenBucket, believed, please_leave_alone
from samestory.polling.seat import GRACE, PutQuestion, Seat, turn_comes
from samestory.polling.terms import Clock
from samestory.redaction import Masker
from samestory.telemetry import span

PART_TO_WAIT = 0.75
"""How much of its time limit may be spent on waiting for its turn, once its time is up."""


class Panel:
    """Asks systems concurrently; those of the main thread there, one after the other.

    Several threads may use it: they queue for each system, and the time in that queue is no part
    of any time limit. A look takes as long as its slowest system. Trouble with a system becomes an
    observation that says why it could not be asked; only a `WrongCall` (the caller's mistake) is
    raised. Secrets in what was asked and in the trouble are hidden here. Values stay as they are:
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
        return self.begin(systems, subject, within)()

    def begin(
        self, systems: Sequence[str], subject: Subject, within: float | None = None
    ) -> Callable[[], list[Observation]]:
        """Begin to ask; what is returned waits for the answers, and asks on the main thread.

        So several subjects can be asked about at the same time.
        """
        now = self._clock.monotonic()
        until = math.inf if within is None else now + max(0.0, within)
        question = PutQuestion(subject, now, until)
        seats = {name: self._seats[name] for name in systems}
        for name, seat in seats.items():
            seat.check_thread(name)
        remote = {name: seat for name, seat in seats.items() if not seat.system.main_thread}
        waiting = {name: self._ask_aside(seat, question) for name, seat in remote.items()}

        def answers() -> list[Observation]:
            here = [name for name in seats if name not in remote]
            heard = {name: self._ask_here(seats[name], question) for name in here}
            heard |= {name: answer() for name, answer in waiting.items()}
            tells = {name: seat.tells.get(subject.kind) for name, seat in seats.items()}
            return [replace(heard[name], tells=tells[name]) for name in systems]

        return answers

    def glance(self, name: str, subject: Subject) -> Observation | None:
        """Return what a system says now, if it can be asked without delaying a look.

        Safe to call from any thread. None if it is being asked, if its pace has no request to
        spare, or if it can be asked on the main thread only.
        """
        seat, now = self._seats[name], self._clock.monotonic()
        question = PutQuestion(subject, now, math.inf)
        if seat.pace.held(now):
            return self._not_now(seat, question)
        if seat.system.main_thread or not seat.pace.spares(now, _requests(seat.system)):
            return None
        with seat.turn:
            if seat.worker.busy:
                return None
            seat.glanced = True
            answer = self._begin(seat, question)
        return replace(answer(), tells=seat.tells.get(subject.kind))

    def listen(self, systems: Sequence[str], seconds: float) -> bool:
        """Wait for news from the first of these systems that can listen.

        While several callers want to ask a system it is not listened to: they would wait for it.
        """
        for name in systems:
            seat = self._seats[name]
            if isinstance(seat.system, Listens):
                with seat.turn:
                    free = not seat.worker.busy and not seat.crowded(self._clock.monotonic())
                    heard = self._begin_to_listen(seat, seconds) if free else None
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

    def _not_now(self, seat: Seat, question: PutQuestion) -> Observation | None:
        """Say so at once, and do not ask, where a system wants no request, or gets none in time.

        It is not waited for here: convergence decides how long to be patient.
        """
        now = self._clock.monotonic()
        seconds = seat.pace.held(now)
        if seconds:
            trouble = CannotAsk(please_leave_alone(seconds), leave_alone=seconds)
            return self._unreachable(seat, question.subject, trouble)
        wait = seat.pace.wait(now)
        if not wait or now + wait <= question.until + seat.timeout * PART_TO_WAIT:
            return None
        at = self._clock.now() + timedelta(seconds=wait)
        why = f"it may not be asked before {at:%H:%M:%S} UTC, at the rate that the landscape gives"
        return self._unreachable(seat, question.subject, CannotAsk(why))

    def _begin_to_listen(self, seat: Seat, seconds: float) -> Callable[[], bool]:
        listening, longest = cast("Listens", seat.system).listen, seconds + seat.timeout + GRACE

        def listen() -> bool:
            with seat.busy_until(self._clock.monotonic() + longest):
                return listening(seconds)

        future = seat.worker.do(listen)

        def heard() -> bool:
            try:
                return future.result(longest)
            except Exception:  # noqa: BLE001 - the next look reports what is wrong; the caller sleeps
                return False

        return heard

    def _ask_here(self, seat: Seat, question: PutQuestion) -> Observation:
        return self._not_now(seat, question) or self._ask_now(seat, question)

    def _ask_aside(self, seat: Seat, question: PutQuestion) -> Callable[[], Observation]:
        with seat.turn:
            seat.note_crowd(self._clock.monotonic())
            return self._begin(seat, question)

    def _begin(self, seat: Seat, question: PutQuestion) -> Callable[[], Observation]:
        """Put a question in the queue of a system, and return what waits for the answer."""
        turn: Future[PutQuestion] = Future()

        def ask() -> Observation:
            mine = question.waited(self._clock.monotonic())
            try:
                return self._not_now(seat, mine) or self._ask_now(seat, mine, turn.set_result)
            finally:
                seat.glanced = False

        future = seat.worker.do(ask)
        return lambda: self._answer(future, turn, seat, question.subject)

    def _answer(
        self, answer: Future[Observation], turn: Future[PutQuestion], seat: Seat, subject: Subject
    ) -> Observation:
        """The answer, given up if the request takes too long; its turn is waited for besides."""
        if not turn_comes(seat, turn, answer, self._clock):
            why = "it has not yet answered what it was asked before"
            return self._unreachable(seat, subject, CannotAsk(why))
        if not turn.done():
            return answer.result()
        put = turn.result()
        given = min(seat.timeout, put.until + seat.timeout - put.asked)
        try:
            limit = put.asked + given + GRACE - self._clock.monotonic()
            return answer.result(max(0.0, limit))
        except TimeoutError:
            trouble = CannotAsk(f"it did not answer within {given:.3g} s")
            took = timedelta(seconds=self._clock.monotonic() - put.asked)
            return replace(self._unreachable(seat, subject, trouble), took=took)

    def _ask_now(
        self,
        seat: Seat,
        question: PutQuestion,
        put: Callable[[PutQuestion], None] = lambda _: None,
    ) -> Observation:
        """Ask when the pace allows it; `put` hears of that moment."""
        delay = seat.pace.reserve(self._clock.monotonic())
        if delay:
            self._clock.sleep(delay)
        begun, name = self._clock.monotonic(), seat.system.name
        with seat.busy_until(begun + seat.timeout):
            put(replace(question, asked=begun))
            with span(f"ask {name}", {"samestory.system": name}) as asked:
                observation = self._observed(seat, question.subject)
                asked.note({"samestory.answer": answer_in_a_word(observation)})
                if observation.unreachable is not None:
                    asked.fail(observation.unreachable)
        self._count(seat)
        took = timedelta(seconds=self._clock.monotonic() - begun)
        return replace(observation, at=self._clock.now(), took=took)

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


def _requests(system: System) -> int:
    """Return how many requests the last look at a system took."""
    return max(1, system.sent) if isinstance(system, Counts) else 1


def answer_in_a_word(said: Observation) -> str:
    """Return the result of a question: "a record", "no record" or "unreachable"."""
    if said.unreachable is not None:
        return str(Outcome.UNREACHABLE)
    return "no record" if said.absent else "a record"
