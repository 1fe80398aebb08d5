"""The pages of Speedwell Cycles, as a customer and an agent use them."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from demo_website import (
    COLUMNS_OF_LINES,
    Record,
    Shown,
    Terms,
    Website,
    facts_shown,
    lines_shown,
    read_facts,
    read_money,
    read_order_page,
    read_terms,
    shown_on,
)
from playwright.sync_api import Error

from samestory import CannotAct, OutcomeUnknown, Wish

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from samestory import ChannelAccess


DECLINED_CARDS = {
    "insufficient funds": "Card ending in 9995",
    "lost card": "Card ending in 9987",
    "refused by the issuer": "Card ending in 0002",
}
"""The processor's test cards, by the reason for which it declines them."""
LOOKS, PAUSE = 32, 250
"""How often a page is loaded again, and for how many milliseconds it is waited in between."""


class Shop(Website):
    """The website, used by a customer."""

    def __init__(self, channel: ChannelAccess) -> None:
        super().__init__(channel.page, channel.base_url, channel.who)

    def register(self) -> None:
        """Open an account and be signed in."""
        self._open("/register")
        self._fill_in_address()
        self._page.get_by_label("Password").fill(self._someone.password)
        self._press("Open my account")
        self._expect_heading("Your account")

    def log_out(self) -> None:
        """Sign out."""
        self._open("/")
        self._press("Sign out")
        self._page.get_by_role("link", name="Sign in").wait_for()
        self._page.wait_for_load_state("domcontentloaded")  # or its catalogue may be incomplete

    def order(self, wishes: Sequence[Wish], *, as_guest: bool) -> Record:
        """Order, and return what the catalogue, the review page and the last page show."""
        self._open("/")
        self._become(as_guest=as_guest)
        return self._check_out(self._choose_all(wishes))

    def order_by_declined_card(self, wishes: Sequence[Wish], reason: str) -> Record:
        """Order by a test card that is declined for this reason, and return what she is told."""
        if reason not in DECLINED_CARDS:
            raise CannotAct.unknown("reason to decline a card", reason, list(DECLINED_CARDS))
        self._open("/")
        self._become(as_guest=False)
        told = self._check_out(self._choose_all(wishes), card=DECLINED_CARDS[reason])
        self._expect_heading("Your order was not accepted")
        return {**told, **read_money(self._page)}

    def order_again(self, wishes: Sequence[Wish]) -> Record:
        """Open what she wanted to order in another tab, and place it once more."""
        del wishes  # They are in the basket still.
        self._open("/checkout/review")
        page = shown_on(self._page)
        told = {**facts_shown(page), "lines": lines_shown(page)}
        return {**told, **self._place_order()}

    def order_offer(self, link: str) -> Record:
        """Follow the link in an offer mail and order what it offers."""
        self._page.goto(link)
        line = _line(read_terms(self._page), 1)
        self._press("Add to basket")
        return self._check_out([line])

    def amend(self, number: str, wishes: Sequence[Wish]) -> Record:
        """Change an order, and return what stood in the form and on the page after saving.

        Raise `CannotAct` if the shop refuses, as it can no longer be changed.
        """
        self._open(f"/orders/{number}/change")
        lines = fill_in_quantities(self._page, wishes)
        self._press("Save the change")
        self._must_be_taken(f"Order {number}")
        return {"number": number, **read_facts(self._page), "lines": lines}

    def cancel(self, number: str) -> Record:
        """Cancel an order, and return what the page says after it."""
        self._open(f"/orders/{number}")
        self._press_offered("Cancel this order")
        self._expect_notice("Your order has been cancelled.")
        return {"number": number, **read_order_page(self._page)}

    def send_back(self, number: str) -> Record:
        """Send an order back, and return what the page says after it.

        The page offers it once the shop has heard that the parcel has left.
        """
        self._open(f"/orders/{number}")
        if "/find-order" in self._page.url:
            self._found(number, self._someone.email)
        self._wait_for_news_until("Send it back")
        self._press_offered("Send it back")
        self._expect_notice("Your money is on its way back.")
        return {"number": number, **read_order_page(self._page)}

    def _wait_for_news_until(self, button: str) -> None:
        """Load the page of an order again until it offers something, or the order has ended."""
        for _ in range(LOOKS):
            over = read_terms(self._page)["Status"] == "Cancelled"
            if over or self._button(button).count():
                return
            self._page.wait_for_timeout(PAUSE)
            self._page.reload(wait_until="domcontentloaded")

    def resend(self, number: str) -> None:
        """Have the confirmation of an order sent once more."""
        self._open(f"/orders/{number}")
        self._press_offered("Send me the confirmation again")
        self._expect_notice("once more")

    def sign_in_by_mail(self, email: str) -> None:
        """Ask for a sign-in link. Raise `CannotAct` if the shop does not know the address."""
        if not self._recognised(email):
            raise CannotAct(
                f"The shop has no record of {email}, so no log-in is possible.\n"
                "  Let the website know the customer before the log-in."
            )
        self._press("Mail me a sign-in link")
        self._expect_notice("We have mailed a sign-in link")

    def follow(self, link: str) -> None:
        """Open a link that came by mail."""
        self._page.goto(link)

    def close_account(self, email: str) -> None:
        """Close her account."""
        del email  # An account is about its owner alone.
        self._open_signed_in("/account")
        self._press("Close my account")
        self._expect_notice("Your account has been closed.")

    def move(self, street: str) -> None:
        """Live in another street from now on."""
        self._open("/account/address")
        self._page.get_by_label("Street and number").fill(street)
        self._press("Save my address")
        self._expect_notice("We have noted your new address.")

    def subscribe(self, email: str, name: str) -> None:
        """Sign up for offers."""
        self._open("/newsletter")
        self._page.get_by_label("Name").fill(name)
        self._page.get_by_label("Email address").fill(email)
        self._press("Sign up")
        self._expect_notice("Thank you")

    def unsubscribe(self, link: str) -> None:
        """Follow the link that ends her subscription, and say yes."""
        self._page.goto(link)
        self._press("Unsubscribe")
        self._expect_heading("You get no more offers")

    def _become(self, *, as_guest: bool) -> None:
        signed_in = self._page.get_by_role("button", name="Sign out").count() > 0
        if as_guest and signed_in:
            self.log_out()
        elif not as_guest and not signed_in:
            self.log_in()
            self._open("/")

    def _choose_all(self, wishes: Sequence[Wish]) -> list[Record]:
        """Have these in the basket and nothing else, and return the lines.

        An order without an answer has left its own there; if it was for the same, it stays, so
        that it is the same order once more.
        """
        if not self._page.get_by_role("link", name="Basket (0)", exact=True).count():
            self._open("/basket")
            page = shown_on(self._page)
            if pieces_in(page) == Counter({each.product: each.quantity for each in wishes}):
                return lines_shown(page)
            self._press("Empty the basket")
            self._open("/")
        return [self._put_in_basket(each, back=each is not wishes[0]) for each in wishes]

    def _put_in_basket(self, wish: Wish, *, back: bool) -> Record:
        if back:
            self._open("/")
        articles = shown_on(self._page).articles
        if wish.product not in articles:
            raise CannotAct.unknown("product", wish.product, list(articles))
        article = self._page.get_by_role("article", name=wish.product, exact=True)
        fill_in(article.get_by_label("Quantity"), wish)
        article.get_by_role("button", name="Add to basket").click()
        return _line(articles[wish.product], wish.quantity)

    def _check_out(self, lines: list[Record], card: str = "") -> Record:
        self._page.get_by_role("link", name="Check out").click()
        if not self._page.get_by_label("Street and number").input_value():
            self._fill_in_address()
        self._press("Review your order")
        self._expect_heading("Review your order")
        told = read_facts(self._page)
        if card:
            self._page.get_by_label("Pay by").select_option(label=card)
        return {**told, **self._place_order(), "lines": lines}

    def _place_order(self) -> Record:
        """Press the last button, and return what is told then. Raise `OutcomeUnknown` else."""
        try:
            with self._page.expect_navigation():
                self._press("Place order")
        except Error as error:
            self._page = self._page.context.new_page()  # this one is about to show its error
            fact = f"The shop did not answer when the order was placed ({error.message})."
            raise OutcomeUnknown(f"{fact}\n  Place it again.") from error
        broken = self._page.get_by_role("heading", name="Something went wrong")
        number = self._page.get_by_label("Order number")
        number.or_(broken).wait_for()
        terms = read_terms(self._page)
        if "Order number" not in terms:
            raise OutcomeUnknown(f"The shop said: {broken.inner_text()}.\n  Place it again.")
        return {"number": terms["Order number"], "status": terms["Status"]}

    def _fill_in_address(self) -> None:
        who = self._someone
        entries = {
            "First name": who.first_name,
            "Last name": who.last_name,
            "Email address": who.email,
            "Street and number": who.street,
            "Postcode": who.postcode,
            "City": who.city,
            "Country": who.country,
            "Phone": who.phone,
        }
        for label, value in entries.items():
            self._page.get_by_label(label).fill(value)


