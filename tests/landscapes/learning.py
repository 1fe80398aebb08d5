"""How much of a landscape written by hand is learned from what its system publishes.

For each table of an example: the values that the description reads from the published answer are
what is known; the raw answers are what is learned from. A field is right if what was learned reads
the same as the description from the published answer, and from a changed one, in which every place
says something of its own: another order of the same shape.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.http.system import HttpSystem
from samestory.adapters.opening import open_remote
from samestory.config import Landscape, load
from samestory.config.entries import Auth, SystemEntry
from samestory.core.comparison import same
from samestory.core.model import Subject, Unmapped
from samestory.errors import CannotAsk
from samestory.extraction.lossless_json import read_json
from samestory.extraction.paths import keys_of
from samestory.learn.assembling import assembled, paged_list, with_members
from samestory.learn.candidates import KnownSubject
from samestory.learn.field_words import named_fit
from samestory.learn.places import at_steps
from samestory.learn.proposals import SubjectProposal
from samestory.learn.proposing import propose
from samestory.learn.trying import Sample, read_by
from samestory.network.guard import Guard
from samestory.redaction import Masker
from samestory.redaction.personal import Personal
from tests.landscapes.vendor import Vendor, standing_in

Raw = list[dict[str, Any]]
"""The answers to one question, in their order: {status, headers, body}."""


@dataclass(frozen=True)
class Lesson:
    """One table of a landscape: what is known, what was answered, and how the table is written."""

    system: SystemEntry
    guard: Guard
    known: KnownSubject
    raw: Raw

    @property
    def documents(self) -> list[Any]:
        return [each["body"] for each in self.raw]


@dataclass(frozen=True)
class Graded:
    """One field: whether it was learned rightly, and what was proposed."""

    lesson: Lesson
    field: str
    right: bool
    why: str
    doubted: bool = True
    """Whether something about it was left open."""

    def __str__(self) -> str:
        mark = "right" if self.right else "WRONG"
        return f"{mark} {self.lesson.system.name} {self.lesson.known.kind} {self.field}: {self.why}"


def lessons(vendor: Vendor, folder: Path) -> list[Lesson]:
    """One for each table of the description; of several subjects the first that is known."""
    with standing_in(vendor) as address:
        file = folder / f"{vendor.name}.toml"
        file.write_text(vendor.example_at(address), "utf-8")
        landscape = load(file, vendor.environ)
        about = [each.split(" ", 2) for each, said in vendor.told.items() if said is not None]
        first = {(name, kind): key for name, kind, key in reversed(about)}
        subjects = {
            (name, kind): Subject(kind.replace("-", " "), key, vendor.of)
            for (name, kind), key in first.items()
        }
        return [lesson(landscape, name, each) for (name, _), each in subjects.items()]


def lesson(landscape: Landscape, name: str, subject: Subject) -> Lesson:
    entry = landscape.systems[name]
    store = EvidenceStore(Masker(personal=Personal(kinds=())))
    system = open_remote(entry, landscape.guard, store)
    try:
        said = system.observe(subject)
    finally:
        system.close()
    raw = [
        read_json(each.content) for each in said.evidence if each.media_type == "application/json"
    ]
    values = {name: each for name, each in (said.values or {}).items() if _is_known(each)}
    return Lesson(
        entry, landscape.guard, KnownSubject(subject.kind, subject.key, values, subject.of), raw
    )


def _is_known(said: object) -> bool:
    return said is not None and not isinstance(said, Unmapped)


class InTurn(httpx.AsyncBaseTransport):
    """Answers whatever is asked by the next of the answers; behind the last page is nothing."""

    def __init__(self, raw: Raw) -> None:
        self._left = list(raw)
        self._last = raw[-1]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        del request
        each = self._left.pop(0) if self._left else _emptied(self._last)
        body = json.dumps(each["body"], default=float)
        kept = {name: it for name, it in each["headers"].items() if name.lower() == "link"}
        headers = {"content-type": "application/json", **kept}
        return httpx.Response(int(each["status"]), headers=headers, content=body)


def _emptied(last: dict[str, Any]) -> dict[str, Any]:
    at = paged_list(last["body"])
    return (
        last if at is None else {**last, "headers": {}, "body": with_members(last["body"], at, [])}
    )


def read_by_hand(one: Lesson, raw: Raw) -> Mapping[str, object]:
    """What the description reads from answers, whatever it asks."""
    entry = one.system.subjects[one.known.kind]
    subjects = {**one.system.subjects, one.known.kind: replace(entry, key=None)}
    system = HttpSystem(
        replace(one.system, auth=Auth(), subjects=subjects),
        one.guard,
        EvidenceStore(Masker(personal=Personal(kinds=()))),
        transport=InTurn(raw),
    )
    try:
        return system.observe(Subject(one.known.kind, one.known.key, one.known.of)).values or {}
    except CannotAsk as trouble:
        raise AssertionError(f"{one.system.name} {one.known.kind}: {trouble.why}") from trouble
    finally:
        system.close()


def read_as_learned(proposal: SubjectProposal, one: Lesson, documents: list[Any]) -> Any:
    document, _ = assembled(documents)
    table = {name: each for name, each in proposal.table.items() if name != "key"}
    return read_by(table, one.known.kind, document, None) or {}


def graded(one: Lesson) -> Iterator[Graded]:
    """Every field of a table that the published answer has a value for."""
    document, _ = assembled(one.documents)
    proposal = propose([Sample(one.known, document)])
    changed = [{**each, "body": Changed(one).of(each["body"])} for each in one.raw]
    changed = _totalled(one, _counted(one.raw, changed))
    by_hand = read_by_hand(one, changed)
    learned = read_as_learned(proposal, one, [each["body"] for each in changed])
    fields = {each.name: each for each in proposal.fields}
    kinds = {n: each.kind for n, each in one.system.subjects[one.known.kind].fields.items()}
    for name in one.known.values:
        if name not in fields:
            why = next((each for each in proposal.open if each.startswith(f"{name}:")), "?")
            yield Graded(one, name, right=False, why=f"not proposed; {why}")
            continue
        right = agrees(kinds[name], by_hand.get(name), learned.get(name))
        told = f"record = {proposal.record!r}, {dict(fields[name].words)}"
        other = "" if right else f" reads {learned.get(name)!r}, not {by_hand.get(name)!r}"
        one_of_several = any(each.startswith("record:") for each in proposal.open)
        doubted = one_of_several or bool(fields[name].open or fields[name].elsewhere)
        yield Graded(one, name, right=right, why=f"{told}{other}", doubted=doubted)


def agrees(kind: str, one: object, other: object) -> bool:
    """Whether two readings are the same; codes without a meaning are if they are the same code."""
    if isinstance(one, Unmapped) and isinstance(other, Unmapped):
        return one.code == other.code
    if not _is_known(one) or not _is_known(other):
        return False
    return same(kind, one, other)


class Changed:
    """Gives every place of an answer a value of its own, in the format of the old one.

    What says nothing (0 as well), what is yes or no, addresses of pages and the words that the
    description itself looks for stay: they are the shape. Each list has one member more.
    """

    _numbers = itertools.count(3)

    def __init__(self, one: Lesson) -> None:
        entry = one.system.subjects[one.known.kind]
        pagings = (entry.question.paging, one.system.settings.get("paging"))
        texts = [entry.record or "", *(each.at for each in entry.fields.values())]
        texts += [each.next for each in pagings if each is not None]
        self._kept = {each for text in texts for each in re.findall(r"'([^']*)'", text)}

    def of(self, said: Any) -> Any:
        if isinstance(said, Mapping):
            return {key: self.of(each) for key, each in said.items()}
        if isinstance(said, list):
            more = said[-1:] if said and isinstance(said[0], Mapping) else []
            return [self.of(each) for each in [*said, *more]]
        return self._value(said, next(self._numbers))

    def _value(self, said: Any, number: int) -> Any:
        if isinstance(said, bool) or said in (None, "", 0) or said in self._kept:
            return said
        if isinstance(said, int):
            return said + number * (86_400 if said > 1e9 else 1) * (1000 if said > 1e12 else 1)
        if isinstance(said, Decimal | float):
            return round(float(said) + number, 2)
        return _text(str(said), number)


CURRENCIES = ("USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "NZD")
COUNTRIES = ("FR", "AT", "CH", "NL", "BE", "IT", "ES", "PL", "SE", "NO", "FI", "PT")
TEXTS: list[tuple[str, Callable[[re.Match[str], int], str]]] = [
    (r"(?:https?:/)?/[^D].*", lambda found, _: found[0]),
    (
        r"/Date\((\d+)(.*)\)/",
        lambda found, n: f"/Date({int(found[1]) + n * 86_400_000}{found[2]})/",
    ),
    (r"(\d{4}-\d\d-\d\d)(.*)", lambda found, n: f"{_later(found[1], n)}{found[2]}"),
    (r"(?!0)\d+(?:\.(\d+))?", lambda found, n: f"{float(found[0]) + n:.{len(found[1] or '')}f}"),
    ("EUR", lambda _, n: CURRENCIES[n % len(CURRENCIES)]),
    ("eur", lambda _, n: CURRENCIES[n % len(CURRENCIES)].lower()),
    ("DE", lambda _, n: COUNTRIES[n % len(COUNTRIES)]),
    (".+@.+", lambda found, n: f"changed{n}.{found[0]}"),
    ("(?s:.*)", lambda found, n: f"{found[0]}-{n}"),
]
"""By what a text looks like, how another one in the same format is made; addresses stay."""


def _text(said: str, number: int) -> str:
    fitting = ((found, change) for like, change in TEXTS if (found := re.fullmatch(like, said)))
    found, change = next(fitting)
    return change(found, number)


def _later(day: str, days: int) -> str:
    return f"{datetime.fromisoformat(day) + timedelta(days=days):%Y-%m-%d}"


def _counted(before: Raw, after: Raw) -> Raw:
    """Let numbers that count the members of a list count them again, over all pages of it."""
    grown: dict[int, tuple[int, int]] = {}
    for group in _pages([each["body"] for each in before]):
        counted = (sum(_size(raw[at]["body"]) for at in group) for raw in (before, after))
        members, more = counted
        grown |= dict.fromkeys(group, (members, more))
    return [
        {**new, "body": _recounted(old["body"], new["body"], *grown[at])}
        for at, (old, new) in enumerate(zip(before, after, strict=True))
    ]


def _size(body: Any) -> int:
    return len(at_steps(body, paged_list(body) or ()) or ())


def _totalled(one: Lesson, raw: Raw) -> Raw:
    """Let the total that the description compares be that of all pages."""
    question = one.system.subjects[one.known.kind].question
    paging = question.paging or one.system.settings.get("paging")
    if question.via or paging is None or not paging.total or keys_of(paging.total) is None:
        return raw
    items, total = keys_of(paging.items) or (), keys_of(paging.total) or ()
    members = sum(len(at_steps(each["body"], items) or ()) for each in raw)
    return [{**each, "body": with_members(each["body"], total, members)} for each in raw]


def _pages(bodies: list[Any]) -> list[list[int]]:
    groups: list[list[int]] = []
    for at, body in enumerate(bodies):
        if groups and len(assembled([bodies[groups[-1][-1]], body])[1].names) == 0:
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def _recounted(old: Any, new: Any, members: int, more: int) -> Any:
    if not isinstance(old, Mapping):
        return new
    return {
        key: more
        if each == members and named_fit("count", (key,)) > 0
        else _recounted(each, new[key], members, more)
        for key, each in old.items()
    }
