"""How each odd system came to be odd: never followed, came late, or changed its mind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from samestory.comparing import shown
from samestory.explaining._history import Answer, answers, never_changed, not_followed_since
from samestory.explaining._oddness import value
from samestory.explaining._words import Names, begun, duration, number, spoken
from samestory.model import FieldVerdict, Verdict


@dataclass(frozen=True, slots=True)
class Course:
    """What became of a system; those of one course share a sentence."""

    late: timedelta | None
    never_changed: bool
    stale: str
    """The revision that it has not followed, or nothing."""


def odd_ones(verdict: Verdict, names: Names) -> Iterator[str]:
    """Tell of every system that did not tell the promised or prevailing story."""
    odd = frozenset().union(*(each.apart | each.silent for each in verdict))
    courses: dict[Course, list[str]] = {}
    for name in (each for each in verdict.systems if each in odd):
        if name in verdict.changed_its_mind:
            yield from _changed(verdict, name, names)
        else:
            courses.setdefault(_course(verdict, name), []).append(name)
    for course, systems in courses.items():
        yield from _followed(course, systems, verdict, names)


def _course(verdict: Verdict, name: str) -> Course:
    apart = any(name in each.apart for each in verdict)
    return Course(
        late=verdict.late.get(name),
        never_changed=apart and never_changed(verdict, name),
        stale=_stale(verdict, name),
    )


def _followed(course: Course, systems: list[str], verdict: Verdict, names: Names) -> Iterator[str]:
    who, one = begun(names.the(systems)), len(systems) == 1
    its, it = ("its", "it has") if one else ("their", "they have")
    if course.late is not None:
        yield f"{who} came round only after {duration(course.late)}, when {its} time was up."
    elif course.never_changed and course.stale:
        since = _since(course.stale, verdict)
        yield f"{who} never changed {its} answer: {it} not followed {since}."
    elif course.never_changed:
        yield f"{who} never changed {its} answer."
    elif course.stale:
        yield f"{who} {'has' if one else 'have'} not followed {_since(course.stale, verdict)}."
    else:
        yield from (each for name in systems for each in _wandered(verdict, name, names))


def _since(stale: str, verdict: Verdict) -> str:
    return f"the {verdict.subject.kind} since {stale}"


def _stale(verdict: Verdict, name: str) -> str:
    revision = not_followed_since(verdict, name)
    return f"{revision.what} ({revision.at:%H:%M:%S})" if revision else ""


def _wandered(verdict: Verdict, name: str, names: Names) -> Iterator[str]:
    """List the answers of a system that gave several and none that was right."""
    for of in (each for each in verdict if name in each.apart):
        told = answers(verdict, name, of)
        if len(told) > 1:
            who, about = begun(names.the({name})), spoken(of.field.name)
            first, last = _when(of, told[0]), _when(of, told[-1])
            yield f"{who} gave {number(len(told))} answers for the {about}: {first}, {last}."


def _when(of: FieldVerdict, answer: Answer) -> str:
    return f"{_text(of, answer)} after {duration(answer.elapsed)}"


def _text(of: FieldVerdict, answer: Answer) -> str:
    return shown(of.field.kind, answer.value) if answer.value is None else value(of, answer.value)


def _changed(verdict: Verdict, name: str, names: Names) -> Iterator[str]:
    """Say what a system had told rightly, and what it told afterwards."""
    for of in (each for each in verdict if name in each.apart | each.silent):
        told = answers(verdict, name, of)
        turns = [(old, new) for old, new in pairwise(told) if old.steady]
        if turns:
            old, new = turns[-1]
            yield (
                f"{begun(names.the({name}))} changed its mind about the {spoken(of.field.name)}: "
                f"{_when(of, old)}, and {_when(of, new)}{_again(verdict, name)}."
            )
            return


def _again(verdict: Verdict, name: str) -> str:
    stale = _stale(verdict, name)
    return f", as it was before {stale}" if stale else ""
