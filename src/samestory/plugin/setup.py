"""The options of a run: its landscape, its seed, the folders that it writes to."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from samestory.errors import SamestoryError, WrongCall
from samestory.plugin.planning import chooses
from samestory.plugin.resuming import EarlierRun, earlier_run, fingerprints, must_be_unchanged
from samestory.report.results_folder import WAITS, folder_for_run, shown_path
from samestory.report.scenario_id import shard_named

_NUMBERED = (
    ("GITHUB_WORKFLOW", "GITHUB_RUN_NUMBER"),
    ("CI_PROJECT_NAME", "CI_PIPELINE_IID"),
    ("JOB_NAME", "BUILD_NUMBER"),
)
"""Variables of build servers: what is built, and the number of the build."""
if TYPE_CHECKING:
    from samestory.config import Landscape

SEED_IN_WORKER = "samestory_seed"
"""Workers get the seed of their controller, so that one number repeats the run."""
RECORD_IN_WORKER = "samestory_record"
"""And the folder of its record."""
LEFT_IN_WORKER = "samestory_left"
"""And what is left of the run that this one goes on with."""

SEEDED_FAULTS = "SAMESTORY_SEEDED_FAULTS"
"""Names with commas between them: such a run is no part of the history of the healthy company."""


@dataclass(frozen=True, slots=True)
class Setup:
    """The options and the project's settings, with every path made absolute."""

    root: Path
    landscape: Path | None
    steps: tuple[Path, ...]
    seed: int
    report: Path
    """The folder of the ledger and of what is not due yet, kept from run to run."""
    record: Path
    """The folder of this run's own results: `report`, or one within it."""
    trace: str
    """What is recorded for a scenario that fails: "on-failure", "full" or "off"."""
    waits: Path
    """The file of past waits."""
    worker: str | None
    """The name of this xdist worker, or None in the only or the controlling process."""
    distributes: bool
    """This process controls workers, and runs no test itself."""
    only_collects: bool = False
    """Nothing will be played, so that the landscape is not read."""
    rules_off: frozenset[str] = frozenset()
    """The standing rules that this run does not check, besides those of the landscape."""
    build: str = ""
    """The build or release under test; "" if nobody named it."""
    retries: int = 0
    """How often a scenario is played again that was inconclusive or contradicted."""
    shard: tuple[int, int] | None = None
    """Which part of the scenarios is run, and of how many."""
    earlier: EarlierRun | None = None
    """The run that this one goes on with; a worker does not know it."""
    left: Mapping[str, int] | None = None
    """What is left of it, by node id, and how many attempts at each have begun."""

    @classmethod
    def of(cls, config: pytest.Config) -> Setup:
        """Read the options; a seed that was not given is drawn here."""
        given: dict[str, Any] = getattr(config, "workerinput", {})
        option = config.option
        report = config.rootpath / option.samestory_report
        named = given.get(RECORD_IN_WORKER, option.samestory_record)
        earlier = _earlier(config, report, named) if not given else None
        seed = earlier.run["seed"] if earlier else option.samestory_seed
        setup = cls(
            root=config.rootpath,
            landscape=_landscape(config),
            steps=tuple(config.getini("samestory_steps")) or _usual_steps(config.rootpath),
            seed=_seed(given.get(SEED_IN_WORKER, seed)),
            report=report,
            record=_record(config, report, named, earlier),
            trace=option.samestory_trace,
            waits=_waits(config, report),
            worker=given.get("workerid"),
            distributes=not (given or option.collectonly) and bool(getattr(option, "tx", None)),
            only_collects=bool(option.collectonly),
            rules_off=_rules_off(option.samestory_without_rule),
            build=_build(earlier, option.samestory_build),
            retries=option.samestory_retries,
            shard=_shard(option.samestory_shard),
            earlier=earlier,
            left=earlier.left if earlier else given.get(LEFT_IN_WORKER),
        )
        setup._must_go_on_unchanged(option.samestory_build)
        return setup

    def _must_go_on_unchanged(self, build: str | None) -> None:
        if self.earlier:
            with in_sentences():
                must_be_unchanged(self.earlier, self.root, self.shown_landscape, build)

    def read_landscape(self) -> Landscape:
        """Return the landscape. Raise `WrongCall` if none is named, or `LandscapeMistakes`."""
        from samestory.config import load  # noqa: PLC0415  # only for those who play

        if self.landscape is None:
            raise WrongCall(
                "No landscape is named, so it is not known which systems to ask.\n"
                "  Name one: --samestory-landscape landscapes/NAME.toml, or samestory_landscape in "
                "the project's settings."
            )
        return load(self.landscape)

    def fingerprints(self, nodeids: Iterable[str]) -> Mapping[str, str]:
        """Return hashes of the landscape and of the feature files of some scenarios."""
        return fingerprints(
            self.root, [self.shown_landscape, *(each.partition("::")[0] for each in nodeids)]
        )

    @property
    def seeded(self) -> tuple[str, ...]:
        """The faults that the company has on purpose, as the command that started it says."""
        names = os.environ.get(SEEDED_FAULTS, "").split(",")
        before = self.earlier.run.get("seeded", ()) if self.earlier else ()
        return tuple(dict.fromkeys([*before, *(each for each in names if each)]))

    @property
    def shown_landscape(self) -> str:
        """The landscape's path as people write it."""
        return "none" if self.landscape is None else shown_path(self.landscape, self.root)


