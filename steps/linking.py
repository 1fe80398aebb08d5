"""Where the links of a mail lead: each page has to show what the mail says of it."""

from __future__ import annotations

from pytest_bdd import parsers, then

from samestory import GAP_TYPES, Mention, People, Story, Subject
from steps.mailing import INBOX


@then(parsers.parse("{system:names} does what {whose:whose} {kind:kind} says", GAP_TYPES))
def does_what_the_mail_says(
    system: str, whose: Mention, kind: str, people: People, story: Story
) -> None:
    customer = people[whose]
    arrived = story.must_agree(customer.promise(kind, customer.key_of(kind), count=1), INBOX)
    for link in story.followed(arrived, "links"):
        told = story.promised_by(Subject("link", link, customer.email), INBOX)
        story.must_agree(told, system)
