"""Where the links of a mail lead: each page has to show what the mail says of it."""

from __future__ import annotations

from pytest_bdd import parsers, then

from samestory import GAP_TYPES, Mention, People, Story, Subject, Verdict
from steps.mailing import INBOX


@then(parsers.parse("{system:names} does what {whose:whose} {kind:kind} says", GAP_TYPES))
def does_what_the_mail_says(
    system: str, whose: Mention, kind: str, people: People, story: Story
) -> None:
    customer = people[whose]
    arrived = story.must_agree(customer.promise(kind, customer.key_of(kind), count=1), INBOX)
    each_link_must_lead_there(arrived, system, story)


def each_link_must_lead_there(arrived: Verdict, system: str, story: Story) -> None:
    """End the scenario at the first link whose page is not what the mail says of it."""
    for link in story.followed(arrived, "links"):
        told = story.promised_by(Subject("link", link, arrived.subject.of), INBOX)
        story.must_agree(told, system)
