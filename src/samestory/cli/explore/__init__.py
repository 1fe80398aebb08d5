"""`samestory explore`: find contradictions that nobody wrote a scenario for."""

from pathlib import Path
from typing import Annotated

import typer

from samestory.cli.options import LandscapeOption, WithoutRuleOption

EXPLORED = Path("reports/explore")


def explore(  # noqa: PLR0913  every one is an option that a user may give
    *,
    landscape: LandscapeOption,
    minutes: Annotated[
        float, typer.Option(metavar="N", min=0.1, help="For how long journeys are composed.")
    ] = 10.0,
    seed: Annotated[
        int | None,
        typer.Option(help="Compose the same journeys as with this seed.", show_default=False),
    ] = None,
    workers: Annotated[
        int, typer.Option("-n", metavar="N", min=1, help="Play N journeys in parallel.")
    ] = 1,
    people: Annotated[
        int, typer.Option(metavar="N", min=1, max=4, help="How many people a journey may have.")
    ] = 2,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WORDS",
            help="Only actions with these words, and what they need; may be repeated.",
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with what the last call has played and learned.")
    ] = False,
    write: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where the scenarios that were found are written.",
            show_default="`found` in the report folder",
        ),
    ] = None,
    without_rule: WithoutRuleOption = None,
    steps: Annotated[Path, typer.Option("--steps", help="The folder that holds the steps.")] = Path(
        "steps"
    ),
    report: Annotated[
        Path, typer.Option("--report", metavar="DIR", help="Where the records go, and the ledger.")
    ] = EXPLORED,
) -> None:
    """Compose journeys of the project's own steps, play them, and ask whether systems agree.

    Which steps there are, in which words and what is asked after each is learned from the
    features. Orders of two and three actions that were never tried come first. What fails is made
    as short as it can be, has to fail again, and is written as a scenario of its own: one for each
    cause. What could not be judged is counted apart. Ctrl-C ends it, and `--resume` goes on.

    Examples: `samestory explore --minutes 10 -n 2`, `samestory explore --only cancel --only change`
    """
    from samestory.extras import require_for_call

    require_for_call("hypothesis")
    from samestory.cli.explore.exploring import ExploreRequest, explore_all

    request = ExploreRequest(
        landscape=landscape,
        report=report,
        write=write or report / "found",
        steps=steps,
        minutes=minutes,
        seed=seed,
        workers=workers,
        people=people,
        only=only or (),
        resume=resume,
        without_rules=without_rule or (),
    )
    raise typer.Exit(explore_all(request))
