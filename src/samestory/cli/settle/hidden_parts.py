"""Settles a question of which a part is hidden in the report folder, as far as that can be done.

What is hidden cannot be asked about or compared, today or later. So it is told once, as unknown,
and taken off the list; what is not hidden is asked about all the same.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from samestory.core.agreement import compare
from samestory.core.model import Field, Observation, Outcome
from samestory.core.verdict import FieldVerdict, Verdict
from samestory.errors import NothingToCompare
from samestory.explain import joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from samestory.config import Landscape
    from samestory.deferred import DeferredQuestion
    from samestory.witnesses import Witnesses

SUBJECT = "a part of what is asked about is hidden in the report folder"
PROMISE = "what was promised is hidden in the report folder, and nothing else can be compared"


def asked_as_far_as_visible(question: DeferredQuestion, witnesses: Witnesses) -> Verdict:
    """Ask by all that is not hidden, and return a verdict that leaves the rest unknown.

    No system is asked if the subject is hidden. If nothing else could be compared, only that there
    is no record can be known.
    """
    if question.subject_is_hidden:
        return _not_asked(question, witnesses.landscape, SUBJECT)
    try:
        verdict = witnesses.converge(
            question.subject, question.among, question.visible_promise, only=question.only
        )
    except NothingToCompare:
        if not question.hidden_fields:
            raise
        return _by_records_alone(question, witnesses)
    if verdict.agreed and question.hidden_fields:
        return _with_unknown_fields(verdict, question, witnesses.landscape)
    return verdict


def is_unknown_for_good(question: DeferredQuestion, verdict: Verdict) -> bool:
    """Whether nothing is unknown but what is hidden: asking again could not tell more."""
    reasons = {each.unreachable for each in verdict.observations} - {None, SUBJECT, PROMISE}
    return question.hidden and verdict.outcome is Outcome.UNREACHABLE and not reasons


def note_of(question: DeferredQuestion) -> str:
    """Say what is not compared with the promise because it is hidden; "" if nothing is."""
    if question.subject_is_hidden or not question.hidden_fields:
        return ""
    return f"{_hidden(question)}, and was not compared."


def warning_of(question: DeferredQuestion) -> str:
    """Say what cannot be settled, and what helps."""
    fix = "run its scenario again then, or let [mask] hide less."
    if question.subject_is_hidden:
        return f"It cannot be settled then, because {SUBJECT}: {fix}"
    return f"{_hidden(question)}, and cannot be settled then: {fix}"


def _hidden(question: DeferredQuestion) -> str:
    names = joined([f"the {each.replace('_', ' ')}" for each in question.hidden_fields])
    return f"What was promised for {names} is hidden in the report folder"


def _by_records_alone(question: DeferredQuestion, witnesses: Witnesses) -> Verdict:
    """What is known of a promise of which nothing is visible: whether there is any record."""
    said = witnesses.observe(question.subject, question.among)
    if any(each.absent for each in said) and not any(each.values for each in said):
        return _compared(question, witnesses.landscape, said)
    return _not_asked(question, witnesses.landscape, PROMISE)


def _not_asked(question: DeferredQuestion, landscape: Landscape, why: str) -> Verdict:
    """What is known without asking: nothing."""
    now = datetime.now(UTC)
    said = [
        Observation(system=name, subject=question.subject, at=now, unreachable=why, tells=told)
        for name, told in _told_by(question, landscape)
    ]
    return _compared(question, landscape, said)


def _compared(
    question: DeferredQuestion, landscape: Landscape, said: Sequence[Observation]
) -> Verdict:
    fields, promise = landscape.fields_of(question.subject.kind), question.promise
    if question.only and not (promise and promise.withdrawn):
        fields = tuple(each for each in fields if each.name == question.only)
        promise = promise and promise.narrowed(question.only)
    return compare(fields, said, promise)


def _told_by(
    question: DeferredQuestion, landscape: Landscape
) -> Iterator[tuple[str, frozenset[str]]]:
    for name in question.among:
        described = landscape.systems.get(name)
        entry = described and described.subjects.get(question.subject.kind)
        yield name, frozenset(entry.fields if entry else ())


def _with_unknown_fields(
    verdict: Verdict, question: DeferredQuestion, landscape: Landscape
) -> Verdict:
    """Take the agreement back for what was promised and is hidden.

    So it is for a field that the landscape describes no more. It cannot be judged again by what the
    bundle holds, so it rests on no basis.
    """
    assert question.promise is not None, "a field that is hidden was promised"
    agreed = {each.field.name: each for each in verdict}
    described = landscape.fields_of(question.subject.kind)
    names = {each.name for each in described}
    gone = (Field(each, "text") for each in question.hidden_fields if each not in names)
    found = []
    for field in (*described, *gone):
        if field.name in question.hidden_fields:
            promised = question.promise.values[field.name]
            known = agreed.get(field.name, FieldVerdict(field, Outcome.UNREACHABLE, {}))
            found.append(replace(known, outcome=Outcome.UNREACHABLE, promised=promised))
        elif field.name in agreed:
            found.append(agreed[field.name])
    return replace(verdict, fields=tuple(found), promise=question.promise, basis=None)
