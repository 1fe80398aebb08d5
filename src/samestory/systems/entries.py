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
class FieldReading:
    """Where one field is in a record (`at`, JMESPath) and how its text becomes a value.

    `kind` is the kind of comparison, `form` the name of a converter (`as` in TOML) or None for
    the one of the kind. `where` names the table and key, for whoever has to mend it. `sku`,
    `quantity` and `unit_price` are the readings within one line of an order. A price is `optional`
    where the system tells it in some places only; else a line without it leaves the field unsaid.
    `none` are the spellings of "no value" beside the usual ones (see `formats.says_nothing`).
    `split` are what stands between the members of a text, and between the columns of a member;
    `pattern` is a regular expression that finds the value in a text (see `systems.cutting`).
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
    none: frozenset[str] | None = None
    split: tuple[str, ...] = ()
    pattern: str = ""
    sku: FieldReading | None = None
    quantity: FieldReading | None = None
    unit_price: FieldReading | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How a long list is told page by page, and where the list is in a page (`items`, "@": all).

    The next page is asked for by `parameter`, which counts pages (kind "page") or items
    ("offset") from `first`, or hands back what the path `next` found in the page before
    ("cursor"); or the page names the next one's address, in a header ("link") or at `next`
    ("next url"). `size` is the number of items in a full page, told as `size_parameter`; `total`
    is where a page says how many items there are on all of them (JMESPath). `where` names the
    table and key, for whoever has to mend it.
    """

    kind: str
    items: str
    parameter: str = ""
    first: int = 0
    size: int | None = None
    size_parameter: str = ""
    next: str = ""
    total: str = ""
    most: int = 20
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question to a system, its blanks (`{key}`, `{of}`) still open.

    `find` are the adapter's own words for it (http: those of its dialect; inbox: subject, text,
    to, from, and since as a number of days). `absent` are the HTTP states that mean "no such
    record", whatever comes with them; None: those that mean it in the dialect; `answers` are
    those that bring an answer, as 200 does. `error` is where a document says what went wrong
    instead (JMESPath). `page` is how an answer that is no document becomes one (html). `via` are
    the questions that come before it, each of which fills in blanks for those that follow.
    `null_is_none` is whether a bare null says that there is no such record. Without a `paging` of
    its own, that of its system holds.
    """

    find: Mapping[str, Any] = field(default_factory=_nothing)
    absent: tuple[int, ...] | None = None
    answers: tuple[int, ...] = ()
    error: str = ""
    page: object = None
    null_is_none: bool = False
    via: tuple[Hop, ...] = ()
    paging: Paging | None = None


TAKE = " take"
"""How the place ends at which a landscape says what is taken out of an answer on the way."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header of an answer, by its name in any case."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A question on the way, and where its answer holds what later ones need.

    A place is a path into the document (JMESPath) or a header.
    """

    name: str
    question: Question
    take: Mapping[str, str | Header]
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectEntry:
    """How one system is asked about one kind of subject, and where its answer holds each field.

    `record` is where the record is in the answer (None: the answer is the record), and `key` where
    the record, or each of several, tells which one it is (None: it goes unsaid).
    """

    where: str
    fields: Mapping[str, FieldReading]
    question: Question = field(default_factory=Question)
    record: str | None = None
    key: str | None = None


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

    @property
    def in_browser(self) -> bool:
        """Whether it is asked in a browser, and so on the main thread."""
        return self.adapter == "website" or bool(self.settings.get("with_scripts"))

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