class AgentDesk:
    """The call centre's pages, used by an agent with a user name and a password."""

    def __init__(self, channel: ChannelAccess) -> None:
        self._page = channel.page
        self._base_url = channel.base_url
        token = b64encode(f"{channel.user}:{channel.secret}".encode()).decode()
        self._page.set_extra_http_headers({"Authorization": f"Basic {token}"})

    def amend(self, number: str, wishes: Sequence[Wish]) -> Record:
        """Find the order, change it, and read out to the customer what the desk shows then."""
        self._find(number)
        lines = fill_in_quantities(self._page, wishes)
        self._press("Amend")
        return {"number": number, **read_facts(self._page), "lines": lines}

    def promise_confirmation(self, number: str) -> None:
        """Find the order, and have its confirmation sent again in the night."""
        self._find(number)
        self._press("Send the confirmation again tonight")

    def _find(self, number: str) -> None:
        self._page.goto(self._base_url + "/desk/", wait_until="domcontentloaded")
        self._page.get_by_label("Order number").fill(number)
        self._page.get_by_role("button", name="Search").click()
        found = self._page.get_by_role("button", name="Amend")
        unknown = self._page.get_by_role("alert")
        found.or_(unknown).wait_for()
        if unknown.count():
            raise LookupError(f"The agent told her: {unknown.inner_text()}")

    def _press(self, button: str) -> None:
        self._page.get_by_role("button", name=button, exact=True).click()
        self._page.get_by_role("status").wait_for()


