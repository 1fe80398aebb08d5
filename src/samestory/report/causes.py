"""From the discrepancies of a run to their causes: what one repair would fix stands together."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from samestory.core.model import Outcome
from samestory.explain import joined
from samestory.report.run_reader import RecordedScenario, RecordedVerdict
from samestory.report.summary import Summary
from samestory.report.symptoms import LATE, Symptom, symptoms

BROKEN = "broken"
"""The kind of a cause of scenarios that went wrong without a verdict that says so."""
CRITICAL = frozenset({"blocker", "critical"})
"""The tags of the scenarios whose causes come first."""
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
    """Who fixes it; "" if the landscape does not say, or has to explain more itself."""

    @property
    def differs(self) -> bool:
        """Whether systems tell different stories; if not, it is only unknown whether they do."""
        return self.kind in _DIFFERS


def causes_of(summary: Summary) -> tuple[Cause, ...]:
    """Return the causes of a run, the gravest first. What is not due yet has none.

    What differs comes before what cannot be known; then what touches a critical scenario, what is
    about money, and what shows in more scenarios.
    """
    found: dict[str, tuple[Symptom, list[RecordedVerdict]]] = {}
    for verdict in summary.discrepancies:
        for symptom in symptoms(verdict):
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


def _told(
    symptom: Symptom,
    verdicts: Sequence[RecordedVerdict],
    rows: Mapping[str, RecordedScenario],
    summary: Summary,
) -> Cause:
    nodeids = dict.fromkeys(each.nodeid for each in verdicts)
    promises = dict.fromkeys(each.rule or each.scenario for each in verdicts)
    to_fix = () if symptom.kind == Outcome.UNMAPPED else symptom.systems
    owners = dict.fromkeys(summary.owners.get(each, "") for each in to_fix)
    return Cause(
        key=symptom.key,
        title=symptom.title(summary.called),
        kind=symptom.of_cause,
        systems=symptom.systems,
        field=symptom.field,
        verdicts=tuple(verdicts),
        scenarios=tuple(rows[each] for each in nodeids if each in rows),
        critical=any(CRITICAL & set(each.tags) for each in verdicts),
        money=symptom.money,
        promises=tuple(promises),
        owner=joined([each for each in owners if each]),
    )


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
