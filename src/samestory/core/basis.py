"""What a verdict was judged by, besides what it shows: enough to judge it again; pure data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from samestory.core.claims import Keeping
from samestory.core.model import Field, Observation, Promise, Subject
from samestory.core.patience import Patience


class Judgement(StrEnum):
    """The ways to come to a verdict; each is a function of what systems said."""

    AGREEMENT = "agreement over time"
    UNCHANGED = "footprint"
    NEVER = "never said"
    KEPT = "never taken back"
    ONE_OF = "one of several outcomes"
    OUTAGE = "nothing made up during an outage"
    RULE = "standing rule"
    PROMISED = "what one system says, taken as a promise"
    FOLLOWED = "what one system says, and the scenario goes on with"


Reading = float | datetime | bool | tuple[str, ...] | timedelta
"""One thing that a wait learnt or did: the seconds of a clock that never runs backwards, the time,
whether news came while it listened, which systems it asked, and for how long it let time pass."""


@dataclass(frozen=True, slots=True)
class Acted:
    """What somebody acted on in the meantime: the promises that are new, and those that changed."""

    made: frozenset[Subject] = frozenset()
    revised: frozenset[Subject] = frozenset()
    costs: bool = True
    """Whether any of them is about money, so that sums of money follow."""

    @property
    def on(self) -> frozenset[Subject]:
        """All of them: what is said about these may have changed."""
        return self.made | self.revised

    def of(self, plural: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the keys of what was made and revised, of the kind that `plural` lists."""
        kind = plural.removesuffix("s") if plural.endswith("s") else ""
        made, revised = (
            frozenset(each.key for each in group if each.kind == kind)
            for group in (self.made, self.revised)
        )
        return made, revised


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a verdict was judged by.

    `fields` are all fields that were compared or could have been, `looks` the observations of each
    look while waiting, and `tape` everything that the wait learnt and did, in order.
    """

    by: Judgement
    fields: tuple[Field, ...] = ()
    patience: Mapping[str, Patience] = field(default_factory=lambda: MappingProxyType({}))
    looks: tuple[tuple[Observation, ...], ...] = ()
    tape: tuple[Reading, ...] = ()
    gaps: Mapping[str, tuple[tuple[float, float], ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """By each system that had a schedule of its own: how long had been waited whenever it was
    asked for, and how long it let pass (seconds)."""
    enough: bool = False
    """Whether the last look was the one that the caller had waited for."""
    acted: Acted | None = None
    """What was acted on since it was said before (footprint)."""
    told: tuple[Observation, ...] = ()
    """Everything that was said meanwhile, also to others (judgements about a stretch of time)."""
    since: datetime | None = None
    """When watching was to begin."""
    outcomes: tuple[Promise, ...] = ()
    """The promises of which one had to come true."""
    source: str = ""
    """The system that could not be asked (outage)."""
    promised: tuple[object, ...] = ()
    """What the customer was ever told about the field (outage)."""
    keeping: Keeping = Keeping.AS_PROMISED
    """What was not to be said (never taken back)."""
    replaced: tuple[object, ...] = ()
    """The values of the field that were replaced before it was promised (never taken back)."""
    if_there: bool = False
    """Whether a system without a record keeps to it (standing rule)."""
