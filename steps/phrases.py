"""How the words of a phrase become things: wishes, prices, kinds of mail, names of systems."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from pytest_bdd import parsers

from samestory.core.model import Money
from samestory.errors import CannotKnow
from samestory.journeys import Wish

T = TypeVar("T")

WISH = r'\d+ "[^"]+"'


def fits(pattern: str) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """What a gap of this type looks like: `parse` asks the function that reads it."""

    def mark(read: Callable[[str], T]) -> Callable[[str], T]:
        read.pattern = pattern  # type: ignore[attr-defined]  # parse looks for it there
        return read

    return mark


@fits(rf"{WISH}(?:(?:, | and |, and ){WISH})*")
def wishes(text: str) -> list[Wish]:
    """3 "Chain, 11-speed" and 1 "Mini pump"."""
    return [Wish(int(many), product) for many, product in re.findall(r'(\d+) "([^"]+)"', text)]


@fits(r"\d+(?:\.\d+)? [A-Z]{3}")
def price(text: str) -> Money:
    """10.00 EUR."""
    amount, currency = text.split()
    return Money(Decimal(amount), currency)


@fits(r"(?:the|her) [^\"]+?")
def names(text: str) -> str:
    """The website, her inbox and the ERP: the landscape knows whom that means."""
    return text


@fits(r"[^\"]+")
def words(text: str) -> str:
    """What stands between quotation marks."""
    return text


@fits(r"[^\"]+")
def stage(text: str) -> str:
    """What an order is called, in the words that the landscape explains its codes by: shipped."""
    return text


@fits(r"[^\"]+?")
def kind(text: str) -> str:
    """What is asked about, as the landscape calls it: order, amended confirmation."""
    return text


def amount(told: object) -> Money:
    """What she was told to pay; `CannotKnow` where no page told it."""
    if not isinstance(told, Money):
        raise CannotKnow(
            f"No amount was promised to her, but {told!r}: the shop told no total.\n"
            "  Let the page objects tell the total that she saw."
        )
    return told


def in_figures(money: Money) -> str:
    """An amount as the mails write it for programs: 49.90."""
    return f"{money.amount:.2f}"


TYPES = {
    "wishes": wishes,
    "price": price,
    "names": names,
    "stage": stage,
    "kind": kind,
    "words": words,
}


def phrase(text: str) -> parsers.parse:
    """A phrase with typed gaps, such as `she orders {wanted:wishes}`."""
    return parsers.parse(text, extra_types=TYPES)
