"""Reads back what a run recorded: its verdicts and how its scenarios ended.

The files are `verdicts.jsonl` (one verdict a line), `run.json` (one object: the plan) and
`results.jsonl` (what happened to it) of a report folder. If a run was killed, `run.json` and the
end of the last lines may be missing; the rest is read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter

from samestory.core.model import Outcome
from samestory.core.verdict import SEVEREST_FIRST
from samestory.exit_codes import RESULT_OF, ScenarioResult
from samestory.explain import Timeline, VerdictStory
from samestory.json_lines import lines_in


@dataclass(frozen=True, slots=True)
class RecordedField:
    """What comparing one field came to: values as a person reads them, and names of systems."""

    outcome: Outcome
    promised: str | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    apart: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()
    unmapped: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    """How it is compared ("money"); "" in older records."""
    prices_apart: tuple[str, ...] = ()
    """Of the systems that are apart, those that differ in nothing but the prices of the lines."""


@dataclass(frozen=True, slots=True)
class RecordedEvidence:
    """A file with what a system answered, relative to the report folder."""

    system: str
    file: str
    name: str = ""
    last: bool = False
    """Whether it is a part of the system's last answer; older records do not say."""


@dataclass(frozen=True, slots=True)
class RecordedVerdict:
    """What was asked in which scenario, and the result."""

    journey: str
    scenario: str
    nodeid: str
    subject: str
    outcome: Outcome
    systems: Mapping[str, Outcome]
    story: VerdictStory
    rule: str | None = None
    standing_rule: str = ""
    """The name of the standing rule that asked; "" for a step."""
    timeline: Timeline | None = None
    tags: tuple[str, ...] = ()
    kind: str = ""
    """The kind of its subject; "" in older records."""
    fields: Mapping[str, RecordedField] = field(default_factory=dict)
    late: Mapping[str, float] = field(default_factory=dict)
    """The systems that followed only after their patience, and after how many seconds."""

    evidence: tuple[RecordedEvidence, ...] = ()

    @property
    def subject_kind(self) -> str:
        """The kind of its subject, such as "order"."""
        return self.kind or self.subject.rpartition(" ")[0]

    attempt: int = 1
    """The number of the attempt at the scenario in which it was asked."""
    question: int = 0
    """The number of the question in it, from 1; 0 in older records."""


@dataclass(frozen=True, slots=True)
class RecordedScenario:
    """How one scenario ended; `message` says why."""

    journey: str
    name: str
    nodeid: str
    result: str
    """As in run.json; see `exit_codes.ScenarioResult`."""
    message: str = ""
    not_asked: Mapping[str, str] = field(default_factory=dict)
    """The systems that it names and the company does not have, and why."""
    rules: Mapping[str, str] = field(default_factory=dict)
    """The result of each standing rule: "kept", "off", "nothing to ask", or what else."""
    broke: str = ""
    """The error that one of its steps broke with, and where; "" if a system could not be asked."""
    id: str = ""
    """What it is known by from run to run; "" in older records."""
    tags: tuple[str, ...] = ()
    seconds: float | None = None
    """How long it took to its result; None if that was not recorded."""
    examples: Mapping[str, str] = field(default_factory=dict)
    """The values of its row, by the names of the columns."""
    feature: str = ""
    rule: str | None = None
    line: int | None = None
    """The line of its keyword in the feature file."""
    step: str = ""
    """The step that failed, as it is written."""
    step_line: int | None = None
    where: str = ""
    """FILE:LINE of the code that broke; "" if a verdict ended it."""
    attempt: int = 1
    """The number of the attempt whose result counts."""
    attempts: tuple[Mapping[str, Any], ...] = ()
    """How each attempt ended (`result`, `outcome`, `message`), if there were several."""

    @property
    def flaky(self) -> bool:
        """Whether it agreed after an attempt that was inconclusive."""
        return self.result == "passed" and any(each["result"] == "broken" for each in self.attempts)


_VERDICT = TypeAdapter(RecordedVerdict)
_SCENARIO = TypeAdapter(RecordedScenario)


def verdict_files(report: Path) -> list[Path]:
    """Return verdicts.jsonl, and the files of workers that were not merged before a run ended."""
    return sorted(report.glob("verdicts*.jsonl"))


def verdict_lines(report: Path) -> Iterator[str]:
    """Return every line of these files; what is not UTF-8 in them is replaced."""
    for file in verdict_files(report):
        yield from lines_in(file)


def read_verdicts(lines: Iterable[str]) -> tuple[list[RecordedVerdict], int]:
    """Return the verdicts, and how many lines could not be read."""
    found, unreadable = [], 0
    for line in lines:
        try:
            found.append(_VERDICT.validate_json(line))
        except ValueError:  # half a line, or another version's
            unreadable += 1
    return found, unreadable


def recorded_scenarios(
    run: Mapping[str, Any] | None, verdicts: Sequence[RecordedVerdict]
) -> Iterator[RecordedScenario]:
    """Return the scenarios of run.json; without one, what the verdicts say about them."""
    if run is None:
        yield from _by_verdicts(verdicts)
        return
    for each in run.get("scenarios", ()):
        told = {name: part for name, part in each.items() if part is not None}
        told["name"] = each["scenario"]
        told["journey"] = each.get("journey") or feature_file(each["nodeid"])
        if told["result"] == "parked":  # its name in older records
            told["result"] = ScenarioResult.DEFERRED
        if told["result"] != ScenarioResult.BROKEN:
            told.pop("broke", None)
        yield _SCENARIO.validate_python(told)


def counting(
    verdicts: Sequence[RecordedVerdict], scenarios: Sequence[RecordedScenario]
) -> list[RecordedVerdict]:
    """Return the verdicts of the attempts that count; those of others stay in the record."""
    counts = {each.nodeid: each.attempt for each in scenarios}
    return [each for each in verdicts if each.attempt == counts.get(each.nodeid, each.attempt)]


def zone_called(name: str) -> tzinfo:
    """Return the zone of a run's times; UTC if this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError):
        return UTC


def moment_of(text: str) -> datetime | None:
    """Return a moment in ISO 8601, in UTC if it names no zone; None if it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def feature_file(nodeid: str) -> str:
    """Return the file of a scenario: all that is known about one whose process crashed."""
    return nodeid.partition("::")[0]


def _by_verdicts(verdicts: Sequence[RecordedVerdict]) -> Iterator[RecordedScenario]:
    """The severest verdict of a scenario decides."""
    found: dict[str, list[RecordedVerdict]] = {}
    for each in verdicts:
        found.setdefault(each.nodeid, []).append(each)
    for nodeid, mine in found.items():
        severest = min((each.outcome for each in mine), key=SEVEREST_FIRST.index)
        last = mine[-1]
        yield RecordedScenario(last.journey, last.scenario, nodeid, RESULT_OF[severest])
