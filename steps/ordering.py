"""How orders come about."""

from __future__ import annotations

from pytest_bdd import given, when

from samestory import Customer, Letters, Marketing, Money, Offer, Wish, phrase


@given("Ada is a customer of the shop")
def is_a_customer(customer: Customer) -> None:
    customer.register()


@given("Ada has never been to the shop")
def has_never_been_there(customer: Customer) -> None:
    assert not customer.orders


@given(phrase("she has ordered {wanted:wishes}"))
@when(phrase("she orders {wanted:wishes}"))
def order(wanted: list[Wish], customer: Customer) -> None:
    customer.place_order(wanted)


@when(phrase("she orders {wanted:wishes} as a guest"))
def order_as_a_guest(wanted: list[Wish], customer: Customer) -> None:
    customer.place_order(wanted, as_guest=True)


@given(
    phrase('marketing has mailed her the offer "{product:words}" at {price:price}'),
    target_fixture="offer",
)
def mail_her_an_offer(
    product: str, price: Money, customer: Customer, marketing: Marketing
) -> Offer:
    offer = Offer(product, price)
    customer.be_mailed(offer, marketing)
    return offer


@when("she orders the offer")
def take_the_offer(offer: Offer, customer: Customer, letters: Letters) -> None:
    customer.take_offer(offer, letters)
