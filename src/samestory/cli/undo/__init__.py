"""`samestory undo`: take back what runs have made."""

from typing import Annotated

import typer

from samestory.cli.options import JsonOption, LandscapeOption, ReportOption
from samestory.cli.places import REPORT


def undo(
    *,
    landscape: LandscapeOption,
    report: ReportOption = REPORT,
    run: Annotated[
        str | None,
        typer.Option(metavar="SEED", help="Only what this run made.", show_default=False),
    ] = None,
    dry: Annotated[
        bool, typer.Option("--dry-run", help="Ask and say what would be done; do nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Take back what runs have made: orders, accounts, subscriptions.

    The ledger of the report folder says what that was, also if a run was killed; the tables
    [undo.KIND] of the landscape say how it is taken back. The systems are asked before and
    afterwards. What nobody can take back is listed with the reason. It can be called again:
    nothing is taken back twice.

    Examples: `samestory undo`, `samestory undo --run 4711 --dry-run`
    """
    from samestory.cli.places import loaded
    from samestory.cli.undo.undoing import undo_and_print

    described, _ = loaded(landscape)
    raise typer.Exit(undo_and_print(described, report, run=run, dry=dry, as_json=as_json))
