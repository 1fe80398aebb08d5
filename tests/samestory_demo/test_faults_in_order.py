"""A fault of order shows after its actions in their order, in one system, and never else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from samestory_demo.defects import FAULTS
from tests.samestory_demo.backstage import ADA, Backstage, played

SEQUENCES = {
    "amendment-after-resend-lost": ("order", "resend", "amend"),
    "cancelled-amendment-stays-reserved": ("order", "amend", "cancel"),
    "registering-loses-guest-orders": ("order", "register"),
    "ordering-undoes-opt-out": ("leave", "order"),
    "order-after-cancellation-called-lost": ("order", "cancel", "order"),
    "resend-after-moving-names-new-address": ("order", "move house", "resend"),
    "resend-after-cancelling-confirms-again": ("order", "cancel", "resend"),
    "amendment-after-upgrade-discounted-twice": ("order", "prefer", "amend"),
    "amendment-after-agents-lost": ("order", "agent amends", "amend"),
    "cancelling-leaves-the-resubmitted-one": ("order", "submit again", "cancel"),
    "move-after-acceptance-not-planned": ("book", "accept", "move visit"),
    "acceptance-noted-for-the-last-caller": ("book", "Ben books", "accept"),
}
IN_ORDER = [name for name, each in FAULTS.items() if each.only_in_order]
ELSEWHERE = replace(ADA, street="Neue Gasse 7")
BEN = replace(ADA, email="ben@customers.example")


def newest(company: Backstage) -> Any:
    """Her newest order as the shop has it; the scene is over if she has none."""
    return company.shop.store.orders_of(ADA.email)[0]


def visit(company: Backstage) -> Any:
    """Her appointment."""
    return company.bookings.appointments_of(ADA.email)[0]


def agent_amends(company: Backstage) -> None:
    company.shop.amend(newest(company).number, {"BB-EN": 2}, "agent")


def ben_books(company: Backstage) -> None:
    start = company.bookings.slots()[3].start.isoformat()
    company.bookings.book(BEN, start, "")


def move_visit(company: Backstage) -> None:
    company.bookings.move(visit(company).number, company.bookings.slots()[5].start.isoformat())


def ben_moves(company: Backstage) -> None:
    start = company.bookings.slots()[5].start.isoformat()
    company.bookings.move(company.bookings.appointments_of(BEN.email)[0].number, start)


ACTIONS: Mapping[str, Callable[[Backstage], object]] = {
    "order": lambda company: company.order(BB_EN=1),
    "amend": lambda company: company.amend(newest(company), BB_EN=3),
    "agent amends": agent_amends,
    "cancel": lambda company: company.shop.cancel(newest(company).number),
    "resend": lambda company: company.shop.resend(newest(company).number),
    "submit again": lambda company: company.shop.tell_again(
        newest(company).number, {"repeated": "yes"}
    ),
    "register": lambda company: company.shop.register(ADA, "a password"),
    "move house": lambda company: company.shop.move(ELSEWHERE),
    "prefer": lambda company: company.list.grant(ADA.email, ADA.name, "preferred"),
    "leave": lambda company: company.shop.unsubscribe(ADA.email),
    "book": lambda company: company.book(),
    "Ben books": ben_books,
    "Ben moves": ben_moves,
    "accept": lambda company: company.bookings.accept(visit(company).number),
    "move visit": move_visit,
}


def answers(company: Backstage) -> dict[str, object]:
    """What every system says of everything."""
    orders = [each.number for each in company.shop.store.orders_of(ADA.email)]
    visits = [f"V-{number}" for number in (1000, 1001)]
    return {
        "website": [
            *map(company.shop.store.order, orders),
            *map(company.bookings.appointment, visits),
        ],
        "inbox": [(each["Subject"], _markup(each)) for each in company.posted],
        "crm": [
            *(company.crm.deals("order_number", each) for each in orders),
            company.crm.deals("email", ADA.email),
            *map(company.meetings.meetings, visits),
        ],
        "erp": [
            *(company.erp.documents("ExtRef", each) for each in orders),
            *map(company.service_orders.service_orders, visits),
        ],
        "payments": [*map(company.payments.intents, orders), company.payments.charges(ADA.email)],
        "list": [each["status"] for each in company.list.members(ADA.email)],
        "warehouse": [company.warehouse.slips("order_ref", each) for each in orders],
        "field_service": [*map(company.field_service.jobs, visits)],
    }


def _markup(letter: Any) -> object:
    html = letter.get_body(("html",))
    found = html and re.search(r'ld\+json">(.*?)</script>', html.get_content(), re.DOTALL)
    return json.loads(found[1]) if found else None


@cache
def after(actions: tuple[str, ...], *faults: str) -> dict[str, object]:
    """What all systems say after these actions, each of which is carried everywhere."""

    async def scene(company: Backstage) -> dict[str, object]:
        for each in actions:
            try:
                ACTIONS[each](company)
            except IndexError:  # there is no such order or visit, so nobody could do that
                continue
            await company.settle()
        return answers(company)

    return played(scene, *faults)


def odd(actions: tuple[str, ...], fault: str) -> set[str]:
    """Return the systems that say something else with the fault than without it."""
    healthy, faulty = after(actions), after(actions, fault)
    return {system for system in healthy if healthy[system] != faulty[system]}


@pytest.mark.parametrize("fault", IN_ORDER)
def test_it_shows_in_its_order_in_the_system_that_it_names(fault: str):
    """And nothing else is touched."""
    assert {FAULTS[fault].system} == odd(SEQUENCES[fault], fault)


@pytest.mark.parametrize("fault", IN_ORDER)
def test_it_does_not_show_if_one_action_is_left_out_or_comes_last(fault: str):
    """So no scenario with fewer actions shows it, and no other order of the same ones."""
    actions = SEQUENCES[fault]
    fewer = list(combinations(actions, len(actions) - 1))
    first_last = (*actions[1:], actions[0])

    assert [each for each in (*fewer, first_last) if odd(each, fault)] == []


def test_terms_that_are_noted_for_somebody_else_keep_no_visit_where_it_was():
    """The CRM is wrong about Ben's terms, and about nothing else of his: his visit moves."""
    fault = "acceptance-noted-for-the-last-caller"
    actions = (*SEQUENCES[fault], "Ben moves")
    [healthy], [faulty] = (after(actions, *on)["crm"][-1] for on in ((), (fault,)))

    assert {"terms"} == {name for name in healthy if healthy[name] != faulty[name]} - {"id"}
