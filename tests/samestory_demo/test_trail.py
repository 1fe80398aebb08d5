"""What agents see of an order's other records, whose it is, and whether it can still be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from samestory_demo.crm_trail import Trail
from samestory_demo.messages import Message, State, Topic
from tests.samestory_demo.backstage import ADA, Backstage, played


async def _trail(company: Backstage, down: str = "") -> Mapping[str, str] | None:
    """The paper trail of an order of which everybody has heard."""
    trail = Trail(company.bus, company.faults, company.crm)
    order = company.order(CH_11=1)
    await company.settle()
    company.bus.set_open(down, is_open=False)
    return await trail.of(order.number)


def test_the_desk_names_the_number_that_each_system_has_given():
    """The ERP's and the processor's own; there is no parcel yet."""

    async def scene(company: Backstage) -> None:
        found = await _trail(company)
        [order] = company.crm.deals("email", ADA.email)
        [document] = company.erp.documents("ExtRef", order["order_number"])
        [intent] = company.payments.intents(order["order_number"])

        assert {"document": document["Vbeln"], "payment": intent["id"]} == found

    played(scene)


def test_of_a_system_that_is_down_the_desk_names_nothing():
    """It does not remember what it cannot ask."""
    found = played(lambda company: _trail(company, down="erp"))

    assert ["payment"] == list(found or {})


def test_of_an_order_that_there_is_not_there_is_no_trail():
    async def scene(company: Backstage) -> Mapping[str, str] | None:
        return await Trail(company.bus, company.faults, company.crm).of("A-9999")

    assert played(scene) is None


@pytest.mark.parametrize(
    ("fault", "known"),
    [("desk-names-other-document", "document payment"), ("desk-sees-no-payment", "document")],
)
def test_a_faulty_desk_names_another_record_or_none(fault: str, known: str):
    """Everything else stays as it is."""
    healthy, faulty = played(_trail), played(_trail, fault)

    assert healthy is not None
    assert faulty is not None
    assert known.split() == list(faulty)
    assert ("desk-names" in fault) is (healthy["document"] != faulty["document"])


def test_a_deal_without_a_customer_is_still_a_deal():
    """The agent knows its number, and nobody's name."""

    async def scene(company: Backstage) -> object:
        order = company.order(CH_11=1)
        await company.settle()
        [deal] = company.crm.deals("order_number", order.number)
        return deal["contact"]["email"]

    assert ADA.email == played(scene)
    assert played(scene, "deal-without-customer") is None


def test_the_erp_books_on_an_account_for_everybody():
    """The document is there, and names a walk-in customer."""

    async def scene(company: Backstage) -> object:
        order = company.order(CH_11=1)
        await company.settle()
        return company.erp.documents("ExtRef", order.number)[0]["Partner"]["Mail"]

    assert "walk-in@speedwell.example" == played(scene, "erp-books-on-collective-account")


@pytest.mark.parametrize(
    ("state", "fault", "said"),
    [
        (State.PLACED, "", (True, "X")),
        (State.PICKED, "", (False, "")),
        (State.CANCELLED, "", (False, "")),
        (State.PLACED, "desk-refuses-unpicked", (False, "X")),
    ],
)
def test_crm_and_erp_say_whether_an_order_can_be_changed(
    state: State, fault: str, said: tuple[bool, str]
):
    """Until it is picked, and no longer."""

    async def scene(company: Backstage) -> tuple[bool, str]:
        order = replace(company.order(CH_11=1), version=2, state=state)
        topic = Topic.ORDER_CANCELLED if state is State.CANCELLED else Topic.ORDER_PICKED
        company.bus.publish(
            Message(topic=topic, key=order.number, source="warehouse", person=ADA, order=order)
        )
        await company.settle()
        [deal] = company.crm.deals("order_number", order.number)
        [document] = company.erp.documents("ExtRef", order.number)
        return deal["changeable"], document["Aendkz"]

    assert said == played(scene, *filter(None, [fault]))
