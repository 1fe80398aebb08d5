"""What the systems must agree on."""

from __future__ import annotations

from pytest_bdd import parsers, then

from samestory import GAP_TYPES, Mention, People, Story, Verdict


@then(parsers.parse("{systems:names} agree on {whose:whose} order", GAP_TYPES))
def agree_on_the_order(systems: str, whose: Mention, people: People, story: Story) -> None:
    story.must_agree(people[whose].order, systems)


@then(parsers.parse("{systems:names} agree on {whose:whose} other order", GAP_TYPES))
def agree_on_the_other_order(systems: str, whose: Mention, people: People, story: Story) -> None:
    story.must_agree(people[whose].other_order, systems)


@then(parsers.parse("{systems:names} agree on {whose:whose} orders", GAP_TYPES))
def agree_on_all_orders(systems: str, whose: Mention, people: People, story: Story) -> None:
    customer = people[whose]
    numbers = frozenset(each.subject.key for each in customer.orders)
    told = customer.promise("orders", customer.email, numbers=numbers, count=len(numbers))
    story.must_agree(told, systems)


@then(
    parsers.parse('{systems:names} call {whose:whose} order "{stage:stage}"', GAP_TYPES),
    target_fixture="watched",
)
def call_the_order(
    systems: str, whose: Mention, stage: str, people: People, story: Story
) -> Verdict:
    customer = people[whose]
    number = customer.order.subject.key
    return story.must_agree(customer.promise("order", number, status=stage), systems)


@then(
    parsers.parse(
        '{system:names} never calls it "{stage:stage}" while {other_system:names} calls it "{other_stage:stage}"',  # noqa: E501  # one string, or editors do not read it
        GAP_TYPES,
    )
)
def never_calls_it(  # noqa: PLR0913, PLR0917  # as many as the sentence has nouns
    system: str, stage: str, other_system: str, other_stage: str, watched: Verdict, story: Story
) -> None:
    story.must_never_tell(watched, (system, stage), (other_system, other_stage))
