"""What the systems must agree on."""

from __future__ import annotations

from pytest_bdd import then

from samestory.journeys import Customer
from samestory.model import Verdict
from steps.judging import Ask
from steps.phrases import phrase


@then(phrase("{systems:names} agree on her order"))
def agree_on_her_order(systems: str, customer: Customer, must_agree: Ask) -> None:
    must_agree(customer.order, systems)


@then(phrase("{systems:names} agree on her other order"))
def agree_on_her_other_order(systems: str, customer: Customer, must_agree: Ask) -> None:
    must_agree(customer.other_order, systems)


@then(phrase("{systems:names} agree on her orders"))
def agree_on_her_orders(systems: str, customer: Customer, must_agree: Ask) -> None:
    numbers = frozenset(each.subject.key for each in customer.orders)
    must_agree(customer.promise("orders", customer.email, numbers=numbers), systems)


@then(phrase('{systems:names} call her order "{stage:words}"'), target_fixture="watched")
def call_her_order(systems: str, stage: str, customer: Customer, must_agree: Ask) -> Verdict:
    number = customer.order.subject.key
    return must_agree(customer.promise("order", number, status=stage), systems)
