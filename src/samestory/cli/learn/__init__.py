"""`samestory learn`: the tables of a landscape from one order that is known."""

from pathlib import Path
from typing import Annotated

import typer

from samestory.errors import WrongCall


def learn(  # noqa: PLR0913  every one is an option that a user may give
    *,
    order: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="What is known of an order (TOML); more decide what one leaves open.",
        ),
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=FILE",
            help="What a system answered: JSON, a page, a mail, CSV; NAME.customer for others.",
        ),
    ] = None,
    url: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=URL", help="Where that answer was asked for; nothing is sent."),
    ] = None,
    ask: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=URL", help="Ask a system now; no other host is asked."),
    ] = None,
    auth: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=TABLE", help="How to log in, as a landscape writes it."),
    ] = None,
    openapi: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=FILE", help="The OpenAPI file of a system."),
    ] = None,
    zone: Annotated[
        str, typer.Option(metavar="ZONE", help="The time zone in which the order's days are.")
    ] = "",
    write: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the landscape there.", show_default=False),
    ] = None,
) -> None:
    """Propose the tables of a landscape from one order that you know, by matching its values.

    Each line is read from your answers by the extraction that runs use, and stands there with its
    evidence. What was not found, or could be another place, stays open. A second known order
    decides between places that say the same in the first.

    Examples: `samestory learn --order known.toml --answer crm=crm.json --answer inbox=mail.eml`,
    `samestory learn --order known.toml --ask 'erp=https://erp.example.com/orders/A-1042' --auth
    'erp={ kind = "bearer", token_env = "ERP_TOKEN" }' --write landscapes/erp.toml`
    """
    from samestory.cli.learn.learning import Given, propose_landscape

    if not order:
        from samestory.learn.known_orders import EXAMPLE

        typer.echo(EXAMPLE, nl=False)
        raise WrongCall(
            "No order is known to learn from.\n  Write what you know of one into a file like this "
            "(samestory learn > known.toml begins it),\n  and name it: samestory learn --order "
            "known.toml --answer crm=crm.json"
        )
    given = Given(
        orders=order,
        answers=answer or [],
        urls=url or [],
        asks=ask or [],
        auth=auth or [],
        openapi=openapi or [],
        zone=zone,
    )
    propose_landscape(given, write)
