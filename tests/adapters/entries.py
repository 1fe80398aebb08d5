"""Entries of a landscape for tests of systems."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from types import MappingProxyType
from typing import Any

from samestory.adapters.evidence_store import EvidenceStore
from samestory.config.entries import SystemEntry
from samestory.extraction.entries import FieldReading, Question, SubjectEntry
from samestory.network.guard import Guard
from samestory.redaction import Masker

GUARD = Guard(
    hosts=("127.0.0.1", "crm.example"), mail_domains=("customers.example",), file="x.toml"
)


def reading(at: str, kind: str = "text", **more: Any) -> FieldReading:
    """A reading that says where it stands."""
    return FieldReading(
        **{"at": at, "kind": kind, "where": "x.toml, [systems.crm.order] field", **more}
    )


ORDER_BY_PATH = MappingProxyType({"method": "GET", "path": "/orders/{key}"})


ASKING = ("absent", "answers", "error", "page", "via", "paging")


def subject_entry(find: Mapping[str, Any] = ORDER_BY_PATH, **more: Any) -> SubjectEntry:
    """How to ask about an order, and how to read its status; `more` goes where it belongs."""
    asking = {key: more.pop(key) for key in ASKING if key in more}
    return SubjectEntry(
        **{
            "where": "x.toml, [systems.crm.order]",
            "question": Question(find=find, **asking),
            "fields": {"status": reading("status")},
            **more,
        }
    )


def system_entry(asking: SubjectEntry | None = None, **more: Any) -> SystemEntry:
    """A system that can be asked about orders."""
    return SystemEntry(
        **{
            "name": "crm",
            "called": "CRM",
            "adapter": "http",
            "where": "x.toml, [systems.crm]",
            "zone": UTC,
            "settings": {"base_url": "http://crm.example"},
            "subjects": {"order": asking or subject_entry()},
            **more,
        }
    )


def filing(*secrets: str) -> EvidenceStore:
    """Where evidence goes."""
    return EvidenceStore(Masker(secrets))
