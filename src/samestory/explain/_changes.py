"""Who said an old value, or half of a change, and from when to when, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samestory.core.changed_fields import is_one_of_these
from samestory.core.claims import Keeping, Watched
from samestory.core.model import Outcome
from samestory.core.verdict import FieldVerdict, Verdict
from samestory.explain._names import Names, begun, duration, joined, spoken, time_of_day
from samestory.explain._values import shown_values


def change_headline(watched: Watched, verdict: Verdict, names: Names) -> str | None:
    """Return who told something old, or half changed, or that nobody did; None if it was neither.

    None as well if nobody did, and the systems differ in the end.
    """
    what = _told(watched, verdict)
    match verdict.outcome:
        case _ if watched.proof:
            return f"{begun(names.the(_who_told(watched)))} told {what}."
        case Outcome.AGREED:
            everybody = begun(names.the(verdict.systems))
            return f"{everybody} never told {what}, in {duration(watched.span)}."
        case Outcome.UNREACHABLE | Outcome.UNMAPPED:
            unknown = frozenset().union(*(each.unreachable | {*each.unmapped} for each in verdict))
            who = names.the(unknown or verdict.systems)
            return f"Inconclusive: it is unknown whether {who} ever told {what}."
        case _:
            return None


def _told(watched: Watched, verdict: Verdict) -> str:
    if watched.keeping is Keeping.NEVER_HALF:
        return f"{verdict.subject} half changed"
    return f"an old {spoken(verdict.fields[0].field.name)} of {verdict.subject}"


def _who_told(watched: Watched) -> frozenset[str]:
    return frozenset(each.system for each in watched.proof)


def what_was_told(watched: Watched, verdict: Verdict, names: Names) -> Iterator[str]:
    """Say what each system told that it should not have told, and from when to when."""
    half = watched.keeping is Keeping.NEVER_HALF
    for name in (each for each in verdict.systems if each in _who_told(watched)):
        times = [time_of_day(each.at, names) for each in watched.proof if each.system == name]
        when = f"from {times[0]} to {times[-1]}" if len(times) > 1 else f"at {times[0]}"
        what = (
            _half(verdict, name) if half else shown_values(verdict.fields[0], names.zone)[name].text
        )
        yield f"{begun(names.the({name}))} told {what}, {when}."
    if watched.proof and watched.well_in_the_end:
        yield "In the end all of them told what was promised."


def _half(verdict: Verdict, name: str) -> str:
    """Name what a system had followed, and what it had not."""
    told = [each for each in verdict if name in each.said]
    new = _fields(each for each in told if name not in each.apart)
    other = _fields(each for each in told if name in each.apart)
    if new:
        return f"the new {new} without the new {other}"
    if any(_was_promised(each, name, verdict) for each in told):
        return f"{other} that are of no one version"
    return f"neither the old nor the new {other}"


def _was_promised(of: FieldVerdict, name: str, verdict: Verdict) -> bool:
    """Whether a system told the value that a field had in an older version."""
    revisions = verdict.promise.revisions if verdict.promise else ()
    told = [each.values.get(of.field.name) for each in revisions]
    return is_one_of_these(of.said[name], of.field, [each for each in told if each is not None])


def _fields(fields: Iterable[FieldVerdict]) -> str:
    return joined([spoken(each.field.name) for each in fields])


def said_for_a_while(of: FieldVerdict, watched: Watched, names: Names) -> str:
    """Remark on who told something old of a field, or half changed, and does so no longer."""
    if watched.keeping is Keeping.AS_PROMISED or not watched.well_in_the_end:
        return ""
    return f"{names.the(of.apart)} said so for a while"
