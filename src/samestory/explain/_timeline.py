"""The looks behind a verdict as data for a picture: one lane per system, one mark per look."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from samestory.core.model import Outcome
from samestory.core.verdict import Look, Verdict
from samestory.explain._names import NONE
from samestory.explain._story import Flag, VerdictStory
from samestory.explain._telling import story, system_outcome, words_for


@dataclass(frozen=True, slots=True)
class Mark:
    """How one system stood at one look, `at` seconds after the waiting began."""

    at: float
    standing: Outcome
    asked: bool
    """False if its earlier answer was carried over."""
    says: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One system: its marks in time, its own deadline (seconds), and how it ended, in words."""

    system: str
    name: str
    marks: tuple[Mark, ...]
    deadline: float | None
    closing: str
    ended: Outcome | None = None
    """How it ended, if its last look does not say so: a claim is about every look."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When the customer was told something; negative if before the waiting began."""

    at: float
    what: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that the picture shows; all times are seconds since the waiting began."""

    title: str
    lanes: tuple[Lane, ...]
    moments: tuple[Moment, ...]
    settling: tuple[float, float] | None
    """From the first good moment of the last agreement to the end of watching it."""
    end: float


def timeline(
    verdict: Verdict,
    called: Mapping[str, str] = NONE,
    deadlines: Mapping[str, float] | None = None,
    *,
    zone: tzinfo = UTC,
) -> Timeline:
    """Return the looks of a verdict as data.

    `called` maps a system to its display name, `deadlines` to the seconds that it was given; times
    of day are those of `zone`.
    """
    looks = verdict.timeline
    end = looks[-1].elapsed.total_seconds() if looks else 0.0
    stories = [story(each.verdict, called, zone=zone) for each in looks]
    given = deadlines or {}
    lanes = (
        _lane(system, called.get(system, system), verdict, stories, given.get(system))
        for system in verdict.systems
    )
    title = f"{verdict.subject}: {len(looks)} look{'' if len(looks) == 1 else 's'} in {end:.1f} s"
    settling = None if verdict.watched else _settling(looks)
    return Timeline(title, tuple(lanes), tuple(_moments(verdict)), settling, end)


def _lane(
    system: str,
    name: str,
    verdict: Verdict,
    stories: Iterable[VerdictStory],
    deadline: float | None,
) -> Lane:
    looks = zip(verdict.timeline, stories, strict=True)
    marks = tuple(_mark(look, told, system, name) for look, told in looks)
    ended = system_outcome(verdict, system) if verdict.watched else None
    return Lane(system, name, marks, deadline, _closing(system, marks, verdict), ended)


def _mark(look: Look, told: VerdictStory, system: str, name: str) -> Mark:
    at = look.elapsed.total_seconds()
    standing = system_outcome(look.verdict, system)
    asked = system in look.asked
    how = "" if asked else " (not asked again)"
    says = f"Look {look.number}, after {at:.2f} s{how}: {name} {words_for(look.verdict, system)}"
    odd = "; ".join(
        f"{row.field} {cell.text}"
        for row in told.rows
        for cell in row.cells
        if cell.system == system and cell.flag not in {Flag.AGREES, Flag.RIGHT, Flag.UNTOLD}
    )
    return Mark(at, standing, asked, f"{says}: {odd}" if odd else says)


def _closing(system: str, marks: Sequence[Mark], verdict: Verdict) -> str:
    if system in verdict.late:
        return f"late: {verdict.late[system].total_seconds():.1f} s"
    if system in verdict.changed_its_mind:
        return "changed its mind"
    last = system_outcome(verdict, system)
    if last is not Outcome.AGREED:
        return words_for(verdict, system)
    since = agreeing_since(marks)
    if not since or since == marks[0].at or since < 0.05:
        return "agreed immediately"
    return f"agreed after {since:.1f} s"


def agreeing_since(marks: Sequence[Mark]) -> float | None:
    """Return when the last unbroken agreement of a system began (seconds), None if it ended."""
    since = None
    for mark in reversed(marks):
        if mark.standing is not Outcome.AGREED:
            break
        since = mark.at
    return since


def _moments(verdict: Verdict) -> Iterator[Moment]:
    asked = verdict.timeline[0].observations if verdict.timeline else ()
    began = min((each.at - each.took for each in asked), default=None)
    for revision in verdict.promise.revisions if verdict.promise else ():
        yield Moment((revision.at - began).total_seconds() if began else 0.0, revision.what)


def _settling(looks: Sequence[Look]) -> tuple[float, float] | None:
    """Return the last stretch of looks that all agreed, if it was longer than one look."""
    good = [look.elapsed.total_seconds() if look.verdict.agreed else None for look in looks]
    while good and good[-1] is None:
        good.pop()
    stretch: list[float] = []
    while good and (last := good.pop()) is not None:
        stretch.append(last)
    return (stretch[-1], stretch[0]) if len(stretch) > 1 else None
