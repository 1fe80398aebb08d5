"""Questions for later: promises that are not due yet, and what agreed, to be asked once more.

`pending.jsonl` and `agreed.jsonl` in the report folder hold one JSON object a line: `landscape` (a
path), `subject` (kind, key, of), `among` (systems), `promise` (its revisions, or null), `due` (ISO
8601, UTC, by the company's clock: when it was or will be true), `run` (the seed of the run) and
`scene` (the scenario that asked), `only` (the one field to compare, or ""). Values keep their type
as an object with one key: `{"money": ["89.00", "EUR"]}`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from samestory.core.model import Line, Money, Promise, Revision, Subject, Unmapped, Window
from samestory.json_lines import append_line, objects_in
from samestory.redaction import MASK, masked
from samestory.report.results_folder import AGREED, PENDING

if TYPE_CHECKING:
    from samestory.config import Landscape
    from samestory.core.model import Verdict

MOST_AGREED = 2000
"""So many agreements of earlier runs are kept, to be asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredQuestion:
    """A question to be asked later: what to ask whom, against which promise.

    `due` (UTC, by the company's clock) is when the last of the systems will have had its batch, or
    when they agreed; `scenario` is the one that asked, as in verdicts.jsonl, in the run with the
    seed `run`.
    """

    landscape: Path
    subject: Subject
    among: tuple[str, ...]
    promise: Promise | None
    due: datetime
    scenario: Mapping[str, Any]
    run: str = ""
    only: str = ""
    """The one field by which they are compared; "" for all."""

    @property
    def hidden(self) -> bool:
        """Whether a secret would have to be asked about or compared, which is not written down."""

        def reveal(text: str) -> str:
            return text.replace(MASK, "")

        told = self.subject, self.promise
        return masked(told, reveal) != told


def deferred_question(
    verdict: Verdict, landscape: Landscape, scenario: Mapping[str, Any], run: str = ""
) -> DeferredQuestion:
    """Return what has to be asked again after a pending verdict."""
    waiting = frozenset().union(*(each.pending for each in verdict))
    entries = (landscape.systems[name] for name in waiting)
    due = [each.patience_with(verdict.promise).due for each in entries]
    return DeferredQuestion(
        landscape=landscape.path,
        subject=verdict.subject,
        among=verdict.systems,
        promise=verdict.promise,
        due=max((each for each in due if each is not None), default=datetime.now(UTC)),
        scenario=scenario,
        run=run,
        only=_only(verdict),
    )


def _only(verdict: Verdict) -> str:
    return verdict.fields[0].field.name if len(verdict.fields) == 1 else ""


def agreed_question(
    verdict: Verdict, landscape: Landscape, scenario: Mapping[str, Any], run: str, now: datetime
) -> DeferredQuestion:
    """Return what can be asked again some time after the systems agreed, which is `now`."""
    return DeferredQuestion(
        landscape=landscape.path,
        subject=verdict.subject,
        among=verdict.systems,
        promise=verdict.promise,
        due=now,
        scenario=scenario,
        run=run,
        only=_only(verdict),
    )


def defer(
    report: Path,
    question: DeferredQuestion,
    mask: Callable[[str], str] = str,
    *,
    name: str = PENDING,
) -> None:
    """Write a question down, masked; it is on the disk when this returns.

    What `mask` hides of a subject or of a promise cannot be asked about again.
    """
    known = replace(
        question, subject=masked(question.subject, mask), promise=masked(question.promise, mask)
    )
    append_line(report / name, _line(known))


def deferred_in(report: Path, *, name: str = PENDING) -> list[DeferredQuestion]:
    """Return every question deferred in a report folder, without the half line of a killed run."""
    return [_question(each) for each in objects_in(report / name)]


