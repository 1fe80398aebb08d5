"""She acts through channels, within the guard, and remembers what was promised to her."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from samestory.core.model import Line, Subject
from samestory.errors import (
    CannotKnow,
    CompanyLacks,
    ForbiddenHost,
    OutcomeUnknown,
    WrongCall,
)
from samestory.journeys import Customer, Identity, PromiseRules, Wish
from samestory.journeys.ledger import Ledger

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
RULES = {
    "order": PromiseRules(
        entered={"email": "email", "address": "address"},
        unsaid={"copies": 1, "shown_total": "total"},
    ),
    "orders": PromiseRules("email"),
    "appointment": PromiseRules(),
    "subscription": PromiseRules("email"),
    "confirmation": PromiseRules("order"),
}


class FakeShop:
    """Tells her whatever it is given to tell, and keeps what she did."""

    def __init__(self):
        self.done = []
        self.tells = {"total": "49.90"}
        self.number = "A-{}"
        self.numbers = (self.number.format(n) for n in count(1))

    def _told(self, *deed):
        self.done.append(deed)
        return dict(self.tells)

    def order(self, wishes, *, as_guest):
        lines = tuple(Line(each.product, each.quantity) for each in wishes)
        return {"lines": lines} | self._told("order", wishes, as_guest) | self._numbered()

    def book_visit(self, slot):
        return self._told("book", slot) | self._numbered()

    def _numbered(self):
        return {"number": next(self.numbers)}

    def amend(self, number, wishes):
        lines = tuple(Line(each.product, each.quantity) for each in wishes)
        return {"lines": lines} | self._told("amend", number, wishes)

    def cancel(self, number):
        return self._told("cancel", number)

    def resend(self, number):
        self._told("resend", number)

    def follow(self, link):
        self._told("follow", link)

    def subscribe(self, email):
        self._told("subscribe", email)

    def shrug(self):
        return 5


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
    shop = FakeShop()
    return Customer(
        identity=identity,
        open_channel={"shop": shop, "telephone": FakeShop()}.__getitem__,
        guard=FakeGuard(),
        ledger=Ledger(tmp_path / "ledger.jsonl", "42", "a.feature::test_b", lambda: NOON),
        read=lambda _kind, told, channel: (
            {k: v for k, v in told.items() if k != "number"}
            | ({} if channel == "shop" else {"heard_by": channel})
        ),
        rules=RULES,
        now=lambda: next(moments),
    )


@pytest.fixture
def ada(tmp_path):
    return customer(tmp_path)


@pytest.fixture
def shop(ada):
    return ada.shop.pages


def orders(ada, *wishes):
    return ada.act(ada.shop.order, list(wishes) or [CHAIN], as_guest=False, makes="order")


def orders_again(ada):
    asked = ada.unanswered.last("order")
    wishes = list(asked.wishes)
    return ada.act(ada.shop.order, wishes, as_guest=False, makes="order", repeats=asked)


def amends(ada, *wishes):
    wanted = list(wishes) or [CHAIN]
    return ada.act(ada.shop.amend, wanted, revises="order", called="amendment")


def ledger_of(who):
    return [json.loads(line) for line in who.ledger.path.read_text("utf-8").splitlines()]


class TestActing:
    def test_nobody_acts_for_an_address_outside_the_guard(self, tmp_path):
        """A mail domain that the landscape does not allow is refused before the first write."""
        facts = {name: getattr(ADA, name) for name in ADA.__slots__}
        outside = Identity(**facts | {"email": "a@b.c"})

        with pytest.raises(ForbiddenHost):
            customer(tmp_path, outside)

    def test_a_channel_is_opened_once(self, ada):
        """What she has begun at a channel goes on there."""
        assert ada.via("shop") is ada.via("shop")
        assert ada.via("telephone").pages is not ada.shop.pages

    def test_a_method_that_a_channel_lacks_is_a_mistake_with_its_place(self, ada):
        """It names the channel, the class, its file and the nearest method."""
        with pytest.raises(WrongCall, match=r'\[lacks\]: "order again" = "\.\.\."'):
            _ = ada.shop.order_again
        with pytest.raises(
            WrongCall,
            match=r"(?s)\[channels\.shop\] cannot 'amed': the class FakeShop in test_customer\.py "
            r"has no such method.*Did you mean 'amend'\?",
        ):
            _ = ada.shop.amed

    def test_a_link_to_elsewhere_is_not_followed(self, ada, shop):
        """A mail may lead anywhere; where to is the company's doing, and nobody's mistake here."""
        with pytest.raises(CannotKnow, match=r"gave a link .*elsewhere\.example"):
            ada.act(ada.shop.follow, "http://elsewhere.example/login")
        with pytest.raises(CannotKnow):
            ada.act(ada.shop.follow, link="http://elsewhere.example/login")

        ada.act(ada.shop.follow, "http://shop.example/login")
        assert [("follow", "http://shop.example/login")] == shop.done

    def test_what_an_action_tells_is_a_record_or_nothing(self, ada):
        """Anything else is a mistake in the page objects."""
        with pytest.raises(WrongCall, match=r"'shrug' of \[channels\.shop\] returned 5"):
            ada.act(ada.shop.shrug)

    def test_everything_she_does_is_in_the_ledger_in_words(self, ada):
        """Two lines each, with what she wished for and the number that came of it."""
        orders(ada)
        ada.act(ada.shop.book_visit, "Thursday", makes="appointment")

        states = [(line["state"], line["deed"]) for line in ledger_of(ada)]
        assert ("intended", "order") == states[0]
        assert [("intended", "book visit"), ("done", "book visit")] == states[2:]
        assert ['1 "Chain, 11-speed"'] == ledger_of(ada)[0]["wishes"]
        assert "A-1" == ledger_of(ada)[1]["number"]

    def test_an_order_without_a_reply_is_in_the_ledger_as_unknown(self, ada, shop):
        """It may have been placed: the ledger says who wanted what."""
        shop.order = lambda *_, **__: 1 / 0

        with pytest.raises(ZeroDivisionError):
            orders(ada)

        intended, unknown = ledger_of(ada)
        assert "ada@customers.example" == intended["who"]
        assert "unknown" == unknown["state"]
        assert [] == ada.promises

    def test_what_the_company_lacks_is_not_checked(self, ada):
        """A channel or a kind: the scenario says why, and does nothing."""
        ada.lacks["Telephone"] = "nobody answers calls"
        ada.lacks["appointment"] = "nobody is sent to a customer"

        with pytest.raises(CompanyLacks, match="no telephone: nobody answers calls"):
            ada.via("telephone")
        with pytest.raises(CompanyLacks, match="no appointment: nobody is sent"):
            ada.act(ada.shop.book_visit, "Thursday", makes="appointment")
        assert [] == ada.shop.pages.done


class TestWhatSheWasTold:
    def test_she_remembers_what_she_was_told(self, ada):
        """The promise holds what the pages told her, and when."""
        orders(ada)

        assert Subject("order", "A-1", "ada@customers.example") == ada.order.subject
        assert "49.90" == ada.order.values["total"]
        assert NOON == ada.order.at
        assert "order" == ada.order.revisions[0].what

    def test_it_is_read_as_the_landscape_says_of_the_channel(self, ada):
        """What was heard on the telephone is not read as a page is."""
        ada.act(ada.via("telephone").book_visit, "Thursday", makes="appointment")

        assert "telephone" == ada.newest("appointment").values["heard_by"]

    def test_what_she_entered_herself_no_page_can_take_back(self, ada, shop):
        """Her mail address and where she lives are hers, whatever the shop tells her."""
        shop.tells = {"email": "eve@customers.example", "address": "elsewhere"}
        orders(ada)

        assert "ada@customers.example" == ada.order.values["email"]
        assert "Rustgasse 7, 28430, Pasewalk, Germany" == ada.order.values["address"]

    def test_what_she_asks_for_later_counts_from_then_on(self, ada, shop):
        """An order may go elsewhere; no later page takes that back either."""
        orders(ada)
        elsewhere = {"address": "Kai 1, Kiel"}
        ada.act(ada.shop.resend, revises="order", wished=elsewhere)
        shop.tells = {"address": "Rustgasse 7"}
        amends(ada)

        assert "Kai 1, Kiel" == ada.order.values["address"]

    def test_some_things_go_without_saying(self, ada, shop):
        """One order is booked once, and its mail shows her eyes what it tells programs."""
        orders(ada)
        shop.tells = {"total": "59.90"}
        amends(ada)

        assert [1, 1] == [each.values["copies"] for each in ada.order.revisions]
        assert ["49.90", "59.90"] == [each.values["shown_total"] for each in ada.order.revisions]

    def test_what_she_wished_for_counts_whatever_she_is_told(self, ada, shop):
        """A shop that thanks her and leaves the order as it was does not make her promise so."""
        orders(ada)
        shop.tells = {"status": "placed"}
        gone = {"status": "cancelled"}
        ada.act(ada.shop.cancel, revises="order", wished=gone, called="cancellation")

        assert "cancelled" == ada.order.values["status"]
        assert "cancellation 1" == ada.order.revisions[-1].what

    def test_a_wish_may_build_on_what_she_was_told(self, ada):
        """The mailed price is put into the lines that the shop told her."""
        doubled = {"total": lambda told: told * 2}
        ada.act(ada.shop.order, [CHAIN], as_guest=True, makes="order", wished=doubled)

        assert "49.9049.90" == ada.order.values["total"]

    @pytest.mark.parametrize("told", [None, (), (Line("CH-11", 2),)])
    def test_lines_that_are_not_what_she_asked_for_promise_nothing(self, ada, shop, told):
        """A page object that leaves out a product, or reads an ignored change, is found out."""
        orders(ada)
        shop.tells = {"lines": told}

        with pytest.raises(CannotKnow, match=r"order was for 1 \"Chain, 11-speed\", 2 \"Mini p"):
            amends(ada, CHAIN, Wish(2, "Mini pump"))
        assert 1 == len(ada.order.revisions)

    @pytest.mark.parametrize("number", ["..", ".", "", "A-1\r\nBCC: eve", "A-\x1b[2J", "A-\ud800"])
    def test_a_number_that_could_smuggle_is_the_companys_doing(self, ada, shop, number):
        """Nobody is asked with it, and nobody calls it a mistake of the scenario."""
        shop.number = number

        with pytest.raises(CannotKnow, match="The number of the order was told as"):
            orders(ada)
        assert [] == ada.promises

    def test_a_record_without_a_number_cannot_be_asked_about(self, ada):
        """Unless the landscape asks about this kind with her mail address."""
        with pytest.raises(CannotKnow, match=r"\[subjects\.appointment\] key = \"email\""):
            ada.act(ada.shop.subscribe, ada.email, makes="appointment")

        made = ada.act(ada.shop.subscribe, ada.email, makes="subscription")
        assert Subject("subscription", ada.email, ada.email) == made.subject


class TestBecoming:
    """She moves, and it is told what was replaced when."""

    def test_what_she_had_left_before_a_promise_was_replaced(self, ada):
        """What she left later was right when it was promised."""
        was = ada.identity.address
        first = orders(ada)
        ada.becomes(street="Neue Gasse 7")
        second = orders(ada)
        ada.becomes(street="Am Tor 2")

        assert [] == ada.replaced(first, "address")
        assert [was] == ada.replaced(second, "address")
        assert "Neue Gasse 7" in second.values["address"]
        assert ada.identity.street == "Am Tor 2"

    def test_what_she_does_not_enter_herself_is_never_replaced_by_it(self, ada):
        ada.becomes(street="Neue Gasse 7")

        assert [] == ada.replaced(orders(ada), "lines")

    def test_what_she_fills_in_from_then_on_is_the_new_address(self, ada):
        """Page objects are given who she is when they are opened, and so are opened again."""
        opened = []
        ada.open_channel = lambda name: opened.append((name, ada.identity.street)) or FakeShop()
        orders(ada)
        orders(ada)
        ada.becomes(street="Neue Gasse 7")
        orders(ada)

        assert [("shop", "Rustgasse 7"), ("shop", "Neue Gasse 7")] == opened

    def test_she_gets_no_mail_address_that_the_guard_does_not_allow(self, ada):
        with pytest.raises(ForbiddenHost):
            ada.becomes(email="ada@elsewhere.example")
        assert ADA == ada.identity


class TestRemembering:
    def test_an_amendment_is_a_revision_of_the_promise(self, ada, shop):
        """What she is told later counts; what she was told before is not forgotten."""
        orders(ada)
        shop.tells = {"total": "89.00"}
        amends(ada, Wish(2, "Chain, 11-speed"))
        amends(ada, Wish(3, "Chain, 11-speed"))

        assert ["order", "amendment 1", "amendment 2"] == [r.what for r in ada.order.revisions]
        assert ["49.90", "89.00", "89.00"] == [r.values["total"] for r in ada.order.revisions]

    def test_a_page_that_lags_takes_nothing_back_that_she_asked_for_elsewhere(self, ada, shop):
        """She accepts by telephone; the page of the move has not heard of it yet."""
        shop.tells = {"slot": "Monday", "terms": "open"}
        ada.act(ada.shop.book_visit, "Monday", makes="appointment")
        accepted = {"terms": "accepted"}
        ada.act(ada.via("telephone").resend, revises="appointment", wished=accepted)
        shop.tells = {"slot": "Friday", "terms": "open"}
        ada.act(ada.shop.cancel, revises="appointment", called="move")

        assert {"slot": "Friday", "terms": "accepted"} == ada.newest("appointment").values

    def test_a_page_that_lags_takes_no_amendment_back(self, ada, shop):
        """What went with it, such as the total, is told as it was before, and does not count."""
        orders(ada)
        before = ada.order.values["lines"]
        shop.tells = {"total": "89.00"}
        amends(ada, Wish(2, "Chain, 11-speed"))
        amended = ada.order.values
        shop.tells = {"total": "49.90", "lines": before}
        ada.act(ada.shop.cancel, revises="order", wished={"status": "cancelled"})

        assert {**amended, "status": "cancelled"} == ada.order.values

    def test_a_page_is_right_about_what_it_was_asked_for(self, ada, shop):
        """She changes her mind, and then changes it back: the total is that of the first order."""
        orders(ada)
        first = ada.order.values
        shop.tells = {"total": "89.00"}
        amends(ada, Wish(2, "Chain, 11-speed"))
        shop.tells = {"total": "49.90"}
        amends(ada, CHAIN)

        assert first == ada.order.values

    def test_a_page_may_tell_what_happened_since_she_asked(self, ada, shop):
        """Terms that were accepted may have been withdrawn by the company: that is news."""
        shop.tells = {"terms": "open"}
        ada.act(ada.shop.book_visit, "Monday", makes="appointment")
        accepted = {"terms": "accepted"}
        ada.act(ada.shop.resend, revises="appointment", wished=accepted)
        shop.tells = {"terms": "outdated"}
        ada.act(ada.shop.cancel, revises="appointment", called="move")

        assert {"terms": "outdated"} == ada.newest("appointment").values

    def test_what_others_have_brought_about_is_not_taken_back_by_a_page_that_lags(self, ada, shop):
        """The order was handed over, and the page still calls it placed."""
        shop.tells = {"status": "placed"}
        orders(ada)
        ada.expect("order", "handover", status="shipped")
        ada.act(ada.shop.cancel, revises="order", called="look")

        assert "shipped" == ada.order.values["status"]

    def test_what_revises_and_tells_nothing_is_a_moment_of_its_own(self, ada, shop):
        """A confirmation that she asked for again is due once more."""
        orders(ada)
        ada.act(ada.shop.resend, revises="order")

        assert ["order", "resend 1"] == [each.what for each in ada.order.revisions]
        assert ("resend", "A-1") == shop.done[-1]

    def test_the_newest_and_the_one_before_are_told_apart_by_kind(self, ada):
        """Changing "it" leaves her other order alone, and her appointment is no order."""
        orders(ada)
        ada.act(ada.shop.book_visit, "Thursday", makes="appointment")
        orders(ada)
        amends(ada)

        assert ("A-3", "A-1") == (ada.order.subject.key, ada.promised("other order").subject.key)
        assert (2, 1) == (len(ada.order.revisions), len(ada.promised("other order").revisions))
        assert "A-2" == ada.promised("appointment").subject.key
        assert ["A-1", "A-2", "A-3"] == [each.subject.key for each in ada.promises]

    @pytest.mark.parametrize("subject", ["order", "other order"])
    def test_speaking_of_what_was_never_promised_is_a_mistake(self, ada, subject):
        """A scenario that amends before ordering is told so, in its own words."""
        with pytest.raises(WrongCall, match="order, and Ada has 0 so far"):
            ada.promised(subject)

    def test_a_kind_that_the_landscape_does_not_know_is_a_mistake(self, ada):
        """Before anything is done."""
        with pytest.raises(WrongCall, match=r"no kind of subject 'ordr'"):
            ada.act(ada.shop.order, [CHAIN], as_guest=True, makes="ordr")
        assert [] == ada.shop.pages.done

    def test_all_her_orders_are_a_subject_too(self, ada):
        """The numbers of all that she was promised, whatever she was told of each."""
        orders(ada)
        orders(ada)

        assert {"numbers": {"A-1", "A-2"}, "count": 2} == ada.promised("orders").values
        assert ada.email == ada.promised("orders").subject.key

    def test_what_was_withdrawn_should_be_nowhere(self, ada):
        """It is no longer one of hers."""
        orders(ada)
        orders(ada)
        ada.act(ada.shop.cancel, withdraws="order")

        assert ada.order.withdrawn
        assert {"A-1"} == ada.promised("orders").values["numbers"]

    def test_others_may_change_what_she_can_expect(self, ada):
        """What was handed over is shipped, although she did nothing."""
        orders(ada)
        ada.expect("order", "handover", status="shipped")

        assert "shipped" == ada.order.values["status"]
        assert "handover" == ada.order.revisions[-1].what

    def test_nothing_may_be_promised_as_well(self, ada):
        """That there is no such record: of the number that she has, or of her mail address."""
        orders(ada)

        assert ("A-1", True) == (ada.nothing("order").subject.key, ada.nothing("order").withdrawn)
        assert "A-1" == ada.nothing("confirmation").subject.key
        assert ada.email == ada.nothing("subscription").subject.key
        with pytest.raises(WrongCall, match="a promised appointment, and Ada has 0 so far"):
            ada.nothing("appointment")

    def test_a_promise_may_need_no_telling(self, ada):
        """That one confirmation will reach her goes without saying."""
        orders(ada)
        promise = ada.promise("confirmation", ada.key_of("confirmation"), count=1)

        assert Subject("confirmation", "A-1", "ada@customers.example") == promise.subject
        assert {"count": 1} == promise.values

    def test_that_there_is_none_counts_from_what_was_done_last(self, ada):
        """A record may follow from that, whether it promised anything or not."""
        made = orders(ada)
        assert made.at == ada.nothing("confirmation").at

        ada.act(ada.shop.subscribe, ada.email)
        assert made.at < ada.nothing("confirmation").at == ada.nothing("subscription").at


class FakeMishaps:
    """Happens to whatever is done next."""

    def __init__(self):
        self.struck = 0
        self.befallen = []

    def befall(self, kind):
        self.befallen.append(kind)
        self.struck += 1


class TestWithoutAnAnswer:
    """Whether it was done is not known, and stays open until she is told."""

    def fails(self, ada, monkeypatch, error):
        def broken(*_, **__):
            raise error

        monkeypatch.setattr(ada.shop.pages, "order", broken)
        return orders(ada)

    def test_an_order_without_an_answer_is_no_promise(self, ada, monkeypatch):
        """None or one is right; the ledger says that it may have been done."""
        assert self.fails(ada, monkeypatch, OutcomeUnknown("no answer")) is None
        none, one = ada.outcomes("orders")

        assert {"numbers": frozenset(), "count": 0} == none.values
        assert {"count": 1} == one.values
        assert (CHAIN,) == ada.unanswered.last("order").wishes
        assert "unknown" == ledger_of(ada)[-1]["state"]

    def test_once_she_is_told_nothing_is_open(self, ada, monkeypatch):
        """She asked for it again, and has one order."""
        with monkeypatch.context() as broken:
            self.fails(ada, broken, OutcomeUnknown("no answer"))
        orders_again(ada)
        [known] = ada.outcomes("orders")

        assert {"numbers": frozenset({"A-1"}), "count": 1} == known.values
        with pytest.raises(WrongCall, match="left unanswered"):
            ada.unanswered.last("order")

    def test_the_same_things_in_an_order_of_their_own_leave_it_open(self, ada, monkeypatch):
        """A guest's order, such as this, says nothing about the one that was not answered."""
        with monkeypatch.context() as broken:
            self.fails(ada, broken, OutcomeUnknown("no answer"))
        orders(ada)
        one, two = ada.outcomes("orders")

        assert {"numbers": frozenset({"A-1"}), "count": 1} == one.values
        assert {"count": 2} == two.values

    def test_asked_for_again_without_an_answer_it_is_still_one_order(self, ada, monkeypatch):
        """Two would have been bought twice."""
        with monkeypatch.context() as broken:
            self.fails(ada, broken, OutcomeUnknown("no answer"))
            orders_again(ada)
        none, one = ada.outcomes("orders")

        assert {"count": 1} == one.values
        assert 0 == none.values["count"]

    def test_once_all_are_withdrawn_there_are_none(self, ada):
        """And not whatever the systems say alike."""
        assert {} == ada.promised("orders").values
        orders(ada)
        ada.act(ada.shop.cancel, withdraws="order")

        assert {"numbers": frozenset(), "count": 0} == ada.promised("orders").values

    def test_her_order_is_never_an_older_one_than_she_last_asked_for(self, ada, monkeypatch):
        """The newest promise would pass for an order of which nothing is known."""
        orders(ada)
        with monkeypatch.context() as broken:
            self.fails(ada, broken, OutcomeUnknown("no answer"))

        for asked in (lambda: ada.order, lambda: ada.promised("orders"), lambda: amends(ada)):
            with pytest.raises(CannotKnow, match="asked for another order without an answer"):
                asked()

    def test_an_answer_to_something_else_leaves_it_open(self, ada, monkeypatch):
        """Both outcomes of the first order are still right; the second one is known."""
        with monkeypatch.context() as broken:
            self.fails(ada, broken, OutcomeUnknown("no answer"))
        orders(ada, Wish(2, "Mini pump"))
        one, two = ada.outcomes("orders")

        assert "A-1" == ada.order.subject.key
        assert {"numbers": frozenset({"A-1"}), "count": 1} == one.values
        assert {"count": 2} == two.values
        with pytest.raises(CannotKnow):
            ada.promised("orders")

    def test_asked_for_again_after_something_else_it_is_open_too(self, ada, monkeypatch):
        """By then it may be a new order."""
        with monkeypatch.context() as broken:
            self.fails(ada, broken, OutcomeUnknown("no answer"))
        orders(ada, Wish(2, "Mini pump"))
        orders_again(ada)

        assert [2, 3] == [each.values["count"] for each in ada.outcomes("orders")]

    def test_any_error_leaves_it_open_if_something_happened_on_the_way(self, ada, monkeypatch):
        """Page objects need not know of mishaps."""
        mishaps = FakeMishaps()
        ada.unanswered.open_mishaps = lambda: mishaps
        ada.unanswered.befall("sent twice")
        monkeypatch.setattr(type(ada.unanswered), "struck", property(lambda _: len(calls)))
        calls = []

        def broken(*_, **__):
            calls.append("struck")
            raise TimeoutError

        monkeypatch.setattr(ada.shop.pages, "order", broken)
        assert orders(ada) is None
        assert ["sent twice"] == mishaps.befallen

    def test_what_was_to_go_wrong_and_did_not_proves_nothing(self, ada, monkeypatch):
        """Her order went through undisturbed: the scenario has not told its story."""
        mishaps = FakeMishaps()
        ada.unanswered.open_mishaps = lambda: mishaps
        ada.unanswered.must_have_struck()
        monkeypatch.setattr(type(ada.unanswered), "struck", property(lambda _: len(ada.promises)))
        ada.unanswered.befall("never answered")

        with pytest.raises(CannotKnow, match="was to happen on the way to the website"):
            ada.unanswered.must_have_struck()
        orders(ada)
        ada.unanswered.must_have_struck()

    def test_an_error_without_a_mishap_is_an_error(self, ada, monkeypatch):
        """It is never taken for an open outcome."""
        with pytest.raises(TimeoutError):
            self.fails(ada, monkeypatch, TimeoutError())

    def test_without_a_browser_nothing_can_happen_in_it(self, ada):
        with pytest.raises(WrongCall, match="Without a browser"):
            ada.unanswered.befall("sent twice")
