"""The nouns: what is asked about, what was said, and what was promised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Protocol, Self


class Outcome(StrEnum):
    """The outcomes of a comparison; never conflated."""

    AGREED = "agreed"
    CONTRADICTED = "contradicted"
    ABSENT = "absent"
    UNREACHABLE = "unreachable"
    UNMAPPED = "unmapped"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: a kind and a key, such as `order A-1042`.

    `of` is the mail address of the customer it belongs to, for systems that can only be asked
    with it (a mailbox, a guest's order page).
    """

    kind: str
    key: str
    of: str | None = None

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Tolerance(Protocol):
    """How far two values may be apart and still be the same (see `core.tolerance`)."""

    @property
    def text(self) -> str:
        """As a landscape writes it: "0.01 EUR"."""
        ...

    def covers(self, left: object, right: object) -> bool:
        """Return whether two essences are no further apart than this."""
        ...


@dataclass(frozen=True, slots=True)
class Field:
    """A named property of a kind of subject, and how it is compared (see `comparison.KINDS`).

    `authority` is the system that is right about it by nature, `tolerance` how far values may be
    apart; None if the landscape names none.
    """

    name: str
    kind: str
    authority: str | None = None
    tolerance: Tolerance | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in major units and its ISO 4217 currency code in capitals."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order; the order of lines carries no meaning."""

    sku: str
    quantity: int
    unit_price: Money | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time from `start` (included) to `end` (excluded), both with a time zone."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A code or a format that a system said and the landscape does not explain.

    Or why its answer cannot be read: then no landscape could explain it, and `where` is empty.

    It takes the place of the value in `Observation.values`: the other fields can still be judged.
    `where` is the TOML table and key that would have to explain it. `read_as` is the format that
    it is not in ("money text in en_US"); empty for a code. `fix` is the line that the landscape
    lacks, if that is known.
    """

    code: str
    where: str
    read_as: str = ""
    fix: str = ""


def table_at(where: str) -> str:
    """The table of a place in a landscape: "x.toml, [systems.crm.order]" of one of its keys."""
    return where[: where.rfind("]") + 1] or where


def key_at(where: str) -> str:
    """The key of a place in a landscape: "total" of "x.toml, [systems.crm.order] total"."""
    return where[where.rfind("]") + 1 :].strip()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a system literally said: a request and its reply, a page, a screenshot, a raw mail.

    `name` is unique within a run and ends like a file (`erp-12.json`). `content` is raw and may
    hold secrets: it is masked before it is written.
    """

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one system said about one subject at one moment.

    `values` holds every field that the landscape expects this system to tell; None stands for one
    it was silent about. `values` itself is None if the system has no such record, or if
    `unreachable` says why it could not be asked. `at` (UTC) is when the answer was complete.
    `tells` are the names of the fields that the landscape expects it to tell, whether it did or
    not; None if they are unknown. `remark` is what a person should know besides, as a clause:
    "it is in the junk folder (Spam)". `leave_alone` is for how long it wants no further question.
    """

    system: str
    subject: Subject
    at: datetime
    values: Mapping[str, object] | None = None
    unreachable: str | None = None
    tells: frozenset[str] | None = None
    asked: str = ""
    remark: str = ""
    took: timedelta = timedelta()
    evidence: tuple[Evidence, ...] = ()
    leave_alone: timedelta = timedelta()

    @property
    def absent(self) -> bool:
        """The system answered, and has no such record."""
        return self.values is None and self.unreachable is None


@dataclass(frozen=True, slots=True)
class Revision:
    """What the customer was told at one moment: `what` names it ("order", "amendment 1").

    If it was `withdrawn`, no system should have such a record any more.
    """

    what: str
    at: datetime
    values: Mapping[str, object]
    withdrawn: bool = False
    trace: str = ""
    """The `traceparent` of the action by which she was told; "" if nothing was traced."""
    asked: frozenset[str] = frozenset()
    """The fields that she asked for, or that others brought about: no page takes them back."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What the customer asked for and was told; the newest revision is what counts."""

    subject: Subject
    revisions: tuple[Revision, ...]

    @property
    def values(self) -> Mapping[str, object]:
        """What she was told last."""
        return self.revisions[-1].values

    @property
    def at(self) -> datetime:
        """When she was told last (UTC)."""
        return self.revisions[-1].at

    @property
    def withdrawn(self) -> bool:
        """No system should have such a record (any more)."""
        return self.revisions[-1].withdrawn

    def revised(self, what: str, at: datetime, /, **changes: object) -> Self:
        """The promise after the customer was told something new."""
        values = MappingProxyType({**self.values, **changes})
        return replace(self, revisions=(*self.revisions, Revision(what, at, values)))

    def told_in(self, trace: str) -> Self:
        """The promise, told last in this trace (a `traceparent`)."""
        return self._with_last(replace(self.revisions[-1], trace=trace))

    def asking(self, fields: Iterable[str]) -> Self:
        """The promise, of which she asked for these fields last."""
        return self._with_last(replace(self.revisions[-1], asked=frozenset(fields)))

    def _with_last(self, revision: Revision) -> Self:
        return replace(self, revisions=(*self.revisions[:-1], revision))

    def outdated(self, told: Mapping[str, object]) -> frozenset[str]:
        """Return the fields that a page still tells as they were before she asked for others.

        Such a page has not heard of that revision yet: nothing that the revision changed is taken
        back by it.
        """
        found: set[str] = set()
        for before, after in pairwise(self.revisions):
            was, now = before.values, after.values
            unheard = {each for each in told.keys() & was if told[each] == was[each] != now[each]}
            if unheard & after.asked:
                found |= unheard
        return frozenset(found)

    def narrowed(self, *fields: str) -> Self:
        """The promise about these fields alone."""
        told = (
            replace(each, values={k: v for k, v in each.values.items() if k in fields})
            for each in self.revisions
        )
        return replace(self, revisions=tuple(told))

    def withdrawn_as(self, what: str, at: datetime) -> Self:
        """The promise after which there should be no such record any more."""
        gone = Revision(what, at, self.values, withdrawn=True)
        return replace(self, revisions=(*self.revisions, gone))
