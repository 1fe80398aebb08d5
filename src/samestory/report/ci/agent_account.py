"""An account of each failure for coding agents: short, machine-readable, with the line to fix."""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, Field

from samestory.explain import Flag, VerdictStory
from samestory.explain import Row as StoryRow
from samestory.report.causes import Cause
from samestory.report.ci.cases import Case, evidence_files, gravest_cases
from samestory.report.ci.fixing import LineToFix, lines_to_fix
from samestory.report.ci.run_digest import DigestCause, digest_cause
from samestory.report.run_reader import RecordedVerdict
from samestory.report.summary import Decision, Summary

_MOST_CHARACTERS = 2000
"""Of a message: the rest is in the evidence."""


class FieldAccount(BaseModel, extra="forbid"):
    """One field on which the story differs: who says what."""

    field: str
    outcome: str
    promised: str | None = Field(description="What she asked for or was told; null for neither.")
    said: dict[str, str] = Field(description="By system, as a person reads it.")
    alone: list[str] = Field(description="The systems that stand out.")
    remark: str


class AskedAccount(BaseModel, extra="forbid"):
    """Where a system that stands out was asked."""

    system: str
    asked: str


class VerdictAccount(BaseModel, extra="forbid"):
    """One verdict that is no agreement."""

    subject: str
    outcome: str
    rule: str = Field(description='The standing rule that asked; "" for a step.')
    fields: list[FieldAccount]
    sentences: list[str]
    asked: list[AskedAccount]
    evidence: list[str] = Field(description="Files, relative to the report folder.")


class FailureAccount(BaseModel, extra="forbid"):
    """One scenario that did not pass, and was not left out on purpose."""

    id: str = Field(description="The same from run to run, wherever its file is moved.")
    scenario: str
    result: str = Field(description="As in run.json: failed, unmet, broken, interrupted, not run.")
    feature: str = Field(description="FILE:LINE of the step that failed, else of the scenario.")
    step: str = Field(description='The step that failed; "" if it is not known.')
    causes: list[str] = Field(description="Keys of `causes`.")
    owners: list[str]
    message: str
    verdicts: list[VerdictAccount]
    fix: list[LineToFix] = Field(description="Where to begin, the likeliest first.")
    again: str = Field(description="The command that plays this scenario again.")


class FailuresAccount(BaseModel, extra="forbid", title="failures.json of samestory"):
    """failures.json: what did not pass, the gravest first."""

    format: Literal["samestory/failures/1"] = "samestory/failures/1"
    decision: Decision
    text: str
    landscape: str
    causes: list[DigestCause]
    failures: list[FailureAccount]
    unread: list[str] = Field(description="Feature files that could not be read.")


def account_of(
    summary: Summary, cases: Sequence[Case], causes: Sequence[Cause], landscape: str = ""
) -> FailuresAccount:
    """Return the account of a run; `landscape` is the text of its file, "" if that is gone."""
    return FailuresAccount(
        decision=summary.decision,
        text=summary.line,
        landscape=summary.landscape,
        causes=list(map(digest_cause, causes)),
        failures=[_failure(each, summary, landscape) for each in gravest_cases(cases, causes)],
        unread=list(summary.unread),
    )


def _failure(case: Case, summary: Summary, landscape: str) -> FailureAccount:
    message = case.message
    place = f"{case.file}:{case.scenario.line or case.line}"
    seed = f" --seed {summary.seed}" if summary.seed else ""
    return FailureAccount(
        id=case.scenario.id or case.scenario.nodeid,
        scenario=case.scenario.name,
        result=case.scenario.result,
        feature=f"{case.file}:{case.line}",
        step=case.scenario.step,
        causes=[each.key for each in case.causes],
        owners=list(case.owners),
        message=message
        if len(message) <= _MOST_CHARACTERS
        else f"{message[:_MOST_CHARACTERS]} ...",
        verdicts=[_verdict(each) for each in case.discrepancies],
        fix=lines_to_fix(case, summary, landscape),
        again=f"samestory run -l {shlex.quote(summary.landscape)} {shlex.quote(place)}{seed}",
    )


def _verdict(told: RecordedVerdict) -> VerdictAccount:
    return VerdictAccount(
        subject=told.subject,
        outcome=told.outcome,
        rule=told.standing_rule,
        fields=list(_fields(told.story)),
        sentences=list(told.story.sentences),
        asked=[AskedAccount(system=each.system, asked=each.asked) for each in told.story.asked],
        evidence=list(dict.fromkeys(evidence_files(told))),
    )


def _fields(story: VerdictStory) -> Iterator[FieldAccount]:
    for row in story.rows:
        if row.same:
            continue
        cells: Mapping[str | None, str] = {each.system: each.whole for each in row.cells}
        yield FieldAccount(
            field=row.field,
            outcome=row.outcome,
            promised=cells.get(None),
            said={system: text for system, text in cells.items() if system is not None},
            alone=list(_alone(row)),
            remark=row.remark,
        )


def _alone(row: StoryRow) -> Iterable[str]:
    fine = {Flag.PROMISED, Flag.AGREES, Flag.RIGHT, Flag.NEAR, Flag.UNTOLD}
    return (each.system for each in row.cells if each.system and each.flag not in fine)
