"""Where checkouts and outages go wrong: what passes there can be bent by a fault."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from samestory_demo.messages import Order


class Moment(StrEnum):
    """When the shop breaks down at a checkout: before, while or after it takes the order."""

    BEFORE = "before"
    WHILE = "while"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Cleanup:
    """The shop is about to clean up after a breakdown: to take an order back, and to write to her.

    `takes_back` is whether an order that was taken in part is removed, `writes` whether she is
    told that she has not ordered.
    """

    moment: Moment
    order: Order
    takes_back: bool
    writes: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """A checkout is about to be taken for the one that was `known` before, if it was any."""

    order: Order
    known: str | None
    """The number of the order that this very attempt has made."""


@dataclass(frozen=True, slots=True)
class SentAgain:
    """The review page of an order that is placed is sent again; `sells` is whether that counts."""

    order: Order
    sells: bool


@dataclass(frozen=True, slots=True)
class StatusShown:
    """A system is about to say how far an order has come, while its source may be down."""

    system: str
    source_down: bool
