"""What has changed since the last run and since the last release; pure.

A cause is *open* from the run in which it is first seen until every scenario that showed it has
passed again. A scenario that was not run, is broken, or fails for another reason proves nothing:
the cause then stays open, and is "not looked at again". So nothing counts as fixed without a look.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from samestory.report.agreement_times import AgreementTimes

LATELY = 10
"""A cause that goes and comes back within so many runs is flapping."""
PASSED, FAILED = "passed", "failed"


@dataclass(frozen=True, slots=True)
class CauseInRun:
    """A cause as one run saw it; `scenarios` are ids."""

    title: str
    scenarios: tuple[str, ...]
    differs: bool = True
    """Whether systems tell different stories; if not, it is only unknown whether they do."""
    since: str = ""
    """When the run started that saw it first; "" if that is this one."""


@dataclass(frozen=True, slots=True)
class HistoryRun:
    """One run of all scenarios: a line of history.jsonl. `results` and `causes` are by id and key.

    `started` is in UTC, in ISO 8601, and together with `seed` it says which run it is.
    """

    started: str
    seed: str
    landscape: str = ""
    build: str = ""
    release: bool = False
    decision: str = ""
    results: Mapping[str, str] = field(default_factory=dict)
    causes: Mapping[str, CauseInRun] = field(default_factory=dict)
    times: Mapping[str, AgreementTimes] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str]:
        """What says that two records are of the same run."""
        return self.started, self.seed

    @property
    def name(self) -> str:
        """The build, and without one, the time at which it started."""
        return self.build or self.started


@dataclass(frozen=True, slots=True)
class CauseAge:
    """A cause that this run sees or does not: since when it is open, and for how many runs."""

    key: str
    title: str
    scenarios: tuple[str, ...]
    """The ids of those that show it; for one that is not seen, those that showed it last."""
    since: str
    """When the run started that saw it first, in ISO 8601."""
    runs: int
    """In how many runs it was seen since, this one included."""
    differs: bool = True
    flapping: bool = False
    """Whether it has gone and come back within the last runs (`LATELY`)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What this run says that another one did not: causes, the gravest first as the run has them.

    `spread` are causes that were open before, with the scenarios that passed then and show them
    now. `unseen` are those that are not seen and not proved to be gone either.
    """

    against: HistoryRun
    new: tuple[CauseAge, ...] = ()
    fixed: tuple[CauseAge, ...] = ()
    still: tuple[CauseAge, ...] = ()
    unseen: tuple[CauseAge, ...] = ()
    spread: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed with one run.

    `since_last` and `since_release` are None if the history holds no earlier run, or no earlier
    release, of this landscape.
    """

    run: HistoryRun
    causes: Mapping[str, CauseAge]
    """Every cause of this run by its key, in its order."""
    since_last: Difference | None = None
    since_release: Difference | None = None
    flapping: tuple[CauseAge, ...] = ()
    """Causes that have gone and come back lately; also those that this run does not see."""
    scenarios: Mapping[str, str] = field(default_factory=dict)
    """Since when each scenario ends as it does now: the start of that run, by the scenario's id."""
    runs: int = 0
    """How many earlier runs were compared."""


def changes_since(history: Iterable[HistoryRun], this_run: HistoryRun) -> Changes:
    """Compare a run with the earlier ones of its landscape.

    It does not matter whether `this_run` stands in the history already, and what started after it
    is left out: the pages of an old record say what was new then.
    """
    earlier = earlier_runs(history, this_run)
    walk = _Walk()
    last_release: _Snapshot | None = None
    for each in earlier:
        walk.step(each)
        if each.release:
            last_release = walk.snapshot(each)
    last = walk.snapshot(earlier[-1]) if earlier else None
    walk.step(this_run)
    flapping = walk.flapping()
    ages = {
        key: replace(walk.open[key], flapping=key in flapping)
        for key in this_run.causes
        if key in walk.open
    }
    return Changes(
        run=this_run,
        causes=ages,
        since_last=_difference(last, ages, walk, earlier[-1:]) if last else None,
        since_release=_difference(last_release, ages, walk, earlier) if last_release else None,
        flapping=tuple(replace(walk.known[key], flapping=True) for key in flapping),
        scenarios=_result_ages(earlier, this_run),
        runs=len(earlier),
    )


