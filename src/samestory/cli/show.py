"""`samestory show`: a page of everything that a run recorded."""

from typing import Annotated

import typer

from samestory.cli.replay import BundleArgument, ChosenOption


def show(
    bundle: BundleArgument,
    *,
    only: ChosenOption = None,
    opens: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser of this machine.")
    ] = False,
) -> None:
    """Write a page of what a run recorded: who said what and when, the mails, each raw answer.

    The page lies in the bundle, loads nothing, and nothing in it can act.

    Examples: `samestory show reports --open`, `samestory show reports --only contradicted`
    """
    from samestory.cli.screen import say, screen
    from samestory.replay.bundle_page import write_bundle_page
    from samestory.replay.choosing_judgements import meant_by
    from samestory.report.bundle.bundle_reader import read_bundle

    read = read_bundle(bundle)
    page = write_bundle_page(read, meant_by(only, read.judgements))
    say(screen(), f"{page}")
    if opens:
        typer.launch(str(page))
