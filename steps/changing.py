"""How orders are changed, cancelled, and confirmed once more."""

from __future__ import annotations

from pytest_bdd import given, when

from samestory import AgentDesk, Customer, Wish, phrase


@given(phrase("she has changed it to {wanted:wishes}"))
@when(phrase("she changes it to {wanted:wishes}"))
def change_it(wanted: list[Wish], customer: Customer) -> None:
    customer.amend(wanted, through=customer.shop)


@when(phrase("she asks an agent to change it to {wanted:wishes}"))
def have_an_agent_change_it(wanted: list[Wish], customer: Customer, agent: AgentDesk) -> None:
    customer.amend(wanted, through=agent)


@when("she cancels it")
def cancel_it(customer: Customer) -> None:
    customer.cancel()


@when("she asks for the confirmation again")
def ask_again(customer: Customer) -> None:
    customer.ask_for_confirmation_again()
