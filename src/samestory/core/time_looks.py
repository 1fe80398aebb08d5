"""How closely systems were watched, and the looks that are shown of it; pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from samestory.core.claims import Watched
from samestory.core.model import Observation, Outcome, Promise
from samestory.core.temporal import Lags, begun_at, longest_gap
from samestory.core.verdict import Look, Verdict
from samestory.errors import NothingToCompare

ENOUGH = 3
"""Answers of a system without which nothing is known about a stretch of time."""
MOST_SHOWN = 60
"""Looks that a verdict keeps: of more, those that told something new, and their neighbours."""


@dataclass(frozen=True, slots=True)
class ToldUntilEnd:
    """The verdict in the end, its promise, and everything that was said, in order."""

    ending: Verdict
    promise: Promise
    told: Sequence[Observation]

    @property
    def of(self) -> Mapping[str, Sequence[Observation]]:
        """What each of the systems said."""
        names = self.ending.systems
        return {name: [each for each in self.told if each.system == name] for name in names}


def how_closely(
    told: Mapping[str, Sequence[Observation]],
    lags: Lags,
    since: datetime | None,
    *,
    well_in_the_end: bool,
    in_a_row: int = 1,
) -> Watched:
    """Return how often, how long and how densely each of these systems was asked.

    What matters is seen only if it is said `in_a_row` so many times.
    """
    every = [each for said in told.values() for each in said]
    began = since or min(begun_at(each, lags) for each in every)
    return Watched(
        looks={name: sum(each.unreachable is None for each in said) for name, said in told.items()},
        well_in_the_end=well_in_the_end,
        span=max(each.at for each in every) - began,
        blind={name: longest_gap(said, lags, since, in_a_row) for name, said in told.items()},
    )


def enough_answers(told: Sequence[Observation]) -> bool:
    """Return whether a system answered often enough, and more often than it could not be asked."""
    answered = sum(each.unreachable is None for each in told)
    return answered >= ENOUGH and 2 * answered >= len(told)


def unless_unknown(ending: Verdict, told: Mapping[str, Sequence[Observation]]) -> Verdict:
    """Return the verdict in the end, if what each system said in between is known.

    One that could hardly be asked is unreachable. Raise `NothingToCompare` if one hardly was.
    """
    unknown = [name for name, said in told.items() if not enough_answers(said)]
    gone = {name: each for name in unknown for each in told[name] if each.unreachable is not None}
    for name in unknown:
        if name not in gone:
            raise NothingToCompare(
                f"The {name} was asked {len(told[name])} times about {ending.subject}, which says "
                f"too little about the time between.\n  It takes {ENOUGH} looks."
            )
    fields = (
        replace(
            each,
            outcome=Outcome.UNREACHABLE,
            said={name: value for name, value in each.said.items() if name not in unknown},
            unreachable=each.unreachable | frozenset(unknown),
        )
        for each in ending
    )
    said = (gone.get(each.system, each) for each in ending.observations)
    return replace(ending, fields=tuple(fields), observations=tuple(said)) if unknown else ending


def looks_of(
    told: Iterable[Observation],
    systems: Sequence[str],
    at_that_time: Callable[[Sequence[Observation], bool], Verdict],
    odd: Sequence[Observation] = (),
) -> tuple[Look, ...]:
    """Return the answers as looks, each with the verdict about the newest word of everybody."""
    newest: dict[str, Observation] = {}
    looks: list[Look] = []
    began: datetime | None = None
    for each in _worth_showing(sorted(told, key=lambda said: said.at), odd):
        began = began or each.at - each.took
        newest[each.system] = each
        said = [newest[name] for name in systems if name in newest]
        if len(newest) == len(systems):
            verdict = at_that_time(said, each in odd)
            looks.append(Look(len(looks) + 1, each.at - began, (each,), verdict))
    return tuple(looks)


def _worth_showing(told: Sequence[Observation], odd: Sequence[Observation]) -> list[Observation]:
    """Leave out of a long timeline what only repeats the answers before and after it."""
    if len(told) <= MOST_SHOWN:
        return list(told)
    of: dict[str, list[Observation]] = {}
    for each in told:
        of.setdefault(each.system, []).append(each)
    kept = [each for said in of.values() for each in _turns(said)]
    shown = {id(each) for each in (*kept, *odd)}
    return [each for each in told if id(each) in shown]


def _turns(said: Sequence[Observation]) -> list[Observation]:
    """Return the first and the last answer of a system, and those before and after a change."""
    ends = {0, len(said) - 1}
    changes = {
        at
        for later in range(1, len(said))
        if (said[later].values, said[later].unreachable)
        != (said[later - 1].values, said[later - 1].unreachable)
        for at in (later - 1, later)
    }
    return [said[at] for at in sorted(ends | changes)]
