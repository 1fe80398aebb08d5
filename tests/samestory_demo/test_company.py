"""What the systems of a healthy company say, in their own words."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from samestory_demo.messages import Person, State
from samestory_demo.products import product
from samestory_demo.website.shop import RefusedError
from tests.samestory_demo.backstage import ADA, Backstage, played

A_MONDAY = date(2026, 11, 30)


def _markup(letter) -> dict[str, object]:
    html = letter.get_body(("html",)).get_content()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(found[1])


def test_every_system_books_an_order_in_its_own_words():
    """Minor units here, decimal strings there, and the same order everywhere."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1, CH_11=2)
        await company.settle()
        return (
            order,
            company.crm.deals("order_number", order.number)[0],
            company.erp.documents("ExtRef", order.number)[0],
            company.payments.intents(order.number)[0],
        )

    order, deal, document, intent = played(scene)
    assert "A-1000" == order.number
    assert ("closed_won", 15790) == (deal["stage"], deal["amount_minor"])
    assert ("10", "157.90", "20261125") == tuple(document[k] for k in ("Stat", "Gross", "Reqdate"))
    assert ["1.000", "2.000"] == [each["Menge"] for each in document["Items"]]
    assert (15790, "eur", "requires_capture") == tuple(
        intent[k] for k in ("amount", "currency", "status")
    )


def test_the_confirmation_holds_the_order_for_people_and_for_programs():
    """One mail, with text, a table and schema.org markup that say the same."""

    async def scene(company: Backstage):
        company.order(CW_50=1)
        await company.settle()
        return company.posted

    [letter] = played(scene)
    assert "Your order A-1000 is confirmed" == letter["Subject"]
    assert "Total: 1,234.50 EUR" in letter.get_body(("plain",)).get_content()
    markup = _markup(letter)
    assert ("1234.50", "EUR") == (markup["price"], markup["priceCurrency"])
    assert "2026-11-25" == markup["orderDelivery"]["expectedArrivalUntil"]
    assert "CW-50" == markup["acceptedOffer"][0]["itemOffered"]["sku"]


def test_a_script_in_a_name_stays_a_name():
    """What customers type never becomes part of a mail's markup."""

    async def scene(company: Backstage):
        hostile = "</script><script>alert(1)</script>"
        person = Person(**{**{n: getattr(ADA, n) for n in ADA.__slots__}, "last_name": hostile})
        placed = company.shop.place(company.shop.draft(person, company.order(CH_11=1).items))
        await company.settle()
        return next(each for each in company.posted if placed.number in each["Subject"])

    letter = played(scene)
    assert "<script>alert" not in letter.get_body(("html",)).get_content()
    assert "alert(1)" in _markup(letter)["customer"]["name"]


def test_everybody_follows_an_amendment():
    """Lines and total change wherever they are kept; one mail tells so."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        company.amend(order, BB_IT=1)
        await company.settle()
        deal = company.crm.deals("order_number", order.number)[0]
        amount = company.payments.intents(order.number)[0]["amount"]
        return deal["amount_minor"], company.erp_lines(order.number), amount, company.subjects()

    minor, lines, amount, subjects = played(scene)
    assert (9250, {"BB-IT": "1.000"}, 9250) == (minor, lines, amount)
    assert ["Your order A-1000 is confirmed", "Your order A-1000 has been changed"] == subjects


def test_everybody_follows_a_cancellation():
    """Cancelled is cancelled in four vocabularies, and it is final."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        company.shop.cancel(order.number)
        await company.settle()
        with pytest.raises(RefusedError, match="cancelled is final"):
            company.amend(order, BB_EN=2)
        return (
            company.crm.deals("order_number", order.number)[0]["stage"],
            company.erp.documents("ExtRef", order.number)[0]["Stat"],
            company.payments.intents(order.number)[0]["status"],
            _markup(company.posted[-1])["orderStatus"],
            company.shop.store.order(order.number).state,
        )

    cancelled = ("closed_lost", "90", "canceled", "https://schema.org/OrderCancelled")
    assert (*cancelled, State.CANCELLED) == played(scene)


