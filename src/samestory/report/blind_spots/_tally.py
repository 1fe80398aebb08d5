"""Adds up the results of each lie in each judgement of a run; pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from samestory.core.basis import Judgement
from samestory.core.bending import ALWAYS, Way
from samestory.core.model import Observation, Outcome, Unmapped
from samestory.report.blind_spots._donors import Donors
from samestory.report.blind_spots._empty import HELD, thens_passing_on_nothing
from samestory.report.blind_spots._found import BlindSpots, LieResult, ScenarioSight
from samestory.report.blind_spots._lies import Fate, Lie, Trial
from samestory.report.blind_spots._rows import ALONE, NOT_DUE
from samestory.report.blind_spots._trials import Trials
from samestory.report.bundle.bundle_files import BundleHead
from samestory.report.bundle.judgement_lines import RecordedJudgement

COUNTING = frozenset({Outcome.AGREED, Outcome.PENDING})
"""Outcomes of the judgements that are bent."""
Spot = tuple[str, str, str]
"""A system, a kind of subject, and a field; "" for the record as a whole."""
NEVER_ASKED, NEVER_TOLD = "it is never asked", "it never told it"
NEVER_COMPARED = "no scenario compares it"
GRAVEST_FIRST = (
    *("money", "lines", "", "status", "window", "day", "moment"),
    *("address", "email", "count", "set", "text"),
)
"""Kinds of comparison; "" is the record as a whole."""


@dataclass(slots=True)
class _Tally:
    """What is known so far; scenarios are known by their ids."""

    fates: dict[Lie, Trial] = field(default_factory=dict)
    """The best result of a lie: noticed by itself, as a change, or else why not."""
    noticed: defaultdict[str, set[Lie]] = field(default_factory=lambda: defaultdict(set))
    heard: defaultdict[str, set[Spot]] = field(default_factory=lambda: defaultdict(set))
    """By scenario, what its systems said."""
    asked: defaultdict[tuple[str, str], dict[str, str]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """By system and kind, the scenarios that asked it, with their names."""
    awaited: set[Spot] = field(default_factory=set)
    """What systems were asked to tell, whether they did or not."""

    def hear(self, scenario: str, name: str, answers: Iterable[Observation]) -> None:
        """Note what was said in a scenario."""
        for each in answers:
            if each.unreachable is not None:
                continue
            kind = each.subject.kind
            self.asked[each.system, kind][scenario] = name
            self.awaited |= {(each.system, kind, field) for field in each.tells or ()}
            values = each.values or {}
            told = [k for k, v in values.items() if v is not None and not isinstance(v, Unmapped)]
            self.heard[scenario].update((each.system, kind, field) for field in told)

    def note(self, scenario: str, trial: Trial) -> None:
        """Note the result of a lie in one judgement."""
        if trial.fate is Fate.NOTICED:
            self.noticed[scenario].add(trial.lie)
        known = self.fates.get(trial.lie)
        if known is None or _worth(trial) > _worth(known):
            self.fates[trial.lie] = trial


def _worth(trial: Trial) -> int:
    """A lie that survives once although it may be seen survives, unless it is noticed elsewhere.

    Where nothing could be compared yet, or at all, it could not be seen.
    """
    if trial.fate is Fate.NOTICED:
        return 5 - trial.by_change
    if trial.fate is Fate.ALLOWED:
        return 2
    return 1 if trial.why in {ALONE, NOT_DUE} else 3


def blind_spots_of(
    judgements: Sequence[RecordedJudgement], head: BundleHead, unreadable: int = 0
) -> BlindSpots:
    """Return the blind spots of a run by all of its judgements."""
    bent = [each for each in judgements if each.conclusion.outcome in COUNTING]
    donors = Donors()
    for each in bent:
        donors.add(each.shown)
    sources = {
        (each.known_as, each.subject): said
        for each in bent
        if each.basis.by is Judgement.PROMISED
        for said in each.shown
    }
    trials, tally = Trials(head.statuses, donors, sources), _Tally()
    for each in bent:
        scenario = each.known_as
        answers = each.basis.told if each.never else each.shown
        tally.hear(scenario, each.scenario.scenario, answers)
        try:
            found = list(trials.of(each))
        except TypeError:  # a value of a type that a record cannot hold
            unreadable += 1
            continue
        for trial in found:
            tally.note(scenario, trial)
    agreed = [each for each in bent if each.conclusion.outcome is Outcome.AGREED]
    return _Summing(tally, head, _comparisons(head, judgements)).blind_spots(agreed, unreadable)


def _comparisons(
    head: BundleHead, judgements: Iterable[RecordedJudgement]
) -> Mapping[str, Mapping[str, str]]:
    """Return how each field is compared, in older bundles as far as their verdicts say it."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for each in judgements:
        fields = found[each.subject.kind]
        for about in each.basis.fields:
            fields.setdefault(about.name, about.kind)
    for kind, known in head.comparisons.items():
        found[kind].update(known)
    return found