def pieces_in(page: Shown) -> Counter[str]:
    """How many of what the table of articles holds."""
    cells = page.tables.get("Articles", ())
    rows = zip(cells[1::COLUMNS_OF_LINES], cells[2::COLUMNS_OF_LINES], strict=True)
    return Counter({title: int(quantity) for title, quantity in rows})


def fill_in(entry: Locator, wish: Wish) -> None:
    """Fill in how many are wished for. Raise `CannotAct` if the form does not take so many."""
    entry.fill(str(wish.quantity))
    if refused := entry.evaluate("entry => entry.validationMessage"):
        raise CannotAct(
            f"The form does not take {wish}: {refused}\n"
            "  Correct the feature, or what the page offers."
        )


def fill_in_quantities(page: Page, wishes: Sequence[Wish]) -> list[Record]:
    """Set every article to what is wished for, and the others to none, and return the lines.

    Raises `CannotAct` for a product that the form does not offer.
    """
    wanted = Counter[str]()
    for each in wishes:
        wanted[each.product] += each.quantity
    offered, lines = list[str](), list[Record]()
    for row in page.get_by_role("table", name="Articles").get_by_role("row").all()[1:]:
        sku, title, price = row.get_by_role("cell").all_inner_texts()[:3]
        offered.append(title)
        entry = row.get_by_role("spinbutton")
        quantity = wanted.pop(title, 0)
        if entry.input_value() != str(quantity):
            fill_in(entry, Wish(quantity, title))
        if quantity:
            lines.append({"sku": sku, "quantity": str(quantity), "unit_price": price})
    for unknown in wanted:
        raise CannotAct.unknown("product", unknown, offered)
    return lines


def _line(terms: Terms, quantity: int) -> Record:
    """What she puts into her basket, by the terms that the article shows."""
    return {
        "sku": terms["Article number"],
        "unit_price": terms["Price"],
        "quantity": str(quantity),
    }
