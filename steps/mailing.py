"""What reaches her inbox: how often, and with what story."""

from __future__ import annotations

import pytest
from pytest_bdd import then

from samestory import CannotKnow, Customer, Letters, Story, format_value, phrase
from steps.amounts import amount, in_figures

HER_INBOX = "her inbox"


@then(phrase("exactly one {kind:kind} reaches her inbox"))
def one_reaches_her(kind: str, customer: Customer, story: Story) -> None:
    story.must_agree(customer.promise(kind, customer.order.subject.key, count=1), HER_INBOX)


@then("every mail about her order tells the same story")
def every_mail_tells_the_same(customer: Customer, story: Story) -> None:
    order = customer.order
    total = amount(order.values.get("total"))
    told = customer.promise(
        "correspondence",
        order.subject.key,
        count=customer.letters_due(order),
        totals=frozenset({in_figures(total)}),
        shown_totals=frozenset({format_value("money", total)}),
    )
    story.must_agree(told, HER_INBOX)


@pytest.fixture
def letters(customer: Customer, story: Story) -> Letters:
    """Wait for a mail that she is to act on, and give the link in it."""

    def link_in(kind: str) -> str:
        verdict = story.must_agree(customer.promise(kind, customer.email, count=1), HER_INBOX)
        [inbox] = verdict.observations
        return linked(kind, (inbox.values or {}).get("link"))

    return link_in


def linked(kind: str, link: object) -> str:
    """The link that a mail holds; `CannotKnow` where the company mailed none."""
    if not isinstance(link, str):
        raise CannotKnow(
            f"The company mailed her a mail ({kind}) that holds no link, so she could not go on.\n"
            "  Look at the mail, or at where the landscape looks for its link."
        )
    return link
