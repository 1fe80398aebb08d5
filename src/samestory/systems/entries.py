"""What a landscape says about its systems: where each is, how to ask it, how to read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from types import MappingProxyType
from typing import Any

from samestory.convergence import Patience
from samestory.model import Promise


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Auth:
    """How to log in: `kind` is none, basic, header, bearer or password (a mailbox).

    `user` may hold `{of}`, the mail address of the customer who is asked about.
    """

    kind: str = "none"
    user: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    header: str = ""
    variables: tuple[str, ...] = ()
    """The environment variables that the credentials come from, to be named in errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldReading:
    """Where one field is in a record (`at`, JMESPath) and how its text becomes a value.

    `kind` is the kind of comparison, `form` the name of a converter (`as` in TOML) or None for
    the one of the kind. `where` names the table and key, for whoever has to mend it. `sku`,
    `quantity` and `unit_price` are the readings within one line of an order. A price is `optional`
    where the system tells it in some places only; else a line without it leaves the field unsaid.
    """

    at: str
    kind: str
    where: str
    form: str | None = None
    locale: str = "en_US"
    currency: str | None = None
    currency_at: str | None = None
    zone: tzinfo | None = None
    means: Mapping[str, str] | None = None
    sku: FieldReading | None = None
    quantity: FieldReading | None = None
    unit_price: FieldReading | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question to a system, its blanks (`{key}`, `{of}`) still open.

    `find` are the adapter's own words for it (http: method, path, headers and body; inbox:
    subject, text, to, from, and since as a number of days). `absent` are the HTTP states that
    mean "no such record". `page` is how an answer that is no document becomes one (html).
    """

    find: Mapping[str, Any] = field(default_factory=_nothing)
    absent: tuple[int, ...] = (404,)
    page: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectEntry:
    """How one system is asked about one kind of subject, and where its answer holds each field.

    `record` is where the record is in the answer (None: the answer is the record).
    """

    where: str
    fields: Mapping[str, FieldReading]
    question: Question = field(default_factory=Question)
    record: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemEntry:
    """One system of a landscape: its adapter, how patient to be with it, and what it can be asked.

    `timeout` is the number of seconds that one request may take in all, `rate` the number of
    requests that it may get in one second. `due` is the time of its nightly batch, on the clock
    of `zone`, where it learns nothing in between. `pages` are the page objects of a website,
    `own` is the class of an adapter that the company brings along.
    """

    name: str
    called: str
    adapter: str
    where: str
    zone: tzinfo
    settings: Mapping[str, Any] = field(default_factory=_nothing)
    auth: Auth = field(default_factory=Auth)
    pages: type[Any] | None = None
    own: type[Any] | None = None
    patience: timedelta = timedelta(seconds=5)
    settle: timedelta = timedelta(seconds=1)
    read_lag: timedelta = timedelta()
    due: time | None = None
    timeout: float = 3.0
    rate: float = 20.0
    subjects: Mapping[str, SubjectEntry] = field(default_factory=_nothing)

    def patience_with(self, promise: Promise | None) -> Patience:
        """How long to wait for this system to follow a promise."""
        due = None if promise is None or self.due is None else self.next_batch(promise.at)
        return Patience(patience=self.patience, settle=self.settle, read_lag=self.read_lag, due=due)

    def next_batch(self, after: datetime) -> datetime | None:
        """When the nightly batch next runs after a moment, or None where there is no batch.

        A batch at the very moment comes too early for it.
        """
        if self.due is None:
            return None
        day = after.astimezone(self.zone).date()
        tonight = datetime.combine(day, self.due, self.zone)
        if tonight.timestamp() > after.timestamp():
            return tonight
        return datetime.combine(day + timedelta(days=1), self.due, self.zone)
