"""Which systems are odd, and how they came to be: never followed, came late, changed their mind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from samestory.core.comparison import same
from samestory.core.model import Revision
from samestory.core.verdict import FieldVerdict, Verdict
from samestory.explain._history import Statement, never_changed, not_followed, statements
from samestory.explain._names import (
    Names,
    begun,
    duration,
    joined,
    moment,
    number,
    spoken,
    spoken_fields,
)
from samestory.explain._values import shown_answers


def oddness(of: FieldVerdict, names: Names) -> str:
    """Say who is odd: "the ERP stands alone", "both contradict the promise"."""
    if of.wrong:
        return f"{names.the(of.wrong)} {'is' if len(of.wrong) == 1 else 'are'} wrong"
    steady = of.said.keys() - of.apart - of.pending
    if not steady and of.promised is not None:
        return _against_the_promise(of, names)
    if not steady:
        return _against_each_other(of, names)
    verb = "stands alone" if len(of.apart) == 1 else "say otherwise"
    return f"{_who(of, names.the(of.apart))} {verb}"


def _who(of: FieldVerdict, named: str) -> str:
    """Say fairly that the one that stands apart is the one that should know."""
    alone = of.apart == {of.authority}
    return f"{named}, which is right about it by nature," if alone else named


def parties(of: FieldVerdict, systems: frozenset[str] | None = None) -> list[list[str]]:
    """Group the systems that say the same, the largest group first."""
    groups: list[list[str]] = []
    for name in of.said:
        if systems is None or name in systems:
            for group in groups:
                if same(of.field.kind, of.said[group[0]], of.said[name]):
                    group.append(name)
                    break
            else:
                groups.append([name])
    return sorted(groups, key=lambda group: -len(group))


def _against_the_promise(of: FieldVerdict, names: Names) -> str:
    if len(of.apart) > 1 and len(parties(of, of.apart)) > 1:
        return "no system says what was promised"
    verb = "contradicts" if len(of.apart) == 1 else "contradict"
    return f"{_who(of, names.everybody(of.apart))} {verb} the promise"


def _against_each_other(of: FieldVerdict, names: Names) -> str:
    groups = parties(of, of.apart)
    if len(groups) > 2 and len(groups) == len(of.apart):
        return "every system says something else"
    sides = [names.the(group) for group in groups]
    return " against ".join(sides) if len(sides) == 2 else f"{joined(sides)} differ"


@dataclass(frozen=True, slots=True)
class Course:
    """How a system came to be odd; those of one course share a sentence."""

    late: timedelta | None
    never_changed: bool
    stale: str
    """What it has not followed ("the order since amendment 1"), or nothing."""


def outliers(verdict: Verdict, names: Names) -> Iterator[str]:
    """Describe every system that did not say what was promised or prevails."""
    odd = frozenset().union(*(each.apart | each.silent for each in verdict))
    courses: dict[Course, list[str]] = {}
    for name in (each for each in verdict.systems if each in odd):
        if name in verdict.changed_its_mind:
            yield from _changed(verdict, name, names)
        else:
            courses.setdefault(_course(verdict, name, names), []).append(name)
    for course, systems in courses.items():
        yield from _followed(course, systems, verdict, names)


def _course(verdict: Verdict, name: str, names: Names) -> Course:
    apart = any(name in each.apart for each in verdict)
    return Course(
        late=verdict.late.get(name),
        never_changed=apart and never_changed(verdict, name),
        stale=_stale(verdict, name, names),
    )


def _followed(course: Course, systems: list[str], verdict: Verdict, names: Names) -> Iterator[str]:
    who, one = begun(names.the(systems)), len(systems) == 1
    if course.late is not None:
        its = "its" if one else "their"
        yield f"{who} caught up only after {duration(course.late)}, when {its} time was up."
    elif course.never_changed:
        it_has = "it has" if one else "they have"
        since = f": {it_has} not followed {course.stale}" if course.stale else ""
        yield f"{_never_changed(systems, names)}{since}."
    elif course.stale:
        yield f"{who} {'has' if one else 'have'} not followed {course.stale}."
    else:
        yield from (each for name in systems for each in _wandered(verdict, name, names))


def _never_changed(systems: list[str], names: Names) -> str:
    if len(systems) == 1:
        return f"{begun(names.the(systems))} never changed its answer"
    if set(systems) == set(names.systems):
        return "None of them ever changed its answer"
    return f"{begun(names.the(systems))} never changed their answers"


def _stale(verdict: Verdict, name: str, names: Names) -> str:
    stale = not_followed(verdict, name)
    if stale is None:
        return ""
    revision = _named(stale.revision, names)
    if stale.followed:
        left, followed = spoken_fields(stale.left), spoken_fields(stale.followed)
        return f"{revision} in the {left}, only in the {followed}"
    since = f"the {verdict.subject.kind} since " if stale.followed_before else ""
    return f"{since}{revision}"


def _named(revision: Revision, names: Names) -> str:
    return f"{revision.what} ({names.time(revision.at)})"


def _wandered(verdict: Verdict, name: str, names: Names) -> Iterator[str]:
    """List the answers of a system that gave several, none of them right."""
    for of in (each for each in verdict if name in each.apart):
        told = statements(verdict, name, of)
        if len(told) > 1:
            who, about = begun(names.the({name})), spoken(of.field.name)
            listed = _when(of, told, names)
            some = listed if len(listed) < 5 else [*listed[:2], "...", listed[-1]]
            yield f"{who} gave {number(len(told))} answers for the {about}: {', '.join(some)}."


def _when(of: FieldVerdict, told: Sequence[Statement], names: Names) -> list[str]:
    texts = shown_answers(of, [each.value for each in told], names.zone)
    return [f"{text} {moment(each.elapsed)}" for text, each in zip(texts, told, strict=True)]


def _changed(verdict: Verdict, name: str, names: Names) -> Iterator[str]:
    """Say which right answer a system gave, and what it said afterwards."""
    turns = [
        (of, old, new)
        for of in verdict
        if name in of.apart | of.silent
        for old, new in pairwise(statements(verdict, name, of))
        if old.steady
    ]
    if turns:
        yield f"{begun(names.the({name}))} {_turn(verdict, name, names, *turns[0])}."


def _turn(  # noqa: PLR0913, PLR0917 - who turned, on what, and from which answer to which
    verdict: Verdict, name: str, names: Names, of: FieldVerdict, old: Statement, new: Statement
) -> str:
    if any(each.absent for each in verdict.observations if each.system == name):
        when = f"{moment(old.elapsed)} and none {moment(new.elapsed)}"
        return f"had a record of {verdict.subject} {when}"
    said = f"it said {' and '.join(_when(of, [old, new], names))}"
    about = spoken(of.field.name)
    return f"changed its mind about the {about}: {said}{_again(verdict, name, names)}"


def _again(verdict: Verdict, name: str, names: Names) -> str:
    stale = not_followed(verdict, name)
    return f", as it was before {_named(stale.revision, names)}" if stale else ""
