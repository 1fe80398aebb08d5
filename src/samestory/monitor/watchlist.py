"""Which causes are open, and which change of them is worth an alert; pure.

A contradiction has come as soon as a turn sees it: its systems had all of their patience. What is
inconclusive has come once it is seen in `STEADY` turns in a row, because one request that fails is
nothing to be woken up for. A cause is gone after `STEADY` turns in a row in which every scenario
that showed it passed; a turn that did not look at one of them proves nothing. Each coming within
the last day doubles the number of such turns: what flaps is told as gone when it stays away.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from samestory.monitor.alerts import Alert, Event
from samestory.monitor.causes_seen import Gravity, SeenCause, TurnReport

STEADY = 2
LATELY = timedelta(days=1)
MOST_DOUBLED = 5
"""So often the number of turns is doubled at most."""


@dataclass
class OpenCause:
    """What is known about a cause so far; `told` says that its coming was told."""

    title: str
    gravity: Gravity
    scenarios: frozenset[str]
    owner: str
    since: datetime
    seen: int = 0
    clean: int = 0
    told: bool = False
    comings: list[datetime] = field(default_factory=list)


@dataclass
class Watchlist:
    """The causes of earlier turns; `step` takes in the next one."""

    known: dict[str, OpenCause] = field(default_factory=dict)

    def step(self, turn: TurnReport) -> list[Alert]:
        """Take in a turn, and return what has changed with it: nothing if it was interrupted."""
        if turn.interrupted:
            return []
        gone = [key for key in self.known if key not in turn.causes]
        alerts = [self._saw(each, turn) for each in turn.causes.values()]
        alerts += [self._missed(key, turn) for key in gone]
        self._forget(turn.at)
        return [each for each in alerts if each is not None]

    def _saw(self, cause: SeenCause, turn: TurnReport) -> Alert | None:
        known = self.known.get(cause.key)
        if known is None or not (known.told or known.seen):
            before = known.comings if known else []
            known = OpenCause(*_facts(cause), since=turn.at, comings=before)
            self.known[cause.key] = known
        known.title, known.gravity, known.scenarios, known.owner = _facts(cause)
        known.seen, known.clean = known.seen + 1, 0
        if known.told or known.seen < _needed(known.gravity):
            return None
        known.told = True
        known.comings.append(turn.at)
        return self._alert(Event.COMING, cause.key, known, turn, _remark(known, turn.at))

    def _missed(self, key: str, turn: TurnReport) -> Alert | None:
        """Count a turn in which a cause was not seen, if it proves that it is not there."""
        known, removed = self.known[key], False
        if known.scenarios and turn.whole:
            left = known.scenarios & turn.planned
            removed = not left
            known.scenarios = left or known.scenarios
        proved = removed or (known.scenarios <= turn.passed if known.scenarios else turn.whole)
        if not proved:
            return None
        known.seen, known.clean = 0, known.clean + 1
        if not known.told or known.clean < _calm(known, turn.at):
            return None
        known.told = False
        why = "Its scenarios are no longer played" if removed else ""
        return self._alert(Event.GOING, key, known, turn, why)

    def _forget(self, now: datetime) -> None:
        """Drop what was gone long ago, so that the list stays short."""
        for key, each in list(self.known.items()):
            if not each.told and not each.seen and not _lately(each, now):
                del self.known[key]

    def _alert(
        self, event: Event, key: str, known: OpenCause, turn: TurnReport, remark: str
    ) -> Alert:
        return Alert(
            id=f"{event}/{key}/{known.since.isoformat()}",
            event=event,
            gravity=known.gravity,
            key=key,
            title=known.title,
            at=turn.at,
            since=known.since,
            run=turn.run,
            scenarios=tuple(sorted(known.scenarios)),
            owner=known.owner,
            remark=remark,
        )


def _facts(cause: SeenCause) -> tuple[str, Gravity, frozenset[str], str]:
    return cause.title, cause.gravity, cause.scenarios, cause.owner


def _lately(known: OpenCause, now: datetime) -> list[datetime]:
    return [each for each in known.comings if now - each < LATELY]


def _needed(gravity: Gravity) -> int:
    """Return in how many turns a cause has to be seen before it counts as come."""
    return 1 if gravity is Gravity.CONTRADICTION else STEADY


def _calm(known: OpenCause, now: datetime) -> int:
    """Return after how many turns without it a cause counts as gone."""
    again = max(0, len(_lately(known, now)) - 1)
    return STEADY << min(again, MOST_DOUBLED)


def _remark(known: OpenCause, now: datetime) -> str:
    times = len(_lately(known, now))
    if times < 2:
        return ""
    calm = _calm(known, now)
    return f"It has come {times} times within a day: gone is told after {calm} turns without it"
