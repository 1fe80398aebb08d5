"""Questions for later: promises that are not due yet, and what agreed, to be asked once more.

`pending.jsonl` and `agreed.jsonl` in the report folder hold one JSON object a line: `landscape` (a
path), `subject` (kind, key, of), `among` (systems), `promise` (as `core.typed_json` writes it, or
null), `due` (ISO 8601, UTC, by the company's clock: when it was or will be true), `run` (the seed
of the run), `scene` (the scenario that asked), `only` (the one field to compare, or "") and `marks`
(how often what looks like something hidden is not).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samestory.core.model import Promise, Subject
from samestory.core.typed_json import from_json, to_json
from samestory.errors import WrongCall
from samestory.json_lines import append_line, objects_in
from samestory.redaction import MASK, masked
from samestory.report.results_folder import AGREED, PENDING
from samestory.whole_files import replace_file

if TYPE_CHECKING:
    from samestory.config import Landscape
    from samestory.core.verdict import Verdict

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
    marks: Mapping[str, int] = field(default_factory=dict)
    """How often the sign of what is hidden really stands in a promised field, or, by "", in the
    subject: a card may be told as `*** 4242`. Where it stands more often, something is hidden."""

    @property
    def hidden(self) -> bool:
        """Whether a part of what has to be asked or compared is not written down."""
        return self.subject_is_hidden or bool(self.hidden_fields)

    @property
    def subject_is_hidden(self) -> bool:
        """Whether it cannot be asked at all: a part of its subject is not written down."""
        return _marks(self.subject) > self.marks.get("", 0)

    @property
    def hidden_fields(self) -> tuple[str, ...]:
        """The fields that are compared, and whose promised values are not written down."""
        if self.promise is None or self.promise.withdrawn:
            return ()
        told = self.promise.values.items()
        compared = (each for each in told if self.only in {"", each[0]})
        return tuple(n for n, value in compared if _marks(value) > self.marks.get(n, 0))

    @property
    def visible_promise(self) -> Promise | None:
        """The promise without the fields that are hidden."""
        hidden = self.hidden_fields
        if self.promise is None or not hidden:
            return self.promise
        return self.promise.narrowed(*(each for each in self.promise.values if each not in hidden))


def _marks(thing: object) -> int:
    return json.dumps(to_json(thing), ensure_ascii=False).count(MASK)


def _real_marks(question: DeferredQuestion) -> dict[str, int]:
    """Count them before anything is hidden."""
    promised = question.promise.values if question.promise else {}
    found = {"": _marks(question.subject), **{name: _marks(v) for name, v in promised.items()}}
    return {name: count for name, count in found.items() if count}


def deferred_question(
    verdict: Verdict, landscape: Landscape, scenario: Mapping[str, Any], run: str, due: datetime
) -> DeferredQuestion:
    """Return what has to be asked again once it is `due`, or may be some time after it agreed."""
    return DeferredQuestion(
        landscape=landscape.path,
        subject=verdict.subject,
        among=verdict.systems,
        promise=verdict.promise,
        due=due,
        scenario=scenario,
        run=run,
        only=verdict.fields[0].field.name if len(verdict.fields) == 1 else "",
    )


def due_of(verdict: Verdict, landscape: Landscape) -> datetime:
    """Return when the last system that a pending verdict waits for is due."""
    waiting = frozenset().union(*(each.pending for each in verdict))
    due = [landscape.systems[name].patience_with(verdict.promise).due for name in waiting]
    return max((each for each in due if each is not None), default=datetime.now(UTC))


def defer(
    report: Path,
    question: DeferredQuestion,
    mask: Callable[[str], str] = str,
    *,
    name: str = PENDING,
) -> None:
    """Write a question down, masked; it is on the disk when this returns.

    What `mask` hides of a subject cannot be asked about again, and what it hides of a promise not
    be compared: it is written down nowhere else.
    """
    known = replace(
        question,
        subject=masked(question.subject, mask),
        promise=masked(question.promise, mask),
        marks=_real_marks(question),
    )
    append_line(report / name, _line(known))


def deferred_in(report: Path, *, name: str = PENDING) -> list[DeferredQuestion]:
    """Return every question deferred in a report folder, without the half line of a killed run.

    Raise `WrongCall` if another version of samestory wrote one of them.
    """
    file = report / name
    return [_question(each, file) for each in objects_in(file)]


def keep_deferred(
    report: Path, questions: Iterable[DeferredQuestion], *, name: str = PENDING
) -> None:
    """Keep only these; the file is replaced at once, so that an interruption loses none."""
    replace_file(report / name, "".join(f"{_line(each)}\n" for each in questions))


def forget_run(report: Path, run: str) -> None:
    """Take the questions of a run off both lists: it is repeated, and asks them anew.

    Of what agreed in earlier runs, the newest stay. Those of another version stay as they are.
    """
    for name in (PENDING, AGREED):
        found = list(objects_in(report / name))
        kept = [each for each in found if each.get("run", "") != run]
        kept = kept if name == PENDING else kept[-MOST_AGREED:]
        if len(kept) != len(found):
            lines = (json.dumps(each, ensure_ascii=False) for each in kept)
            replace_file(report / name, "".join(f"{each}\n" for each in lines))


def _line(question: DeferredQuestion) -> str:
    promise = to_json(question.promise)
    if from_json(promise) != question.promise:
        raise TypeError(f"A promise about {question.subject.key} holds what no file can keep")
    record = {
        "landscape": str(question.landscape),
        "subject": asdict(question.subject),
        "among": question.among,
        "promise": promise,
        "due": question.due.astimezone(UTC).isoformat(),
        "run": question.run,
        "only": question.only,
        "scene": dict(question.scenario),
        "marks": dict(question.marks),
    }
    return json.dumps(record, ensure_ascii=False)


def _question(record: Mapping[str, Any], file: Path) -> DeferredQuestion:
    return DeferredQuestion(
        landscape=Path(record["landscape"]),
        subject=Subject(**record["subject"]),
        among=tuple(record["among"]),
        promise=_promise(record, file),
        due=datetime.fromisoformat(record["due"]),
        scenario=record["scene"],
        run=record.get("run", ""),
        only=record.get("only", ""),
        marks=record.get("marks", {}),
    )


def _promise(record: Mapping[str, Any], file: Path) -> Promise | None:
    with suppress(ValueError, TypeError, KeyError):  # of a type that is not known here
        promise = from_json(record["promise"])
        if promise is None or isinstance(promise, Promise):
            return promise
    raise WrongCall(
        f"'{file}' holds a promise about {record['subject']['key']} that was written by another "
        "version of samestory.\n  Settle it with that version, or remove its line."
    )
