"""How a system is asked about a kind of subject, and where its answer holds each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, tzinfo
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldReading:
    """Where one field is in a record (`at`, JMESPath) and how its text becomes a value.

    `kind` is the kind of comparison, `form` the name of a converter (`as` in TOML) or None for
    the one of the kind. `where` names the table and key, for messages. `sku`,
    `quantity` and `unit_price` are the readings within one line of an order. A price is `optional`
    if the system has it in some places only; else a line without it leaves the field unsaid.
    `none` are the spellings of "no value" beside the usual ones (see `formats.says_nothing`).
    `split` are what stands between the members of a text, and between the columns of a member;
    `pattern` is a regular expression that finds the value in a text (see `systems.cutting`).
    An amount with a `sum` is that of a list, which is at this path; `at` and `currency_at` are
    then within each member.
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
    sum: str | None = None
    sku: FieldReading | None = None
    quantity: FieldReading | None = None
    unit_price: FieldReading | None = None
    optional: bool = False

    @property
    def place(self) -> str:
        """Where the value, or the list that is added up, is in a record."""
        return self.at if self.sum is None else self.sum


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How a long list is split into pages, and where the list is in a page (`items`, "@": all).

    The next page is asked for by `parameter`, which counts pages (kind "page") or items
    ("offset") from `first`, or hands back what the path `next` found in the page before
    ("cursor"); or the page names the next one's address, in a header ("link") or at `next`
    ("next url"). `size` is the number of items in a full page, told as `size_parameter`; `total`
    is where a page says how many items there are on all of them (JMESPath). `where` names the
    table and key, for messages.
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
    """One question to a system, its placeholders (`{key}`, `{of}`) still open.

    `find` are the adapter's own words for it (http: those of its dialect; inbox: subject, text,
    to, from, and since as a number of days). `absent` are the HTTP states that mean "no such
    record", whatever comes with them; None: those that mean it in the dialect; `answers` are
    those that bring an answer, as 200 does. `error` is where a document says what went wrong
    instead (JMESPath). `page` is how an answer that is no document becomes one (html). `via` are
    the questions that come before it, each of which fills in placeholders for those that follow.
    `null_is_none` is whether a bare null says that there is no such record. Without a `paging` of
    its own, that of its system holds.
    """

    find: Mapping[str, Any] = field(default_factory=dict)
    absent: tuple[int, ...] | None = None
    answers: tuple[int, ...] = ()
    error: str = ""
    page: object = None
    null_is_none: bool = False
    via: tuple[Hop, ...] = ()
    paging: Paging | None = None


ANSWER = "answer"
"""What the last answer is called if others come before it."""
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


@dataclass(frozen=True, slots=True)
class DueTime:
    """When a promise comes true: the next time that it is `at`, on the clock of the company.

    With `of`, the name of a promised day, window or moment: at that time `days_before` its day.
    """

    at: time
    of: str = ""
    days_before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectEntry:
    """How one system is asked about one kind of subject, and where its answer holds each field.

    `record` is where the record is in the answer (None: the answer is the record), and `key` where
    the record, or each of several, says which one it is (None: it is not said).
    """

    where: str
    fields: Mapping[str, FieldReading]
    question: Question = field(default_factory=Question)
    record: str | None = None
    key: str | None = None
    due: DueTime | None = None
    """When promises of this kind come true in this system, if not within its patience."""
    optional: bool = False
    """Whether it may rightly have no such record, such as a courier before it has a parcel."""
