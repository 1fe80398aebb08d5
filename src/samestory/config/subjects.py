"""The kinds of subjects that every landscape knows, and those that one adds."""

from collections.abc import Mapping
from difflib import get_close_matches

from samestory.config.tables import Table
from samestory.core.comparison import KINDS
from samestory.core.model import Field
from samestory.journeys.promise_rules import BY_EMAIL, PromiseRules

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
    "offer": {"count": "count", "product": "text", "price": "money"},
    "correspondence": {"count": "count", "totals": "set", "shown_totals": "set"},
}
"""By kind of subject, the kind of comparison of each field.

`shown_total` is what a mail shows its reader, where `total` is what it tells programs; `copies`
says how often a system holds the order.
"""

RULES: Mapping[str, PromiseRules] = {
    "order": PromiseRules(
        entered={"email": "email", "address": "address"},
        unsaid={"copies": 1, "shown_total": "total"},
    ),
    "customer": PromiseRules(BY_EMAIL),
    "orders": PromiseRules(BY_EMAIL, unsaid={"count": None}),
    "records": PromiseRules(BY_EMAIL),
    "offer": PromiseRules(BY_EMAIL, unsaid={"product": None}),
    "confirmation": PromiseRules("order"),
    "amended confirmation": PromiseRules("order"),
    "resent confirmation": PromiseRules("order"),
    "cancellation notice": PromiseRules("order"),
    "correspondence": PromiseRules("order", unsaid={"shown_totals": None}),
}
"""By kind of subject, how its promises are completed and asked about.

An order is booked once, and a mail shows its reader the total that it tells programs.
What goes unsaid is compared if a system has it. If none of those asked has it, nothing is
missing from the landscape.
"""

_OF_HERS = ("address", "email", "name", "phone")
_WORDS = {"kind", "entered", "unsaid"}


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
    found = {name: _kind_of(table, name) for name in table.content if name != "key"}
    for comparison in found.values():
        if comparison and comparison not in KINDS:
            table.mistakes.unknown(table.place, "kind of comparison", comparison, KINDS)
    return {name: _meant(comparison) for name, comparison in found.items()}


def _meant(comparison: str) -> str:
    """Return the nearest kind of comparison, so that one slip makes no second mistake."""
    return next(iter(get_close_matches(comparison, KINDS, n=1)), "text")


def _kind_of(table: Table, name: str) -> str:
    if isinstance(table.content[name], Mapping):
        return table.table(name).needed_text("kind", '"text"')
    return table.text(name)


def read_rules(table: Table, kinds: Mapping[str, Mapping[str, Field]]) -> dict[str, PromiseRules]:
    """How promises of each kind are completed: the known rules, and the table's own.

    `[subjects.appointment] email = { kind = "email", entered = "email" }`.
    """
    own = {kind: _rules(fields, kind, kinds) for kind, fields in table.tables()}
    return {kind: own.get(kind, RULES.get(kind, PromiseRules())) for kind in kinds}


def _rules(table: Table, kind: str, kinds: Mapping[str, Mapping[str, Field]]) -> PromiseRules:
    known = RULES.get(kind, PromiseRules())
    if (key := table.text("key", known.key)) and key not in {BY_EMAIL, *kinds}:
        table.mistakes.unknown(table.place, "key of a promise", key, {BY_EMAIL, *kinds})
    fields = {name: inner for name, inner in table.tables() if name != "key"}
    entered = {name: each.text("entered") for name, each in fields.items()}
    unsaid = {name: each.any("unsaid") for name, each in fields.items()}
    for name, each in fields.items():
        if entered[name] and entered[name] not in _OF_HERS:
            each.mistakes.unknown(each.place, "fact about a customer", entered[name], _OF_HERS)
        if isinstance(same := unsaid[name], str) and same not in kinds[kind]:
            each.mistakes.unknown(each.place, "field", same, kinds[kind])
        for word in each.content.keys() - _WORDS:
            each.mistakes.unknown(each.place, "key", word, _WORDS)
    return PromiseRules(
        key,
        {**known.entered, **{name: each for name, each in entered.items() if each}},
        {**known.unsaid, **{name: each for name, each in unsaid.items() if each is not None}},
    )
