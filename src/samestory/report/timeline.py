"""The looks behind a verdict, as data for a picture: one lane per system, one mark per look."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from samestory.core.model import Outcome
from samestory.explain import Flag, story
from samestory.report.outcome_styles import SIGNS
from samestory.report.run_writer import system_outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, tzinfo

    from samestory.core.model import Look, Verdict
    from samestory.explain import Story

NO_DEADLINES: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Mark:
    """How one system stood at one look, `at` seconds after the waiting began."""

    at: float
    standing: Outcome
    asked: bool
    """False where its earlier word was carried over."""
    says: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One system: its marks in time, its own deadline (seconds), and a closing word."""

    system: str
    name: str
    marks: tuple[Mark, ...]
    deadline: float | None
    closing: str


@dataclass(frozen=True, slots=True)
class Moment:
    """When the customer was told something; negative where it was before the waiting began."""

    at: float
    what: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything the picture shows; all times in seconds since the waiting began."""

    title: str
    lanes: tuple[Lane, ...]
    moments: tuple[Moment, ...]
    settling: tuple[float, float] | None
    """From the first good moment of the last agreement to the end of watching it."""
    end: float


def timeline(
    verdict: Verdict,
    called: Mapping[str, str],
    deadlines: Mapping[str, float] = NO_DEADLINES,
    *,
    zone: tzinfo = UTC,
) -> Timeline:
    """Read the looks of a verdict.

    `called` maps a system to its display name, `deadlines` to the seconds it was given; moments are
    told in `zone`.
    """
    looks = verdict.timeline
    end = looks[-1].elapsed.total_seconds() if looks else 0.0
    stories = [story(each.verdict, called, zone=zone) for each in looks]
    return Timeline(
        title=f"{verdict.subject}: {_looks(len(looks))} in {end:.1f} s",
        lanes=tuple(
            _lane(system, called.get(system, system), verdict, stories, deadlines.get(system))
            for system in verdict.systems
        ),
        moments=tuple(_moments(verdict)),
        settling=_settling(looks),
        end=end,
    )


def as_record(of: Timeline) -> dict[str, Any]:
    """The same as plain data for JSON."""
    return asdict(of)


def timeline_from(record: Mapping[str, Any]) -> Timeline:
    """Read back what `as_record` wrote."""
    lanes = ({**each, "marks": tuple(map(_mark_from, each["marks"]))} for each in record["lanes"])
    settling = record["settling"]
    return Timeline(
        title=record["title"],
        lanes=tuple(Lane(**each) for each in lanes),
        moments=tuple(Moment(**each) for each in record["moments"]),
        settling=(settling[0], settling[1]) if settling else None,
        end=record["end"],
    )


def _mark_from(record: Mapping[str, Any]) -> Mark:
    return Mark(record["at"], Outcome(record["standing"]), record["asked"], record["says"])


def _looks(number: int) -> str:
    return "1 look" if number == 1 else f"{number} looks"


def _lane(
    system: str, name: str, verdict: Verdict, stories: Iterable[Story], deadline: float | None
) -> Lane:
    looks = zip(verdict.timeline, stories, strict=True)
    marks = tuple(_mark(look, told, system, name) for look, told in looks)
    return Lane(system, name, marks, deadline, _closing(system, marks, verdict))


def _mark(look: Look, told_then: Story, system: str, name: str) -> Mark:
    at = look.elapsed.total_seconds()
    stands = system_outcome(look.verdict, system)
    told = "; ".join(_odd_cells(told_then, system))
    asked = system in look.asked
    how = "" if asked else " (not asked again)"
    says = f"Look {look.number}, after {at:.2f} s{how}: {name} {SIGNS[stands].of_system}"
    return Mark(at, stands, asked, f"{says}: {told}" if told else says)


def _odd_cells(told: Story, system: str) -> Iterable[str]:
    """What a system said otherwise, field by field, in the words of the tables."""
    for row in told.rows:
        for cell in row.cells:
            if cell.system == system and cell.flag not in {Flag.AGREES, Flag.UNTOLD}:
                yield f"{row.field} {cell.text}"


def _closing(system: str, marks: tuple[Mark, ...], verdict: Verdict) -> str:
    """How it ended with this system, in three words."""
    if system in verdict.late:
        return f"late: {verdict.late[system].total_seconds():.1f} s"
    if system in verdict.changed_its_mind:
        return "changed its mind"
    last = system_outcome(verdict, system)
    if last is not Outcome.AGREED:
        return SIGNS[last].of_system
    since = _agreeing_since(marks)
    return f"agreed after {since:.1f} s" if since >= 0.05 else "agreed immediately"


def _agreeing_since(marks: tuple[Mark, ...]) -> float:
    """When its last unbroken agreement began."""
    since = marks[-1].at if marks else 0.0
    for mark in reversed(marks):
        if mark.standing is not Outcome.AGREED:
            break
        since = mark.at
    return since if marks and since > marks[0].at else 0.0


def _moments(verdict: Verdict) -> Iterable[Moment]:
    if verdict.promise is None:
        return
    start = _start(verdict)
    for revision in verdict.promise.revisions:
        at = (revision.at - start).total_seconds() if start else 0.0
        yield Moment(at, revision.what)


def _start(verdict: Verdict) -> datetime | None:
    """When waiting began: the first question of the first look was put (UTC)."""
    looks = verdict.timeline
    asked = [each.at - each.took for each in looks[0].observations] if looks else []
    return min(asked, default=None)


def _settling(looks: tuple[Look, ...]) -> tuple[float, float] | None:
    """The last stretch of looks that all agreed, if it was longer than one look."""
    last = [place for place, look in enumerate(looks) if look.verdict.agreed]
    if not last:
        return None
    first = last[-1]
    while first > 0 and looks[first - 1].verdict.agreed:
        first -= 1
    if first == last[-1]:
        return None
    return looks[first].elapsed.total_seconds(), looks[last[-1]].elapsed.total_seconds()
