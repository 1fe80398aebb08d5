"""`samestory init`: a new project for the systems that a company has."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from samestory.errors import WrongCall

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from samestory.scaffold import Company, Origin

GO_ON = (
    "  samestory doctor --dry\nREADME.md says what to fill in, step by step; the comments in "
    "landscapes/company.toml say what its lines are for."
)


def init(  # noqa: PLR0913  every one is an option that a user may give
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where the project is to be.", show_default=False)
    ],
    *,
    website: Annotated[
        str, typer.Option(metavar="URL", help="The shop, used in a browser as customers do.")
    ] = "",
    inbox: Annotated[
        str, typer.Option(metavar="HOST", help="The mail server of the customers' mailboxes.")
    ] = "",
    crm: Annotated[str, typer.Option(metavar="ADDRESS", help="The CRM.")] = "",
    erp: Annotated[str, typer.Option(metavar="ADDRESS", help="The ERP.")] = "",
    payments: Annotated[str, typer.Option(metavar="ADDRESS", help="The payment processor.")] = "",
    mailing_list: Annotated[
        str, typer.Option("--list", metavar="ADDRESS", help="The marketing list.")
    ] = "",
    system: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=ADDRESS", help="Any other system; may be given again."),
    ] = None,
    example: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="NAME",
            help="Copy a ready description of well-known software; a name that is none lists them.",
        ),
    ] = None,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="The company; otherwise, the folder's name.")
    ] = "",
    mail_domain: Annotated[
        str, typer.Option(metavar="DOMAIN", help="Where invented customers get their mail.")
    ] = "customers.example",
    currency: Annotated[str, typer.Option(metavar="CODE", help="Of amounts without one.")] = "EUR",
    zone: Annotated[str, typer.Option(metavar="ZONE", help="Of times without one.")] = "UTC",
    product: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="What the shop sells; two are used in the features."),
    ] = None,
) -> None:
    """Begin a project: a landscape of your systems, features, steps, page objects, CI.

    Name the systems that serve your customers, or answer the questions. No file that is there
    already is ever changed. ADDRESS is https://crm.example.com/api where a system answers in JSON;
    else how it is asked stands before it (odata+https://..., graphql+, json-rpc+, xml-rpc+, html+
    for its pages). The word sql stands for its database.

    Examples: `samestory init story`,
    `samestory init story --website https://shop.example.com --inbox imap.example.com --crm
    https://crm.example.com/api --erp odata+https://erp.example.com/odata`
    """
    from samestory.cli.init_asking import asked
    from samestory.cli.screen import say, screen
    from samestory.scaffold import always, company, files_for, refuse_taken, where_from, write

    refuse_taken(folder, always())
    systems = {"crm": crm, "erp": erp, "payments": payments, "list": mailing_list}
    given = {each: where for each, where in systems.items() if where} | _named(system or ())
    told: dict[str, Any] = {
        "name": name or folder.resolve().name,
        "mail_domain": mail_domain,
        "currency": currency,
        "zone": zone,
        "products": product or (),
    }
    if website or inbox or given or example:
        made = company(website=website, inbox=inbox, systems=given, examples=example or (), **told)
    else:
        made = asked(**told)
    came_from = where_from()
    files = files_for(made, came_from)
    write(folder, files)
    console = screen()
    for line in listed(sorted(files)):
        say(console, f"  {folder / line}")
    for remark in remarks(made, came_from):
        say(console, remark)
    say(console, f"Written. Go on there:\n  cd {shlex.quote(str(folder))}\n{GO_ON}")


def _named(pairs: Iterable[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, sign, where = pair.partition("=")
        if not sign or not name or not where:
            raise WrongCall(
                f"'{pair}' names no system.\n"
                "  Write it like this: --system stock=https://stock.example.com/api"
            )
        found[name] = where
    return found


def remarks(made: Company, came_from: Origin) -> Iterator[str]:
    """What is less safe, or will not work everywhere, in what was written."""
    for host in made.plaintext:
        yield (
            f"Warning: {host} is asked without TLS, so that whoever is on the way can read and "
            "change what is said, the secrets as well.\n  If it speaks https, write that in its "
            "base_url, and take it out of plaintext in [guard] of landscapes/company.toml."
        )
    if came_from.only_here:
        yield (
            f"Note: the project takes samestory from {came_from.url}, which only this machine "
            "reaches.\n  For CI and colleagues, change `dependencies` in pyproject.toml; README.md "
            "says to what."
        )


def listed(files: Sequence[str]) -> list[str]:
    """The files, those of steps/ in one line: they are samestory's own."""
    steps = [each for each in files if each.startswith("steps/")]
    others = [each for each in files if each not in steps]
    return [*others, f"steps/ ({len(steps)} files)"]
