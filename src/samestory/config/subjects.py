"""The kinds of subjects that every landscape knows, and those that one adds."""

from __future__ import annotations

from collections.abc import Mapping

from samestory.config.tables import Table
from samestory.core.comparison import KINDS
from samestory.core.model import Field

COUNT = {"count": "count"}

KNOWN: Mapping[str, Mapping[str, str]] = {
    "order": {
        "email": "email",
        "name": "text",
        "lines": "lines",
        "total": "money",
        "shown_total": "money",
        "status": "status",
        "delivery_day": "day",
        "address": "address",
        "copies": "count",
    },
    "customer": {
        "email": "email",
        "name": "text",
        "phone": "text",
        "tier": "status",
        "address": "address",
    },
    "orders": {"numbers": "set", "count": "count"},
    "records": COUNT,
    "confirmation": COUNT,
    "amended confirmation": COUNT,
    "resent confirmation": COUNT,
    "cancellation notice": COUNT,
    "offer": COUNT,
    "correspondence": {"count": "count", "totals": "set", "shown_totals": "set"},
}
"""By kind of subject, the kind of comparison of each field.

`shown_total` is what a mail shows its reader, where `total` is what it tells programs; `copies`
says how often a system holds the order.
"""

UNSAID: Mapping[str, frozenset[str]] = {
    "order": frozenset({"shown_total", "copies"}),
    "orders": frozenset({"count"}),
    "correspondence": frozenset({"shown_totals"}),
}
"""What no page promises and goes without saying, compared if a system has it.

If none of the systems asked has it, nothing is missing from the landscape.
"""


def read_subjects(table: Table) -> dict[str, dict[str, Field]]:
    """The known kinds and the table's own: `[subjects.appointment] slot = "window"`."""
    kinds = {kind: dict(fields) for kind, fields in KNOWN.items()}
    for kind, fields in table.tables():
        kinds.setdefault(kind, {}).update(_added(fields))
    table.unknown_keys()
    return {
        kind: {name: Field(name, comparison) for name, comparison in fields.items()}
        for kind, fields in kinds.items()
    }


def _added(table: Table) -> dict[str, str]:
    found = {name: table.text(name) for name in table.content}
    for comparison in found.values():
        if comparison and comparison not in KINDS:
            table.mistakes.unknown(table.place, "kind of comparison", comparison, KINDS)
    return {name: comparison for name, comparison in found.items() if comparison in KINDS}
