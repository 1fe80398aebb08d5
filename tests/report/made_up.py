"""Verdicts that never happened, built as convergence builds them: look by look, by comparing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from samestory.core.agreement import compare
from samestory.core.model import (
    Evidence,
    Field,
    Line,
    Money,
    Observation,
    Promise,
    Revision,
    Subject,
    Unmapped,
)
from samestory.core.verdict import Look, Verdict
from samestory.explain import Explained, explained

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

START = datetime(2026, 11, 21, 14, 2, 12, tzinfo=UTC)
ORDER = Subject("order", "A-1042", "ada@customers.example")
CALLED = {"website": "website", "inbox": "inbox", "crm": "CRM", "erp": "ERP"}
DEADLINES = {"website": 5.0, "inbox": 5.0, "crm": 5.0, "erp": 5.0}
FIELDS = (
    Field("lines", "lines"),
    Field("total", "money"),
    Field("status", "status"),
    Field("delivery_day", "day"),
)
NOW = {
    "lines": (Line("BB-IT", 1),),
    "total": Money(Decimal("89.00"), "EUR"),
    "status": "placed",
    "delivery_day": date(2026, 11, 24),
}
BEFORE = {**NOW, "lines": (Line("BB-EN", 1),)}
PROMISE = Promise(
    ORDER,
    (
        Revision("order", START - timedelta(seconds=1.1), BEFORE),
        Revision("amendment 1", START - timedelta(seconds=0.2), NOW),
    ),
)
NOTHING: Mapping[str, object] = {}

Word = dict[str, object] | str | None
"""What one system says: values, None for no such record, a text for why it could not be asked."""


def said(
    system: str,
    word: Word,
    at: float = 0.0,
    *,
    subject: Subject = ORDER,
    evidence: Sequence[Evidence] = (),
) -> Observation:
    return Observation(
        system=system,
        subject=subject,
        at=START + timedelta(seconds=at + 0.02),
        values=word if isinstance(word, dict) else None,
        unreachable=word if isinstance(word, str) else None,
        asked=f"GET http://127.0.0.1:8804/{system}/A-1042",
        took=timedelta(seconds=0.02),
        evidence=tuple(evidence) or (_reply(system, word, at),),
    )


def _reply(system: str, word: Word, at: float) -> Evidence:
    name = f"{system}-{round(at * 100)}.json"
    return Evidence(name, "application/json", f'{{"says": "{word!r:.60}"}}'.encode())


def verdict_of(
    looks: Sequence[tuple[float, Mapping[str, Word]]],
    promise: Promise | None = PROMISE,
    fields: Sequence[Field] = FIELDS,
    subject: Subject = ORDER,
) -> Verdict:
    """A verdict from what each system said at which second; the systems left out were not asked."""
    newest: dict[str, Observation] = {}
    timeline: list[Look] = []
    for number, (at, words) in enumerate(looks, 1):
        asked = {name: said(name, word, at, subject=subject) for name, word in words.items()}
        newest.update(asked)
        picture = compare(fields, newest.values(), promise)
        timeline.append(Look(number, timedelta(seconds=at), tuple(asked.values()), picture))
    return replace(timeline[-1].verdict, timeline=tuple(timeline))


def agreed() -> Verdict:
    """The CRM follows after 0.7 s; then it is watched for a second."""
    everybody = {"website": NOW, "inbox": NOW, "crm": NOW, "erp": NOW}
    first = {**everybody, "crm": BEFORE}
    return verdict_of(
        [
            (0.0, first),
            (0.05, {"crm": BEFORE}),
            (0.2, {"crm": BEFORE}),
            (0.7, {"crm": NOW}),
            (0.75, everybody),
            (1.2, everybody),
            (1.75, everybody),
        ]
    )


def contradicted() -> Verdict:
    """The ERP ignores an amendment; the CRM has no record at first, and follows."""
    first = {"website": NOW, "inbox": NOW, "crm": None, "erp": BEFORE}
    looks = [
        (0.0, first),
        (0.1, {"crm": None, "erp": BEFORE}),
        (0.3, {"crm": BEFORE, "erp": BEFORE}),
    ]
    looks += [(at / 10, {"crm": NOW, "erp": BEFORE}) for at in (8,)]
    looks += [(at / 10, {"erp": BEFORE}) for at in (14, 22, 31, 41)]
    return verdict_of([*looks, (5.0, {"website": NOW, "inbox": NOW, "crm": NOW, "erp": BEFORE})])


def absent() -> Verdict:
    """No confirmation ever reaches the inbox."""
    first = {"website": NOW, "inbox": None, "crm": NOW, "erp": NOW}
    return verdict_of([(0.0, first), (2.0, {"inbox": None}), (5.0, first)])


def unreachable() -> Verdict:
    """The ERP is down."""
    why = "connection refused by http://127.0.0.1:8804"
    first = {"website": NOW, "inbox": NOW, "crm": NOW, "erp": why}
    return verdict_of([(0.0, first), (2.0, {"erp": why}), (5.0, first)])


def unmapped() -> Verdict:
    """The CRM says a code that the landscape does not explain."""
    odd = {**NOW, "status": Unmapped("wf_17", "[systems.crm.order] status.means")}
    return verdict_of([(0.0, {"website": NOW, "inbox": NOW, "crm": odd, "erp": NOW})])


def changed_its_mind() -> Verdict:
    """All agree, and then the ERP goes back to the first version."""
    everybody = {"website": NOW, "inbox": NOW, "crm": NOW, "erp": NOW}
    looks = [(0.0, everybody), (0.4, everybody), (0.9, {**everybody, "erp": BEFORE})]
    return replace(
        verdict_of([*looks, (0.95, {**everybody, "erp": BEFORE})]),
        changed_its_mind=frozenset({"erp"}),
    )


HOSTILE = (
    "<script>alert(1)</script>\"'><img src=http://evil.example/x onerror=alert(2)>\u202e\x00&#x3c;"
)


def hostile() -> tuple[Verdict, dict[str, str]]:
    """Every text that comes from somewhere else tries to break out; and the display names."""
    subject = Subject("order", HOSTILE, HOSTILE)
    fields = (Field(HOSTILE, "text"), Field("status", "status"))
    told = {HOSTILE: HOSTILE, "status": "placed"}
    odd = {HOSTILE: "url(http://evil.example/y)", "status": Unmapped(HOSTILE, HOSTILE)}
    promise = Promise(subject, (Revision(HOSTILE, START - timedelta(seconds=1), told),))
    words = {"a": told, HOSTILE: odd, "c": f"refused: {HOSTILE}", "d": None}
    verdict = verdict_of([(0.0, words), (1.0, words)], promise, fields, subject)
    return verdict, {name: f"{name} {HOSTILE}" for name in words}


def compared_once() -> Verdict:
    """No timeline at all."""
    words = {"website": NOW, "erp": BEFORE}
    return compare(FIELDS, [said(name, word) for name, word in words.items()])


def told(verdict: Verdict, called: Mapping[str, str] = CALLED) -> Explained:
    """As a run explains it, with nothing to hide."""
    return explained(verdict, str, called=called, deadlines=DEADLINES)
