"""Promises that are not due yet: written down by one run, asked about again by a later one.

`pending.jsonl` in the report folder holds one JSON object a line: `landscape` (a path), `subject`
(kind, key, of), `among` (systems), `promise` (its revisions, or null), `due` (ISO 8601, UTC) and
`scene` (where it was asked). Values keep their type as an object with one key: `{"money":
["89.00", "EUR"]}`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from samestory.core.model import Line, Money, Promise, Revision, Subject, Unmapped, Window
from samestory.redaction import MASK, masked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samestory.config import Landscape
    from samestory.core.model import Verdict

PENDING = "pending.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """One question that was asked too early: what to ask whom, against which promise, and when.

    `due` (UTC) is when the last of the systems will have had its batch; `scene` tells in which
    scenario it was asked.
    """

    landscape: Path
    subject: Subject
    among: tuple[str, ...]
    promise: Promise | None
    due: datetime
    scene: Mapping[str, Any]

    @property
    def hidden(self) -> bool:
        """Whether something that would have to be asked or compared was a secret."""

        def reveal(text: str) -> str:
            return text.replace(MASK, "")

        told = self.subject, self.promise
        return masked(told, reveal) != told


def parked(verdict: Verdict, landscape: Landscape, scene: Mapping[str, Any]) -> Parked:
    """What has to be asked again after a pending verdict."""
    waiting = frozenset().union(*(each.pending for each in verdict))
    entries = (landscape.systems[name] for name in waiting)
    due = [each.patience_with(verdict.promise).due for each in entries]
    return Parked(
        landscape=landscape.path,
        subject=verdict.subject,
        among=verdict.systems,
        promise=verdict.promise,
        due=max((each for each in due if each is not None), default=datetime.now(UTC)),
        scene=scene,
    )


def append(report: Path, each: Parked, mask: Callable[[str], str] = str) -> None:
    """Write one down, masked; it is on the disk when this returns.

    What `mask` hides of a subject or of a promise cannot be asked about again.
    """
    known = replace(each, subject=masked(each.subject, mask), promise=masked(each.promise, mask))
    report.mkdir(parents=True, exist_ok=True)
    with (report / PENDING).open("a", encoding="utf-8") as file:
        file.write(_line(known))


def read(report: Path) -> list[Parked]:
    """Everything that is parked in a report folder; half a last line is left out."""
    file = report / PENDING
    lines = file.read_text("utf-8", "replace").splitlines() if file.exists() else []
    return [_parked(record) for line in lines if (record := _record(line))]


def keep(report: Path, still: Iterable[Parked]) -> None:
    """Keep only these; the file is replaced at once, so that an interruption loses none."""
    new = report / f"{PENDING}.new"
    new.write_text("".join(map(_line, still)), encoding="utf-8")
    new.replace(report / PENDING)


def _line(each: Parked) -> str:
    record = {
        "landscape": str(each.landscape),
        "subject": asdict(each.subject),
        "among": each.among,
        "promise": each.promise and [_revision(revision) for revision in each.promise.revisions],
        "due": each.due.astimezone(UTC).isoformat(),
        "scene": dict(each.scene),
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


def _record(line: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    return found


def _parked(record: Mapping[str, Any]) -> Parked:
    subject = Subject(**record["subject"])
    told = record["promise"]
    return Parked(
        landscape=Path(record["landscape"]),
        subject=subject,
        among=tuple(record["among"]),
        promise=told and Promise(subject, tuple(map(_read_revision, told))),
        due=datetime.fromisoformat(record["due"]),
        scene=record["scene"],
    )


def _revision(revision: Revision) -> dict[str, Any]:
    values = {name: written(value) for name, value in revision.values.items()}
    return {"what": revision.what, "at": revision.at.isoformat(), "values": values}


def _read_revision(record: Mapping[str, Any]) -> Revision:
    values = {name: read_back(value) for name, value in record["values"].items()}
    return Revision(record["what"], datetime.fromisoformat(record["at"]), MappingProxyType(values))


def written(value: object) -> Any:
    """A value as JSON, its type kept beside it; `TypeError` for a type that is never compared."""
    if value is None or isinstance(value, str | int):
        return value
    for name, form in _FORMS.items():
        if isinstance(value, form.type):
            return {name: form.write(value)}
    raise TypeError(f"a {type(value).__name__} is no value of any kind of field: {value!r}")


def read_back(record: Any) -> Any:
    """The value that `written` wrote."""
    if not isinstance(record, dict):
        return record
    [(name, told)] = record.items()
    return _FORMS[name].read(told)


@dataclass(frozen=True, slots=True)
class _Form:
    """One type of value: how it is written as JSON, and how it is read back."""

    type: type
    write: Callable[[Any], Any]
    read: Callable[[Any], object]


_FORMS: Mapping[str, _Form] = {  # the first that fits counts: a datetime is a date as well
    "money": _Form(
        Money,
        lambda value: [str(value.amount), value.currency],
        lambda told: Money(Decimal(told[0]), told[1]),
    ),
    "moment": _Form(datetime, datetime.isoformat, datetime.fromisoformat),
    "day": _Form(date, date.isoformat, date.fromisoformat),
    "window": _Form(
        Window,
        lambda value: [value.start.isoformat(), value.end.isoformat()],
        lambda told: Window(*map(datetime.fromisoformat, told)),
    ),
    "set": _Form(frozenset, sorted, frozenset),
    "unmapped": _Form(
        Unmapped,
        lambda value: [value.code, value.where, value.read_as, value.fix],
        lambda told: Unmapped(*told),
    ),
    "lines": _Form(
        tuple,
        lambda value: [(each.sku, each.quantity, written(each.unit_price)) for each in value],
        lambda told: tuple(Line(sku, quantity, read_back(price)) for sku, quantity, price in told),
    ),
}
