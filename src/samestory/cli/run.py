"""`samestory run`: play the features against systems that already run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from samestory.cli.places import (
    REPORT,
    LandscapeOption,
    ReportOption,
    SeedOption,
    WorkersOption,
)


def run(  # noqa: PLR0913  every one is an option that a user may give
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATHS",
            help="Feature files or folders; after `--`, anything for pytest.",
            show_default="features",
        ),
    ] = None,
    *,
    landscape: LandscapeOption,
    seed: SeedOption = None,
    workers: WorkersOption = None,
    keyword: Annotated[
        str | None, typer.Option("-k", metavar="WORDS", help="Only scenarios whose name fits.")
    ] = None,
    tag: Annotated[
        str | None, typer.Option("-m", metavar="TAG", help="Only scenarios with such a tag.")
    ] = None,
    report: ReportOption = REPORT,
    build: Annotated[
        bool, typer.Option("--report-pages/--no-report", help="Build the pages to read afterwards.")
    ] = True,
) -> None:
    """Play features against systems that already run, and tell whether they tell the same story.

    Ctrl-C ends it: the results so far are kept and summed up. A failed `assert` in a step of your
    own fails its scenario and ends with 6: only what the systems tell is a contradiction (1).

    Examples: `samestory run -l landscapes/staging.toml`, `samestory run features/ordering -- -x`
    """
    from samestory.cli.closing import close
    from samestory.cli.fitting import must_fit
    from samestory.cli.places import FEATURES, loaded, must_exist
    from samestory.cli.playing import Play, play
    from samestory.cli.reaching import must_be_up
    from samestory.cli.screen import screen
    from samestory.cli.watching import Watch

    chosen = paths or []
    if not chosen or chosen[0].startswith("-"):  # options only: pytest would look everywhere
        chosen = [str(FEATURES), *chosen]
    for each in chosen:
        if each.startswith("-"):
            break
        must_exist(Path(each.partition("::")[0]))
    must_fit(chosen, keyword, tag)
    described, environ = loaded(landscape)
    must_be_up(described)
    console = screen()
    plan = Play(
        landscape=landscape,
        report=report,
        paths=chosen,
        seed=seed,
        workers=workers,
        keyword=keyword,
        tag=tag,
    )
    with Watch(console) as watch:
        played = play(plan, environ=environ, on_event=watch)
    raise typer.Exit(close(console, plan, played, watch, build=build))
