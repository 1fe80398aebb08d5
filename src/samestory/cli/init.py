"""`samestory init`: a new project for the systems that a company has."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from samestory.errors import WrongCall

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HOW_TO_NAME = (
    "ADDRESS: https://crm.example.com/api where it answers in JSON, else how it is asked before it "
    "(odata+https://..., graphql+, json-rpc+, xml-rpc+, html+ for its pages), or sql for its "
    "database."
)
USUAL = {
    "crm": "The CRM",
    "erp": "The ERP",
    "payments": "The payment processor",
    "list": "The marketing list",
}


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
    from samestory.starting import company, files_for, write

    systems = {"crm": crm, "erp": erp, "payments": payments, "list": mailing_list}
    given = {each: where for each, where in systems.items() if where} | _named(system or ())
    if not (website or inbox or given or example):
        website, inbox, given = _asked()
    made = company(
        name=name or folder.absolute().name,
        website=website,
        inbox=inbox,
        systems=given,
        examples=example or (),
        mail_domain=mail_domain,
        currency=currency,
        zone=zone,
        products=product or (),
    )
    files = files_for(made)
    write(folder, files)
    _tell(folder, files)


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


def interactive() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _asked() -> tuple[str, str, dict[str, str]]:
    """The website, the mail server and the other systems, as a person answers."""
    if not interactive():
        raise WrongCall(
            "No system is named, and nobody is there to be asked.\n  Name them: samestory init DIR "
            "--website https://shop.example.com --crm https://crm.example.com/api"
        )
    from samestory.cli.screen import say, screen

    say(screen(), f"Which systems serve a customer? Leave out what there is not.\n{HOW_TO_NAME}")
    website = _answer("The shop's website (address)")
    inbox = _answer("The mail server of the customers' mailboxes (host)")
    systems = {name: _answer(f"{what} (address)") for name, what in USUAL.items()}
    while another := _answer("Another system (its name)"):
        systems[another] = _answer(f"{another} (address)")
    return website, inbox, {name: where for name, where in systems.items() if where}


def _answer(question: str) -> str:
    answer: str = typer.prompt(question, default="", show_default=False)
    return answer.strip()


def _tell(folder: Path, files: Iterable[str]) -> None:
    from samestory.cli.screen import say, screen

    console = screen()
    for line in listed(sorted(files)):
        say(console, f"  {folder / line}")
    say(
        console,
        f"Written. Go on there:\n  cd {folder}\n  samestory doctor --dry\nREADME.md says what to "
        "fill in; every line of landscapes/company.toml says what it is for.",
    )


def listed(files: Sequence[str]) -> list[str]:
    """The files, those of steps/ in one line: they are samestory's own."""
    steps = [each for each in files if each.startswith("steps/")]
    others = [each for each in files if each not in steps]
    return [*others, f"steps/ ({len(steps)} files)"]
