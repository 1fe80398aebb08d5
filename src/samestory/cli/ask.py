"""`samestory ask`: what every system says about one order or customer."""

from __future__ import annotations

from typing import Annotated

import typer

from samestory.cli.completion import keys, kinds
from samestory.cli.options import JsonOption, LandscapeOption, ReportOption
from samestory.cli.places import REPORT


def ask(  # noqa: PLR0913  every one is an argument that a user may give
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
    report: ReportOption = REPORT,
) -> None:
    """Show what every system says about one order or customer, side by side.

    A system that differs is marked. Raw responses are kept in the report folder.

    Examples: `samestory ask order A-1001`, `samestory ask customer ada@customers.example`,
    `samestory ask order A-1001 --watch`
    """
    from samestory.cli.answer import ask_and_print
    from samestory.cli.inquiry import checked_subject
    from samestory.cli.places import loaded

    described, _ = loaded(landscape, partly=True)
    subject = checked_subject(described, kind, key, of)
    ended = ask_and_print(described, subject, report / "asked", watch=watch, as_json=as_json)
    raise typer.Exit(ended)
