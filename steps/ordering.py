"""How orders come about."""

from __future__ import annotations

from collections.abc import Callable

from pytest_bdd import given, parsers, when

from samestory import GAP_TYPES, Mention, Money, People, Promise, Wish
from steps.amounts import at_mailed_price


@given(parsers.parse("{who:newcomer} {:be} a customer of the shop", GAP_TYPES))
def is_a_customer(who: Mention, people: People) -> None:
    people[who].act(people[who].shop.register)


@given(parsers.parse("{who:newcomer} {:has} never been to the shop", GAP_TYPES))
def has_never_been_there(who: Mention, people: People) -> None:
    assert not people[who].promises


@given(parsers.parse("{who:who} {:has} ordered {wanted:wishes}", GAP_TYPES))
@when(parsers.parse("{who:who} order{:s} {wanted:wishes}", GAP_TYPES))
def order(who: Mention, wanted: list[Wish], people: People) -> None:
    people[who].act(people[who].shop.order, wanted, as_guest=False, makes="order")


@when(parsers.parse("{who:who} order{:s} {wanted:wishes} as a guest", GAP_TYPES))
def order_as_a_guest(who: Mention, wanted: list[Wish], people: People) -> None:
    people[who].act(people[who].shop.order, wanted, as_guest=True, makes="order")


@given(
    parsers.parse(
        'marketing has mailed {whom:whom} the offer "{product:words}" at {price:price}', GAP_TYPES
    )
)
@when(parsers.parse('marketing mails {whom:whom} "{product:words}" at {price:price}', GAP_TYPES))
def mail_an_offer(whom: Mention, product: str, price: Money, people: People) -> None:
    customer, offered = people[whom], {"product": product, "price": price}
    mail_offer = customer.via("marketing").mail_offer
    customer.act(mail_offer, customer.email, product, price, makes="offer", wished=offered)


@when(parsers.parse("{who:who} order{:s} the offer", GAP_TYPES))
def take_the_offer(who: Mention, people: People, link_to: Callable[[Promise], str]) -> None:
    customer = people[who]
    offer = customer.newest("offer")
    lines = {"lines": at_mailed_price(offer)}
    customer.act(customer.shop.order_offer, link_to(offer), makes="order", wished=lines)
