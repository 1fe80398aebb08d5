"""What reaches a customer's inbox: how often, and with what story."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_bdd import parsers, then

from samestory import (
    GAP_TYPES,
    CannotKnow,
    Customer,
    Letters,
    Mention,
    People,
    Story,
    format_value,
)
from steps.amounts import amount, in_figures

INBOX = "the inbox"


@then(parsers.parse("exactly one {kind:kind} reaches {whose:whose} inbox", GAP_TYPES))
def one_reaches_the_inbox(kind: str, whose: Mention, people: People, story: Story) -> None:
    customer = people[whose]
    story.must_agree(customer.promise(kind, customer.order.subject.key, count=1), INBOX)


@then(parsers.parse("every mail about {whose:whose} order tells the same story", GAP_TYPES))
def every_mail_tells_the_same(whose: Mention, people: People, story: Story) -> None:
    customer, order = people[whose], people[whose].order
    total = amount(order.values.get("total"))
    told = customer.promise(
        "correspondence",
        order.subject.key,
        count=customer.letters_due(order),
        totals=frozenset({in_figures(total)}),
        shown_totals=frozenset({format_value("money", total)}),
    )
    story.must_agree(told, INBOX)


@pytest.fixture
def letters_to(story: Story) -> Callable[[Customer], Letters]:
    """Wait for a mail that a customer is to act on, and give the link in it."""

    def letters(customer: Customer) -> Letters:
        def link_in(kind: str) -> str:
            verdict = story.must_agree(customer.promise(kind, customer.email, count=1), INBOX)
            [inbox] = verdict.observations
            return linked(kind, (inbox.values or {}).get("link"))

        return link_in

    return letters


def linked(kind: str, link: object) -> str:
    """Return the link that a mail holds. Raise `CannotKnow` if it holds none."""
    if not isinstance(link, str):
        raise CannotKnow(
            f"The mail ({kind}) holds no link, so that the customer could not go on.\n"
            "  Look at the mail, or at where the landscape looks for its link."
        )
    return link
