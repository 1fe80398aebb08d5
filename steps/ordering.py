"""How orders come about."""

from __future__ import annotations

from collections.abc import Callable

from pytest_bdd import given, parsers, when

from samestory import GAP_TYPES, Customer, Letters, Marketing, Mention, Money, Offer, People, Wish


@given(parsers.parse("{who:newcomer} {:be} a customer of the shop", GAP_TYPES))
def is_a_customer(who: Mention, people: People) -> None:
    people[who].register()


@given(parsers.parse("{who:newcomer} {:has} never been to the shop", GAP_TYPES))
def has_never_been_there(who: Mention, people: People) -> None:
    assert not people[who].orders


@given(parsers.parse("{who:who} {:has} ordered {wanted:wishes}", GAP_TYPES))
@when(parsers.parse("{who:who} order{:s} {wanted:wishes}", GAP_TYPES))
def order(who: Mention, wanted: list[Wish], people: People) -> None:
    people[who].place_order(wanted)


@when(parsers.parse("{who:who} order{:s} {wanted:wishes} as a guest", GAP_TYPES))
def order_as_a_guest(who: Mention, wanted: list[Wish], people: People) -> None:
    people[who].place_order(wanted, as_guest=True)


@given(
    parsers.parse(
        'marketing has mailed {whom:whom} the offer "{product:words}" at {price:price}', GAP_TYPES
    )
)
def mail_an_offer(
    whom: Mention, product: str, price: Money, people: People, marketing: Marketing
) -> None:
    people[whom].be_mailed(Offer(product, price), marketing)


@when(parsers.parse("{who:who} order{:s} the offer", GAP_TYPES))
def take_the_offer(who: Mention, people: People, letters_to: Callable[[Customer], Letters]) -> None:
    people[who].take_offer(letters_to(people[who]))
