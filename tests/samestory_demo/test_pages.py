"""What the page objects of the demo company promise her: what she asked for, never less."""

from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from samestory.config import load
from samestory.core.model import Money
from samestory.errors import CannotAct
from samestory.journeys import Wish

CHANNELS = load(Path(__file__).parents[2] / "landscapes" / "demo.toml", {}).channels
OFFERED = [("BB-EN", "Bottom bracket, English thread", "€89,00"), ("MP-1", "Mini pump", "€24,90")]
FACTS = {
    "Status": "Confirmed",
    "Total": "€89,00",
    "Promised delivery": "24 November 2026",
    "Delivery address": "Weg 1",
}


class FakePage:
    """A form of articles and, whatever was filled in, the facts of an unchanged order."""

    def __init__(self):
        self.filled = {}

    def __getattr__(self, _deed):
        return lambda *_, **__: self

    def get_by_role(self, role, **_):
        kinds = {"row": self._rows(), "alert": SimpleNamespace(count=lambda: 0)}
        return kinds.get(role, self)

    def _rows(self):
        rows = [None, *(FakeRow(self, each) for each in OFFERED)]
        return SimpleNamespace(all=lambda: rows)

    def or_(self, _other):
        return self

    def inner_text(self):
        return "€89,00"

    def evaluate(self, _script):
        facts = [text for fact in FACTS.items() for text in fact]
        return {"terms": facts, "tables": {}, "articles": {}, "links": []}


class FakeRow:
    """One article of the form; one of the first kind has been ordered."""

    def __init__(self, page, cells):
        self.page, self.cells = page, list(cells)

    def get_by_role(self, _role):
        return self

    def all_inner_texts(self):
        return [*self.cells, ""]

    def input_value(self):
        return "1" if self.cells[0] == "BB-EN" else "0"

    def fill(self, text):
        self.page.filled[self.cells[0]] = text

    def evaluate(self, _script):
        many = int(self.page.filled[self.cells[0]])
        return "Value must be less than or equal to 99." if many > 99 else ""


def opened(channel, page=None, http=None):
    """The page object of a channel, as if it had been opened for a person."""
    access = SimpleNamespace(
        page=page, http=http, base_url="http://127.0.0.1:8800", who=None, user="agent", secret="k"
    )
    return CHANNELS[channel].pages(access)


def shop(page):
    return opened("shop", page)


def desk(page):
    return opened("agent", page)


@pytest.mark.parametrize("channel", [shop, desk])
def test_the_lines_of_a_change_are_those_she_wished_for(channel):
    """A page that ignores the change and shows the old order takes nothing back."""
    page = FakePage()
    told = channel(page).amend("A-1", [Wish(1, "Mini pump"), Wish(2, "Mini pump")])

    assert {"BB-EN": "0", "MP-1": "3"} == page.filled
    assert [{"sku": "MP-1", "quantity": "3", "unit_price": "€24,90"}] == told["lines"]
    assert "€89,00" == told["total"]


@pytest.mark.parametrize("channel", [shop, desk])
def test_a_product_that_the_form_does_not_offer_is_an_error(channel):
    """It is never left out of what she asked for, and told with what the form does offer."""
    with pytest.raises(CannotAct) as caught:
        channel(FakePage()).amend("A-1", [Wish(1, "Mini pump"), Wish(1, "Mini pomp")])

    assert (
        "There is no product called 'Mini pomp'; there are 'Bottom bracket, English thread', "
        "'Mini pump'.\n  Did you mean 'Mini pump'? Correct the feature, or what the page offers."
    ) == str(caught.value)


@pytest.mark.parametrize("channel", [shop, desk])
def test_more_than_the_form_takes_is_an_error_at_once(channel):
    """A browser does not send such a form, and says why; nothing would come after it."""
    with pytest.raises(CannotAct) as caught:
        channel(FakePage()).amend("A-1", [Wish(100, "Mini pump")])

    assert (
        'The form does not take 100 "Mini pump": Value must be less than or equal to 99.\n'
        "  Correct the feature, or what the page offers."
    ) == str(caught.value)


class EmptyPage(FakePage):
    """A page that says nothing, such as one about an error."""

    def evaluate(self, _script):
        return {"terms": [], "tables": {}, "articles": {}, "links": []}


@pytest.mark.parametrize(
    ("read", "term"),
    [
        (lambda page: shop(page).order_offer("http://127.0.0.1:8800/offers/1"), "Article number"),
        (lambda page: shop(page).read_appointment("V-1", None), "Number"),
    ],
)
def test_a_page_without_what_is_read_from_it_is_told_in_a_sentence(read, term):
    """Then it cannot be done there, which `samestory explore` takes for no bug."""
    page = EmptyPage()
    page.count = lambda: 0
    with pytest.raises(LookupError, match=f"The page does not show '{term}'"):
        read(page)


class FakeSystem:
    """Answers every request in the same way, and keeps what it was asked."""

    def __init__(self, status, answer=None):
        self.asked = []
        self._reply = SimpleNamespace(
            is_success=status == 200, status_code=status, text="no", json=lambda: answer
        )

    def post(self, path, **how):
        self.asked.append((path, how))
        return self._reply


def test_marketing_takes_no_redirect_for_done():
    """An offer that was not mailed is no offer."""
    marketing = opened("marketing", http=FakeSystem(307))

    with pytest.raises(LookupError, match="refused /offers: 307"):
        marketing.mail_offer("a@customers.example", "Mini pump", Money(Decimal(9), "EUR"))


def test_the_office_cancels_by_the_code_of_the_reason():
    """What the ERP answers is told as it is."""
    erp = FakeSystem(200, {"d": [{"Stat": "90"}]})

    assert {"d": [{"Stat": "90"}]} == opened("office", http=erp).cancel("A-1", "out of stock")
    assert [("/v1/documents/SO/A-1/reject", {"params": {"Abgru": "20"}})] == erp.asked


def test_the_office_knows_its_reasons():
    """A reason without a code is an error before the ERP is asked."""
    erp = FakeSystem(200)

    with pytest.raises(CannotAct, match="no reason of the company's called 'sold out'"):
        opened("office", http=erp).cancel("A-1", "sold out")
    assert [] == erp.asked


def test_an_order_that_the_erp_does_not_cancel_is_not_cancelled():
    """A refusal is an error, never a cancellation."""
    with pytest.raises(LookupError, match="refused to cancel A-1"):
        opened("office", http=FakeSystem(409)).cancel("A-1", "out of stock")


def test_a_card_is_declined_for_a_known_reason():
    """A reason without a test card is an error that names those that there are."""
    with pytest.raises(CannotAct, match="Did you mean 'lost card'"):
        shop(FakePage()).order_by_declined_card([], "lost cards")
