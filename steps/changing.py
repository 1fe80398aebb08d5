"""How orders are changed, cancelled, and confirmed once more."""

from __future__ import annotations

from pytest_bdd import given, parsers, when

from samestory import GAP_TYPES, Mention, People, Wish


@given(parsers.parse("{who:who} {:has} changed it to {wanted:wishes}", GAP_TYPES))
@when(parsers.parse("{who:who} change{:s} it to {wanted:wishes}", GAP_TYPES))
def change_it(who: Mention, wanted: list[Wish], people: People) -> None:
    customer = people[who]
    customer.act(customer.shop.amend, wanted, revises="order", called="amendment")


@when(parsers.parse("{who:who} ask{:s} an agent to change it to {wanted:wishes}", GAP_TYPES))
def have_an_agent_change_it(who: Mention, wanted: list[Wish], people: People) -> None:
    customer = people[who]
    customer.act(customer.via("agent").amend, wanted, revises="order", called="amendment")


@given(parsers.parse("{who:who} {:has} cancelled it", GAP_TYPES))
@when(parsers.parse("{who:who} cancel{:s} it", GAP_TYPES))
def cancel_it(who: Mention, people: People) -> None:
    customer, gone = people[who], {"status": "cancelled"}
    customer.act(customer.shop.cancel, revises="order", wished=gone, called="cancellation")


@when(parsers.parse("{who:who} ask{:s} for the confirmation again", GAP_TYPES))
def ask_again(who: Mention, people: People) -> None:
    customer = people[who]
    customer.act(customer.shop.resend, revises="order", called="confirmation")


@when(parsers.parse("{who:who} ask{:s} an agent for the confirmation again", GAP_TYPES))
def have_an_agent_promise_it(who: Mention, people: People) -> None:
    customer, order = people[who], people[who].order
    wished = {"count": 1, "lines": order.values["lines"], "total": order.values["total"]}
    agent = customer.via("agent")
    customer.act(
        agent.promise_confirmation, order.subject.key, makes="nightly confirmation", wished=wished
    )
