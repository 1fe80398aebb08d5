"""One system on the panel: its thread, its pace, and the queue of those who want to ask it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, get_ident
from typing import Any

from samestory.core.model import Observation, Subject
from samestory.core.system import System
from samestory.errors import WrongCall
from samestory.polling.rate_limit import TokenBucket
from samestory.polling.terms import Clock
from samestory.polling.worker import Worker

GRACE = 0.5
"""Seconds more than its own time limit that a system gets before it is given up."""
CHECK = 1.0
"""Seconds after which a question in the queue checks whether the system still answers."""
CROWDED = 10.0
"""Seconds without listening after several callers wanted to ask a system at once."""


@dataclass(frozen=True, slots=True)
class PutQuestion:
    """Who is asked about, since when, and until when (both monotonic) there is time for it."""

    subject: Subject
    asked: float
    until: float

    def waited(self, now: float) -> PutQuestion:
        """Return it with the time that it has waited in the queue added to the time it has."""
        return PutQuestion(self.subject, now, self.until + now - self.asked)


@dataclass(slots=True)
class Seat:
    """One system on the panel: its time limit in seconds, its pace, its thread.

    `tells` are the fields that it is expected to tell, by kind of subject. Any number of threads
    may ask at the same time: their questions are put one after the other, in the order in which
    they came. Hold `turn` to decide by whether it is busy.
    """

    system: System
    timeout: float
    pace: TokenBucket
    tells: Mapping[str, frozenset[str]] = field(default_factory=dict)
    anywhere: bool = False
    """Whether a system of the main thread may be asked on any, because it has no browser."""
    worker: Worker = field(init=False)
    turn: Lock = field(init=False, default_factory=Lock)
    ends: float = field(init=False, default=math.inf)
    """When what it is doing now is over at the latest (monotonic)."""
    glanced: bool = field(init=False, default=False)
    """Whether it is being asked in the background."""
    crowded_until: float = field(init=False, default=-math.inf)
    home: int = field(init=False, default_factory=get_ident)
    """The thread of a system that may be asked on one only."""

    def __post_init__(self) -> None:
        self.worker = Worker(self.system.name)

    def check_thread(self, called: str) -> None:
        """Raise `WrongCall` on a thread on which the system cannot be asked."""
        if self.system.main_thread and not self.anywhere and get_ident() != self.home:
            raise WrongCall(
                f"'{called}' is asked in a browser, and a browser answers only on the thread that "
                "opened it.\n  Give each thread a browser and witnesses of its own: "
                "witnesses.in_browser(context)."
            )

    def note_crowd(self, now: float) -> None:
        """Remember that somebody wants to ask while another one does."""
        if self.worker.busy and not self.glanced:
            self.crowded_until = now + CROWDED

    def crowded(self, now: float) -> bool:
        """Whether several callers wanted to ask it at once a moment ago."""
        return now < self.crowded_until

    @contextmanager
    def busy_until(self, moment: float) -> Iterator[None]:
        """Say until when (monotonic) it is busy with what is done inside, at the latest."""
        self.ends = moment + GRACE
        try:
            yield
        finally:
            self.ends = math.inf


def turn_comes(
    seat: Seat, turn: Future[PutQuestion], answer: Future[Observation], clock: Clock
) -> bool:
    """Wait until a question is put; False if it never will be, because the system hangs.

    It hangs if it is not done with an earlier question when it should be. However many stand
    before this one in the queue is no sign of that.
    """
    ends, left = math.nan, 0.0
    while not (turn.done() or answer.done()):
        if seat.ends != ends:
            ends, now = seat.ends, clock.monotonic()
            left = max(ends, now) + GRACE - now
        either: list[Future[Any]] = [turn, answer]
        wait(either, min(left, CHECK), return_when=FIRST_COMPLETED)
        left -= CHECK
        if left <= 0 and seat.ends == ends:
            if answer.cancel():
                return False
            ends = math.nan  # its turn has come after all
    return True
