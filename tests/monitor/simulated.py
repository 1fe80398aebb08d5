"""A company, its runs and its webhook on a simulated clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from samestory.monitor import Gravity, Monitor, SeenCause, Settings, TurnReport
from tests.undo.company import Company

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
SCENARIOS = frozenset(f"features/f.feature/{n}" for n in range(6))


@dataclass
class SimulatedClock:
    """Time passes only by waiting; the watch is to end at `until`."""

    until: datetime = MONDAY + timedelta(days=7)
    moment: datetime = MONDAY

    def now(self) -> datetime:
        return self.moment

    def wait(self, seconds: float) -> bool:
        self.moment += timedelta(seconds=seconds)
        return self.moment >= self.until


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with the company for a while."""

    key: str
    scenarios: frozenset[str]
    begins: datetime
    ends: datetime
    gravity: Gravity = Gravity.CONTRADICTION

    def cause(self) -> SeenCause:
        return SeenCause(self.key, f"Fault {self.key}", self.gravity, self.scenarios)


@dataclass
class SimulatedPlayer:
    """Plays against a company that takes real deeds, in a real ledger, and gives them back."""

    company: Company
    clock: SimulatedClock
    faults: list[Fault]
    takes: timedelta = timedelta(minutes=3)
    chance: Random = field(default_factory=lambda: Random(1))  # noqa: S311 - a simulation
    played: list[datetime] = field(default_factory=list)
    under_way: int = 0
    number: int = 0

    def play(self, folder: Path, at: datetime) -> TurnReport:
        assert not self.under_way, "never two at once"
        self.under_way += 1
        self.played.append(at)
        self.company.report = folder
        folder.mkdir(parents=True)
        self.number += 1
        self.company.who = f"ada.{self.number}@customers.example"
        self.company.order(f"A-{self.number}", run=f"{self.number}")
        if self.chance.random() < 0.05:
            self.company.order_and_die(f"B-{self.number}")  # its process was killed
        causes = {e.key: e.cause() for e in self.faults if e.begins <= at < e.ends}
        failed = frozenset[str]().union(*(each.scenarios for each in causes.values()))
        self.clock.moment += self.takes
        self.under_way -= 1
        return TurnReport(
            at=at,
            run=folder.name,
            exit=1 if causes else 0,
            line="Played.",
            causes=causes,
            passed=SCENARIOS - failed,
            planned=SCENARIOS,
        )

    def undo(self, folder: Path) -> str:
        company = self.company
        company.report = folder
        # Now and then the desk is closed while a run is undone: the next turn tries again.
        company.world.down = {"erp"} if self.chance.random() < 0.1 else set()
        left = [each for each in company.undo() if each.end not in {"undone", "nothing to undo"}]
        return "; ".join(f"{each.thing.name}: {each.end}" for each in left)


@dataclass
class SimulatedWebhook:
    """Gets alerts, unless it is down."""

    clock: SimulatedClock
    down: list[tuple[datetime, datetime]] = field(default_factory=list)
    got: list[Mapping[str, Any]] = field(default_factory=list)
    refused: int = 0

    def __call__(self, message: Mapping[str, Any]) -> None:
        if any(begin <= self.clock.moment < end for begin, end in self.down):
            self.refused += 1
            raise ConnectionError("503 Service Unavailable")
        self.got.append(message)

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(each["event"], each["cause"]) for each in self.got]


class Watched:
    """All of it together; `watch()` is a new process that goes on in the same folder."""

    def __init__(self, folder: Path, faults: list[Fault] | None = None) -> None:
        self.clock = SimulatedClock()
        self.player = SimulatedPlayer(Company(folder), self.clock, faults or [])
        self.hook = SimulatedWebhook(self.clock)
        self.folder = folder / "watch"
        self.said: list[str] = []

    def watch(self, every: timedelta = QUARTER) -> Monitor:
        settings = Settings(
            folder=self.folder,
            every=every,
            age=timedelta(days=1),
            most=50,
            company="Speedwell",
        )
        return Monitor(settings, self.player, self.clock, self.said.append, self.hook)

    def until(self, moment: datetime) -> Monitor:
        """Let a process watch until a moment."""
        self.clock.until = moment
        monitor = self.watch()
        monitor.go_on()
        return monitor


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def fault(key: str, begins: datetime, ends: datetime, *scenarios: int, sure: bool = True) -> Fault:
    shows = frozenset(f"features/f.feature/{n}" for n in scenarios or (0,))
    gravity = Gravity.CONTRADICTION if sure else Gravity.INCONCLUSIVE
    return Fault(key, shows, begins, ends, gravity)