def keep_deferred(
    report: Path, questions: Iterable[DeferredQuestion], *, name: str = PENDING
) -> None:
    """Keep only these; the file is replaced at once, so that an interruption loses none."""
    new = report / f"{name}.new"
    new.write_text("".join(f"{_line(each)}\n" for each in questions), encoding="utf-8")
    new.replace(report / name)


def forget_run(report: Path, run: str) -> None:
    """Take the questions of a run off both lists: it is repeated, and asks them anew.

    Of what agreed in earlier runs, the newest stay.
    """
    for name in (PENDING, AGREED):
        found = deferred_in(report, name=name)
        kept = [each for each in found if each.run != run]
        kept = kept if name == PENDING else kept[-MOST_AGREED:]
        if len(kept) != len(found):
            keep_deferred(report, kept, name=name)


def _line(question: DeferredQuestion) -> str:
    promise = question.promise
    record = {
        "landscape": str(question.landscape),
        "subject": asdict(question.subject),
        "among": question.among,
        "promise": promise and [_revision_record(each) for each in promise.revisions],
        "due": question.due.astimezone(UTC).isoformat(),
        "run": question.run,
        "only": question.only,
        "scene": dict(question.scenario),
    }
    return json.dumps(record, ensure_ascii=False)


def _question(record: Mapping[str, Any]) -> DeferredQuestion:
    subject = Subject(**record["subject"])
    promised = record["promise"]
    return DeferredQuestion(
        landscape=Path(record["landscape"]),
        subject=subject,
        among=tuple(record["among"]),
        promise=promised and Promise(subject, tuple(map(_revision, promised))),
        due=datetime.fromisoformat(record["due"]),
        scenario=record["scene"],
        run=record.get("run", ""),
        only=record.get("only", ""),
    )


def _revision_record(revision: Revision) -> dict[str, Any]:
    values = {name: value_record(value) for name, value in revision.values.items()}
    gone = {"withdrawn": True} if revision.withdrawn else {}
    return {"what": revision.what, "at": revision.at.isoformat(), "values": values, **gone}


def _revision(record: Mapping[str, Any]) -> Revision:
    values = {name: _value(value) for name, value in record["values"].items()}
    at, gone = datetime.fromisoformat(record["at"]), record.get("withdrawn", False)
    return Revision(record["what"], at, MappingProxyType(values), withdrawn=gone)


def value_record(value: object) -> Any:
    """Return a value for JSON, with its type. Raise TypeError if its type is never compared."""
    if value is None or isinstance(value, str | int):
        return value
    for name, (kind, write, _) in _FORMS.items():
        if isinstance(value, kind):
            return {name: write(value)}
    raise TypeError(f"a {type(value).__name__} is no value of any kind of field: {value!r}")


def _value(record: Any) -> Any:
    if not isinstance(record, dict):
        return record
    [(name, told)] = record.items()
    return _FORMS[name][2](told)


_FORMS: Mapping[str, tuple[type, Callable[[Any], Any], Callable[[Any], object]]] = {
    "money": (
        Money,
        lambda value: [str(value.amount), value.currency],
        lambda told: Money(Decimal(told[0]), told[1]),
    ),
    "moment": (datetime, datetime.isoformat, datetime.fromisoformat),
    "day": (date, date.isoformat, date.fromisoformat),
    "window": (
        Window,
        lambda value: [value.start.isoformat(), value.end.isoformat()],
        lambda told: Window(*map(datetime.fromisoformat, told)),
    ),
    "set": (frozenset, sorted, frozenset),
    "unmapped": (
        Unmapped,
        lambda value: [value.code, value.where, value.read_as, value.fix],
        lambda told: Unmapped(*told),
    ),
    "lines": (
        tuple,
        lambda lines: [(each.sku, each.quantity, value_record(each.unit_price)) for each in lines],
        lambda told: tuple(Line(sku, quantity, _value(price)) for sku, quantity, price in told),
    ),
}
"""By name: a type, how it is written as JSON and read back; the first that fits counts, because a
datetime is also a date."""
