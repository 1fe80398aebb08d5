"""`samestory settle`: ask again what earlier runs had to defer, or what agreed some time ago."""

from typing import Annotated

import typer

from samestory.cli.options import HistoryOption, ReportOption
from samestory.cli.places import REPORT
from samestory.cli.settle.second_look import USUAL_SAMPLE


def settle(
    *,
    report: ReportOption = REPORT,
    again: Annotated[
        str | None,
        typer.Option(
            metavar="AGE",
            help="Ask again what agreed this long ago or longer: 1d, 12h.",
            show_default=False,
        ),
    ] = None,
    run: Annotated[
        str | None,
        typer.Option(metavar="SEED", help="Only what this run asked.", show_default=False),
    ] = None,
    sample: Annotated[
        int, typer.Option(metavar="N", min=1, help="With --again: how many of them.")
    ] = USUAL_SAMPLE,
    history: HistoryOption = None,
) -> None:
    """Ask again about promises that were not due when a scenario asked, and are now.

    What is settled is taken off the list, and the record and the pages of its run show how it came
    out; what is still inconclusive stays on it. With --again, a sample of what agreed is asked
    once more, because a mail may be repeated, or an order reopened, days later.

    Examples: `samestory settle`, `samestory settle --again 1d --sample 50`
    """
    from samestory.cli.screen import screen
    from samestory.cli.settle.settling import Settling
    from samestory.errors import WrongCall

    if not report.is_dir():
        raise WrongCall(f"There is no folder '{report}'.\n  Name the report folder: --report DIR.")
    asking = Settling(screen(), report, run, history)
    ended = asking.second_look(again, sample) if again else asking.pending()
    asking.sum_up()
    raise typer.Exit(ended)
