"""Check what a run needs, run the features, and sum up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from samestory.cli import reaching
from samestory.cli.places import FEATURES, begin, loaded, to_name
from samestory.cli.run import pytest_runner
from samestory.cli.run.choosing import choice_of, some_chosen
from samestory.cli.run.fitting import must_choose
from samestory.cli.run.plan import Play, Played
from samestory.cli.run.summary import close, ended_by_record
from samestory.cli.screen import screen
from samestory.errors import WrongCall
from samestory.exit_codes import Exit
from samestory.report.scenario_id import shard_named


@dataclass(frozen=True, slots=True)
class RunRequest:
    """Which scenarios a call asks for, in its own words; without any, all of them."""

    paths: Sequence[str]
    only: Sequence[str]
    keyword: str | None
    tag: str | None
    replace: bool
    """Whether the results of some scenarios replace those of a run of all."""

    def of_some(self, plan: Play) -> bool:
        """Whether it asks for some of the scenarios only."""
        chosen = self.only or self.keyword or self.tag or plan.shard
        return bool(chosen) or some_chosen(self.paths, FEATURES)


def run_features(request: RunRequest, plan: Play) -> Exit:
    """Run what is requested as it is planned, and return how that ended.

    The results of the last run go first. Raise `WrongCall`, `LandscapeMistakes`,
    `NothingToCompare` or `CannotAsk` before any scenario runs.
    """
    plan = _left(request, plan) if plan.resume else _chosen(request, plan)
    described, environ = loaded(plan.landscape)
    reaching.must_be_up(described)
    console = screen()
    return close(console, plan, pytest_runner.play(plan, console, environ=environ))


def _chosen(request: RunRequest, plan: Play) -> Play:
    """Return the plan with what the call chooses, once the results of the last run are gone."""
    if plan.shard:
        shard_named(plan.shard, "--shard")
    record = begin(plan.report, some=request.of_some(plan), replace=request.replace)
    choice = choice_of(
        request.paths, FEATURES, only=request.only, keyword=request.keyword, tag=request.tag
    )
    must_choose(choice, FEATURES)
    return replace(plan, record=record, **choice)


def _left(request: RunRequest, plan: Play) -> Play:
    """Return the plan with what an earlier run has left. Raise `WrongCall` if the call chooses."""
    from samestory.plugin.resuming import earlier_run

    if request.of_some(plan) or request.replace or plan.seed is not None:
        raise WrongCall(
            "--resume goes on with what the recorded run chose, and with its seed.\n"
            "  Leave out PATHS, --only, -k, -m, --shard, --seed and --replace."
        )
    earlier = earlier_run(plan.report, landscape=to_name(plan.landscape.as_posix()))
    return replace(plan, record=earlier.folder, paths=earlier.files)


def sum_up_interrupted(plan: Play) -> Exit:
    """Sum up what a run has recorded that had to be ended by force."""
    ended = ended_by_record(plan.folder)
    return close(screen(), plan, Played(code=Exit.INTERRUPTED, interrupted=True, ended=ended))
