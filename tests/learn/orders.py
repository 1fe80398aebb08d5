"""One order that is known, and ways in which systems write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from samestory.core.model import Line, Money
from samestory.learn.assembling import assembled
from samestory.learn.candidates import KnownSubject
from samestory.learn.proposals import SubjectProposal
from samestory.learn.proposing import propose
from samestory.learn.trying import Sample

EMAIL = "ada@customers.example"


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


ORDER = KnownSubject(
    "order",
    "A-1042",
    {
        "email": EMAIL,
        "name": "Ada Lovelace",
        "total": euros("89.00"),
        "status": "placed",
        "delivery_day": date(2026, 11, 24),
        "address": "Lindenstr. 3\n10969\nBerlin\nDE",
        "lines": (Line("BB-IT", 1, euros("49.00")), Line("CH-11", 2, euros("20.00"))),
        "copies": 1,
    },
    EMAIL,
)


def knowing(*names: str, **other: object) -> KnownSubject:
    """The order, of which only these fields are known, or known otherwise."""
    kept = {name: ORDER.values[name] for name in names}
    return replace(ORDER, values={**kept, **other})


def learned(known: KnownSubject, *answers: object) -> SubjectProposal:
    """What is learned from one answer, or from several about the same order."""
    document, _ = assembled(answers)
    return propose([Sample(known, document)])


def words(proposal: SubjectProposal) -> Mapping[str, Mapping[str, Any]]:
    """The words of each field that is proposed."""
    return {each.name: dict(each.words) for each in proposal.fields}
