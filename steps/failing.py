"""What goes wrong on the way to an order, and what has to be true all the same."""

from __future__ import annotations

from functools import partial

import pytest
from pytest_bdd import given, parsers, then, when

from samestory import GAP_TYPES, Mention, People, Story, gap_type

MISHAPS = (
    "never answered|lost on the way|sent twice|sent from two tabs"
    "|sent again by going back|sent again by a reload"
)


@gap_type(MISHAPS, example="never answered")
def mishap(text: str) -> str:
    """What happens to her next order between her and the shop."""
    return text.lower()


@gap_type("before|while|after", example="before")
def moment(text: str) -> str:
    """When it happens: before, while or after the shop takes an order."""
    return text.lower()


@given(parsers.parse("{whose:whose} next order is {mishap:mishap}", GAP_TYPES))
def next_order_is_lost(whose: Mention, mishap: str, people: People) -> None:
    people[whose].unanswered.befall(mishap)


@given(
    parsers.parse(
        "the shop breaks down {moment:moment} it takes {whose:whose} next order", GAP_TYPES
    )
)
def shop_breaks_down(moment: str, whose: Mention, people: People) -> None:
    people[whose].act(people[whose].via("backstage").break_checkout, moment)


@when(parsers.parse("{system:names} {:be} down for {whom:whom}", GAP_TYPES))
def is_down(
    system: str, whom: Mention, people: People, story: Story, request: pytest.FixtureRequest
) -> None:
    customer, [name] = people[whom], story.named(system)
    backstage = customer.via("backstage")
    request.addfinalizer(partial(customer.act, backstage.put_up_again, name))
    customer.act(backstage.take_down, name)
    story.must_be_down(customer.order.subject, system)


@when(parsers.parse("{who:who} order{:s} it again", GAP_TYPES))
def order_it_again(who: Mention, people: People) -> None:
    customer = people[who]
    asked = customer.unanswered.last("order")
    customer.act(customer.shop.order_again, asked.wishes, makes="order", repeats=asked)


@then(parsers.parse("{systems:names} agree whether {who:who} {:has} ordered", GAP_TYPES))
def agree_whether_ordered(systems: str, who: Mention, people: People, story: Story) -> None:
    story.must_agree_on_one_of(people[who].outcomes("orders"), systems)