def _build(earlier: EarlierRun | None, given: str | None) -> str:
    """A run that is gone on with is one of the build that it began with."""
    return str(earlier.run.get("build") or "") if earlier else build_name(given, os.environ)


@contextmanager
def in_sentences() -> Iterator[None]:
    """End the session with the sentences of an error, instead of a traceback (exit status 4)."""
    try:
        yield
    except SamestoryError as error:
        raise pytest.UsageError(str(error)) from error


def _earlier(config: pytest.Config, report: Path, named: str | None) -> EarlierRun | None:
    """The run to go on with. Raise `pytest.UsageError` if there is none."""
    if not config.option.samestory_resume:
        return None
    with in_sentences():
        return earlier_run(report, config.rootpath / named if named else None)


def _record(
    config: pytest.Config, report: Path, named: str | None, earlier: EarlierRun | None
) -> Path:
    if earlier:
        return earlier.folder
    return config.rootpath / named if named else folder_for_run(report, some=chooses(config))


def _waits(config: pytest.Config, report: Path) -> Path:
    given = config.option.samestory_waits
    return config.rootpath / given if given else report / WAITS


def _shard(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    with in_sentences():
        return shard_named(text, "--samestory-shard")


def _seed(given: int | None) -> int:
    # Large, because the seed alone keeps the customers of two runs apart.
    return secrets.randbelow(10**9) if given is None else given


def _landscape(config: pytest.Config) -> Path | None:
    if given := config.option.samestory_landscape:
        return config.invocation_params.dir / str(given)
    named = str(config.getini("samestory_landscape") or "")
    beside = config.inipath.parent if config.inipath else config.rootpath
    return beside / named if named else None


def _rules_off(names: Iterable[str]) -> frozenset[str]:
    """Return names of standing rules. Raise `pytest.UsageError` for one that is none."""
    found = frozenset(names)
    if found:
        from samestory.config.config_errors import listed  # noqa: PLC0415
        from samestory.core.rules import STANDING_RULES  # noqa: PLC0415
        from samestory.errors import did_you_mean  # noqa: PLC0415

        for each in sorted(found - STANDING_RULES.keys()):
            raise pytest.UsageError(
                f"There is no standing rule '{each}'.\n"
                f"  {did_you_mean(each, STANDING_RULES)}Standing rules: {listed(STANDING_RULES)}."
            )
    return found


def _usual_steps(root: Path) -> tuple[Path, ...]:
    return (root / "steps",) if (root / "steps").is_dir() else ()


def build_name(given: str | None, environ: Mapping[str, str]) -> str:
    """Return the name of the build under test: as given, or as CI's environment has it, or "".

    A tag goes before the number of a build.

    >>> build_name(None, {"GITHUB_WORKFLOW": "release", "GITHUB_RUN_NUMBER": "118"})
    'release #118'
    """
    if given is not None:
        return given.strip()
    if environ.get("GITHUB_REF_TYPE") == "tag" and environ.get("GITHUB_REF_NAME"):
        return environ["GITHUB_REF_NAME"]
    if environ.get("CI_COMMIT_TAG"):
        return environ["CI_COMMIT_TAG"]
    for what, number in _NUMBERED:
        if environ.get(what) and environ.get(number):
            return f"{environ[what]} #{environ[number]}"
    return ""
