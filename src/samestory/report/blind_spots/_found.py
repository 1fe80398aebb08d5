"""What is known of the blind spots of a run, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from samestory.report.blind_spots._empty import EmptyThen
from samestory.report.blind_spots._lies import Fate, Lie


@dataclass(frozen=True, slots=True)
class LieResult:
    """The result of a lie in the whole run."""

    lie: Lie
    fate: Fate
    why: str = ""
    """Why nobody noticed it."""
    by_change: bool = False
    """Whether it was noticed only as a change of what had been said before."""


@dataclass(frozen=True, slots=True)
class ScenarioSight:
    """How many lies about what one scenario heard it would have noticed."""

    id: str
    journey: str
    scenario: str
    lies: int
    noticed: int


@dataclass(frozen=True, slots=True)
class BlindSpots:
    """Which lies a run would not have noticed; the gravest first."""

    called: Mapping[str, str] = field(default_factory=dict)
    results: tuple[LieResult, ...] = ()
    near: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """By system and kind, the scenarios in which it was asked about that."""
    unasked: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """By system and kind that it is never asked about, the fields that it could tell."""
    uncompared: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """By system and kind, the fields that no comparison rests on although it was asked."""
    empty: tuple[EmptyThen, ...] = ()
    scenarios: tuple[ScenarioSight, ...] = ()
    """Those with the most unnoticed lies first."""
    verdicts: int = 0
    """How many judgements were bent; none without a bundle."""
    unreadable: int = 0
    described: bool = True
    """Whether the bundle says what the landscape describes, asked or not."""

    @property
    def noticed(self) -> int:
        """How many lies would have been noticed."""
        return sum(each.fate is Fate.NOTICED for each in self.results)

    @property
    def by_change(self) -> int:
        """How many of these only as a change."""
        return sum(each.by_change for each in self.results)

    @property
    def allowed(self) -> tuple[LieResult, ...]:
        """The lies that cannot be seen by right; they do not count."""
        return tuple(each for each in self.results if each.fate is Fate.ALLOWED)

    @property
    def survived(self) -> tuple[LieResult, ...]:
        """The lies that nobody would notice."""
        return tuple(each for each in self.results if each.fate is Fate.SURVIVED)

    @property
    def lies(self) -> int:
        """How many lies count: all that the landscape makes possible, and that may be seen."""
        return self.noticed + len(self.survived)

    @property
    def share(self) -> float | None:
        """The share of them that would have been noticed; None if nothing was compared."""
        return self.noticed / self.lies if self.verdicts and self.lies else None
