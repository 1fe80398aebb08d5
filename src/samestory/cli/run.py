"""`samestory run`: play the features against systems that already run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from samestory.cli.places import (
    DEMO,
    REPORT,
    LandscapeOption,
    ReplaceOption,
    ReportOption,
    SeedOption,
    WorkersOption,
)
from samestory.exit_codes import Exit


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
    only: Annotated[
        str | None,
        typer.Option(
            metavar="WHAT",
            help=(
                "Only some scenarios: a file, `FILE:LINE`, the name of a feature or a scenario, "
                "a @tag, or words of names."
            ),
        ),
    ] = None,
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
    report: ReportOption = REPORT,
    replace: ReplaceOption = False,
    build: Annotated[
        bool, typer.Option("--report-pages/--no-report", help="Build the pages to read afterwards.")
    ] = True,
) -> None:
    """Play features against systems that already run, and tell whether they tell the same story.

    A run of some scenarios says so in its verdict, and its results go into the folder `part` of
    the report folder if that holds the results of a run of all.
    Ctrl-C ends it: the results so far are kept and summed up. A failed `assert` in a step of your
    own fails its scenario and ends with 6: only what the systems tell is a contradiction (1).

    Examples: `samestory run -l landscapes/staging.toml`, `samestory run features/ordering -- -x`,
    `samestory run features/ordering/ordering.feature:13`
    """
    from samestory.cli.choosing import choice_of, some_chosen
    from samestory.cli.fitting import must_fit
    from samestory.cli.places import FEATURES, begin, loaded, must_exist
    from samestory.cli.pytest_runner import Play, play
    from samestory.cli.reaching import must_be_up
    from samestory.cli.run_summary import close
    from samestory.cli.screen import screen

    some = bool(only or keyword or tag) or some_chosen(paths or [], FEATURES)
    folder = begin(report, some=some, replace=replace)
    choice = choice_of(paths or [], FEATURES, only=only, keyword=keyword, tag=tag)
    if str(FEATURES) in choice["paths"]:
        must_exist(FEATURES)
    must_fit(**choice)
    described, environ = loaded(landscape)
    must_be_up(described)
    console = screen()
    plan = Play(
        landscape=landscape,
        report=report,
        record=folder,
        seed=seed,
        workers=workers,
        build=build,
        **choice,
    )
    raise typer.Exit(close(console, plan, play(plan, console, environ=environ)))


def interrupted(
    *,
    report: ReportOption = REPORT,
    record: Annotated[Path, typer.Option(help="Where the results of the run are.")] = REPORT,
    build: Annotated[bool, typer.Option("--report-pages/--no-report")] = True,
) -> None:
    """Sum up a run that had to be ended by force: what it has recorded is all that is known."""
    from samestory.cli.pytest_runner import Play, Played
    from samestory.cli.run_summary import close, ended_by_record
    from samestory.cli.screen import screen

    plan = Play(landscape=DEMO, report=report, record=record, build=build)
    played = Played(code=Exit.INTERRUPTED, interrupted=True, ended=ended_by_record(record))
    raise typer.Exit(close(screen(), plan, played))
