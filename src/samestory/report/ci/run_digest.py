"""The run in a few figures, for a chat or a dashboard; its JSON Schema is `samestory schema`'s."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, Field

from samestory.report.blind_spots import BlindSpots
from samestory.report.causes import Cause
from samestory.report.ci.cases import Case, counts_of
from samestory.report.summary import Decision, Summary

MOST = 10
"""Causes that are named; a chat shows no more."""


class ResultCounts(BaseModel, extra="forbid"):
    """How many scenarios there are, and how they ended: planned = told + not_run."""

    planned: int
    told: int = Field(description="Those that ended with a result, or that were interrupted.")
    passed: int
    failed: int = Field(description="Two systems contradicted each other, or one had no record.")
    unmet: int = Field(description="A check of a step's own failed.")
    broken: int = Field(description="It came to no result: nothing is known.")
    interrupted: int
    not_run: int
    deferred: int = Field(description="Something that was promised is not due yet.")
    skipped: int


class DigestCause(BaseModel, extra="forbid"):
    """One cause of failures, and how many scenarios are under it."""

    key: str = Field(description="The same from run to run.")
    title: str
    scenarios: int
    owner: str | None = Field(description="Who fixes it, as the landscape says.")


class DigestSight(BaseModel, extra="forbid"):
    """How many lies of a system the run would have noticed; see `samestory blind-spots`."""

    noticed: int
    lies: int = Field(description="All that the landscape makes possible, compared or not.")
    share: float = Field(description="noticed / lies")
    only_as_a_change: int = Field(description="Of those noticed, how many only as a change.")


class RunDigest(BaseModel, extra="forbid", title="summary.json of samestory"):
    """summary.json: a run in a few figures. Fields are added, and never change their meaning."""

    format: Literal["samestory/summary/1"] = "samestory/summary/1"
    decision: Decision
    headline: str = Field(description="The decision, and how much of the whole it is about.")
    text: str = Field(description="One or a few sentences with the figures.")
    landscape: str
    build: str = Field(description='The build or release under test; "" if it has no name.')
    seed: str
    started: str = Field(description='ISO 8601 with its zone; "" if that was not recorded.')
    seconds: float | None
    exit: int | None = Field(description="The exit code; null if the run did not reach its end.")
    counts: ResultCounts
    causes: list[DigestCause] = Field(description=f"The gravest first, at most {MOST}.")
    more_causes: int = Field(description="How many more there are.")
    blind_spots: DigestSight | None = Field(
        default=None, description="null if nothing that agreed can be judged again."
    )
    unread: list[str] = Field(description="Feature files that could not be read.")
    incomplete: list[str] = Field(description="Why merged records are not one whole run.")


def digest_of(
    summary: Summary,
    cases: Sequence[Case],
    causes: Sequence[Cause],
    sight: BlindSpots | None = None,
) -> RunDigest:
    """Return the digest of a run."""
    return RunDigest(
        decision=summary.decision,
        headline=summary.headline,
        text=summary.line,
        landscape=summary.landscape,
        build=summary.build,
        seed=summary.seed,
        started=summary.started,
        seconds=summary.seconds,
        exit=summary.exit if summary.finished else None,
        counts=ResultCounts(**counts_of(cases)),
        causes=list(map(digest_cause, causes[:MOST])),
        more_causes=max(0, len(causes) - MOST),
        blind_spots=_sight(sight),
        unread=list(summary.unread),
        incomplete=list(summary.incomplete),
    )


def digest_cause(cause: Cause) -> DigestCause:
    """Return a cause in a few figures."""
    return DigestCause(
        key=cause.key,
        title=cause.title,
        scenarios=len(cause.scenarios),
        owner=cause.owner or None,
    )


def _sight(found: BlindSpots | None) -> DigestSight | None:
    if found is None or found.share is None:
        return None
    return DigestSight(
        noticed=found.noticed,
        lies=found.lies,
        share=found.share,
        only_as_a_change=found.by_change,
    )
