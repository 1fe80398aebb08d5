"""From the endings of trials to figures by story, by fault, and over the healthy runs; pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from samestory_demo.defects import FAULTS
from tests.oracle.expected import EXPECTATIONS
from tests.oracle.judging import complaints
from tests.oracle.rivals import RIVALS
from tests.oracle.stories import STORIES
from tests.oracle.trial import Ended

EXPECTED = {each.fault: each for each in EXPECTATIONS}
Z = 1.96
"""Standard deviations within which 95 % of a normal distribution lie."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, and between which shares the true one lies with 95 % (Wilson)."""

    hits: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval; from 0 to 1 if nothing was counted.

        Source: E. B. Wilson (1927), Journal of the American Statistical Association 22, 209-212.
        """
        if not self.of:
            return 0.0, 1.0
        share, square = self.hits / self.of, Z * Z
        middle = share + square / (2 * self.of)
        spread = Z * math.sqrt(share * (1 - share) / self.of + square / (4 * self.of**2))
        scale = 1 + square / self.of
        return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)

    def __str__(self) -> str:
        return f"{self.hits}/{self.of}"

    @property
    def with_interval(self) -> str:
        """Such as "10/10 (72-100 %)"."""
        low, high = self.interval
        return f"{self} ({low:.0%}-{high:.0%})".replace("%-", "-").replace("%)", " %)")


@dataclass(frozen=True, slots=True)
class StoryFigures:
    """What samestory and its rivals made of the faults of one story."""

    number: int
    title: str
    faults: tuple[str, ...]
    caught: Share
    exactly: Share
    seconds: float
    requests: float
    rivals: dict[str, Share]


def by_story(ended: Iterable[Ended]) -> list[StoryFigures]:
    """Return the figures of every story, also of one without any trial."""
    played = [each for each in ended if each.trial.fault]
    return [_story(number, title, played) for number, title in STORIES.items()]


def _story(number: int, title: str, played: Sequence[Ended]) -> StoryFigures:
    faults = faults_of_story(number)
    mine = [each for each in played if each.trial.fault in faults]
    return StoryFigures(
        number,
        title,
        faults,
        caught=_share(mine, lambda each: bool(each.alarms)),
        exactly=_share(mine, exactly),
        seconds=median([each.seconds_to_verdict for each in mine] or [0.0]),
        requests=median([each.requests for each in mine] or [0]),
        rivals={name: _share(mine, _caught_by(name)) for name in RIVALS},
    )


def faults_of_story(number: int) -> tuple[str, ...]:
    """Return the faults that the features have to show; those of an order of actions are others."""
    return tuple(
        name for name, each in FAULTS.items() if number in each.stories and not each.only_in_order
    )


def exactly(ended: Ended) -> bool:
    """Whether the right system and field were named."""
    return not complaints(EXPECTED[ended.trial.fault or ""], ended)


def false_alarms(ended: Iterable[Ended]) -> list[Ended]:
    """Return the healthy trials that did not pass."""
    return [
        each for each in ended if not each.trial.fault and each.result not in {"passed", "deferred"}
    ]


def rivals_false_alarms(ended: Iterable[Ended]) -> dict[str, Share]:
    """Return in how many healthy trials each rival would have cried wolf."""
    healthy = [each for each in ended if not each.trial.fault]
    return {name: _share(healthy, _caught_by(name)) for name in RIVALS}


def _caught_by(rival: str) -> Callable[[Ended], bool]:
    return lambda each: each.rival_alarms(rival)


def _share(ended: Sequence[Ended], holds: Callable[[Ended], bool]) -> Share:
    return Share(sum(map(holds, ended)), len(ended))