@dataclass(slots=True)
class _Summing:
    """Turns a tally into the blind spots of a run."""

    tally: _Tally
    head: BundleHead
    comparisons: Mapping[str, Mapping[str, str]]

    def blind_spots(self, agreed: Sequence[RecordedJudgement], unreadable: int) -> BlindSpots:
        described = self._described()
        results = sorted(self._results(described), key=self._gravity)
        ways: defaultdict[Spot, set[Lie]] = defaultdict(set)
        for each in results:
            ways[each.lie[:3]].add(each.lie)
        told = {spot for spots in self.tally.heard.values() for spot in spots}
        compared = {lie[:3] for lie, trial in self.tally.fates.items() if trial.why != ALONE}
        asked = self.tally.asked
        return BlindSpots(
            called=self.head.called,
            results=tuple(results),
            near={place: tuple(names.values()) for place, names in asked.items()},
            unasked=_by_place(spot for spot in described if spot[:2] not in asked),
            uncompared=_by_place(
                spot
                for spot in sorted({*described, *told})
                if spot[:2] in asked and spot not in compared
            ),
            empty=tuple(thens_passing_on_nothing(agreed, self.comparisons)),
            scenarios=tuple(self._scenarios(agreed, ways)),
            verdicts=sum(each.basis.by not in HELD for each in agreed),
            unreadable=unreadable,
            described=bool(self.head.readings),
        )

    def _described(self) -> list[Spot]:
        """Return every field that the landscape describes for a system."""
        return [
            (system, kind, name)
            for system, kinds in self.head.readings.items()
            for kind, fields in kinds.items()
            for name in fields
            if not name.startswith("(")
        ]

    def _results(self, described: Sequence[Spot]) -> Iterator[LieResult]:
        for lie, trial in self.tally.fates.items():
            noticed = trial.fate is Fate.NOTICED
            yield LieResult(lie, trial.fate, trial.why, noticed and trial.by_change)
        tried = {lie[:3] for lie in self.tally.fates}
        heard = {spot for spots in self.tally.heard.values() for spot in spots}
        for spot in dict.fromkeys((*described, *sorted(heard))):
            if spot not in tried:
                yield from self._untried(spot, told=spot in heard)
        asked = {spot[:2] for spot in tried}
        for system, kind in dict.fromkeys(spot[:2] for spot in described):
            if (system, kind) not in asked:
                why = NEVER_COMPARED if (system, kind) in self.tally.asked else NEVER_ASKED
                yield LieResult(Lie(system, kind, "", Way.LOST), Fate.SURVIVED, why)

    def _untried(self, spot: Spot, *, told: bool) -> Iterator[LieResult]:
        """Yield the lies about a field that no comparison has anything to do with."""
        system, kind, name = spot
        why = NEVER_TOLD if spot in self.tally.awaited else NEVER_COMPARED
        why = why if (system, kind) in self.tally.asked else NEVER_ASKED
        for way in ALWAYS[self.comparisons.get(kind, {}).get(name, "text")]:
            lie = Lie(system, kind, name, way)
            yield LieResult(lie, Fate.SURVIVED, NEVER_COMPARED if told else why)

    def _gravity(self, result: LieResult) -> tuple[object, ...]:
        lie = result.lie
        kind = self.comparisons.get(lie.kind, {}).get(lie.field, "text") if lie.field else ""
        systems = [*self.head.called]
        at = systems.index(lie.system) if lie.system in systems else len(systems)
        return GRAVEST_FIRST.index(kind), lie.kind, at, lie.system, lie.field, [*Way].index(lie.way)

    def _scenarios(
        self, agreed: Sequence[RecordedJudgement], ways: Mapping[Spot, set[Lie]]
    ) -> list[ScenarioSight]:
        found: dict[str, ScenarioSight] = {}
        for each in agreed:
            told, key = each.scenario, each.known_as
            if key not in found:
                lies = self._lies_in(key, ways)
                noticed = len(self.tally.noticed[key])
                found[key] = ScenarioSight(key, told.journey, told.scenario, len(lies), noticed)
        return sorted(found.values(), key=lambda each: each.noticed - each.lies)

    def _lies_in(self, scenario: str, ways: Mapping[Spot, set[Lie]]) -> set[Lie]:
        """Return the lies about what was said in a scenario, and those that it noticed."""
        heard = self.tally.heard[scenario]
        about = {*heard, *((system, kind, "") for system, kind, _ in heard)}
        return {lie for spot in about for lie in ways.get(spot, ())} | self.tally.noticed[scenario]


def _by_place(spots: Iterable[Spot]) -> dict[tuple[str, str], tuple[str, ...]]:
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for system, kind, name in spots:
        if name:
            found[system, kind].append(name)
    return {place: tuple(names) for place, names in found.items()}
