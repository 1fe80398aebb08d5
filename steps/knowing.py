"""Who knows a customer: logging in, subscribing, and being one person everywhere."""

from __future__ import annotations

from collections.abc import Callable

from pytest_bdd import given, parsers, then, when

from samestory import GAP_TYPES, Customer, Mention, People, Promise, Story


@given(parsers.parse("marketing mails its offers to {whom:newcomer}", GAP_TYPES))
def is_on_the_list(whom: Mention, people: People) -> None:
    customer = people[whom]
    customer.act(customer.via("marketing").subscribe, customer.email, customer.identity.name)


@when(parsers.parse("{who:who} log{:s} in to {system:names} with that address", GAP_TYPES))
def log_in_with_that_address(
    who: Mention, system: str, people: People, link_to: Callable[[Promise], str], story: Story
) -> None:
    customer = people[who]
    story.must_agree(known_by_address(customer), system)
    customer.act(customer.shop.sign_in_by_mail, customer.email)
    customer.act(customer.shop.follow, link_to(customer.promise("sign-in link", customer.email)))


@when(parsers.parse("{who:who} sign{:s} up for offers again", GAP_TYPES))
def sign_up_again(who: Mention, people: People) -> None:
    customer, status = people[who], {"status": "subscribed"}
    told = (customer.email, customer.identity.name)
    customer.act(customer.shop.subscribe, *told, makes="subscription", wished=status)


@then(parsers.parse("{system:names} knows {whom:whom}", GAP_TYPES))
def knows_the_customer(system: str, whom: Mention, people: People, story: Story) -> None:
    story.must_agree(known_by_address(people[whom]), system)


@then(parsers.parse("{systems:names} agree on who {who:who} {:be}", GAP_TYPES))
def agree_on_who_it_is(systems: str, who: Mention, people: People, story: Story) -> None:
    customer = people[who]
    name = customer.identity.name
    story.must_agree(
        customer.promise("customer", customer.email, email=customer.email, name=name), systems
    )


@then(parsers.parse("{systems:names} keep{:s} exactly one record of {whom:whom}", GAP_TYPES))
def keep_one_record(systems: str, whom: Mention, people: People, story: Story) -> None:
    customer = people[whom]
    story.must_agree(customer.promise("records", customer.email, count=1), systems)


def known_by_address(customer: Customer) -> Promise:
    """Return the promise that a customer is known by her mail address."""
    return customer.promise("customer", customer.email, email=customer.email)
