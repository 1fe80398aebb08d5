"""The pages of Speedwell Cycles, as a witness reads them.

What is used is found by role and label. What a page tells is read in one question (`shown_on`), for
many pages are read. Everything comes back raw, as the page says it: the landscape's tables beside
this file say how to read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from samestory import CannotAct, CannotAsk

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from samestory import Identity

SHOWN = """() => {
    const texts = (part, which) => [...part.querySelectorAll(which)]
        .filter(each => each.checkVisibility()).map(each => each.innerText);
    const terms = part => texts(part, "dt, dd");
    const cells = part => texts(part, "td");
    const called = (which, name, what) => {
        const found = new Map();
        for (const each of document.querySelectorAll(which)) {
            const title = texts(each, name)[0] ?? "";
            found.set(title, [...(found.get(title) ?? []), ...what(each)]);
        }
        return Object.fromEntries(found);
    };
    return {
        terms: terms(document),
        tables: called("table", "caption", cells),
        articles: called("article", "h1, h2", terms),
        links: texts(document, "a[href]"),
    };
}"""
"""Reads all that a page shows at once.

To find anything by its role, Playwright sends a script of 345 kB to each page that is opened, and
once more to read several texts: 25 ms of the processor each time. This takes 5.
"""

Record = dict[str, object]


class Terms(dict[str, str]):
    """What a page shows, by the term that it stands beside."""

    def __missing__(self, term: str) -> str:
        raise LookupError(f"The page does not show '{term}'.")

    @classmethod
    def beside(cls, texts: Sequence[str]) -> Self:
        """Return them from terms and what stands beside each, in turn."""
        return cls(zip(texts[::2], texts[1::2], strict=True))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows, raw."""

    terms: Terms
    tables: Mapping[str, Sequence[str]]
    """The cells of each table, by its caption; those of all tables of one caption, in turn."""
    articles: Mapping[str, Terms]
    """What is told about each product, by its title."""
    links: Sequence[str]


COLUMNS_OF_LINES = 5


