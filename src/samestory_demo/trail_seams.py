"""The places where an order's paper trail, its owner and the right to change it go wrong."""

from __future__ import annotations

from dataclasses import dataclass

from samestory_demo.messages import Person, State


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """The agent's desk is about to note under which number another system keeps an order.

    `record` is "document" (the ERP's), "payment" or "parcel"; an empty number is none.
    """

    order_number: str
    record: str
    number: str


@dataclass(frozen=True, slots=True)
class Ownership:
    """The CRM is about to file an order under the contact of a customer, or under none (0)."""

    order_number: str
    customer: Person
    contact: int


@dataclass(frozen=True, slots=True)
class AmendmentRule:
    """A system ("website", "crm", "erp") is about to say whether an order may be changed."""

    system: str
    state: State
    allowed: bool
