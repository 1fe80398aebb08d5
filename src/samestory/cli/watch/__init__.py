"""`samestory watch`: play features as a schedule, and say when something comes and goes."""

from pathlib import Path
from typing import Annotated

import typer

from samestory.cli.options import LandscapeOption, OnlyOption, WorkersOption

FOLDER = Path("reports/watch")


def watch(  # noqa: PLR0913  every one is an option that a user may give
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATHS",
            help="Feature files, folders, or names, as for `samestory run`.",
            show_default="features",
        ),
    ] = None,
    *,
    landscape: LandscapeOption,
    every: Annotated[str, typer.Option(metavar="TIME", help="How often: 15m, 1h.")] = "15m",
    only: OnlyOption = None,
    keyword: Annotated[
        str | None, typer.Option("-k", metavar="WORDS", help="Only scenarios with these words.")
    ] = None,
    tag: Annotated[
        str | None, typer.Option("-m", metavar="TAG", help="Only scenarios with a tag.")
    ] = None,
    workers: WorkersOption = None,
    webhook: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            envvar="SAMESTORY_WEBHOOK",
            show_envvar=True,
            help="Where alerts are posted as JSON; `text` is what chat tools show.",
        ),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Play one turn, for a schedule of your own.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo/--no-undo", help="Undo what each run made.")] = True,
    folder: Annotated[
        Path, typer.Option("--report", metavar="DIR", help="Where the watch keeps its records.")
    ] = FOLDER,
    keep: Annotated[
        str, typer.Option(metavar="TIME", help="How long records are kept; of failures: 4 times.")
    ] = "7d",
    keep_runs: Annotated[
        int, typer.Option(metavar="N", min=1, help="How many are kept; of failures: 4 times.")
    ] = 100,
    longest: Annotated[
        str, typer.Option(metavar="TIME", help="After this time a run is ended.")
    ] = "1h",
) -> None:
    """Play features again and again, and say when something goes wrong and when it is over.

    An alert is sent if a cause comes, and one if it is gone: a contradiction at once, what is
    inconclusive after two turns, gone after two turns without it (each coming within a day
    doubles that). Every run is a process of its own, and what it made is undone. Ctrl-C ends the
    watch; started again, it goes on in the same rhythm and repeats no alert.

    Examples: `samestory watch --every 15m -m critical --webhook https://chat.example/hook`
    """
    from samestory.cli.watch.watching import Chosen, opened_monitor
    from samestory.extras import require_for_call

    if (workers or 0) > 1:
        require_for_call("xdist")
    chosen = Chosen(paths or [], only or [], keyword, tag, workers, landscape)
    with opened_monitor(
        chosen,
        folder,
        every=every,
        keep=keep,
        keep_runs=keep_runs,
        longest=longest,
        webhook=webhook,
        undo=undo,
    ) as monitor:
        ended = monitor.once() if once else monitor.go_on()
    raise typer.Exit(ended)
