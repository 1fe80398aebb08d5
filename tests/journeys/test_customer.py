"""She acts through channels, within the guard, and remembers what was promised to her."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest

from samestory.core.model import Line, Money, Subject
from samestory.errors import CannotKnow, ForbiddenHost, WrongCall
from samestory.journeys import Customer, Identity, Ledger, Offer, Wish

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ADA = Identity(
    first_name="Ada",
    last_name="Täsche",
    email="ada@customers.example",
    password="secret",
    street="Rustgasse 7",
    postcode="28430",
    city="Pasewalk",
    country="Germany",
    phone="+49 30 1",
)
CHAIN = Wish(1, "Chain, 11-speed")
PUMP = Offer("Mini pump", Money(Decimal("10.00"), "EUR"))


class FakeShop:
    """Tells her whatever it is given to tell, and keeps what she did."""

    def __init__(self):
        self.done = []
        self.tells = {"total": "49.90"}
        self.number = "A-{}"
        self.knows_her = True
        self.numbers = (self.number.format(n) for n in count(1))

    def _told(self, *deed):
        self.done.append(deed)
        return dict(self.tells)

    def _ordered(self, wishes, *deed):
        lines = tuple(Line(each.product, each.quantity) for each in wishes)
        return {"lines": lines} | self._told(*deed)

    def register(self):
        self._told("register")

    def order(self, wishes, *, as_guest):
        told = self._ordered(wishes, "order", wishes, as_guest)
        return told | {"number": next(self.numbers)}

    def order_offer(self, link):
        return self._told("order offer", link) | {"number": next(self.numbers)}

    def amend(self, number, wishes):
        return self._ordered(wishes, "amend", number, wishes)

    def cancel(self, number):
        return self._told("cancel", number)

    def resend(self, number):
        self._told("resend", number)

    def sign_in_by_mail(self, email):
        self._told("sign in", email)
        return self.knows_her

    def follow(self, link):
        self._told("follow", link)

    def subscribe(self, email, name):
        self._told("subscribe", email, name)

    def mail_offer(self, email, offer):
        self._told("mail offer", email, offer)


class FakeGuard:
    """Allows one host and one mail domain."""

    def check_url(self, url):
        if "//shop.example/" not in url:
            raise ForbiddenHost(url)

    def check_mail_address(self, address):
        if not address.endswith("@customers.example"):
            raise ForbiddenHost(address)


def customer(tmp_path, identity=ADA):
    moments = (NOON + timedelta(minutes=n) for n in count())
    return Customer(
        identity=identity,
        shop=FakeShop(),
        guard=FakeGuard(),
        ledger=Ledger(tmp_path / "ledger.jsonl", "42", "a.feature::test_b", lambda: NOON),
        read=lambda _kind, told: {k: v for k, v in told.items() if k != "number"},
        now=lambda: next(moments),
    )


@pytest.fixture
def ada(tmp_path):
    return customer(tmp_path)


def ledger_of(who):
    return [json.loads(line) for line in who.ledger.path.read_text("utf-8").splitlines()]


def test_nobody_acts_for_an_address_outside_the_guard(tmp_path):
    """A mail domain that the landscape does not allow is refused before the first write."""
    outside = Identity(**{name: getattr(ADA, name) for name in ADA.__slots__} | {"email": "a@b.c"})

    with pytest.raises(ForbiddenHost):
        customer(tmp_path, outside)


def test_she_remembers_what_she_was_told(ada):
    """The promise holds what the pages told her, and when."""
    ada.place_order([CHAIN])

    assert Subject("order", "A-1", "ada@customers.example") == ada.order.subject
    assert "49.90" == ada.order.values["total"]
    assert NOON == ada.order.at
    assert "order" == ada.order.revisions[0].what


def test_what_she_entered_herself_no_page_can_take_back(ada):
    """Her mail address and where she lives are hers, whatever the shop tells her."""
    ada.shop.tells = {"email": "eve@customers.example", "address": "elsewhere"}
    ada.place_order([CHAIN])

    assert "ada@customers.example" == ada.order.values["email"]
    assert "Rustgasse 7, 28430, Pasewalk, Germany" == ada.order.values["address"]


def test_an_amendment_is_a_revision_of_the_promise(ada):
    """What she is told later counts; what she was told before is not forgotten."""
    ada.place_order([CHAIN])
    ada.shop.tells = {"total": "89.00"}
    ada.amend([Wish(2, "Chain, 11-speed")], through=ada.shop)
    ada.amend([Wish(3, "Chain, 11-speed")], through=ada.shop)

    assert ["order", "amendment 1", "amendment 2"] == [r.what for r in ada.order.revisions]
    assert ["49.90", "89.00", "89.00"] == [r.values["total"] for r in ada.order.revisions]


def test_a_cancellation_is_a_revision_too(ada):
    """After cancelling she counts on what she was told then."""
    ada.place_order([CHAIN])
    ada.shop.tells = {"status": "cancelled"}
    ada.cancel()

    assert "cancellation" == ada.order.revisions[-1].what
    assert "cancelled" == ada.order.values["status"]


def test_whatever_the_page_says_after_it_she_has_cancelled(ada):
    """A shop that thanks her and leaves the order as it was does not make her promise so."""
    ada.place_order([CHAIN])
    ada.shop.tells = {"status": "placed"}
    ada.cancel()

    assert "cancelled" == ada.order.values["status"]


@pytest.mark.parametrize("told", [None, (), (Line("CH-11", 2),)])
def test_lines_that_are_not_what_she_asked_for_promise_nothing(ada, told):
    """A page object that leaves out a product, or reads an ignored change back, is found out."""
    ada.place_order([CHAIN])
    ada.shop.tells = {"lines": told}

    with pytest.raises(CannotKnow, match=r"order was for 1 \"Chain, 11-speed\", 2 \"Mini pump\""):
        ada.amend([CHAIN, Wish(2, "Mini pump")], through=ada.shop)
    assert 1 == len(ada.order.revisions)


def test_an_order_that_lost_a_product_on_the_way_promises_nothing(ada):
    """What she wished for is in the lines, or nobody knows what she was promised."""
    ada.shop.tells = {"lines": (Line("CH-11", 1),)}

    with pytest.raises(CannotKnow, match="holds 1 of the 3 pieces"):
        ada.place_order([CHAIN, Wish(2, "Mini pump")])


def test_some_things_go_without_saying(ada):
    """One order is booked once, and its mail shows her eyes the total that it tells programs."""
    ada.place_order([CHAIN])
    ada.shop.tells = {"total": "59.90"}
    ada.amend([CHAIN], through=ada.shop)

    assert [1, 1] == [each.values["copies"] for each in ada.order.revisions]
    assert ["49.90", "59.90"] == [each.values["shown_total"] for each in ada.order.revisions]


@pytest.mark.parametrize("number", ["..", ".", "", "A-1\r\nBCC: eve", "A-\x1b[2J", "A-\ud800"])
def test_a_number_that_could_smuggle_is_the_shops_doing(ada, number):
    """Nobody is asked with it, and nobody calls it a mistake of the scenario."""
    ada.shop.number = number

    with pytest.raises(CannotKnow, match="The shop told the order number"):
        ada.place_order([CHAIN])
    assert [] == ada.orders


def test_it_is_her_newest_order(ada):
    """Changing "it" leaves the promise about her other order alone."""
    ada.place_order([CHAIN])
    ada.place_order([CHAIN])
    ada.amend([CHAIN], through=ada.shop)

    assert ("A-2", "A-1") == (ada.order.subject.key, ada.other_order.subject.key)
    assert (2, 1) == (len(ada.order.revisions), len(ada.other_order.revisions))


def test_speaking_of_an_order_that_was_never_placed_is_a_mistake(ada):
    """A scenario that amends before ordering is told so, in its own words."""
    with pytest.raises(WrongCall, match="Ada has placed 0 so far"):
        ada.cancel()


def test_the_mailed_price_is_the_promised_price(ada):
    """Whatever the shop shows her on the way, the letter said ten euros."""
    ada.shop.tells = {"lines": (Line("MP", 1, Money(Decimal("14.90"), "EUR")),)}
    ada.be_mailed(PUMP, ada.shop)
    ada.take_offer(lambda kind: f"http://shop.example/{kind}")

    assert (Line("MP", 1, PUMP.price),) == ada.order.values["lines"]
    assert ("order offer", "http://shop.example/offer") in ada.shop.done


def test_an_offer_that_never_reached_the_basket_promises_nothing(ada):
    """One piece was mailed to her; an order without it is nothing that others could follow."""
    ada.be_mailed(PUMP, ada.shop)
    with pytest.raises(CannotKnow, match="holds 0 of the 1 pieces"):
        ada.take_offer(lambda kind: f"http://shop.example/{kind}")


def test_an_offer_that_was_never_mailed_cannot_be_taken(ada):
    """A scenario that orders "the offer" has to mail one first."""
    with pytest.raises(WrongCall, match="No offer has been mailed to Ada"):
        ada.take_offer(pytest.fail)


def test_a_link_to_elsewhere_is_not_followed(ada):
    """A mail may lead anywhere; where to is the company's doing, and nobody's mistake here."""
    with pytest.raises(CannotKnow, match=r"mailed a link .*elsewhere\.example"):
        ada.log_in_by_mail(lambda _kind: "http://elsewhere.example/login")

    assert [("sign in", "ada@customers.example")] == ada.shop.done


def test_a_shop_that_does_not_know_her_lets_nobody_in(ada):
    """What would be judged after a log-in that never was has not been looked at."""
    ada.shop.knows_her = False

    with pytest.raises(CannotKnow, match=r"no record of ada@customers\.example"):
        ada.log_in_by_mail(pytest.fail)


def test_a_shop_that_knows_her_sends_a_link_and_she_follows_it(ada):
    """Logging in by mail ends on the page behind the link."""
    ada.log_in_by_mail(lambda kind: f"http://shop.example/{kind}")

    assert ("follow", "http://shop.example/sign-in link") == ada.shop.done[-1]


def test_every_mail_that_is_due_to_her_is_counted(ada):
    """One for the order, one for each change, one for each time she asked again."""
    ada.place_order([CHAIN])
    ada.amend([CHAIN], through=ada.shop)
    ada.ask_for_confirmation_again()
    ada.ask_for_confirmation_again()

    assert 4 == ada.letters_due(ada.order)


def test_everything_she_creates_is_in_the_ledger(ada):
    """Register, order, amend, resend, cancel, subscribe, be mailed: two lines each."""
    ada.register()
    ada.place_order([CHAIN])
    ada.amend([CHAIN], through=ada.shop)
    ada.ask_for_confirmation_again()
    ada.cancel()
    ada.subscribe()
    ada.be_mailed_offers(ada.shop)
    ada.be_mailed(PUMP, ada.shop)

    done = [line["deed"] for line in ledger_of(ada) if line["state"] == "done"]
    expected = ["register", "order", "amend", "resend", "cancel", "subscribe", "list", "mail offer"]
    assert expected == done


def test_an_order_without_a_reply_is_in_the_ledger_as_unknown(ada):
    """It may have been placed: the ledger says who wanted what."""
    ada.shop.order = lambda *_, **__: 1 / 0

    with pytest.raises(ZeroDivisionError):
        ada.place_order([CHAIN])

    intended, unknown = ledger_of(ada)
    assert ['1 "Chain, 11-speed"'] == intended["wishes"]
    assert "unknown" == unknown["state"]
    assert [] == ada.orders


def test_a_promise_may_need_no_telling(ada):
    """That one confirmation will reach her goes without saying."""
    promise = ada.promise("confirmation", "A-1", count=1)

    assert Subject("confirmation", "A-1", "ada@customers.example") == promise.subject
    assert {"count": 1} == promise.values
