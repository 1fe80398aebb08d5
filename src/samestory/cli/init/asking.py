"""The questions of `samestory init`; each answer is checked as soon as it is given."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from samestory.errors import WrongCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from samestory.scaffold.project import Project

WHICH = (
    "Which systems serve a customer? Press Enter for one that you do not have.\n"
    "The address of a system is https://crm.example.com/api for JSON over HTTP. Prefix another "
    "protocol (odata+https://..., graphql+, json-rpc+, xml-rpc+, html+ for its pages), or write "
    "sql for its database."
)
MORE = "Fewer than two of these know the same things, so there is nothing to compare yet."


def interactive() -> bool:
    """Return whether there is a terminal to ask on."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask_for_project(**given: Any) -> Project:
    """Return the project that a person describes; `given` is what the options say already.

    Raise `WrongCall` if the options are wrong, or if there is no terminal.
    """
    from samestory.cli.screen import say, screen
    from samestory.scaffold.project import Project

    proposed = Project(**given)
    if not interactive():
        raise WrongCall(
            "No system is named, and there is no terminal to ask on.\n  Name them: samestory init "
            "DIR --website https://shop.example.com --crm https://crm.example.com/api"
        )

    def ask(question: str, part: str, default: str = "") -> None:
        given[part] = _answer(question, lambda text: Project(**given | {part: text}), default)

    ask("The company's name", "name", proposed.name)
    say(screen(), WHICH)
    ask("The shop's website (address)", "website")
    ask("The mail server of the customers' mailboxes (host)", "inbox")
    _ask_for_systems(given)
    ask("Currency of amounts without one", "currency", proposed.currency)
    ask("Time zone of times without one", "zone", proposed.zone)
    ask("Mail domain of invented customers", "mail_domain", proposed.mail_domain)
    if given["website"]:
        given["products"] = _two_products(given, *proposed.products)
    return Project(**given)


def _ask_for_systems(given: dict[str, Any]) -> None:
    """The usual ones, ready descriptions, then any others until two can be compared."""
    from samestory.cli.screen import say, screen
    from samestory.scaffold.project import ROLES, Project

    given["systems"] = {}

    def project(name: str, where: str) -> Project:
        return Project(**given | {"systems": given["systems"] | {name: where}})

    def ask(name: str, called: str) -> None:
        if where := _answer(f"The {called} (address)", lambda text: project(name, text)):
            given["systems"][name] = where

    for name, (called, _) in ROLES.items():
        ask(name, called)
    names = _answer(
        "Ready descriptions of well-known software to copy (names; ? lists them)",
        lambda text: Project(**given | {"examples": _split(text)}),
    )
    given["examples"] = _split(names)
    question = "Another system (its name)"
    while (another := _answer(question, lambda text: project(text, "sql"))) or not (
        Project(**given).comparable
    ):
        if another:
            ask(another, another)
        else:
            say(screen(), MORE)


def _two_products(given: dict[str, Any], first: str, second: str) -> tuple[str, str]:
    from samestory.scaffold.project import Project

    def project(*products: str) -> Project:
        return Project(**given | {"products": products})

    first = _answer("A product of the shop", lambda text: project(text, f"{text}?"), first)
    return first, _answer("Another product", lambda text: project(first, text), second)


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _answer(question: str, check: Callable[[str], object], default: str = "") -> str:
    """Ask until the answer passes the check; an empty one needs none."""
    from samestory.cli.screen import say, screen

    while True:
        text: str = typer.prompt(question, default=default, show_default=bool(default)).strip()
        try:
            if text:
                check(text)
        except WrongCall as error:
            say(screen(), str(error))
        else:
            return text
