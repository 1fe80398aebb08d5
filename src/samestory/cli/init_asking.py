"""The questions that `samestory init` asks; each answer is checked when it is given."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from samestory.errors import WrongCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from samestory.scaffold import Company

WHICH = (
    "Which systems serve a customer? Leave out what there is not.\n"
    "The address of a system is https://crm.example.com/api where it answers in JSON. Where it "
    "does not, write how it is asked before it (odata+https://..., graphql+, json-rpc+, xml-rpc+, "
    "html+ for its pages); for its database, write sql."
)
MORE = "Fewer than two of these know of the same things, so there is nothing to compare yet."


def interactive() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def asked(**told: Any) -> Company:
    """The company that a person tells of; `told` is what the options say already.

    Raises `WrongCall` where the options are wrong, or nobody is there.
    """
    from samestory.cli.screen import say, screen
    from samestory.scaffold.company import described

    described(**told)
    if not interactive():
        raise WrongCall(
            "No system is named, and nobody is there to be asked.\n  Name them: samestory init DIR "
            "--website https://shop.example.com --crm https://crm.example.com/api"
        )

    def ask(question: str, part: str, default: str = "") -> None:
        told[part] = answer(question, lambda text: described(**told | {part: text}), default)

    ask("The company's name", "name", told["name"])
    say(screen(), WHICH)
    ask("The shop's website (address)", "website")
    ask("The mail server of the customers' mailboxes (host)", "inbox")
    _ask_for_systems(told)
    ask("Amounts without a currency are in", "currency", told["currency"])
    ask("Times without a zone are in", "zone", told["zone"])
    ask("Invented customers get their mail at", "mail_domain", told["mail_domain"])
    if told["website"]:
        _ask_for_products(told)
    return described(**told)


def _ask_for_systems(told: dict[str, Any]) -> None:
    """The usual ones, ready descriptions, and any others until two of them can be compared."""
    from samestory.cli.screen import say, screen
    from samestory.scaffold.company import ROLES, described

    told["systems"] = {}

    def ask(name: str, called: str) -> None:
        def fits(where: str) -> Company:
            return described(**told | {"systems": told["systems"] | {name: where}})

        if where := answer(f"The {called} (address)", fits):
            told["systems"] |= {name: where}

    for name, (called, _) in ROLES.items():
        ask(name, called)
    names = answer(
        "Ready descriptions of well-known software to copy (names; ? lists them)",
        lambda text: described(**told | {"examples": named(text)}),
    )
    told["examples"] = named(names)
    while True:
        another = answer(
            "Another system (its name)",
            lambda text: described(**told | {"systems": told["systems"] | {text: "sql"}}),
        )
        if another:
            ask(another, another)
        elif described(**told).comparable:
            return
        else:
            say(screen(), MORE)


def _ask_for_products(told: dict[str, Any]) -> None:
    """Two that differ."""
    from samestory.scaffold.company import PRODUCTS, described

    first, second = told["products"] or PRODUCTS

    def fits(one: str, other: str) -> Company:
        return described(**told | {"products": (one, other)})

    first = answer("A product, as the shop names it", lambda text: fits(text, f"{text}?"), first)
    second = answer("Another product", lambda text: fits(first, text), second)
    told["products"] = (first, second)


def named(text: str) -> tuple[str, ...]:
    """The names in "one, two"."""
    return tuple(text.replace(",", " ").split())


def answer(question: str, check: Callable[[str], object], default: str = "") -> str:
    """What is answered, as soon as it can be; nothing at all needs no check."""
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
