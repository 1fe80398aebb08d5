"""Where the links of a mail lead: each page has to show what the mail says of it."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bdd import parsers, then

from samestory import GAP_TYPES, CannotKnow, Mention, People, Promise, Story, Subject, Verdict
from steps.mailing import INBOX


@then(parsers.parse("{system:names} does what {whose:whose} {kind:kind} says", GAP_TYPES))
def does_what_the_mail_says(
    system: str, whose: Mention, kind: str, people: People, story: Story
) -> None:
    customer = people[whose]
    arrived = story.must_agree(customer.promise(kind, customer.key_of(kind), count=1), INBOX)
    must_all_agree(promises_of_links(arrived, story), system, story)


def promises_of_links(arrived: Verdict, story: Story) -> Iterator[Promise]:
    """Yield what a mail that has arrived promises of each of its links."""
    for link in links_in(arrived):
        yield story.promised_by(Subject("link", link, arrived.subject.of), INBOX)


def must_all_agree(promises: Iterator[Promise], system: str, story: Story) -> None:
    """End the scenario at the first promise that a system does not keep."""
    for each in promises:
        story.must_agree(each, system)


def links_in(arrived: Verdict) -> list[str]:
    """Return the addresses of the links in a mail that has arrived; `CannotKnow` without any."""
    [inbox] = arrived.observations
    links = (inbox.values or {}).get("links")
    if not isinstance(links, frozenset) or not links:
        raise CannotKnow(
            f"The mail ({arrived.subject.kind}) holds no link that could be followed.\n"
            "  Look at the mail, or at where the landscape looks for its links."
        )
    return sorted(links)
