"""Stand-ins for the clock and for a system, for tests that take no time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from samestory.core.model import Observation, Subject
from samestory.core.system import said
from samestory.errors import CannotAsk

START = datetime(2026, 11, 24, 14, 2, 20, tzinfo=UTC)

ScriptedAnswer = Mapping[str, object] | CannotAsk | None
"""The values of a record, None for "no such record", or the error that is raised."""


class FakeClock:
    """A `Clock` whose time passes only if somebody sleeps, or by `advance`.

    `elapsed` is the number of seconds since `START`; `slept` is every sleep in seconds.

    >>> clock = FakeClock()
    >>> clock.sleep(1.5)
    >>> clock.elapsed, clock.now().isoformat()
    (1.5, '2026-11-24T14:02:21.500000+00:00')
    """

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        """Return the present moment (UTC)."""
        return START + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        """Return seconds that never run backwards; they do not begin at 0."""
        return 1000.0 + self.elapsed

    def sleep(self, seconds: float) -> None:
        """Let time pass, and note it. A sleep of no time is an error: it would be a busy loop."""
        assert seconds > 0, "a sleep of no time is a busy loop"
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Let time pass without a sleep, as while a request is under way."""
        self.elapsed += seconds


class ScriptedSystem:
    """A `System` that gives the answers it was given, one per look, and then repeats the last.

    `asked` lists the subjects that it was asked about.

    >>> crm = ScriptedSystem("crm", [None, CannotAsk("it is down"), {"status": "placed"}])
    >>> crm.observe(Subject("order", "A-1042")).absent
    True
    """

    main_thread = False

    def __init__(self, name: str, answers: Iterable[ScriptedAnswer]) -> None:
        self.name = name
        self.asked: list[Subject] = []
        self._answers: Sequence[ScriptedAnswer] = tuple(answers)

    def observe(self, subject: Subject) -> Observation:
        """Return the next answer, or raise it if it is a `CannotAsk`."""
        answer = self._answers[min(len(self.asked), len(self._answers) - 1)]
        self.asked.append(subject)
        if isinstance(answer, CannotAsk):
            raise answer
        return said(self.name, subject, answer)

    def close(self) -> None:
        """Do nothing: no connection is kept."""
