"""The systems and the clock of a wait that is over: what was said, at the time it was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from samestory.core.basis import Basis, Reading
from samestory.core.model import Observation, Subject
from samestory.core.verdict import Verdict
from samestory.polling.looks import statement
from samestory.polling.terms import SquareRoot

SLACK = timedelta(milliseconds=50)
"""For so long an answer still holds: waits never look twice within it."""

T = TypeVar("T")


class BeyondRecord(Exception):
    """Something would have been asked that was not, so that the answer is unknown.

    `so_far` is the verdict at the end of the record.
    """

    def __init__(self, why: str, so_far: Verdict | None = None) -> None:
        self.why = why
        self.so_far = so_far
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class RecordedGaps:
    """The `Schedule` that a system had in a wait, or the usual one where the wait does otherwise.

    What was learned by then is not needed to judge again, only when the looks were taken.
    """

    gaps: Mapping[float, float]

    def gap(self, waited: float) -> float:
        """See `Schedule`."""
        known = self.gaps.get(waited)
        return SquareRoot().gap(waited) if known is None else known


@dataclass(slots=True)
class RecordedSystems:
    """Answers as the systems did, to the very wait that was recorded, or to another one.

    As long as the wait does what the recorded one did, it is given the same look by look, and the
    same time. From where it does something else, a question is answered by what was said at that
    time. Between two answers that differ, the system is taken to have changed as late as possible,
    or, if `early`, as early as possible. Raise `BeyondRecord` if nothing tells.
    """

    basis: Basis
    early: bool = False
    said: dict[str, list[Observation]] = field(init=False, default_factory=dict)
    """What each system said, in the order in which answers were complete."""
    place: int = field(init=False, default=0)
    """Where in the tape the wait is."""
    looks: int = field(init=False, default=0)
    parted: bool = field(init=False, default=False)
    """Whether the wait does something else than the recorded one did."""
    seconds: float = field(init=False)
    moment: datetime = field(init=False)
    """The time at `seconds`."""

    def __post_init__(self) -> None:
        self.moment = next(each for each in self.basis.tape if isinstance(each, datetime))
        self.seconds = next(each for each in self.basis.tape if isinstance(each, float))
        every = [said for look in self.basis.looks for said in look]
        for each in sorted([*every, *self.basis.told], key=lambda said: said.at):
            known = self.said.setdefault(each.system, [])
            if not known or known[-1] != each:
                known.append(each)

    # The clock ----------------------------------------------------------------------------------

    def monotonic(self) -> float:
        """See `Clock`."""
        seconds = self._next(float)
        if seconds is not None:
            self._pass(seconds - self.seconds)
        return self.seconds

    def now(self) -> datetime:
        """See `Clock`."""
        moment = self._next(datetime)
        if moment is not None:
            self.moment = moment
        return self.moment

    def sleep(self, seconds: float) -> None:
        """See `Clock`."""
        if not self._does(timedelta(seconds=seconds)):
            self._pass(seconds)

    def listen(self, systems: Sequence[str], seconds: float) -> bool:
        """See `Systems`."""
        del systems
        return self._does(timedelta(seconds=seconds), also=bool) and bool(self._next(bool))

    def _pass(self, seconds: float) -> None:
        self.seconds += seconds
        self.moment += timedelta(seconds=seconds)

    # The systems --------------------------------------------------------------------------------

    def ask(
        self, systems: Sequence[str], subject: Subject, within: float | None = None
    ) -> list[Observation]:
        """See `Systems`."""
        del subject, within
        if self._does(tuple(systems)):
            look = self.basis.looks[self.looks]
            self.looks += 1
            heard = {each.system: each for each in look}
            return [heard[name] for name in systems]
        found = [self._at_this_time(name) for name in systems]
        until = max(each.at for each in found)
        if until > self.moment:
            self._pass((until - self.moment).total_seconds())
        return found

    def _at_this_time(self, name: str) -> Observation:
        """Return what a system would have answered now."""
        told = self.said.get(name, [])
        begun = [each for each in told if each.at - each.took <= self.moment]
        later = next((each for each in told if each.at - each.took > self.moment), None)
        newest = begun[-1] if begun else None
        if newest is not None and self.moment <= newest.at + SLACK:
            return newest
        if newest is None or later is None:
            raise BeyondRecord(self._beyond(name, newest))
        return later if self.early and statement(newest) != statement(later) else newest

    def _beyond(self, name: str, newest: Observation | None) -> str:
        at = f"{self.moment:%H:%M:%S} UTC"
        if newest is None:
            return f"{name} would have been asked at {at}, and was not asked until then"
        return f"{name} would have been asked at {at}, and was last asked at {newest.at:%H:%M:%S}"

    # The tape -----------------------------------------------------------------------------------

    def _next(self, kind: type[T]) -> T | None:
        """Return what the recorded wait learnt next, if it is of this kind."""
        reading = self._peek()
        if type(reading) is not kind:
            self.parted = True
            return None
        self.place += 1
        return reading

    def _does(self, what: Reading, also: type[object] | None = None) -> bool:
        """Whether the recorded wait did the same next."""
        same = self._peek() == what and (also is None or type(self._peek(1)) is also)
        if not same and not self.parted:
            self.parted = True
        self.place += same
        return same

    def _peek(self, further: int = 0) -> Reading | None:
        at = self.place + further
        return None if self.parted or at >= len(self.basis.tape) else self.basis.tape[at]
