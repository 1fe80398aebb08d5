"""One trial: a scenario, played once in a company with a fault or without, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Trial:
    """A scenario by its name, a fault (None for a healthy company), and the seed of all chance.

    `weather` names what makes a healthy company hard to watch without making it wrong.
    """

    scenario: str
    fault: str | None
    seed: int
    weather: tuple[str, ...] = ()
    a_day_later: bool = False
    """Whether what agreed is asked again a day later, by the company's clock."""

    @property
    def name(self) -> str:
        """A name of its own among all trials."""
        return f"{self.scenario} | {self.fault or 'healthy'} | {self.seed}"

    def __str__(self) -> str:
        return f"{self.fault or 'healthy'}-{self.seed}"


@dataclass(frozen=True, slots=True)
class Heard:
    """One verdict: what it says of systems and fields, what it took, and what rivals say.

    `rivals` tells by their names whether they would have raised an alarm over the same looks.
    """

    subject: str
    outcome: str
    systems: dict[str, str]
    fields: dict[str, str]
    changed_its_mind: list[str]
    seconds: float
    requests: int
    rivals: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a trial ended: the row of run.json, its verdicts, and how long it took in seconds."""

    trial: Trial
    result: str
    exit: int
    message: str
    seconds: float
    verdicts: tuple[Heard, ...]

    @property
    def alarms(self) -> tuple[Heard, ...]:
        """The verdicts that are not agreement; what is not due yet is none."""
        return tuple(each for each in self.verdicts if each.outcome not in {"agreed", "pending"})

    @property
    def requests(self) -> int:
        """How often a system was asked."""
        return sum(each.requests for each in self.verdicts)

    @property
    def seconds_to_verdict(self) -> float:
        """How long the systems were watched until the last verdict stood."""
        return self.verdicts[-1].seconds if self.verdicts else 0.0

    def rival_alarms(self, rival: str) -> bool:
        """Whether this rival would have raised an alarm."""
        return any(each.rivals[rival] for each in self.verdicts)


def write_trials(file: Path, trials: Iterable[Trial]) -> None:
    """Write the plan down."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(asdict(each)) + "\n" for each in trials), "utf-8")


def read_trials(file: Path) -> list[Trial]:
    """Read a plan."""
    return [_trial(each) for each in _lines(file)]


def append_ended(file: Path, ended: Ended) -> None:
    """Write one ending down at once, in one piece: several processes share the file."""
    with file.open("a", encoding="utf-8") as writing:
        writing.write(json.dumps(asdict(ended)) + "\n")


def read_ended(file: Path) -> list[Ended]:
    """Read every ending so far; the half line of a killed run is none."""
    return [
        Ended(
            **{
                **each,
                "trial": _trial(each["trial"]),
                "verdicts": tuple(Heard(**verdict) for verdict in each["verdicts"]),
            }
        )
        for each in _lines(file)
    ]


def _trial(told: dict[str, Any]) -> Trial:
    return Trial(**{**told, "weather": tuple(told["weather"])})


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        try:
            yield json.loads(line)
        except ValueError:
            continue
