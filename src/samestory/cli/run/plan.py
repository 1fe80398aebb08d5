"""What a run is to play, and how it and its scenarios ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from samestory.core.model import Outcome
from samestory.report.ci import CISystem
from samestory.report.results_folder import ALLURE_RESULTS, LOG

IN_EVERY_PROCESS = "samestory.cli.run.worker"
"""A plugin that pytest loads into its workers as well."""
MARKS = {
    "passed": ("✓", "green"),
    "failed": ("✗", "bold red"),
    "unmet": ("✗", "bold yellow"),
    "broken": ("?", "yellow"),
    "interrupted": ("-", "yellow"),
    "deferred": ("…", "cyan"),
    "skipped": ("-", "dim"),
}
IN_WORDS = {
    "passed": "",
    "failed": "contradicted",
    "unmet": "a step's own check failed",
    "broken": "inconclusive",
    "interrupted": "interrupted",
    "deferred": "not due yet",
    "skipped": "skipped",
}
WITHOUT_RULE = "--samestory-without-rule"
NO_RECORD = "a system has no record of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Which features to run, against which landscape, and how."""

    landscape: Path
    report: Path
    """Where the ledger and what is pending are kept, run after run."""
    record: Path | None = None
    """Where the results of this run go, unless it is `report`."""
    paths: Sequence[str] = ("features",)
    """Files and folders, and whatever else pytest is to be given."""
    seed: int | None = None
    workers: int | None = None
    """How many scenarios are played at a time. A single one needs no worker: it costs a second."""
    keyword: str | None = None
    tag: str | None = None
    without_rules: Sequence[str] = ()
    """The standing rules that are not checked."""
    tested: str | None = None
    """The build or release under test; None for the name that CI gives."""
    history: Path | None = None
    """The file with a line for each run of all; None for the one in `report`."""
    waits: Path | None = None
    """The file of past waits; None for the one in `report`."""
    release: bool = False
    """Whether the run is marked as a release in it."""
    build: bool = True
    """Whether the pages to read are built afterwards."""
    allure: bool = True
    """Whether Allure's results are kept; without them only failures are pictured."""
    ci: CISystem | None = None
    """For which CI system more is written; None for the one that it runs on."""
    retries: int | None = None
    """How often a scenario is played again that was inconclusive or contradicted."""
    shard: str | None = None
    """Which part of the scenarios is run, such as "1/3"; None: all."""
    resume: bool = False
    """Whether it goes on with the recorded run."""

    @property
    def arguments(self) -> list[str]:
        """The arguments for pytest."""
        return [
            *("-p", IN_EVERY_PROCESS),
            *("-p", "no:hypothesispytest"),  # no feature needs it, and it costs a second
            *("-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"),
            *("--samestory-landscape", str(self.landscape)),
            *("--samestory-report", str(self.report.absolute())),
            *("--samestory-record", str(self.folder.absolute())),
            *(self._for_allure if self.allure else ()),
            *_option("--samestory-waits", self.waits and self.waits.absolute()),
            *_option("--samestory-retries", self.retries),
            *_option("--samestory-shard", self.shard),
            *(["--samestory-resume"] if self.resume else []),
            *_option("--samestory-seed", self.seed),
            *_option("--samestory-build", self.tested),
            *_option("-n", self._processes),
            *_option("-k", self.keyword),
            *_option("-m", self.tag),
            *(part for each in self.without_rules for part in (WITHOUT_RULE, each)),
            *self.paths,
        ]

    @property
    def _for_allure(self) -> Sequence[str]:
        return "--alluredir", str(self.folder / ALLURE_RESULTS), "--clean-alluredir"

    @property
    def _processes(self) -> int | None:
        """Return how many workers pytest-xdist starts; None if it is not asked, or not there."""
        if self.workers == 1:
            return 0 if find_spec("xdist") else None
        return self.workers

    @property
    def folder(self) -> Path:
        """Where the results of this run go."""
        return self.record or self.report

    @property
    def log(self) -> Path:
        """Where everything that pytest prints is kept."""
        return self.folder / LOG


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How a run ended: pytest's exit code, and whether the user ended it."""

    code: int
    interrupted: bool = False
    ended: Sequence[Ended] = ()
    uncollected: Sequence[str] = ()
    """Why files could not be collected."""


def _option(name: str, value: object) -> list[str]:
    return [] if value is None else [name, str(value)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One scenario that has ended: `text` says what went wrong, if it did not pass.

    `outcome` is the severest of its verdicts. `not_asked` are the systems that it names and this
    company does not have, and why.
    """

    journey: str
    scenario: str
    result: str
    outcome: str | None = None
    seconds: float = 0.0
    text: str = ""
    not_asked: Mapping[str, str] = field(default_factory=dict)
    attempts: Sequence[Mapping[str, object]] = ()
    """How each attempt ended, if there were several."""

    @property
    def title(self) -> str:
        """The scenario and the journey that it belongs to."""
        return f"{self.journey}: {self.scenario}"

    @property
    def line(self) -> str:
        """The scenario in one line, its mark first."""
        mark, _ = MARKS[self.result]
        lacks_record = self.result == "failed" and self.outcome == Outcome.ABSENT
        words = NO_RECORD if lacks_record else IN_WORDS[self.result]
        if self.result == "passed" and len(self.attempts) > 1:
            words = f"flaky: agreed on attempt {self.attempts[-1]['attempt']}"
        return f"{mark} {self.title}  ({self.seconds:.1f} s){f'  {words}' if words else ''}"
