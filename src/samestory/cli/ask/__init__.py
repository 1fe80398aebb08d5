"""`samestory ask`: what every system says about one order or customer."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from samestory.cli.completion import keys, kinds
from samestory.cli.opening import OwnProcess, head_start
from samestory.cli.options import JsonOption, LandscapeOption, ReportOption, age_given
from samestory.cli.places import REPORT

if TYPE_CHECKING:
    from samestory.config import Landscape


def ask(  # noqa: PLR0913  every one is an argument that a user may give
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help="What to ask about: order, customer, ...", autocompletion=kinds
        ),
    ],
    key: Annotated[
        str,
        typer.Argument(
            metavar="KEY", help="Its number, or the customer's email address.", autocompletion=keys
        ),
    ],
    *,
    landscape: LandscapeOption,
    of: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="The customer's email address.")
    ] = None,
    as_json: JsonOption = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Look again until they agree or their patience is over.")
    ] = False,
    unchanged_for: Annotated[
        str | None,
        typer.Option(
            metavar="AGE",
            help="How long nothing has changed (1d, 12h): what follows at night has to agree.",
        ),
    ] = None,
    report: ReportOption = REPORT,
) -> None:
    """Show what every system says about one order or customer, side by side.

    A system that differs is marked. Raw responses are kept in the report folder.

    Examples: `samestory ask order A-1001`, `samestory ask customer ada@customers.example`,
    `samestory ask order A-1001 --watch`
    """

    def read() -> Landscape:
        from samestory.cli import places
        from samestory.cli.ask import answer  # noqa: F401  # both are slow to import

        return places.loaded(landscape, partly=True)[0]

    with ExitStack() as stack:
        own = context.find_object(OwnProcess)
        ahead = stack.enter_context(head_start(own, landscape, read)) if own else None
        described = ahead.landscape if ahead else read()
        from samestory.cli.ask.answer import ask_and_print
        from samestory.cli.ask.inquiry import NO_TIME, checked_subject

        subject = checked_subject(described, kind, key, of)
        age = age_given("--unchanged-for", unchanged_for) if unchanged_for else NO_TIME
        ended = ask_and_print(
            *(described, subject, report / "asked"),
            watch=watch,
            as_json=as_json,
            unchanged=age,
            ahead=ahead,
        )
    raise typer.Exit(ended)
