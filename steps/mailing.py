"""What reaches a customer's inbox: how often, and with what story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytest_bdd import parsers, then

from samestory import (
    GAP_TYPES,
    Mention,
    People,
    Promise,
    Revision,
    Story,
    format_value,
)
from steps.amounts import amount, in_figures

INBOX = "the inbox"


@then(parsers.parse("exactly one {kind:kind} reaches {whose:whose} inbox", GAP_TYPES))
def one_reaches_the_inbox(kind: str, whose: Mention, people: People, story: Story) -> None:
    customer = people[whose]
    story.must_agree(customer.promise(kind, customer.key_of(kind), count=1), INBOX)


@then(parsers.parse("no {kind:kind} reaches {whose:whose} inbox", GAP_TYPES))
def none_reaches_the_inbox(kind: str, whose: Mention, people: People, story: Story) -> None:
    story.must_agree(people[whose].nothing(kind), INBOX)


@then(parsers.parse("every mail about {whose:whose} order tells the same story", GAP_TYPES))
def every_mail_tells_the_same(whose: Mention, people: People, story: Story) -> None:
    customer, order = people[whose], people[whose].order
    total = amount(order.values.get("total"))
    told = customer.promise(
        "correspondence",
        order.subject.key,
        count=len(order.revisions),
        totals=frozenset({in_figures(total)}),
        shown_totals=frozenset({format_value("money", total)}),
    )
    story.must_agree(told, INBOX)


@pytest.fixture
def link_to(story: Story) -> Callable[[Promise], str]:
    """Wait for the mail that a promise is about, and give the link in it."""

    def link(about: Promise) -> str:
        mail = replace(about, revisions=(Revision(about.subject.kind, about.at, {"count": 1}),))
        [found] = story.followed(story.must_agree(mail, INBOX), "link")
        return found

    return link
