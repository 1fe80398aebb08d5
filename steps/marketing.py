"""What marketing does to a customer, and what she makes of it."""

from __future__ import annotations

from collections.abc import Callable

from pytest_bdd import given, parsers, when

from samestory import GAP_TYPES, Mention, Money, People, Promise, Wish
from steps.amounts import at_price


@given(
    parsers.parse(
        'marketing has mailed {whom:whom} the offer "{product:words}" at {price:price}, which has ended',  # noqa: E501  # one string, or editors do not read it
        GAP_TYPES,
    )
)
def mail_an_offer_that_has_ended(whom: Mention, product: str, price: Money, people: People) -> None:
    customer, offered = people[whom], {"product": product, "price": price}
    mail_offer = customer.via("marketing").mail_ended_offer
    customer.act(mail_offer, customer.email, product, price, makes="offer", wished=offered)


@when(parsers.parse("{who:who} order{:s} the offer at {price:price}", GAP_TYPES))
def take_the_offer_at(
    who: Mention, price: Money, people: People, link_to: Callable[[Promise], str]
) -> None:
    customer, lines = people[who], {"lines": at_price(price)}
    link = link_to(customer.newest("offer"))
    customer.act(customer.shop.order_offer, link, makes="order", wished=lines)


@when(parsers.parse("{who:who} order{:s} {wanted:wishes} at {price:price} each", GAP_TYPES))
def order_at(who: Mention, wanted: list[Wish], price: Money, people: People) -> None:
    customer, lines = people[who], {"lines": at_price(price)}
    customer.act(customer.shop.order, wanted, as_guest=False, makes="order", wished=lines)


@given(parsers.parse("marketing has made {whom:whom} a preferred customer", GAP_TYPES))
@when(parsers.parse("marketing makes {whom:whom} a preferred customer", GAP_TYPES))
def make_preferred(whom: Mention, people: People) -> None:
    customer, tier = people[whom], "preferred"
    prefer = customer.via("marketing").put_into_program
    told = (customer.email, customer.identity.name, tier)
    customer.act(prefer, *told, makes="membership", wished={"tier": tier})


@given(parsers.parse("{who:who} {:has} unsubscribed", GAP_TYPES))
@when(parsers.parse("{who:who} unsubscribe{:s}", GAP_TYPES))
def unsubscribe(who: Mention, people: People, link_to: Callable[[Promise], str]) -> None:
    customer, status = people[who], {"status": "unsubscribed"}
    link = link_to(customer.promise("unsubscribe link", customer.email))
    customer.act(customer.shop.unsubscribe, link, makes="subscription", wished=status)


@when(parsers.parse("marketing puts {whom:whom} on its list again", GAP_TYPES))
def put_on_the_list_again(whom: Mention, people: People) -> None:
    customer = people[whom]
    customer.act(customer.via("marketing").subscribe, customer.email, customer.identity.name)
