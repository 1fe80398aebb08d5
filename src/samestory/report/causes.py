"""From the discrepancies of a run to their causes: what one repair would fix stands together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from samestory.core.agreement import RECORD
from samestory.core.model import SEVEREST_FIRST, Outcome
from samestory.explain import joined
from samestory.report.run_reader import RecordedField, RecordedScenario, RecordedVerdict
from samestory.report.summary import Summary

LATE, BROKEN = "late", "broken"
"""Kinds of causes besides the outcomes: a system that follows after its patience, and a scenario
that went wrong without a verdict that says so."""
PROMISE = "promise"
"""In a key, the place of the system if all that were asked contradict the promise together."""
CRITICAL = frozenset({"blocker", "critical"})
"""The tags of the scenarios whose causes come first."""
UNIT_PRICE = "unit_price"
_DIFFERS = (Outcome.CONTRADICTED, LATE, Outcome.ABSENT)
_KINDS = (Outcome.CONTRADICTED, LATE, Outcome.ABSENT, Outcome.UNMAPPED, Outcome.UNREACHABLE, BROKEN)
_WORDS = 8
"""Words of an error that are part of a key."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What has probably one reason: discrepancies that share system, field and outcome."""

    key: str
    """Stable from run to run: "erp/unit_price/contradicted"."""
    title: str
    """One clause without a full stop: "The ERP tells another unit price"."""
    kind: str
    """An outcome, LATE or BROKEN."""
    systems: tuple[str, ...]
    """The systems that stand out; none if it is not known which."""
    field: str
    """The field, "order record" for a whole record, "" if it is about no field."""
    verdicts: tuple[RecordedVerdict, ...]
    """Every discrepancy that it shows in; none for BROKEN."""
    scenarios: tuple[RecordedScenario, ...]
    critical: bool
    money: bool
    promises: tuple[str, ...]
    """What the customer was promised, as the features put it: the business rules."""
    owner: str = ""
    """Who fixes it; "" if the landscape does not say."""

    @property
    def differs(self) -> bool:
        """Whether systems tell different stories; if not, it is only unknown whether they do."""
        return self.kind in _DIFFERS


class _Symptom(NamedTuple):
    """What stands out in one verdict, and would be told alike in another one."""

    kind: str
    systems: tuple[str, ...]
    field: str = ""
    money: bool = False

    @property
    def key(self) -> str:
        who = "+".join(self.systems) if self.kind != PROMISE else PROMISE
        kind = Outcome.CONTRADICTED if self.kind == PROMISE else self.kind
        return "/".join(part for part in (who, self.field, str(kind)) if part)


def causes_of(summary: Summary) -> tuple[Cause, ...]:
    """Return the causes of a run, the gravest first. What is not due yet has none.

    What differs comes before what cannot be known; then what touches a critical scenario, what is
    about money, and what shows in more scenarios.
    """
    found: dict[str, tuple[_Symptom, list[RecordedVerdict]]] = {}
    for verdict in summary.discrepancies:
        for symptom in _symptoms(verdict):
            found.setdefault(symptom.key, (symptom, []))[1].append(verdict)
    rows = {each.nodeid: each for each in summary.scenarios}
    told = (_told(symptom, verdicts, rows, summary) for symptom, verdicts in found.values())
    return tuple(sorted([*told, *_broken(summary)], key=_gravity))


def causes_by_scenario(causes: Iterable[Cause]) -> Mapping[str, Sequence[Cause]]:
    """Return the causes that show in each scenario, by its node id."""
    found: defaultdict[str, list[Cause]] = defaultdict(list)
    for cause in causes:
        for each in cause.scenarios:
            found[each.nodeid].append(cause)
    return found