class Website:
    """The website, used by `who`; without her, only what strangers may see can be read."""

    def __init__(self, page: Page, base_url: str, who: Identity | None = None) -> None:
        self._page = page
        self._base_url = base_url
        self._who = who

    def log_in(self) -> None:
        """Sign in with address and password."""
        self._open("/sign-in")
        self._page.get_by_label("Email address").fill(self._someone.email)
        self._press("Continue")
        self._page.get_by_label("Password").fill(self._someone.password)
        self._press("Sign in")
        self._expect_heading("Your account")

    def read_order(self, key: str, of: str | None) -> Record | None:
        """The order as its page shows it; guests open it with its number and their address."""
        self._open(f"/orders/{key}")
        if "/find-order" in self._page.url and not self._found(key, of):
            return None
        not_shown_yet = {"tracking": "none yet", "signatory": "none yet"}
        page = shown_on(self._page)
        offered = {"change": "offered" if "Change this order" in page.links else "not offered"}
        return {"number": key, **offered, **not_shown_yet, **order_shown(page)}

    def read_refund(self, key: str, of: str | None) -> Record | None:
        """What the page of an order says about money that was paid back."""
        if self.read_order(key, of) is None:
            return None
        terms = read_terms(self._page)
        if "Paid back" not in terms:
            return None
        return {"total": terms["Paid back"], "reason": terms["Reason"]}

    def read_paper_trail(self, key: str, of: str | None) -> Record | None:
        """The courier's number of its parcel, as the page of the order shows it."""
        return self.read_order(key, of)

    def read_charges(self, key: str, of: str | None) -> Record:
        """What her account says that is held or paid, and for how many orders."""
        del key, of  # An account is about its owner alone.
        self._open_account()
        terms = read_terms(self._page)
        return {"sum": terms["Held or paid"], "count": terms["Number of charges"]}

    def read_customer(self, key: str, of: str | None) -> Record | None:
        """Whom the shop greets at this address."""
        del of  # The key is the address.
        if not self._recognised(key):
            return None
        greeting = self._page.get_by_role("heading", level=1).inner_text()
        return {"email": key, "name": greeting.removeprefix("Welcome back, ")}

    def read_stock(self, key: str, of: str | None) -> Record | None:
        """How many pieces of an article there are, and whether it can be bought."""
        del of  # Everybody sees the shelves.
        self._open("/")
        article = self._page.get_by_role("article", name=key, exact=True)
        if article.count() == 0:
            return None
        button = article.get_by_role("button", name="Add to basket")
        return {
            "pieces": article.get_by_label("In stock").inner_text(),
            "offered": "yes" if button.count() and button.is_enabled() else "no",
        }

    def read_orders(self, key: str, of: str | None) -> Record | None:
        """The numbers of the orders in her account."""
        del key, of  # An account shows only its own orders.
        self._open_account()
        return {"numbers": self._page.get_by_role("table").get_by_role("link").all_inner_texts()}

    @property
    def _someone(self) -> Identity:
        if self._who is None:
            raise CannotAsk("it shows this only to the customer herself, and she is not signed in")
        return self._who

    def _open(self, path: str) -> None:
        self._page.goto(self._base_url + path, wait_until="domcontentloaded")

    def _press(self, button: str) -> None:
        self._button(button).click()

    def _button(self, name: str) -> Locator:
        return self._page.get_by_role("button", name=name, exact=True)

    def _press_offered(self, button: str) -> None:
        """Press a button of the page that is open. Raise `CannotAct` if it has none."""
        if not self._button(button).count():
            raise CannotAct(
                f"{self._page.url} does not offer '{button}'.\n"
                "  Let the scenario do it where the shop allows it."
            )
        self._press(button)

    def _must_be_taken(self, heading: str) -> None:
        """Wait for the page after a form. Raise `CannotAct` if the shop says a mistake instead."""
        done = self._page.get_by_role("heading", level=1, name=heading, exact=True)
        refused = self._page.get_by_role("alert")
        done.or_(refused).wait_for()
        if refused.count():
            raise CannotAct(
                f"The shop refused: {refused.inner_text()}\n"
                "  Let the scenario do it where the shop allows it."
            )

    def _shows(self, heading: str) -> bool:
        return self._page.get_by_role("heading", level=1, name=heading, exact=True).count() > 0

    def _expect_heading(self, heading: str) -> None:
        self._page.get_by_role("heading", level=1, name=heading, exact=True).wait_for()

    def _expect_notice(self, text: str) -> None:
        self._page.get_by_role("status").filter(has_text=text).wait_for()

    def _recognised(self, email: str) -> bool:
        self._open("/sign-in")
        self._page.get_by_label("Email address").fill(email)
        self._press("Continue")
        known = self._page.get_by_role("heading", name="Welcome back")
        unknown = self._page.get_by_text("We have no record of this address.")
        known.or_(unknown).wait_for()
        return known.count() > 0

    def _found(self, number: str, of: str | None) -> bool:
        if of is None:
            raise LookupError(
                f"The shop shows order {number} only to a visitor who knows its address."
            )
        self._page.get_by_label("Order number").fill(number)
        self._page.get_by_label("Email address").fill(of)
        self._press("Find it")
        found = self._page.get_by_role("heading", level=1, name=f"Order {number}", exact=True)
        unknown = self._page.get_by_text("We have no order with this number and address.")
        found.or_(unknown).wait_for()
        return found.count() > 0

    def read_link(self, key: str, of: str | None) -> Record:
        """What the page that a link in a mail leads to shows: an order, an offer, or a question."""
        del key, of  # The page is open.
        heading = self._page.get_by_role("heading", level=1).inner_text()
        told: Record = {"heading": heading, "order": None, "price": None, "until": None}
        if heading.startswith("Order A-"):
            kind, _, number = heading.partition(" ")
            told |= {"heading": kind, "order": number}
        terms = read_terms(self._page)
        if "Offer" in terms:
            offer = {"Open": "Offer", "Ended": "Offer has ended"}[terms["Offer"]]
            told |= {"heading": offer, "price": terms["Price"], "until": terms["Offered until"]}
        return told

    def read_subscription(self, key: str, of: str | None) -> Record:
        """Whether her account says that she gets offers by mail."""
        del key, of  # An account is about its owner alone.
        self._open_account()
        return {"offers": read_terms(self._page)["Offers by mail"]}

    def read_membership(self, key: str, of: str | None) -> Record:
        """Which prices her account promises her."""
        del key, of  # An account is about its owner alone.
        self._open_account()
        return {"prices": read_terms(self._page)["Your prices"]}

    def _open_account(self) -> None:
        self._open("/account")
        if self._shows("Sign in"):
            self.log_in()

    def read_appointment(self, key: str, of: str | None) -> Record | None:
        """A visit as its page shows it to the customer herself."""
        del of  # Only she herself sees it.
        self._open_signed_in(f"/visits/{key}")
        return None if self._shows("Not here") else read_visit(self._page)

    def read_reminder(self, key: str, of: str | None) -> Record | None:
        """When a visit is that is confirmed the evening before."""
        return self.read_appointment(key, of)

    def read_account(self, key: str, of: str | None) -> Record | None:
        """Whether there is an account for this address, or one may be opened."""
        del of  # The key is the address.
        if not self._recognised(key):
            return None
        by_password = self._page.get_by_role("heading", name="With your password").count() > 0
        return {"email": key, "status": "open" if by_password else "may be opened"}

    def _open_signed_in(self, path: str) -> None:
        self._open(path)
        if self._shows("Sign in"):
            self.log_in()
            self._open(path)


