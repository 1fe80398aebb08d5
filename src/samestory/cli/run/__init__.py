"""`samestory run`: run the features against systems that are up."""

from pathlib import Path
from typing import Annotated

import typer

from samestory.cli.options import (
    AllureOption,
    BuildOption,
    CIOption,
    HistoryOption,
    LandscapeOption,
    OnlyOption,
    PagesOption,
    ReleaseOption,
    ReplaceOption,
    ReportOption,
    ResumeOption,
    RetriesOption,
    SeedOption,
    ShardOption,
    WaitsOption,
    WithoutRuleOption,
    WorkersOption,
)
from samestory.cli.places import DEMO, REPORT


def run(  # noqa: PLR0913  every one is an option that a user may give
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATHS",
            help=(
                "Feature files, folders, `FILE:LINE`, or names of features and scenarios; after "
                "`--`, anything for pytest."
            ),
            show_default="features",
        ),
    ] = None,
    *,
    landscape: LandscapeOption,
    only: OnlyOption = None,
    seed: SeedOption = None,
    workers: WorkersOption = None,
    keyword: Annotated[
        str | None,
        typer.Option(
            "-k",
            metavar="WORDS",
            help="Only scenarios whose name has these words, or an expression.",
        ),
    ] = None,
    tag: Annotated[
        str | None,
        typer.Option(
            "-m", metavar="TAG", help="Only scenarios with a tag (@critical), or an expression."
        ),
    ] = None,
    without_rule: WithoutRuleOption = None,
    report: ReportOption = REPORT,
    replace: ReplaceOption = False,
    build: BuildOption = None,
    release: ReleaseOption = False,
    history: HistoryOption = None,
    waits: WaitsOption = None,
    retries: RetriesOption = None,
    shard: ShardOption = None,
    resume: ResumeOption = False,
    pages: PagesOption = True,
    allure: AllureOption = True,
    ci: CIOption = None,
) -> None:
    """Run features against systems that are up, and report whether they tell the same story.

    A run of some scenarios says so in its verdict, and its results go into the folder `part` of
    the report folder if that holds the results of a run of all.
    Ctrl-C ends it: the results so far are kept and summed up. A failed `assert` in a step of your
    own fails its scenario and ends with 6: only systems that differ are a contradiction (1).

    Examples: `samestory run -l landscapes/staging.toml`, `samestory run features/ordering -- -x`,
    `samestory run features/ordering/ordering.feature:13`, `samestory run --resume`
    """
    from samestory.cli.run.features import RunRequest, run_features
    from samestory.cli.run.plan import Play
    from samestory.extras import require_for_call

    if (workers or 0) > 1:
        require_for_call("xdist")
    request = RunRequest(paths or [], only or [], keyword, tag, replace=replace)
    plan = Play(
        landscape=landscape,
        report=report,
        seed=seed,
        workers=workers,
        build=pages,
        allure=allure,
        ci=ci,
        without_rules=without_rule or (),
        tested=build,
        history=history,
        waits=waits,
        release=release,
        retries=retries,
        shard=shard,
        resume=resume,
    )
    raise typer.Exit(run_features(request, plan))


def interrupted(
    *,
    report: ReportOption = REPORT,
    record: Annotated[Path, typer.Option(help="Where the results of the run are.")] = REPORT,
    history: HistoryOption = None,
    pages: PagesOption = True,
) -> None:
    """Sum up a run that had to be ended by force: what it has recorded is all that is known."""
    from samestory.cli.run.features import sum_up_interrupted
    from samestory.cli.run.plan import Play

    plan = Play(landscape=DEMO, report=report, record=record, history=history, build=pages)
    raise typer.Exit(sum_up_interrupted(plan))
