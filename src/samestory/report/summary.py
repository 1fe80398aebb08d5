"""A run summed up: journeys by systems, go or no go, every discrepancy."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain

from samestory.core.model import Outcome
from samestory.core.verdict import SEVEREST_FIRST
from samestory.explain import counted, joined, number
from samestory.report.run_reader import RecordedScenario, RecordedVerdict

UNDECIDED = ("unmet", "broken", "interrupted", "not run")
"""Results after which it is unknown whether all is well or the systems differ."""

_WITHOUT_JUDGEMENT = (
    ("deferred", "is not due yet", "are not due yet"),
    ("skipped", "was skipped", "were skipped"),
    ("interrupted", "was interrupted", "were interrupted"),
    ("not run", "was not run", "were not run"),
)
"""Results that judge nothing, and how one and several of them are worded."""

_UNKNOWN = {
    Outcome.UNREACHABLE: "could not be asked",
    Outcome.UNMAPPED: "said something unexplained",
}
"""Outcomes of a system after which it is not known what it says."""


class Decision(StrEnum):
    """What a release manager is told."""

    GO = "Go"
    NO_GO = "No go"
    UNKNOWN = "Inconclusive"
    NOTHING = "Nothing was checked"


@dataclass(frozen=True, slots=True)
class SystemTally:
    """One system in one journey, in scenarios; `outcome` is the severest, None if not asked."""

    outcome: Outcome | None
    agreed: int
    asked: int


@dataclass(frozen=True, slots=True)
class Journey:
    """One journey: how many scenarios ended with which result, and a tally for every system."""

    name: str
    results: Mapping[str, int]
    systems: Mapping[str, SystemTally]


@dataclass(frozen=True, slots=True)
class Summary:
    """A whole run, summed up."""

    landscape: str
    seed: str
    started: str
    zone: str
    """The zone of all times, by its name in the time zone database."""
    seconds: float | None
    called: Mapping[str, str]
    """The display name of every system that was asked, in the order of the landscape."""
    journeys: tuple[Journey, ...]
    scenarios: tuple[RecordedScenario, ...]
    verdicts: tuple[RecordedVerdict, ...]
    finished: bool
    exit: int | None
    """The exit status of the run, or None if it was not recorded."""
    unread: tuple[str, ...]
    """Feature files that could not be read; what their scenarios would have found is unknown."""
    unreadable: int
    """Lines of the record that could not be read."""
    selection: str | None = None
    """How much of the whole was to be run, such as "1 of 21 scenarios; 20 were left out"."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """How many scenarios of each feature file were not chosen."""
    concessions: tuple[str, ...] = ()
    """What was less safe than it should be, such as a certificate that was not verified."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """Who fixes each system, as far as the landscape says it."""
    incomplete: tuple[str, ...] = ()
    """Why the records that were merged are not one whole run; each with its fix."""
    build: str = ""
    """What was tested: the name of a build or a release; "" if nobody named it."""
    seeded: tuple[str, ...] = ()
    """The faults that the company had on purpose."""
    shard: tuple[int, int] | None = None
    """Which shard it is, of how many; None if it is none."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The display name of every system of the landscape, asked or not."""

    @property
    def discrepancies(self) -> tuple[RecordedVerdict, ...]:
        """Every verdict that is not an agreement, the severest first."""
        odd = (each for each in self.verdicts if each.outcome is not Outcome.AGREED)
        return tuple(sorted(odd, key=lambda each: SEVEREST_FIRST.index(each.outcome)))

    @property
    def unexplained(self) -> tuple[RecordedScenario, ...]:
        """The scenarios that went wrong although none of their verdicts says so."""
        explained = {each.nodeid for each in self.discrepancies}
        wrong = (each for each in self.scenarios if each.result in {"failed", "unmet", "broken"})
        return tuple(each for each in wrong if each.nodeid not in explained)

    @property
    def not_asked(self) -> Mapping[str, str]:
        """The systems that scenarios name and the company does not have, and why."""
        found = {k: v for each in self.scenarios for k, v in each.not_asked.items()}
        return dict(sorted(found.items()))

    @property
    def rules(self) -> Mapping[str, Mapping[str, int]]:
        """The results of each standing rule, broken ones first, and in how many scenarios."""
        found: dict[str, Counter[str]] = {}
        for each in self.scenarios:
            for rule, result in each.rules.items():
                found.setdefault(rule, Counter())[result] += 1
        return {
            rule: {result: results[result] for result in sorted(results, key=_rank)}
            for rule, results in found.items()
        }

    @property
    def decision(self) -> Decision:
        """Go only if something was checked, nothing is wrong or unknown, and the run says so."""
        results = self._results
        if results["failed"]:
            return Decision.NO_GO
        if any(results[each] for each in UNDECIDED) or not self.is_whole:
            return Decision.UNKNOWN
        if not results["passed"]:
            return Decision.NOTHING
        return Decision.UNKNOWN if self.exit else Decision.GO

    @property
    def is_recorded(self) -> bool:
        """Whether anything at all is on record, if only what is missing."""
        return bool(self.started or self.scenarios or self.incomplete)

    @property
    def is_whole(self) -> bool:
        """Whether the run reached its end, and every part of it is here and could be read."""
        return self.finished and not (self.unread or self.incomplete)

    @property
    def headline(self) -> str:
        """The decision, and how much of the whole it is about if that is not all."""
        return f"{self.decision} ({self.about})" if self.about else str(self.decision)

    @property
    def about(self) -> str:
        """How much of the whole the decision is about; "" if it is all."""
        return "; ".join(part for part in (self.selection, self._missing) if part)

    @property
    def _missing(self) -> str:
        """What is missing of a run that is incomplete."""
        not_run = self._results["not run"] + self._results["interrupted"]
        if not_run:
            were = "was" if not_run == 1 else "were"
            of = f"{not_run} of {len(self.scenarios)} scenarios"
            return f"incomplete, {of} {were} not run to the end"
        if not self.finished:
            return "incomplete, the run did not reach its end"
        if self.incomplete:
            return "incomplete, parts of the run are missing or too many"
        if self.unread:
            return "incomplete, not every feature file could be read"
        return ""

    @property
    def line(self) -> str:
        """The one sentence to read, in figures: first how much of the whole it is about."""
        return f"{self.selection}. {self.findings}" if self.selection else self.findings

    @property
    def findings(self) -> str:
        """What was found, in figures."""
        results = self._results
        judged = sum(results[each] for each in ("passed", "failed", "unmet", "broken"))
        told = f"told the same story in {results['passed']} of {judged} scenarios"
        line = f"{_the_systems(len(self.called))} {told}." if judged else "No scenario was judged."
        return " ".join([line, *self._remarks(results)])

    def _remarks(self, results: Counter[str]) -> Iterator[str]:
        yield from self._standing_out()
        if off := [name for name, results in self.rules.items() if "off" in results]:
            yield f"Standing rules off: {joined(off)}."
        results_of_rules = [list(each.rules.values()) for each in self.scenarios]
        if count := sum(any(map(_is_unknown, results)) for results in results_of_rules):
            where = counted(count, "scenario")
            every = filter(_is_unknown, chain.from_iterable(results_of_rules))
            reasons = dict.fromkeys(each.partition(": ")[2] for each in every)
            yield f"Standing rules are unknown in {where}: {'; '.join(reasons)}."
        steps = [each.broke for each in self.scenarios if each.broke]
        if steps:
            yield f"In {len(steps)} a step broke ({'; '.join(dict.fromkeys(steps))})."
        if broken := results["broken"] - len(steps):
            is_ = "is" if broken == 1 else "are"
            yield f"{broken} {is_} inconclusive: {self._why_unknown()}."
        yield from self._flaky_remark()
        if unmet := results["unmet"]:
            yield f"In {unmet} a step's own check failed."
        for result, one, many in _WITHOUT_JUDGEMENT:
            if count := results[result]:
                yield f"{counted(count, 'scenario')} {one if count == 1 else many}."
        if unread := len(self.unread):
            yield f"{counted(unread, 'feature file')} could not be read."
        yield from (each.partition("\n")[0] for each in self.incomplete)
        if not self.finished:
            yield "The run did not reach its end."

    def _why_unknown(self) -> str:
        """Name the systems that could not be asked or understood in what is inconclusive."""
        broken = {each.nodeid for each in self.scenarios if each.result == "broken"}
        found = [each.systems for each in self.discrepancies if each.nodeid in broken]
        odd = {pair for systems in found for pair in systems.items()}
        names = {
            outcome: [
                f"the {name}" for system, name in self.called.items() if (system, outcome) in odd
            ]
            for outcome in _UNKNOWN
        }
        reasons = [f"{joined(who)} {_UNKNOWN[outcome]}" for outcome, who in names.items() if who]
        return "; ".join(reasons) or "something could not be asked or explained"

    @property
    def flaky(self) -> tuple[RecordedScenario, ...]:
        """The scenarios that were inconclusive, and agreed when they were played again."""
        return tuple(each for each in self.scenarios if each.flaky)

    def _flaky_remark(self) -> Iterator[str]:
        if count := len(self.flaky):
            who = "1 is flaky: it" if count == 1 else f"{count} are flaky: they"
            yield f"{who} agreed only when played again."

    def _standing_out(self) -> Iterator[str]:
        """Name the systems that told another story or none, and in how many scenarios."""
        places: defaultdict[str, set[str]] = defaultdict(set)
        for each in self.discrepancies:
            for system, outcome in each.systems.items():
                if outcome in {Outcome.CONTRADICTED, Outcome.ABSENT}:
                    places[system].add(each.nodeid)
        parts = [
            f"the {self.called[system]} in {counted(len(where), 'scenario')}"
            for system, where in sorted(places.items(), key=lambda pair: -len(pair[1]))
        ]
        if parts:
            yield f"Out of line: {joined(parts)}."

    @property
    def _results(self) -> Counter[str]:
        return Counter(each.result for each in self.scenarios)


def _is_unknown(result: str) -> bool:
    return result.startswith("unknown")


def _rank(result: str) -> int:
    """The result of a rule: a broken one, kept, unknown, and whatever asked nothing."""
    if result in set(Outcome):
        return 0
    return 1 if result == "kept" else 2 if _is_unknown(result) else 3


def _the_systems(count: int) -> str:
    if count == 1:
        return "The one system asked"
    return f"The {number(count)} systems" if count else "The systems"
