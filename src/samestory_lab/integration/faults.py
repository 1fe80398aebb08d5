"""What can go wrong between the systems, each declared once, to be switched on and off.

The description of a fault is what a customer would say, its stories are the numbers of the
published stories that it stands for, `system` tells another story because of it, about `fields`,
and `between` are the pieces of a company without which it cannot happen. How it bends what passes
is in `bends`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from samestory_demo.switchboard import Defect, Switchboard
from samestory_lab.integration import bends
from samestory_lab.integration.bends import At

T = TypeVar("T")

OF_AN_ORDER = ("lines", "total", "status", "email", "name", "address", "copies")
"""All that a system can say about an order; a fault may keep it from the system."""


@dataclass(frozen=True, slots=True)
class Fault(Defect):
    """One defect, and what it makes of what passes at its seams."""

    between: frozenset[str]
    at: tuple[At[Any], ...]


def _fault(
    told: tuple[str, str],
    stories: tuple[int, ...],
    corrupts: tuple[str, tuple[str, ...]],
    *at: At[Any],
    between: tuple[str, ...] = (),
) -> Fault:
    """One row of the table; what it happens between is the corrupted piece, unless it is said."""
    return Fault(*told, stories, *corrupts, frozenset(between or corrupts[:1]), at)


_TABLE = (
    _fault(
        ("sync-loses-a-line", "I ordered two things, and the warehouse knows of one."),
        (3,),
        ("erp", ("lines", "total")),
        bends.orders_to("erp", bends.first_line_only),
    ),
    _fault(
        ("sync-sends-one-of-each", "I ordered three, and only one was in the parcel."),
        (3,),
        ("erp", ("lines", "total")),
        bends.orders_to("erp", bends.one_of_each),
    ),
    _fault(
        ("sync-rounds-prices", "The invoice is a few cents off from what I was told."),
        (20,),
        ("erp", ("lines", "total")),
        bends.orders_to("erp", bends.rounded_prices),
    ),
    _fault(
        ("sync-sends-to-an-old-address", "I have not lived there for seven years."),
        (10,),
        ("erp", ("address",)),
        bends.orders_to("erp", bends.address_of_seven_years_ago),
    ),
    _fault(
        (
            "sync-skips-orders",
            "I can see my order in the shop, and the warehouse has never heard of it.",
        ),
        (53,),
        ("erp", OF_AN_ORDER),
        bends.never("erp", bends.about_an_order),
    ),
    _fault(
        ("sync-books-twice", "I ordered once, and two parcels came."),
        (38,),
        ("erp", ("copies",)),
        bends.told_again("erp"),
    ),
    _fault(
        ("sync-is-overtaken", "It was corrected, and now it is wrong again."),
        (30,),
        ("erp", ("lines", "total")),
        bends.older_comes_last("erp"),
    ),
    _fault(
        ("sync-swallows-errors", "The agent on the phone cannot find my order at all."),
        (36, 54),
        ("crm", OF_AN_ORDER),
        *bends.fails_unheard("crm"),
    ),
    _fault(
        (
            "sync-cancels-what-was-changed",
            "I changed my order, and the agent says that I cancelled it.",
        ),
        (2, 44),
        ("crm", ("status",)),
        bends.orders_to("crm", bends.cancelled_where_changed),
    ),
    _fault(
        ("sync-cancellation-misses-crm", "I cancelled, and the agent still wants to deliver."),
        (29, 41),
        ("crm", ("status",)),
        bends.never("crm", bends.a_cancellation),
    ),
    _fault(
        (
            "sync-makes-a-second-contact",
            "You have me twice, and only one of them knows what I ordered.",
        ),
        (11,),
        ("crm", ("count",)),
        bends.people_spelt_anew("crm"),
    ),
    _fault(
        (
            "sync-amendment-misses-payments",
            "I changed my order, and my card was charged for the old one.",
        ),
        (27, 29),
        ("payments", ("total",)),
        bends.never("payments", bends.an_amendment),
    ),
    _fault(
        ("sync-cancellation-misses-payments", "I cancelled, and you kept my money."),
        (46, 48),
        ("payments", ("status",)),
        bends.never("payments", bends.a_cancellation),
    ),
    _fault(
        ("sync-charges-twice", "One order, and two charges on my card."),
        (47,),
        ("payments", ("copies",)),
        bends.told_again("payments"),
    ),
    _fault(
        (
            "sync-subscriber-misses-shop",
            "You mailed me this morning, and your website has no record of my address.",
        ),
        (18,),
        ("website", ("email",)),
        bends.never("shop", bends.about_a_subscriber),
        between=("list", "shop"),
    ),
)

FAULTS = {each.name: each for each in _TABLE}


class Faults(Switchboard[Fault]):
    """The switchboard of a company that has these pieces (all, if none are named)."""

    def __init__(self, on: Iterable[str] = (), *, pieces: Collection[str] | None = None) -> None:
        super().__init__(FAULTS if pieces is None else possible(pieces), on)

    def bend(self, value: T) -> list[T]:
        """Return what `value` is at its seam: unchanged in a healthy company."""
        values = [value]
        for at in (at for each in self.on for at in each.at if at.seam is type(value)):
            values = [bent for one in values for bent in at.bend(one)]
        return values


def possible(pieces: Collection[str]) -> dict[str, Fault]:
    """The faults that can happen between these pieces."""
    return {name: each for name, each in FAULTS.items() if each.between <= set(pieces)}
