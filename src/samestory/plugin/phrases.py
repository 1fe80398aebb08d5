"""Phrases with typed gaps, and the gap types that every project has."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from pytest_bdd import parsers

from samestory.core.model import Money
from samestory.journeys import Wish

T = TypeVar("T")

WISH = r'\d+ "[^"]+"'


def gap_type(pattern: str) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Make a function that reads a gap into a gap type; `pattern` is what such a gap looks like."""

    def mark(read: Callable[[str], T]) -> Callable[[str], T]:
        read.pattern = pattern  # type: ignore[attr-defined]  # parse looks for it there
        return read

    return mark


@gap_type(rf"{WISH}(?:(?:, | and |, and ){WISH})*")
def wishes(text: str) -> list[Wish]:
    """Read products and how many of each: 3 "Chain, 11-speed" and 1 "Mini pump"."""
    return [Wish(int(many), product) for many, product in re.findall(r'(\d+) "([^"]+)"', text)]


@gap_type(r"\d+(?:\.\d+)? [A-Z]{3}")
def price(text: str) -> Money:
    """Read an amount of money: 10.00 EUR."""
    amount, currency = text.split()
    return Money(Decimal(amount), currency)


@gap_type(r"(?:the|her) [^\"]+?")
def names(text: str) -> str:
    """Keep the names of systems; the landscape knows which those are: the website, her inbox."""
    return text


@gap_type(r"[^\"]+")
def words(text: str) -> str:
    """Keep the text between two quotation marks."""
    return text


@gap_type(r"[^\"]+")
def stage(text: str) -> str:
    """Keep a status, in the words by which the landscape explains its codes: shipped."""
    return text


@gap_type(r"[^\"]+?")
def kind(text: str) -> str:
    """Keep a kind of subject, as the landscape calls it: order, amended confirmation."""
    return text


TYPES: dict[str, Callable[[str], object]] = {
    "wishes": wishes,
    "price": price,
    "names": names,
    "stage": stage,
    "kind": kind,
    "words": words,
}
"""The gap types by the names that phrases give them."""


def phrase(text: str, **types: Callable[[str], object]) -> parsers.parse:
    """Return the parser of a phrase with typed gaps, such as `she orders {wanted:wishes}`.

    The types are those of `TYPES`, and a project's own: functions marked by `gap_type`.

        @gap_type(r"[a-z]+")
        def colour(text: str) -> Colour: ...

        @when(phrase("she paints it {colour:colour}", colour=colour))
    """
    return parsers.parse(text, extra_types={**TYPES, **types})