def test_a_confirmation_sent_again_holds_the_order_as_it_stands():
    """The mail says "once more" and tells the amended order."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        company.amend(order, BB_IT=2)
        company.shop.resend(order.number)
        await company.settle()
        return company.posted[-1]

    letter = played(scene)
    assert "Your order A-1000, once more" == letter["Subject"]
    assert "185.00" == _markup(letter)["price"]


def test_a_price_agreed_before_stands_in_an_amendment():
    """Whoever took an offer keeps its price when she wants more of it."""

    async def scene(company: Backstage):
        order = company.order(MP_1=1)
        kept = company.shop.store.order(order.number)
        [item] = kept.items
        cheap = type(item)(item.sku, item.title, 1, item.unit_price - 10)
        offered = company.shop.place(company.shop.draft(ADA, (cheap,)))
        return company.amend(offered, MP_1=3, IT_700=1)

    assert 3 * (product("MP-1").price - 10) + product("IT-700").price == played(scene).total


def test_an_amendment_to_nothing_is_refused():
    """Cancelling has a word of its own."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        with pytest.raises(RefusedError, match="Cancel it instead"):
            company.amend(order)

    played(scene)


def test_whom_marketing_imports_the_website_and_the_crm_know():
    """If we can write to her, we know her: once, and by her name."""

    async def scene(company: Backstage):
        company.list.take_in(ADA.email, "Ada van Berg")
        await company.settle()
        known = company.shop.store.customer(ADA.email)
        company.shop.seen(known)
        company.order(CH_11=1)
        await company.settle()
        return known.name, company.crm.contacts(ADA.email), company.erp.partners(ADA.email)

    name, contacts, partners = played(scene)
    assert "Ada van Berg" == name
    assert [("Ada", "van Berg")] == [(c["first_name"], c["last_name"]) for c in contacts]
    assert 1 == len(partners)


def test_signing_up_twice_gives_one_member():
    """A second subscription changes nothing."""

    async def scene(company: Backstage):
        company.list.take_in(ADA.email, "Ada Berg")
        company.shop.subscribe(ADA)
        company.shop.subscribe(ADA)
        await company.settle()
        return company.list.members(ADA.email)

    [member] = played(scene)
    assert "Ada Berg" == member["full_name"]


def test_an_import_changes_nothing_that_she_has_told_the_shop_herself():
    """Her own word about her name outweighs marketing's."""

    async def scene(company: Backstage):
        company.shop.register(ADA, "correct horse")
        company.list.take_in(ADA.email, "A. Berg")
        await company.settle()
        return company.shop.store.customer(ADA.email), company.shop.store.has_password(ADA.email)

    assert (ADA, True) == played(scene)


def test_an_offer_is_mailed_with_a_link_that_holds_its_price():
    """The link in the mail is signed; a changed one is worth nothing."""

    async def scene(company: Backstage):
        company.list.take_in(ADA.email, "Ada Berg")
        link = company.list.offer(
            ADA.email, product("Mini pump"), product("MP-1").price - 1, A_MONDAY
        )
        await company.settle()
        token = link.removeprefix("http://shop/offers/")
        read = company.signatures.read_offer
        return link, company.posted[0], read(token), read(token + "x")

    link, letter, offer, forged = played(scene)
    assert link in letter.get_body(("plain",)).get_content().replace("=\n", "")
    assert "Only for you: Mini pump for 23.90 EUR" == letter["Subject"]
    assert ("MP-1", None) == (offer.sku, forged)


def test_a_version_heard_twice_is_booked_once():
    """Messages may be repeated; nothing doubles and nothing goes back."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        newer = company.amend(order, BB_IT=1)
        await company.settle()
        for each in (newer, order):
            company.shop._keep("order placed", each)
        await company.settle()
        deal = company.crm.deals("order_number", order.number)[0]
        return deal["items"][0]["code"], company.erp_lines(order.number), len(company.posted)

    assert ("BB-IT", {"BB-IT": "1.000"}, 2) == played(scene)
