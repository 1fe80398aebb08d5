"""What the systems must agree on."""

from __future__ import annotations

from pytest_bdd import then

from samestory import Customer, Story, Verdict, phrase


@then(phrase("{systems:names} agree on her order"))
def agree_on_her_order(systems: str, customer: Customer, story: Story) -> None:
    story.must_agree(customer.order, systems)


@then(phrase("{systems:names} agree on her other order"))
def agree_on_her_other_order(systems: str, customer: Customer, story: Story) -> None:
    story.must_agree(customer.other_order, systems)


@then(phrase("{systems:names} agree on her orders"))
def agree_on_her_orders(systems: str, customer: Customer, story: Story) -> None:
    numbers = frozenset(each.subject.key for each in customer.orders)
    told = customer.promise("orders", customer.email, numbers=numbers, count=len(numbers))
    story.must_agree(told, systems)


@then(phrase('{systems:names} call her order "{stage:stage}"'), target_fixture="watched")
def call_her_order(systems: str, stage: str, customer: Customer, story: Story) -> Verdict:
    number = customer.order.subject.key
    return story.must_agree(customer.promise("order", number, status=stage), systems)


@then(
    phrase(
        '{system:names} never calls it "{stage:stage}" '
        'while {other_system:names} calls it "{other_stage:stage}"'
    )
)
def never_calls_it(  # noqa: PLR0913, PLR0917  # as many as the sentence has nouns
    system: str, stage: str, other_system: str, other_stage: str, watched: Verdict, story: Story
) -> None:
    story.must_never_tell(watched, (system, stage), (other_system, other_stage))
