"""What is claimed about a stretch of time, and how closely it was watched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from samestory.core.model import Field, Observation, Subject


class Bound(StrEnum):
    """For how long a word is never to be said."""

    WHILE = "while"
    BEFORE = "before"
    """Until another word is said: "until" means the same."""


@dataclass(frozen=True, slots=True)
class Saying:
    """That a system says a word about a subject: the CRM calls order A-1042 "in process".

    Without a field, it is that the system has any record of the subject.
    """

    system: str
    subject: Subject
    field: Field | None = None
    word: object = None


@dataclass(frozen=True, slots=True)
class Never:
    """The claim that `saying` never holds while, or before, `other` does."""

    saying: Saying
    bound: Bound
    other: Saying


class Keeping(StrEnum):
    """What systems must not say once something was promised."""

    AS_PROMISED = "as promised"
    """Anything else, after what was promised."""
    NEVER_OLD = "never an old value"
    """A value that was replaced."""
    NEVER_HALF = "never half changed"
    """Something of one version of the promise, and something that is not."""


@dataclass(frozen=True, slots=True)
class Watched:
    """How closely the systems were watched for what they were never to say, or to take back.

    Without `never`, the claim is that each of them keeps to what was promised, as `keeping` says.
    """

    looks: Mapping[str, int]
    """How many answers each system gave."""
    span: timedelta
    """From the beginning of the watch to the last answer."""
    blind: Mapping[str, timedelta]
    """The longest stretch without a look: what a system said for no longer may not be seen."""
    well_in_the_end: bool
    """Whether somebody who looked only at the end would have found nothing wrong."""
    never: Never | None = None
    proof: tuple[Observation, ...] = ()
    """The answers that break the claim, in the order of time; none if nothing does."""
    keeping: Keeping = Keeping.AS_PROMISED
