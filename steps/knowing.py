"""Who knows her: logging in, subscribing, and being one person everywhere."""

from __future__ import annotations

from pytest_bdd import given, then, when

from samestory import Customer, Letters, Marketing, Story, phrase


@given("marketing mails its offers to Ada")
def is_on_the_list(customer: Customer, marketing: Marketing) -> None:
    customer.be_mailed_offers(marketing)


@when(phrase("she logs in to {system:names} with that address"))
def log_in_with_that_address(
    system: str, customer: Customer, letters: Letters, story: Story
) -> None:
    story.must_agree(customer.promise("customer", customer.email, email=customer.email), system)
    customer.log_in_by_mail(letters)


@when("she signs up for offers again")
def sign_up_again(customer: Customer) -> None:
    customer.subscribe()


@then(phrase("{system:names} knows her"))
def knows_her(system: str, customer: Customer, story: Story) -> None:
    story.must_agree(customer.promise("customer", customer.email, email=customer.email), system)


@then(phrase("{systems:names} agree on who she is"))
def agree_on_who_she_is(systems: str, customer: Customer, story: Story) -> None:
    name = customer.identity.name
    story.must_agree(
        customer.promise("customer", customer.email, email=customer.email, name=name), systems
    )


@then(phrase("{systems:names} keep exactly one record of her"))
@then(phrase("{systems:names} keeps exactly one record of her"))
def keep_one_record(systems: str, customer: Customer, story: Story) -> None:
    story.must_agree(customer.promise("records", customer.email, count=1), systems)
