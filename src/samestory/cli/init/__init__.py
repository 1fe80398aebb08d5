"""`samestory init`: a new project for the systems of a company."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from samestory.errors import WrongCall

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from samestory.scaffold.origin import Origin
    from samestory.scaffold.project import Project

NEXT = (
    "  samestory doctor --dry\nREADME.md says what to fill in, step by step; the comments in "
    "landscapes/company.toml explain its lines.\nWith one order that you know, samestory learn "
    "proposes them: paths, formats and keys."
)


def init(  # noqa: PLR0913  every one is an option that a user may give
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="The folder of the new project.", show_default=False),
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
        typer.Option(metavar="NAME=ADDRESS", help="Any other system; may be repeated."),
    ] = None,
    example: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="NAME",
            help="Copy a ready description of well-known software; an unknown name lists all.",
        ),
    ] = None,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="The company; by default, the folder's name.")
    ] = "",
    mail_domain: Annotated[
        str, typer.Option(metavar="DOMAIN", help="Where invented customers get their mail.")
    ] = "customers.example",
    currency: Annotated[
        str, typer.Option(metavar="CODE", help="The currency of amounts without one.")
    ] = "EUR",
    zone: Annotated[
        str, typer.Option(metavar="ZONE", help="The time zone of times without one.")
    ] = "UTC",
    product: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="What the shop sells; two are used in the features."),
    ] = None,
) -> None:
    """Create a project: a landscape of your systems, features, steps, page objects, CI.

    Name the systems that serve your customers, or answer the questions. Existing files are never
    changed. ADDRESS is https://crm.example.com/api for JSON over HTTP; prefix another protocol
    (odata+https://..., graphql+, json-rpc+, xml-rpc+, html+ for its pages), or write sql for its
    database.

    Examples: `samestory init story`,
    `samestory init story --website https://shop.example.com --inbox imap.example.com --crm
    https://crm.example.com/api --erp odata+https://erp.example.com/odata`
    """
    from samestory.cli.init.asking import ask_for_project
    from samestory.cli.screen import say, screen
    from samestory.scaffold.files import files_for, refuse_existing, write_files
    from samestory.scaffold.origin import where_from
    from samestory.scaffold.project import comparable_project

    refuse_existing(folder)
    usual = {"crm": crm, "erp": erp, "payments": payments, "list": mailing_list}
    systems = {each: where for each, where in usual.items() if where} | _named(system or ())
    given: dict[str, Any] = {
        "name": name or folder.resolve().name,
        "mail_domain": mail_domain,
        "currency": currency,
        "zone": zone,
    }
    if product:
        given["products"] = product
    if website or inbox or systems or example:
        given |= {"website": website, "inbox": inbox, "systems": systems, "examples": example or ()}
        project = comparable_project(**given)
    else:
        project = ask_for_project(**given)
    origin = where_from()
    files = files_for(project, origin)
    write_files(folder, files)
    lines = [f"  {folder / each}" for each in _shown(sorted(files))]
    for text in (*lines, *_remarks(project, origin)):
        say(screen(), text)
    say(screen(), f"Written. Next:\n  cd {shlex.quote(str(folder))}\n{NEXT}")


def _named(pairs: Iterable[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, _, where = pair.partition("=")
        if not name or not where:
            raise WrongCall(
                f"'{pair}' does not name a system.\n"
                "  Write it like this: --system stock=https://stock.example.com/api"
            )
        found[name] = where
    return found


def _remarks(project: Project, origin: Origin) -> Iterator[str]:
    """What is less safe, or will not work everywhere, in what was written."""
    for host in project.plaintext:
        yield (
            f"Warning: the connection to {host} is unencrypted: anyone on the network can read and "
            "change what is sent, secrets included.\n  If it supports https, write that in its "
            "base_url, and remove it from plaintext in [guard] of landscapes/company.toml."
        )
    if origin.only_here:
        yield (
            f"Note: the project takes samestory from {origin.url}, which only this machine "
            "reaches.\n  For CI and colleagues, change `dependencies` in pyproject.toml; README.md "
            "says to what."
        )


def _shown(files: Sequence[str]) -> list[str]:
    """The files, with those of steps/ in one line."""
    others = [each for each in files if not each.startswith("steps/")]
    return [*others, f"steps/ ({len(files) - len(others)} files)"]
