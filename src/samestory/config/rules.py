"""What a landscape says about fields as such: which system is right, and how exact it has to be."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from samestory.config.config_errors import listed, table_name
from samestory.config.durations import read_duration
from samestory.config.entries import SystemEntry
from samestory.config.tables import Table
from samestory.core.formats import read_currency
from samestory.core.model import Field, Money, Tolerance
from samestory.core.tolerance import (
    AmountTolerance,
    RateTolerance,
    ShareTolerance,
    TimeTolerance,
)
from samestory.journeys.promise_rules import BY_EMAIL

_NUMBER = r"\d+(?:\.\d+)?"
_AMOUNT = re.compile(rf"({_NUMBER}) ([A-Za-z]{{3}})")
_SHARE = re.compile(rf"({_NUMBER}) ?%")
_RATE = re.compile(rf"1 ([A-Za-z]{{3}}) = ({_NUMBER}) ([A-Za-z]{{3}}) within ({_NUMBER}) ?%")


def _money(text: str) -> Tolerance:
    if found := _AMOUNT.fullmatch(text):
        return AmountTolerance(text, Money(Decimal(found[1]), read_currency(found[2])))
    if found := _SHARE.fullmatch(text):
        return ShareTolerance(text, _percent(found[1]))
    if found := _RATE.fullmatch(text):
        one, other = read_currency(found[1]), read_currency(found[3])
        if one == other or not Decimal(found[2]):
            raise ValueError(text)
        return RateTolerance(text, one, other, Decimal(found[2]), _percent(found[4]))
    raise ValueError(text)


def _percent(text: str) -> Decimal:
    if (percent := Decimal(text)) >= 100:  # all of it
        raise ValueError(text)
    return percent


def _time(text: str) -> Tolerance:
    return TimeTolerance(text, read_duration(text))


TOLERANCES: Mapping[str, tuple[Callable[[str], Tolerance], str]] = MappingProxyType(
    {
        "money": (_money, '"0.01 EUR", or "0.5 %", or "1 EUR = 1.0823 USD within 0.5 %"'),
        "moment": (_time, '"1 min"'),
        "window": (_time, '"1 min"'),
    }
)
"""By kind of comparison, how its tolerance is read (raises ValueError), and examples of it."""
Subjects = Mapping[str, Mapping[str, Field]]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One line of such a table: about which field of which kind, and what it says."""

    kind: str
    field: Field
    says: str
    table: Table


def with_authorities(
    subjects: Subjects, table: Table, systems: Mapping[str, SystemEntry]
) -> Subjects:
    """Return the fields with the systems that are right about them: `status = "erp"`."""
    named = [each for each in _rules(subjects, table) if _is_witness(each, systems)]
    return _ruled(subjects, {_at(each): replace(each.field, authority=each.says) for each in named})


def with_tolerances(subjects: Subjects, table: Table) -> Subjects:
    """Return the fields with how far their values may be apart: `total = "0.01 EUR"`."""
    read = [(each, _tolerance(each)) for each in _rules(subjects, table)]
    return _ruled(
        subjects,
        {_at(each): replace(each.field, tolerance=found) for each, found in read if found},
    )


def check_footprint(
    kinds: Collection[str],
    table: Table,
    keys: Mapping[str, str],
    systems: Mapping[str, SystemEntry],
) -> None:
    """Note each kind of a footprint that no system can be asked about with a mail address.

    `keys` says by kind with what systems are asked: "email", or something else.
    """
    hers = [kind for kind, key in keys.items() if key == BY_EMAIL]
    for kind in kinds:
        if kind not in hers:
            table.mistakes.unknown(table.place, "kind of subject of a customer", kind, hers)
        elif not any(kind in each.subjects for each in systems.values()):
            table.mistake(
                f"no system can be asked about '{kind}'.",
                f"Describe it in {table_name(('systems', 'NAME', kind))}, or leave it out.",
            )


def _rules(subjects: Subjects, table: Table) -> Iterator[_Rule]:
    for kind, inner in table.tables():
        if kind not in subjects:
            table.mistakes.unknown(inner.place, "kind of subject", kind, subjects)
            continue
        for name in inner.content:
            if name not in subjects[kind]:
                inner.mistakes.unknown(inner.place, "field", name, subjects[kind])
            elif says := inner.text(name):
                yield _Rule(kind, subjects[kind][name], says, inner)
    table.unknown_keys()


def _is_witness(rule: _Rule, systems: Mapping[str, SystemEntry]) -> bool:
    """Whether a system reports the field; note a mistake otherwise."""
    if rule.says not in systems:
        rule.table.mistakes.unknown(rule.table.place, "system", rule.says, systems)
        return False
    read = systems[rule.says].subjects.get(rule.kind)
    if read and rule.field.name in read.fields:
        return True
    who = [
        name
        for name, each in systems.items()
        if rule.kind in each.subjects and rule.field.name in each.subjects[rule.kind].fields
    ]
    own = table_name(("systems", rule.says, rule.kind))
    rule.table.mistake(
        f"'{rule.field.name}' is left to '{rule.says}', which does not report it.",
        f"Describe it in {own}, or name one that reports it: {listed(who)}.",
    )
    return False


def _tolerance(rule: _Rule) -> Tolerance | None:
    name, comparison = rule.field.name, rule.field.kind
    if comparison not in TOLERANCES:
        rule.table.mistake(
            f"'{name}' is compared as {comparison}, which has no tolerance.",
            f"Leave it out. Fields of these kinds may have one: {listed(TOLERANCES)}.",
        )
        return None
    read, examples = TOLERANCES[comparison]
    try:
        return read(rule.says)
    except ValueError:
        rule.table.mistake(
            f"'{name}' is '{rule.says}', which is no tolerance of a field of kind {comparison}.",
            f"Write it like this: {name} = {examples}.",
        )
        return None


def _at(rule: _Rule) -> tuple[str, str]:
    return rule.kind, rule.field.name


def _ruled(subjects: Subjects, found: Mapping[tuple[str, str], Field]) -> Subjects:
    return {
        kind: {name: found.get((kind, name), field) for name, field in fields.items()}
        for kind, fields in subjects.items()
    }
