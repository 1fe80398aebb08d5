"""The verdict: per field who says what, and every look that led to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute  # `field` is a noun of ours
from datetime import timedelta
from types import MappingProxyType

from samestory.core.basis import Basis
from samestory.core.claims import Watched
from samestory.core.model import Field, Observation, Outcome, Promise, Subject, Unmapped
from samestory.core.reasons import Traced, UsualWait


@dataclass(frozen=True, slots=True)
class FieldVerdict:
    """What comparing one field came to, and who said what.

    `said` holds a value for each system that told one; the other sets name the systems that
    did not tell what counts, and why: `apart` said something else, `silent` said nothing,
    `unreachable` could not be asked, `unmapped` said a code that the landscape does not explain,
    `pending` is not due yet. What counts is what was promised, without a promise what the
    authority says, without both what prevails. `near` said something else that is within the
    tolerance.
    """

    field: Field
    outcome: Outcome
    said: Mapping[str, object]
    promised: object | None = None
    apart: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    unreachable: frozenset[str] = frozenset()
    unmapped: Mapping[str, Unmapped] = attribute(default_factory=lambda: MappingProxyType({}))
    pending: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()

    @property
    def authority(self) -> str | None:
        """The system that is right by nature, if it told its value."""
        return self.field.authority if self.field.authority in self.said else None

    @property
    def wrong(self) -> frozenset[str]:
        """The systems that contradict the authority, unless it contradicts the promise itself."""
        return self.apart if self.authority and self.authority not in self.apart else frozenset()

    @property
    def laggards(self) -> frozenset[str]:
        """The systems that may still follow in a later look."""
        return self.apart | self.silent | self.unreachable | self.pending | frozenset(self.unmapped)


SEVEREST_FIRST = (
    Outcome.CONTRADICTED,
    Outcome.ABSENT,
    Outcome.UNMAPPED,
    Outcome.UNREACHABLE,
    Outcome.PENDING,
    Outcome.AGREED,
)
"""A known contradiction outweighs what cannot be known, and that outweighs agreement."""


@dataclass(frozen=True, slots=True)
class Look:
    """One round of asking: who was asked, what they said, and how the picture then compared.

    `elapsed` is the time since waiting began. `verdict` compares the newest word of every system,
    also of those that were not re-asked in this look.
    """

    number: int
    elapsed: timedelta
    observations: tuple[Observation, ...]
    verdict: Verdict

    @property
    def asked(self) -> tuple[str, ...]:
        """The systems asked in this look."""
        return tuple(each.system for each in self.observations)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of comparing: per field who says what; `timeline` is every look that led here."""

    subject: Subject
    fields: tuple[FieldVerdict, ...]
    observations: tuple[Observation, ...]
    promise: Promise | None = None
    timeline: tuple[Look, ...] = ()
    changed_its_mind: frozenset[str] = frozenset()
    """The systems that agreed at first and no longer did within the settle time."""
    late: Mapping[str, timedelta] = attribute(default_factory=lambda: MappingProxyType({}))
    """The systems that followed only after their patience, and when (since waiting began)."""
    watched: Watched | None = None
    """How closely a claim about time was watched, if the verdict is about one."""
    rule: str = ""
    """The name of the standing rule that asked, if it was one and no step."""
    before: tuple[Observation, ...] = ()
    """What each system said earlier, if it is only asked whether that has changed."""
    traced: Traced | None = None
    """What the company's own traces say about it, if they were asked."""
    usual: tuple[UsualWait, ...] = attribute(default=(), compare=False)
    """What past waits say about the systems that did not follow in time."""
    basis: Basis | None = attribute(default=None, compare=False, repr=False)
    """What it was judged by, so that it can be judged again."""

    def __iter__(self) -> Iterator[FieldVerdict]:
        return iter(self.fields)

    @property
    def outcome(self) -> Outcome:
        """The severest outcome of any field."""
        found = {each.outcome for each in self.fields}
        return next(each for each in SEVEREST_FIRST if each in found)

    @property
    def agreed(self) -> bool:
        """Every field was compared and every system told the same."""
        return self.outcome is Outcome.AGREED

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems asked, in the order in which they were named."""
        return tuple(each.system for each in self.observations)

    @property
    def discrepancies(self) -> tuple[FieldVerdict, ...]:
        """The fields on which the story differs or cannot be known."""
        return tuple(each for each in self.fields if each.outcome is not Outcome.AGREED)
