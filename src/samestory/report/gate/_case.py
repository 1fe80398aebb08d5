"""What the gate judges, by which rules, and what it answers."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from samestory.exit_codes import Exit, gravest
from samestory.report.blind_spots import BlindSpots
from samestory.report.causes import Cause, causes_by_scenario
from samestory.report.commands import REPORTS, command
from samestory.report.history import Changes
from samestory.report.history_file import scenario_ids
from samestory.report.mutes import MuteState, MuteUse
from samestory.report.results_folder import whole_folder
from samestory.report.run_reader import moment_of
from samestory.report.summary import Summary

SHOWN = 3
"""The scenarios that a sentence names."""
UNKNOWN = frozenset({"unmet", "broken"})
NOT_RUN = frozenset({"interrupted", "not run"})
"""The results that --max-unknown and --max-not-run count."""
WRONG = UNKNOWN | {"failed"}
"""The results of an attempt after which another one may agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRules:
    """What a release must keep to; the numbers count scenarios."""

    max_contradictions: int = 0
    max_unknown: int = 0
    max_not_run: int = 0
    new_only: bool = False
    """Contradictions that are open since the last release without a break do not count."""
    p95: Mapping[str, timedelta] = field(default_factory=dict)
    """The time within which 95 % of the waits for a system must end, by its name."""
    min_noticed: Decimal | None = None
    """The least share of lies, in percent, that the run would have noticed."""
    max_age: timedelta | None = None
    build: str | None = None
    landscape: str | None = None


class Refusal(NamedTuple):
    """One reason why it is not go: the fact, the fix, and the exit code that it alone gives."""

    exit: Exit
    fact: str
    fix: str

    @property
    def text(self) -> str:
        """Both, the fix on a line of its own."""
        return f"{self.fact}\n  {self.fix}"


def inconclusive(fact: str, fix: str) -> Refusal:
    """Return a reason that leaves it open whether the systems tell the same story."""
    return Refusal(Exit.CANNOT_KNOW, fact, fix)


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """The decision: go if nothing refuses it. `notes` are what a person should know all the same.

    `muted` are lines about the contradictions that do not count.
    """

    refusals: tuple[Refusal, ...]
    muted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def exit(self) -> Exit:
        """The exit code: 0 only for go."""
        if not self.refusals:
            return Exit.SAME_STORY
        return gravest(each.exit for each in self.refusals)


@dataclass(frozen=True)
class GateCase:
    """What the gate judges: a record, what has changed with it, its mutes, and the time now."""

    summary: Summary
    causes: Sequence[Cause]
    changes: Changes
    mutes: Sequence[MuteState]
    now: datetime
    blind_spots: BlindSpots | None = None
    """Which lies the run would not have noticed; None if nobody asked."""
    folders: Sequence[Path] = (REPORTS,)
    """Where the record is; that of each shard, if there are several."""
    landscape: str = ""
    """The landscape that a call has to name to run the same; "" if that is the usual one."""

    def run(self, *words: str) -> str:
        """Return the call of `samestory run` that continues or replaces the record."""
        whole = whole_folder(self._folder)
        return command("run", *words, report=whole, landscape=self.landscape)

    def settle(self) -> str:
        """Return the call of `samestory settle` for what the record leaves open."""
        return command("settle", report=whole_folder(self._folder))

    def report(self, *words: str) -> str:
        """Return the call of `samestory report` for the record."""
        return command("report", *words, report=self._folder)

    @property
    def _folder(self) -> Path:
        return self.folders[0] if len(self.folders) == 1 else Path("FOLDER")

    @cached_property
    def by_scenario(self) -> Mapping[str, Sequence[Cause]]:
        """The causes that show in each scenario, by its node id."""
        return causes_by_scenario(self.causes)

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """The id of each scenario by its node id."""
        return scenario_ids(self.summary.scenarios)

    @cached_property
    def agreed_later(self) -> Sequence[str]:
        """The names of the scenarios that passed after an attempt that did not."""
        return [
            each.name
            for each in self.summary.scenarios
            if each.result == "passed" and any(one["result"] in WRONG for one in each.attempts)
        ]

    @cached_property
    def results(self) -> Counter[str]:
        """How many scenarios ended with which result."""
        return Counter(each.result for each in self.summary.scenarios)

    def muted(self, cause: Cause, nodeid: str) -> bool:
        """Whether a mute that has not expired covers a cause in a scenario."""
        return any(
            nodeid in each.covered.get(cause.key, ())
            for each in self.mutes
            if each.use is MuteUse.MUTED
        )

    @cached_property
    def known(self) -> Mapping[str, frozenset[str]]:
        """The causes that are open since the last release, and the scenarios they have spread to.

        A scenario is named by its id.
        """
        since = self.changes.since_release
        if since is None:
            return {}
        return {each.key: frozenset(since.spread.get(each.key, ())) for each in since.still}


def span_in_words(span: timedelta) -> str:
    """Return a time span in its largest unit: "2 days", "26.5 h", "12 s"."""
    seconds = span.total_seconds()
    for unit, name in ((86400.0, "days"), (3600.0, "h"), (60.0, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{seconds:g} s"


def day(text: str) -> str:
    """Return the day of a moment in ISO 8601, as people write it; a text that is none as it is."""
    began = moment_of(text)
    return f"{began.day} {began:%B %Y}" if began else text


def at_most(most: int) -> str:
    """Say how many may: "none may", "at most 2 may"."""
    return "none may" if most == 0 else f"at most {most} may"


def by_number(things: Collection[object], one: str, many: str) -> str:
    """Return the word for one thing, or that for several."""
    return one if len(things) == 1 else many


def first_few(names: Sequence[str], indent: str = "  ") -> str:
    """Return the first of them and how many more there are, each on a line: names hold commas."""
    more = [f"and {len(names) - SHOWN} more"] if len(names) > SHOWN else []
    return "".join(f"\n{indent}- {each}" for each in [*names[:SHOWN], *more])
