"""What a landscape says about its systems: where each is, how to ask it, how to read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from samestory.config.adapter import Adapter, adapter_named
from samestory.core.model import Promise, Window
from samestory.core.patience import Patience
from samestory.errors import WrongCall
from samestory.extraction.entries import SubjectEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Where access tokens come from (RFC 6749): for a refresh token, or for a client by itself.

    `secret_in` is where the client's own secret is written: in the "header" or in the "body".
    """

    url: str
    client_id: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""
    audience: str = ""
    secret_in: str = "header"  # noqa: S105 - a place, no secret


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPage:
    """A page with a form to log in by: its path, and the names of what is filled in there.

    `csrf_field` is one that the page fills in by itself and wants to see again; without a name,
    whatever it fills in is shown to it again.
    """

    path: str
    user_field: str = "username"
    password_field: str = "password"  # noqa: S105 - a name, no secret
    csrf_field: str = ""


IN_THE_QUESTION = "in the question"
"""The kind of auth of systems that are shown `{user}` and `{password}` by what they are asked."""


@dataclass(frozen=True, slots=True)
class Auth:
    """How to log in: `kind` as a landscape calls it, such as "bearer" or "login form".

    `user` may hold `{of}`, the mail address of the customer who is asked about. Only kinds that
    fetch a token have `tokens`, only the login form has a `login` page.
    """

    kind: str = "none"
    user: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    header: str = ""
    variables: tuple[str, ...] = ()
    """The environment variables that the credentials come from, to be named in errors."""
    tokens: Tokens | None = None
    login: LoginPage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemEntry:
    """One system of a landscape: its adapter, how patient to be with it, and what it can be asked.

    `timeout` is the number of seconds that one request may take in all, `rate` the number of
    requests that it may get in one second. `due` is the time of its nightly batch, on the clock
    of `zone`, if it learns nothing in between; a kind of subject may have a `due` of its own.
    `owner` is who fixes it, "" if that is not said.
    `pages` are the page objects of a website, `own` is the class of an adapter that the company
    brings along.
    """

    name: str
    called: str
    adapter: str
    where: str
    zone: tzinfo
    settings: Mapping[str, Any] = field(default_factory=dict)
    auth: Auth = field(default_factory=Auth)
    pages: type[Any] | None = None
    own: type[Any] | None = None
    patience: timedelta = timedelta(seconds=5)
    settle: timedelta = timedelta(seconds=1)
    read_lag: timedelta = timedelta()
    owner: str = ""
    due: time | None = None
    timeout: float = 3.0
    rate: float = 20.0
    subjects: Mapping[str, SubjectEntry] = field(default_factory=dict)

    @property
    def way(self) -> Adapter:
        """The adapter by which it is asked, unless the company brings its `own` one."""
        return adapter_named(self.adapter)

    @property
    def in_browser(self) -> bool:
        """Whether it is asked in a browser, and so on the main thread."""
        return self.own is None and self.way.in_browser(self.settings)

    @property
    def as_customer(self) -> bool:
        """Whether it is read in the customer's own session, and shows her own records only."""
        return self.own is None and self.way.as_customer

    def patience_with(self, promise: Promise | None) -> Patience:
        """How long to wait for this system to follow a promise."""
        due = None if promise is None else self._due(promise)
        return Patience(patience=self.patience, settle=self.settle, read_lag=self.read_lag, due=due)

    def next_batch(self, after: datetime) -> datetime | None:
        """When the nightly batch next runs after a moment, or None if there is no batch.

        A batch at the very moment comes too early for it.
        """
        return None if self.due is None else next_time(self.due, after, self.zone)

    def comes_later(self, kind: str) -> time | None:
        """The time of day at which it follows such subjects, or None if within its patience."""
        entry = self.subjects.get(kind)
        return entry.due.at if entry and entry.due else self.due

    def had_time_for(self, kind: str, changed: datetime, now: datetime) -> bool:
        """Whether what a subject became at one moment should be followed by another one.

        What comes true before a day that only a promise names is not known to be due.
        """
        entry, later = self.subjects.get(kind), self.comes_later(kind)
        if later is None:
            return True
        of_a_day = entry is not None and entry.due is not None and entry.due.of
        return not of_a_day and next_time(later, changed, self.zone) <= now

    def _due(self, promise: Promise) -> datetime | None:
        """When the promise comes true here, by the company's clock; None: within the patience."""
        entry = self.subjects.get(promise.subject.kind)
        due = entry.due if entry else None
        if due is None:
            return self.next_batch(promise.at)
        if not due.of:
            return next_time(due.at, promise.at, self.zone)
        told = promise.values.get(due.of)
        day = _day_of(told, self.zone)
        if day is None:
            raise WrongCall(
                f"The promise about {promise.subject} holds no {due.of} (it is {told!r}), and the "
                f"{self.called} tells it the day before.\n  Let the step promise the {due.of}."
            )
        return datetime.combine(day - timedelta(days=due.days_before), due.at, self.zone)


def next_time(at: time, after: datetime, zone: tzinfo) -> datetime:
    """Return when a clock in `zone` next shows the time `at`, later than the moment `after`."""
    day = after.astimezone(zone).date()
    today = datetime.combine(day, at, zone)
    if today.timestamp() > after.timestamp():
        return today
    return datetime.combine(day + timedelta(days=1), at, zone)


def _day_of(told: object, zone: tzinfo) -> date | None:
    """The day of a promised day, window or moment; None for anything else."""
    moment = told.start if isinstance(told, Window) else told
    if isinstance(moment, datetime):
        return moment.astimezone(zone).date()
    return moment if isinstance(moment, date) else None
