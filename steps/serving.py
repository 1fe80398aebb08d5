"""What a customer tells the service, by mail and by telephone."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from samestory import GAP_TYPES, Mention, People, Story
from steps.mailing import INBOX

ASKED = "When will it be with me?"


@given(parsers.parse("{who:who} {:has} written to the service about it", GAP_TYPES))
@when(parsers.parse("{who:who} write{:s} to the service about it", GAP_TYPES))
def write_about_it(who: Mention, people: People) -> None:
    people[who].act(people[who].via("mail").write_about, people[who].order.subject.key)


@when(parsers.parse("{who:who} call{:s} the service about it", GAP_TYPES))
def call_about_it(who: Mention, people: People) -> None:
    customer = people[who]
    customer.act(customer.via("telephone").ask_an_agent, customer.order.subject.key, ASKED)


@when(parsers.parse("{who:who} ask{:s} an agent about it", GAP_TYPES))
def ask_an_agent_about_it(who: Mention, people: People) -> None:
    customer, order = people[who], people[who].order.subject.key
    both = {"order": order, "channels": frozenset({"mail", "telephone"})}
    customer.act(customer.via("service").note_call, order, makes="case", wished=both)


@then(parsers.parse("{systems:names} keep{:s} exactly one case of {whose:hers}", GAP_TYPES))
def keep_one_case(systems: str, whose: Mention, people: People, story: Story) -> None:
    customer = people[whose]
    story.must_agree(customer.promise("cases", customer.email, count=1), systems)


@then(parsers.parse("no mail to {whom:whom} is blank or without its order", GAP_TYPES))
def no_mail_is_blank(whom: Mention, people: People, story: Story) -> None:
    customer = people[whom]
    told = customer.promise("mails", customer.email, blank=0, without_order=0)
    story.must_agree(told, INBOX)