def symptoms_of(verdict: RecordedVerdict, called: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the key and the title of each cause that shows in a verdict by itself."""
    yield from ((each.key, _title(each, called)) for each in _symptoms(verdict))


def _gravity(cause: Cause) -> tuple[bool, bool, bool, int, int, str]:
    rank = _KINDS.index(cause.kind)
    return (
        not cause.differs,
        not cause.critical,
        not cause.money,
        rank,
        -len(cause.scenarios),
        cause.key,
    )


# What stands out in a verdict --------------------------------------------------------------------


def _symptoms(verdict: RecordedVerdict) -> Iterator[_Symptom]:
    """Return for each system that stands out what it does first; the rest follows from it.

    The first field is the first one by which the landscape compares: a total that differs because
    a line does is not a cause of its own.
    """
    first: dict[tuple[str, ...], list[_Symptom]] = {}
    for each in _all_symptoms(verdict):
        first.setdefault(each.systems, []).append(each)
    if not first:
        yield from _by_outcome(verdict)
    alone = {system for systems in first if len(systems) == 1 for system in systems}
    for systems, every in first.items():
        if len(systems) > 1 and alone & set(systems):
            continue  # it follows from what one of them says of another field
        leading = min(every, key=lambda each: _DIFFERS_FIRST.index(each.kind))
        alike = (each for each in every if each.kind == leading.kind)
        yield leading._replace(money=any(each.money for each in alike))


_DIFFERS_FIRST = (LATE, PROMISE, *SEVEREST_FIRST)


def _all_symptoms(verdict: RecordedVerdict) -> Iterator[_Symptom]:
    whole = f"{verdict.subject_kind} {RECORD.name}".strip()
    for name, field in verdict.fields.items():
        yield from _apart(whole if name == RECORD.name else name, field, verdict)
        for system in field.silent:
            if system in verdict.late:
                yield _Symptom(LATE, (system,))
            else:
                known = any(system in other.said for other in verdict.fields.values())
                what, money = (name, _is_money(field)) if known else (whole, False)
                yield _Symptom(Outcome.ABSENT, (system,), what, money)
        yield from (_Symptom(Outcome.UNREACHABLE, (system,)) for system in field.unreachable)
        for system in field.unmapped:
            yield _Symptom(Outcome.UNMAPPED, (system,), name, _is_money(field))


def _apart(name: str, field: RecordedField, verdict: RecordedVerdict) -> Iterator[_Symptom]:
    late = [each for each in field.apart if each in verdict.late]
    yield from (_Symptom(LATE, (each,)) for each in late)
    rest = tuple(each for each in field.apart if each not in late)
    for what, systems in _by_part(name, field, rest):
        money = what == UNIT_PRICE or _is_money(field)
        if len(rest) > 1 and rest == systems and not field.said.keys() - field.apart:
            against = PROMISE if _is_one_story(field, systems) else Outcome.CONTRADICTED
            yield _Symptom(against, tuple(sorted(systems)), what, money)
        else:
            yield from (_Symptom(Outcome.CONTRADICTED, (each,), what, money) for each in systems)


def _by_part(
    name: str, field: RecordedField, systems: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Tell lines that differ from lines of which only the prices do."""
    prices = tuple(each for each in systems if each in field.prices_apart)
    rest = tuple(each for each in systems if each not in prices)
    yield from ((what, who) for what, who in ((UNIT_PRICE, prices), (name, rest)) if who)


def _is_one_story(field: RecordedField, systems: Iterable[str]) -> bool:
    """Whether all of them say the same, and only the promise is another."""
    return field.promised is not None and len({field.said.get(each) for each in systems}) == 1


def _is_money(field: RecordedField) -> bool:
    return field.kind == "money"


def _by_outcome(verdict: RecordedVerdict) -> Iterator[_Symptom]:
    """What can be said if no field names a system: a field that none reports, an older record."""
    odd = {name: each for name, each in verdict.systems.items() if _counts(each)}
    for system, outcome in odd.items():
        yield _Symptom(str(outcome), (system,), f"{verdict.subject_kind} {RECORD.name}".strip())
    if not odd:
        for name, field in verdict.fields.items():
            if _counts(field.outcome):
                yield _Symptom(str(field.outcome), (), name)


def _counts(outcome: Outcome) -> bool:
    return outcome not in {Outcome.AGREED, Outcome.PENDING}


# Its words ---------------------------------------------------------------------------------------


def _told(
    symptom: _Symptom,
    verdicts: Sequence[RecordedVerdict],
    rows: Mapping[str, RecordedScenario],
    summary: Summary,
) -> Cause:
    nodeids = dict.fromkeys(each.nodeid for each in verdicts)
    promises = dict.fromkeys(each.rule or each.scenario for each in verdicts)
    owners = dict.fromkeys(summary.owners.get(each, "") for each in symptom.systems)
    return Cause(
        key=symptom.key,
        title=_title(symptom, summary.called),
        kind=str(Outcome.CONTRADICTED) if symptom.kind == PROMISE else str(symptom.kind),
        systems=symptom.systems,
        field=symptom.field,
        verdicts=tuple(verdicts),
        scenarios=tuple(rows[each] for each in nodeids if each in rows),
        critical=any(CRITICAL & set(each.tags) for each in verdicts),
        money=symptom.money,
        promises=tuple(promises),
        owner=joined([each for each in owners if each]),
    )


def _title(symptom: _Symptom, called: Mapping[str, str]) -> str:
    names = [f"the {called.get(each, each)}" for each in symptom.systems]
    who, many = joined(names), len(names) > 1
    who = who[:1].upper() + who[1:] if who else "No system"
    field = symptom.field.replace("_", " ")
    if symptom.kind == PROMISE:
        return f"Systems agree on {_another(field)} {field} than was promised"
    if symptom.kind == Outcome.CONTRADICTED and many:
        return f"{who} differ about the {field}"
    say, follow = ("tell", "follow") if many else ("tells", "follows")
    words = {
        Outcome.CONTRADICTED: f"{say} {_another(field)} {field}",
        Outcome.ABSENT: _missing(field, say, many=many),
        Outcome.UNMAPPED: f"{say} a {field} that the landscape does not explain",
        Outcome.UNREACHABLE: "could not be asked",
        LATE: f"{follow} too late",
    }
    if not names:
        return f"No system tells the {field}"
    return f"{who} {words[symptom.kind]}"


def _missing(field: str, say: str, *, many: bool) -> str:
    subject = field.removesuffix(RECORD.name).strip()
    if subject == field:
        return f"{say} no {field}"
    return f"{'have' if many else 'has'} no record{f' of the {subject}' if subject else ''}"


def _another(field: str) -> str:
    return "other" if field.endswith("s") and not field.endswith(("ss", "us")) else "another"


# What went wrong without a verdict ---------------------------------------------------------------


def _broken(summary: Summary) -> Iterator[Cause]:
    """Put together the scenarios that went wrong in the same way before anything was compared."""
    if not summary.unexplained:
        return
    from samestory.explain.html import printable  # noqa: PLC0415  # with the templates of pages

    found: dict[str, list[RecordedScenario]] = {}
    for each in summary.unexplained:
        found.setdefault(printable(_what_broke(each)), []).append(each)
    for what, scenarios in found.items():
        yield Cause(
            key=f"{BROKEN}/{_slug(what)}",
            title=what,
            kind=BROKEN,
            systems=(),
            field="",
            verdicts=(),
            scenarios=tuple(scenarios),
            critical=any(CRITICAL & set(each.tags) for each in scenarios),
            money=False,
            promises=(),
        )


def _what_broke(scenario: RecordedScenario) -> str:
    if scenario.broke:
        error, _, place = scenario.broke.rpartition(", ")
        return f"A step broke in {place.partition(':')[0]}: {error.partition(':')[0]}"
    lines = scenario.message.strip().splitlines()
    what = without_numbers(lines[0]) if lines else "It ended without a result"
    return f"A step's own check failed: {what}" if scenario.result == "unmet" else what


def without_numbers(text: str) -> str:
    """Return the words of an error that are the same in every scenario in which it comes up."""
    return _VARIES.sub("...", text)


_VARIES = re.compile(r"\b[0-9a-f]{8,}\b|\S+@\S+|\b[A-Z]+-\d[\w-]*\b|\d+(?:[.,:]\d+)*")
"""What differs from scenario to scenario in the words of an error: numbers, keys, addresses."""


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9_./]*[a-z0-9]", text.lower())[:_WORDS])
