"""How an order becomes a parcel, and how the parcel reaches her."""

from __future__ import annotations

from pytest_bdd import given, parsers, when

from samestory import GAP_TYPES, Customer, Mention, People


@when(parsers.parse("the warehouse picks {whose:whose} order", GAP_TYPES))
def pick(whose: Mention, people: People) -> None:
    customer, announced = people[whose], {"status": "announced"}
    warehouse, number = customer.via("warehouse"), customer.order.subject.key
    customer.act(warehouse.pick, number, makes="parcel", wished=announced)
    customer.expect("order", "picking", status="picked", tracking=parcel_of(customer))


@given(parsers.parse("the warehouse has handed {whose:whose} order over", GAP_TYPES))
@when(parsers.parse("the warehouse hands {whose:whose} order over", GAP_TYPES))
def hand_over(whose: Mention, people: People) -> None:
    customer, handed_over = people[whose], {"status": "handed over"}
    warehouse, number = customer.via("warehouse"), customer.order.subject.key
    customer.act(warehouse.hand_over, number, makes="parcel", wished=handed_over)
    customer.expect("order", "handover", status="shipped", tracking=parcel_of(customer))


@when(parsers.parse("the warehouse loads {whose:whose} order a day early", GAP_TYPES))
def load_early(whose: Mention, people: People) -> None:
    customer, loaded = people[whose], {"status": "picked"}
    customer.act(customer.via("warehouse").load_early, revises="order", wished=loaded)


@when(parsers.parse('the courier delivers {whose:whose} parcel to "{signatory:words}"', GAP_TYPES))
def deliver(whose: Mention, signatory: str, people: People) -> None:
    customer, signed = people[whose], {"status": "delivered", "signatory": signatory}
    customer.act(customer.via("courier").deliver, signatory, revises="parcel", wished=signed)
    customer.expect("order", "delivery", **signed)


@when(parsers.parse("{who:who} collect{:s} the parcel from the courier", GAP_TYPES))
def collect(who: Mention, people: People) -> None:
    customer = people[who]
    name = customer.identity.name
    taken = {"status": "collected", "signatory": name}
    customer.act(customer.via("courier").hand_out, name, revises="parcel", wished=taken)
    customer.expect("order", "collection", status="delivered", signatory=name)


@given(parsers.parse('{who:who} {:has} moved to "{street:words}"', GAP_TYPES))
@when(parsers.parse('{who:who} move{:s} to "{street:words}"', GAP_TYPES))
def move(who: Mention, street: str, people: People) -> None:
    customer = people[who]
    customer.act(customer.shop.move, street)
    customer.becomes(street=street)


def parcel_of(customer: Customer) -> str:
    """Return the number of her newest parcel."""
    return customer.newest("parcel").subject.key
