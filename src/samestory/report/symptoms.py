"""What stands out in a verdict, by which verdicts of one run, or of many, are put together."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from samestory.core.agreement import RECORD
from samestory.core.model import Outcome
from samestory.core.verdict import SEVEREST_FIRST
from samestory.explain import joined
from samestory.report.run_reader import RecordedField, RecordedVerdict

LATE = "late"
"""A kind besides the outcomes: of a system that follows after its patience."""
PROMISE = "promise"
"""In a key, the place of the system if all that were asked contradict the promise together."""
UNIT_PRICE = "unit_price"


class Symptom(NamedTuple):
    """What stands out in one verdict, and would be told alike in another one."""

    kind: str
    systems: tuple[str, ...]
    field: str = ""
    money: bool = False

    @property
    def of_cause(self) -> str:
        """The kind of its cause: an outcome, or LATE."""
        return str(Outcome.CONTRADICTED if self.kind == PROMISE else self.kind)

    @property
    def key(self) -> str:
        """By what it is put together with others: "erp/unit_price/contradicted"."""
        who = "+".join(self.systems) if self.kind != PROMISE else PROMISE
        return "/".join(part for part in (who, self.field, self.of_cause) if part)

    def title(self, called: Mapping[str, str]) -> str:
        """Return it as one clause without a full stop: "The ERP tells another unit price"."""
        names = [f"the {called.get(each, each)}" for each in self.systems]
        who, many = joined(names), len(names) > 1
        who = who[:1].upper() + who[1:] if who else "No system"
        field = self.field.replace("_", " ")
        if self.kind == PROMISE:
            return f"Systems agree on {_another(field)} {field} than was promised"
        if self.kind == Outcome.CONTRADICTED and many:
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
            lacking = self.kind == Outcome.UNREACHABLE
            return (
                f"What was promised for the {field} is hidden"
                if lacking
                else f"No system tells the {field}"
            )
        return f"{who} {words[self.kind]}"


def symptoms(verdict: RecordedVerdict) -> Iterator[Symptom]:
    """Return for each system that stands out what it does first; the rest follows from it.

    The first field is the first one by which the landscape compares: a total that differs because
    a line does is not a cause of its own.
    """
    first: dict[tuple[str, ...], list[Symptom]] = {}
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


def _all_symptoms(verdict: RecordedVerdict) -> Iterator[Symptom]:
    whole = f"{verdict.subject_kind} {RECORD.name}".strip()
    for name, field in verdict.fields.items():
        yield from _apart(whole if name == RECORD.name else name, field, verdict)
        for system in field.silent:
            if system in verdict.late:
                yield Symptom(LATE, (system,))
            else:
                known = any(system in other.said for other in verdict.fields.values())
                what, money = (name, _is_money(field)) if known else (whole, False)
                yield Symptom(Outcome.ABSENT, (system,), what, money)
        yield from (Symptom(Outcome.UNREACHABLE, (system,)) for system in field.unreachable)
        for system in field.unmapped:
            yield Symptom(Outcome.UNMAPPED, (system,), name, _is_money(field))


def _apart(name: str, field: RecordedField, verdict: RecordedVerdict) -> Iterator[Symptom]:
    late = [each for each in field.apart if each in verdict.late]
    yield from (Symptom(LATE, (each,)) for each in late)
    rest = tuple(each for each in field.apart if each not in late)
    for what, systems in _by_part(name, field, rest):
        money = what == UNIT_PRICE or _is_money(field)
        if len(rest) > 1 and rest == systems and not field.said.keys() - field.apart:
            against = PROMISE if _is_one_story(field, systems) else Outcome.CONTRADICTED
            yield Symptom(against, tuple(sorted(systems)), what, money)
        else:
            yield from (Symptom(Outcome.CONTRADICTED, (each,), what, money) for each in systems)


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


def _by_outcome(verdict: RecordedVerdict) -> Iterator[Symptom]:
    """What can be said if no field names a system: a field that none reports, an older record."""
    odd = {name: each for name, each in verdict.systems.items() if _counts(each)}
    for system, outcome in odd.items():
        yield Symptom(str(outcome), (system,), f"{verdict.subject_kind} {RECORD.name}".strip())
    if not odd:
        for name, field in verdict.fields.items():
            if _counts(field.outcome):
                yield Symptom(str(field.outcome), (), name)


def _counts(outcome: Outcome) -> bool:
    return outcome not in {Outcome.AGREED, Outcome.PENDING}


def _missing(field: str, say: str, *, many: bool) -> str:
    subject = field.removesuffix(RECORD.name).strip()
    if subject == field:
        return f"{say} no {field}"
    return f"{'have' if many else 'has'} no record{f' of the {subject}' if subject else ''}"


def _another(field: str) -> str:
    return "other" if field.endswith("s") and not field.endswith(("ss", "us")) else "another"
