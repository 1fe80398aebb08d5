"""Look again until the story is settled: the only part that waits.

A system is judged by what it says when it is asked at its own deadline (read lag plus patience) at
the latest; one full look at that moment is always had. Agreement counts only when it has lasted
for the settle time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from samestory.core.basis import Basis, Judgement, Reading
from samestory.core.model import Field, Observation, Promise, Subject
from samestory.core.patience import Patience
from samestory.core.verdict import Look, Verdict
from samestory.errors import WrongCall
from samestory.polling.calendar import Calendar
from samestory.polling.looks import EnoughSeen, Judge, Looking
from samestory.polling.terms import Clock, Schedule, SquareRoot, Systems
from samestory.polling.wait import Wait


@dataclass(slots=True)
class Tape:
    """Stands between a wait and its clock and systems; `readings` are in order."""

    panel: Systems
    clock: Clock
    readings: list[Reading] = field(default_factory=list)

    def now(self) -> datetime:
        """See `Clock`."""
        now = self.clock.now()
        self.readings.append(now)
        return now

    def monotonic(self) -> float:
        """See `Clock`."""
        seconds = self.clock.monotonic()
        self.readings.append(seconds)
        return seconds

    def sleep(self, seconds: float) -> None:
        """See `Clock`."""
        self.readings.append(timedelta(seconds=seconds))
        self.clock.sleep(seconds)

    def ask(
        self, systems: Sequence[str], subject: Subject, within: float | None = None
    ) -> list[Observation]:
        """See `Systems`."""
        self.readings.append(tuple(systems))
        return self.panel.ask(systems, subject, within)

    def listen(self, systems: Sequence[str], seconds: float) -> bool:
        """See `Systems`."""
        self.readings.append(timedelta(seconds=seconds))
        heard = self.panel.listen(systems, seconds)
        self.readings.append(heard)
        return heard


NO_OWN: Mapping[str, Schedule] = MappingProxyType({})


def converge(  # noqa: PLR0913, PLR0917 - one argument for each part that the caller has to bring
    panel: Systems,
    clock: Clock,
    subject: Subject,
    fields: Iterable[Field],
    patience: Mapping[str, Patience],
    promise: Promise | None = None,
    *,
    schedule: Schedule | None = None,
    schedules: Mapping[str, Schedule] = NO_OWN,
    on_look: Callable[[Look], None] | None = None,
    until: Callable[[Look], bool] | None = None,
    judge: Judge | None = None,
) -> Verdict:
    """Ask the systems in `patience` about the subject until they agree for good or time is up.

    The verdict holds every look; it is that of the first look for which `until` is true, if there
    is one. A `judge` compares what they say with something else than each other. Systems that lag
    are asked again as `schedule` says, all at once, but those that have one of their own in
    `schedules`.
    Raise `NothingToCompare` if no two of the systems know anything about the subject, even at the
    end, and `WrongCall` if no system is named.
    """
    if not patience:
        raise WrongCall("No system was named.\n  Name the systems that must agree.")
    tape = Tape(panel, clock)
    looking = Looking(tape, tape, subject, tuple(fields), patience, promise, on_look, until, judge)
    calendar, enough = Calendar(schedule or SquareRoot(), schedules), False
    try:
        verdict = Wait(looking, calendar).verdict()
    except EnoughSeen as seen:
        verdict, enough = replace(seen.verdict, timeline=tuple(looking.timeline)), True
    basis = Basis(
        by=Judgement.AGREEMENT,
        fields=looking.fields,
        patience=patience,
        looks=tuple(each.observations for each in looking.timeline),
        tape=tuple(tape.readings),
        gaps={name: tuple(gaps) for name, gaps in calendar.gaps.items() if gaps},
        enough=enough,
    )
    return replace(verdict, basis=basis)
