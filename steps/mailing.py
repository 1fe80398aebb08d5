"""What reaches her inbox: how often, and with what story."""

from __future__ import annotations

import pytest
from pytest_bdd import then

from samestory.journeys import Customer, Letters
from steps.judging import Story
from steps.phrases import in_figures, phrase

HER_INBOX = "her inbox"


@then(phrase("exactly one {kind:words} reaches her inbox"))
def one_reaches_her(kind: str, customer: Customer, story: Story) -> None:
    story.must_agree(customer.promise(kind, customer.order.subject.key, count=1), HER_INBOX)


@then("every mail about her order tells the same story")
def every_mail_tells_the_same(customer: Customer, story: Story) -> None:
    order = customer.order
    due, totals = customer.letters_due(order), frozenset({in_figures(order.values["total"])})
    told = customer.promise("correspondence", order.subject.key, count=due, totals=totals)
    story.must_agree(told, HER_INBOX)


@pytest.fixture
def letters(customer: Customer, story: Story) -> Letters:
    """Wait for a mail that she is to act on, and give the link in it."""

    def link_in(kind: str) -> str:
        verdict = story.must_agree(customer.promise(kind, customer.email, count=1), HER_INBOX)
        [inbox] = verdict.observations
        return str((inbox.values or {})["link"])

    return link_in
