"""How orders are paid for, and how they end: declined cards, cancellations, returns."""

from __future__ import annotations

from pytest_bdd import parsers, when

from samestory import GAP_TYPES, Mention, People, Wish


@when(
    parsers.parse(
        '{who:who} order{:s} {wanted:wishes} by a card that is declined for "{reason:words}"',
        GAP_TYPES,
    )
)
def order_by_a_declined_card(who: Mention, wanted: list[Wish], reason: str, people: People) -> None:
    customer, refused = people[who], {"status": "cancelled", "reason": reason}
    pay = customer.shop.order_by_declined_card
    customer.act(pay, wanted, reason, makes="order", wished=refused)


@when(
    parsers.parse(
        'the company cancels {whose:whose} order because it is "{reason:words}"', GAP_TYPES
    )
)
def cancel_for_the_company(whose: Mention, reason: str, people: People) -> None:
    customer, gone = people[whose], {"status": "cancelled", "reason": reason}
    cancel = customer.via("office").cancel
    customer.act(cancel, reason, revises="order", wished=gone, called="cancellation")


@when(parsers.parse("{who:who} send{:s} it back", GAP_TYPES))
def send_it_back(who: Mention, people: People) -> None:
    customer, back = people[who], {"status": "cancelled", "payment": "refunded"}
    customer.act(customer.shop.send_back, revises="order", wished=back, called="return")
    customer.expect("parcel", "return", status="sent back")