def earlier_runs(history: Iterable[HistoryRun], this_run: HistoryRun) -> list[HistoryRun]:
    """Return the runs of the same landscape that started before this one, the oldest first."""
    found = {
        each.identity: each
        for each in history
        if each.landscape == this_run.landscape and each.started < this_run.started
    }
    return sorted(found.values(), key=lambda each: each.started)


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The open causes after a run, with their ages at that time."""

    run: HistoryRun
    open: Mapping[str, CauseAge]


class _Walk:
    """Goes through runs in their order, and keeps which causes are open."""

    def __init__(self) -> None:
        self.open: dict[str, CauseAge] = {}
        self.known: dict[str, CauseAge] = {}
        """Every cause that was ever seen, as it was when it was last open."""
        self._went: dict[str, int] = {}
        self._came_back: dict[str, int] = {}
        self._at = 0

    def step(self, run: HistoryRun) -> None:
        """Take in the next run."""
        self._at += 1
        for key in [key for key in self.open if key not in run.causes]:
            self._prove_gone(key, run.results)
        for key, cause in run.causes.items():
            self._see(key, cause, run.started)

    def _prove_gone(self, key: str, results: Mapping[str, str]) -> None:
        cause = self.open[key]
        left = {each for each in cause.scenarios if results.get(each) != PASSED}
        removed = all(each not in results for each in left)
        if not left or (removed and len(left) < len(cause.scenarios)):
            del self.open[key]
            self._went[key] = self._at
        else:
            self.open[key] = self.known[key] = replace(cause, scenarios=tuple(sorted(left)))

    def _see(self, key: str, cause: CauseInRun, started: str) -> None:
        before = self.open.get(key)
        if before is None and self._at - self._went.get(key, self._at - LATELY) < LATELY:
            self._came_back[key] = self._at
        self.open[key] = self.known[key] = CauseAge(
            key=key,
            title=cause.title,
            scenarios=tuple(sorted(set(cause.scenarios))),
            since=before.since if before else cause.since or started,
            runs=before.runs + 1 if before else 1,
            differs=cause.differs,
        )

    def flapping(self) -> list[str]:
        """Return the causes that have gone and come back within the last runs."""
        return [key for key, at in self._came_back.items() if self._at - at < LATELY]

    def snapshot(self, run: HistoryRun) -> _Snapshot:
        """Return what is open after this run."""
        return _Snapshot(run, dict(self.open))


def _difference(
    before: _Snapshot, ages: Mapping[str, CauseAge], walk: _Walk, since: Sequence[HistoryRun]
) -> Difference:
    """Compare: what is open without a break since then is still so; `since` are the runs to ask."""
    still = {key for key, age in ages.items() if _unbroken(age, before)}
    after = [each for each in since if each.started >= before.run.started]
    spread = {key: new for key in ages if key in still and (new := _newly(ages[key], key, after))}
    gone = {key: age for key, age in before.open.items() if key not in ages}
    return Difference(
        against=before.run,
        new=tuple(age for key, age in ages.items() if key not in still),
        fixed=tuple(age for key, age in gone.items() if not _still_open(key, age, walk)),
        still=tuple(age for key, age in ages.items() if key in still),
        unseen=tuple(age for key, age in gone.items() if _still_open(key, age, walk)),
        spread=spread,
    )


def _unbroken(age: CauseAge, before: _Snapshot) -> bool:
    return age.key in before.open and before.open[age.key].since == age.since


def _still_open(key: str, age: CauseAge, walk: _Walk) -> bool:
    return key in walk.open and walk.open[key].since == age.since


def _newly(age: CauseAge, key: str, runs: Sequence[HistoryRun]) -> tuple[str, ...]:
    """Return the scenarios that passed in the first of these runs that judged them.

    One that was never judged may have shown the cause all along.
    """
    return tuple(each for each in age.scenarios if _known_then(each, key, runs) == PASSED)


def _known_then(scenario: str, key: str, runs: Sequence[HistoryRun]) -> str:
    for run in runs:
        if scenario in (run.causes[key].scenarios if key in run.causes else ()):
            return FAILED
        if run.results.get(scenario) == PASSED:
            return PASSED
    return ""


def _result_ages(earlier: Sequence[HistoryRun], this_run: HistoryRun) -> dict[str, str]:
    """Return since when each scenario ends as it does now; one that was not run says nothing."""
    since = dict.fromkeys(this_run.results, this_run.started)
    open_ = set(since)
    for run in reversed(earlier):
        for scenario in [each for each in open_ if each in run.results]:
            if run.results[scenario] == this_run.results[scenario]:
                since[scenario] = run.started
            else:
                open_.discard(scenario)
    return since