def read_visit(page: Page) -> Record:
    """A visit: when its installation is, what it takes, and how far it has come."""
    told = shown_on(page)
    terms, cells = told.terms, told.tables.get("Visits", ())
    return {
        "number": terms["Number"],
        "slot": terms["Installation"],
        "visits": cells[::2],
        "status": terms["Status"],
        "terms": terms["Terms"],
    }


def read_order_page(page: Page) -> Record:
    """An order as its page shows it."""
    return order_shown(shown_on(page))


def order_shown(page: Shown) -> Record:
    """An order by what its page shows."""
    return {**facts_shown(page), **_money(page.terms), "lines": lines_shown(page)}


def read_money(page: Page) -> Record:
    """What the page says about the payment, and why an order was cancelled or not accepted."""
    return _money(read_terms(page))


def _money(terms: Terms) -> Record:
    kept, reason = terms["Held or paid"], terms.get("Reason")
    return {"payment": terms["Payment"], "kept": kept, "reason": reason}


def read_facts(page: Page) -> Record:
    """What stands beside the lines, and what is shown once it is known."""
    return facts_shown(shown_on(page))


def facts_shown(page: Shown) -> Record:
    """The same, by what a page shows."""
    terms = page.terms
    facts = {"total": "Total", "delivery_day": "Promised delivery", "address": "Delivery address"}
    told: Record = {name: terms[label] for name, label in facts.items()}
    once_known = {"status": "Status", "tracking": "Tracking number", "signatory": "Signed by"}
    return told | {name: terms[label] for name, label in once_known.items() if label in terms}


def read_terms(page: Page) -> Terms:
    """Every term and what stands beside it."""
    return shown_on(page).terms


def lines_shown(page: Shown) -> list[Record]:
    """The table of articles: number, title, quantity, price, sum."""
    cells = page.tables.get("Articles", ())
    rows = [cells[at : at + COLUMNS_OF_LINES] for at in range(0, len(cells), COLUMNS_OF_LINES)]
    return [{"sku": row[0], "quantity": row[2], "unit_price": row[3]} for row in rows]


def shown_on(page: Page) -> Shown:
    """What a page shows; asked for in one go, for each question takes time."""
    told = page.evaluate(SHOWN)
    return Shown(
        Terms.beside(told["terms"]),
        told["tables"],
        {title: Terms.beside(terms) for title, terms in told["articles"].items()},
        told["links"],
    )
