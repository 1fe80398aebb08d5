"""What the page objects of the demo company promise her: what she asked for, never less."""

from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from samestory.config import load
from samestory.core.model import Money
from samestory.errors import CannotAct
from samestory.journeys import Offer, Wish

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

    def all_inner_texts(self):
        return [text for fact in FACTS.items() for text in fact]


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


def shop(page):
    return CHANNELS["shop"].pages(page, "http://127.0.0.1:8800", None)


def desk(page):
    return CHANNELS["agent"].pages(page, "http://127.0.0.1:8802", "agent", "made up")


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


class FakeList:
    """Answers every request with a redirect, and keeps what it was asked."""

    def __init__(self):
        self.asked = []

    def post(self, url, **how):
        self.asked.append((url, how))
        return SimpleNamespace(ok=False, status=307, text=lambda: "")


def test_marketing_follows_no_redirect():
    """The key to the list goes to the list, and to no host that the list may name."""
    told = FakeList()
    marketing = CHANNELS["marketing"].pages(told, "http://127.0.0.1:8808", {"X-List-Key": "k"})

    with pytest.raises(LookupError, match="refused /offers: 307"):
        marketing.mail_offer("a@customers.example", Offer("Mini pump", Money(Decimal(9), "EUR")))
    [(url, how)] = told.asked
    assert "http://127.0.0.1:8808/offers" == url
    assert 0 == how["max_redirects"]
