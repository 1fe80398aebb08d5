"""Consent, tiers and offers: what the website, the CRM, the ERP and the list make of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from samestory_demo.offers import Offer
from samestory_demo.products import items_for, product, total_of
from tests.samestory_demo.backstage import A_SATURDAY, ADA, Backstage, played
from tests.samestory_demo.test_landscape import read

TODAY = A_SATURDAY.date()
NAME = "Ada Berg"
SIGNED_UP, OPTED_OUT = ("subscribed",) * 3, ("unsubscribed",) * 3


def consents(company: Backstage) -> tuple[str, ...]:
    """Whether the website, the CRM and the list say that she is subscribed."""
    account = {"offers": "Yes" if company.shop.store.wants_offers(ADA.email) else "No"}
    found = {
        "website": account,
        "crm": {"results": company.crm.contacts(ADA.email)},
        "list": {"members": company.list.members(ADA.email)},
    }
    return tuple(read(system, "subscription", said)["status"] for system, said in found.items())


async def unsubscribed(company: Backstage) -> tuple[str, ...]:
    """She was imported by marketing, and unsubscribes."""
    company.list.take_in(ADA.email, NAME)
    await company.settle()
    company.shop.unsubscribe(ADA.email)
    await company.settle()
    return consents(company)


def test_an_import_is_a_subscription_everywhere():
    """Whom marketing puts on its list gets offers, and her account says so."""

    async def scene(company: Backstage):
        company.list.take_in(ADA.email, NAME)
        await company.settle()
        return consents(company)

    assert SIGNED_UP == played(scene)


def test_an_opt_out_reaches_everybody():
    """One decision of hers, in three vocabularies."""
    assert OPTED_OUT == played(unsubscribed)


def test_an_opt_out_is_undone_by_her_alone():
    """Neither an import nor a sync of the CRM makes her a subscriber again; signing up does."""

    async def scene(company: Backstage):
        await unsubscribed(company)
        company.list.take_in(ADA.email, NAME)
        company.crm.sync_consent(ADA.email)
        await company.settle()
        before = consents(company)
        company.shop.subscribe(ADA)
        await company.settle()
        return before, consents(company)

    assert (OPTED_OUT, SIGNED_UP) == played(scene)


def test_who_has_unsubscribed_is_mailed_no_offer():
    """The list knows of the offer, and keeps it to itself."""

    async def scene(company: Backstage):
        await unsubscribed(company)
        company.list.offer(ADA.email, product("MP-1"), Decimal("10.00"), TODAY)
        await company.settle()
        return company.subjects()

    assert [] == played(scene)
    assert ["Only for you: Mini pump for 10.00 EUR"] == played(scene, "offers-despite-opt-out")


@pytest.mark.parametrize("fault", ["crm-sync-undoes-opt-out", "import-undoes-opt-out"])
def test_each_way_of_undoing_an_opt_out_shows_in_the_list_alone(fault):
    """The website and the CRM still say what she wants."""

    async def scene(company: Backstage):
        await unsubscribed(company)
        company.list.take_in(ADA.email, NAME)
        await company.settle()
        return consents(company)

    assert ("unsubscribed", "unsubscribed", "subscribed") == played(scene, fault)


def tiers(company: Backstage) -> tuple[str, ...]:
    """The program that the website, the CRM, the ERP and the list have her in."""
    prices = {"prices": company.shop.store.tier(ADA.email).capitalize()}
    found = {
        "website": prices,
        "crm": {"results": company.crm.contacts(ADA.email)},
        "erp": {"d": company.erp.partners(ADA.email)},
        "list": {"members": company.list.members(ADA.email)},
    }
    return tuple(read(system, "membership", said)["tier"] for system, said in found.items())


async def preferred(company: Backstage):
    """Marketing makes her a preferred customer, and she orders a pump."""
    company.list.grant(ADA.email, NAME, "preferred")
    await company.settle()
    items = items_for({"MP-1": 1}, company.shop.prices(ADA.email))
    order = company.shop.place(company.shop.draft(ADA, items))
    await company.settle()
    return tiers(company), order.total, company.erp_total(order.number)


def test_preferred_prices_follow_her():
    """Ten percent less, in the shop and in the books."""
    assert (("preferred",) * 4, Decimal("22.41"), "22.41") == played(preferred)


def test_a_tier_that_the_website_has_lost_makes_her_pay_more():
    """Everybody else knows better."""
    told = played(preferred, "preferred-status-lost-online")

    assert (("standard", *["preferred"] * 3), Decimal("24.90"), "24.90") == told


def test_what_she_adds_later_has_her_price_as_well():
    """The form says so; an amendment keeps what was agreed, and prices the rest by her tier."""

    async def scene(company: Backstage):
        await preferred(company)
        shown = company.shop.prices_in(company.shop.store.order("A-1000"))
        return shown["IT-700"], company.shop.amend("A-1000", {"MP-1": 1, "IT-700": 2}).total

    assert (Decimal("6.26"), Decimal("22.41") + 2 * Decimal("6.26")) == played(scene)


def test_the_list_and_the_mail_say_the_same_of_an_offer():
    """Price and last day, in two notations."""

    async def scene(company: Backstage):
        until = TODAY + timedelta(days=7)
        company.list.offer(ADA.email, product("MP-1"), Decimal("10.00"), until)
        await company.settle()
        return read("list", "offer", {"offers": company.list.offers(ADA.email)})

    assert date(2026, 11, 28) == played(scene)["until"]


def test_the_link_of_an_offer_says_when_it_ends():
    """The website needs nobody else to know it."""

    async def scene(company: Backstage):
        token = company.signatures.offer_token(Offer("MP-1", Decimal("10.00"), TODAY))
        return company.signatures.read_offer(token)

    assert TODAY == played(scene).until


def test_the_erp_can_forget_a_price_that_was_agreed():
    """It books what the catalogue says, and no offer and no tier."""
    _, told, booked = played(preferred, "erp-books-list-price")

    assert (Decimal("22.41"), "24.90") == (told, booked)


def test_the_payment_processor_can_charge_the_price_of_the_catalogue():
    """She was promised less."""

    async def scene(company: Backstage):
        items = items_for({"MP-1": 2}, {"MP-1": Decimal("10.00")})
        order = company.shop.place(company.shop.draft(ADA, items))
        await company.settle()
        return total_of(items), company.payments.intents(order.number)[0]["amount"]

    assert (Decimal("20.00"), 4980) == played(scene, "payments-charge-list-price")
