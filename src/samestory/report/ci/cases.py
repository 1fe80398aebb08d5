"""A run as a list of cases: every output for CI is drawn from it, so that all tell the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from samestory.core.model import Outcome
from samestory.exit_codes import ScenarioResult
from samestory.explain import NO_RECORD, UNTOLD, Cell, Flag, Row
from samestory.report.causes import CRITICAL, Cause, causes_by_scenario
from samestory.report.run_reader import RecordedScenario, RecordedVerdict, feature_file
from samestory.report.summary import Summary


class CaseKind(StrEnum):
    """What a test reporter knows of a result."""

    PASSED = "passed"
    FAILURE = "failure"
    ERROR = "error"
    SKIPPED = "skipped"


KINDS: Mapping[str, CaseKind] = MappingProxyType(
    {
        ScenarioResult.PASSED: CaseKind.PASSED,
        ScenarioResult.FAILED: CaseKind.FAILURE,
        ScenarioResult.UNMET: CaseKind.FAILURE,
        ScenarioResult.BROKEN: CaseKind.ERROR,
        ScenarioResult.INTERRUPTED: CaseKind.ERROR,
        ScenarioResult.NOT_RUN: CaseKind.ERROR,
        ScenarioResult.DEFERRED: CaseKind.SKIPPED,
        ScenarioResult.SKIPPED: CaseKind.SKIPPED,
    }
)
"""A scenario that was planned and not run is an error: silence is no consent."""

MOST_FIELDS = 3
"""Fields that are named in one line."""

_IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        ScenarioResult.FAILED: "A system tells another story.",
        ScenarioResult.UNMET: "A step's own check failed.",
        ScenarioResult.BROKEN: "Inconclusive: it came to no result.",
        ScenarioResult.INTERRUPTED: "The run ended while it was under way.",
        ScenarioResult.NOT_RUN: "The run ended before it began.",
        ScenarioResult.DEFERRED: "Something that was promised is not due yet.",
        ScenarioResult.SKIPPED: "It was skipped.",
    }
)
"""What is said of a scenario whose record has no message."""


@dataclass(frozen=True, slots=True)
class Case:
    """One planned scenario: how it ended, why, and where to look."""

    scenario: RecordedScenario
    causes: tuple[Cause, ...]
    """What it failed by, the gravest first."""
    discrepancies: tuple[RecordedVerdict, ...]
    """Its verdicts that are no agreement, the severest first."""

    @property
    def kind(self) -> CaseKind:
        """What a test reporter is told; a result of a newer version is an error."""
        return KINDS.get(self.scenario.result, CaseKind.ERROR)

    @property
    def file(self) -> str:
        """The feature file, relative to the project."""
        return feature_file(self.scenario.nodeid)

    @property
    def line(self) -> int:
        """The line of the step that failed, else that of the scenario; 1 if none is recorded."""
        return self.scenario.step_line or self.scenario.line or 1

    @property
    def type(self) -> str:
        """The outcome if a verdict made the result, else the result."""
        judged = {ScenarioResult.FAILED, ScenarioResult.BROKEN, ScenarioResult.DEFERRED}
        if self.scenario.result in judged and self.discrepancies:
            return str(self.discrepancies[0].outcome)
        return self.scenario.result

    @property
    def message(self) -> str:
        """Why it did not pass, in full; "" if it passed."""
        if self.kind is CaseKind.PASSED:
            return ""
        return self.scenario.message or _IN_WORDS.get(self.scenario.result, self.scenario.result)

    @property
    def headline(self) -> str:
        """Who says what, in one line; without a verdict, the first line of the message."""
        if self.scenario.result == ScenarioResult.FAILED and self.discrepancies:
            return discrepancy_line(self.discrepancies[0])
        return next(iter(self.message.splitlines()), "")

    @property
    def digest(self) -> str:
        """The headline and what the first verdict says in sentences, without its table."""
        if self.scenario.result != ScenarioResult.FAILED or not self.discrepancies:
            return self.message
        return "\n".join([self.headline, *self.discrepancies[0].story.sentences])

    @property
    def owners(self) -> tuple[str, ...]:
        """Who fixes what it failed by."""
        return tuple(dict.fromkeys(each.owner for each in self.causes if each.owner))

    @property
    def evidence(self) -> tuple[str, ...]:
        """The files with the answers of systems, relative to the report folder."""
        files = (file for each in self.discrepancies for file in evidence_files(each))
        return tuple(dict.fromkeys(files))


def discrepancy_line(verdict: RecordedVerdict) -> str:
    """Return the fields on which the story differs, and what the systems say that stand out."""
    story = verdict.story
    called = {each.system: each.title for each in story.columns}
    rows = [row for row in story.rows if not row.same and row.outcome is not Outcome.PENDING]
    wholes = dict.fromkeys(_of_whole(each, called) for row in rows for each in row.cells)
    lines = [*filter(None, [*wholes, *(_row_line(each, called) for each in rows)])]
    more = f"; and {len(lines) - MOST_FIELDS} more" if len(lines) > MOST_FIELDS else ""
    return f"{verdict.subject}: {'; '.join(lines[:MOST_FIELDS])}{more}" if rows else story.headline


def _of_whole(cell: Cell, called: Mapping[str | None, str]) -> str:
    """Say once what is so of every field of a system; "" if it says something of this one."""
    name = called.get(cell.system, cell.system)
    if cell.flag.outcome is Outcome.UNREACHABLE:
        return f"{name} could not be asked"
    return f"{name} has no record" if cell.text == NO_RECORD else ""


def _row_line(row: Row, called: Mapping[str | None, str]) -> str:
    """Return what was promised and what the odd ones say; "" if none of them says anything."""
    fine = {None, Outcome.AGREED, Outcome.PENDING}
    odd = [each for each in row.cells if each.flag.outcome not in fine]
    saying = [each for each in odd if not _of_whole(each, called)]
    if odd and not saying:
        return ""
    told = (each.text for each in row.cells if each.flag is Flag.PROMISED)
    promised = [f"promised {each}" for each in told if each != UNTOLD]
    said = [f"{called.get(each.system, each.system)} says {each.text}" for each in saying]
    return f"{row.field}: {', '.join([*promised, *said])}"


def evidence_files(verdict: RecordedVerdict) -> Iterator[str]:
    """Yield the files of the systems that stand out, or of all if none does."""
    odd = {name for name, outcome in verdict.systems.items() if outcome is not Outcome.AGREED}
    pieces = verdict.evidence
    yield from (each.file for each in pieces if not odd or each.system in odd)


def cases_of(summary: Summary, causes: Sequence[Cause]) -> list[Case]:
    """Return every planned scenario of a run, in the order of its record."""
    under = causes_by_scenario(causes)
    odd: defaultdict[str, list[RecordedVerdict]] = defaultdict(list)
    for verdict in summary.discrepancies:
        odd[verdict.nodeid].append(verdict)
    return [
        Case(each, tuple(under.get(each.nodeid, ())), tuple(odd[each.nodeid]))
        for each in summary.scenarios
    ]


def counts_of(cases: Iterable[Case]) -> dict[str, int]:
    """Return how many scenarios were planned, and how many ended with each result.

    `told` are those that came to an end: planned = told + not run.
    """
    results = Counter(each.scenario.result for each in cases)
    planned = results.total()
    told = planned - results[ScenarioResult.NOT_RUN]
    by_result = {each.replace(" ", "_"): results[each] for each in ScenarioResult}
    return {"planned": planned, "told": told, **by_result}


def gravest_cases(cases: Iterable[Case], causes: Sequence[Cause]) -> list[Case]:
    """Return what did not pass and was not skipped: first one case of each cause, then the rest.

    So the first ten show the most. Of one cause, critical scenarios come first, and what was not
    run comes last of all.
    """
    order = {each.key: at for at, each in enumerate(causes)}
    wrong = [each for each in cases if each.kind in {CaseKind.FAILURE, CaseKind.ERROR}]
    wrong.sort(key=lambda each: _rank(each, order))
    seen: set[str] = set()
    first: list[Case] = []
    rest: list[Case] = []
    for each in wrong:
        new = {cause.key for cause in each.causes} - seen
        (first if new else rest).append(each)
        seen |= new
    return first + rest


def _rank(case: Case, order: Mapping[str, int]) -> tuple[int, int, bool, str]:
    results = [*KINDS]
    at = results.index(case.scenario.result) if case.scenario.result in results else len(results)
    cause = order[case.causes[0].key] if case.causes else len(order)
    return at, cause, not CRITICAL & set(case.scenario.tags), case.scenario.nodeid
