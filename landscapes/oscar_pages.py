"""The pages of a django-oscar shop, as a customer of it uses them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from samestory import CannotAct, CannotAsk, WrongCall

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from samestory import Identity, Wish

Told = dict[str, Any]

NOT_FOUND = 404
STATUS = "xpath=//*[self::h2 or self::h3][normalize-space()='Status']/following::p[1]"
"""The paragraph after the heading; it stands beside it for customers, and apart for guests."""


class Shop:
    """The shop in one tab of a browser; what its pages say is given back as they say it."""

    def __init__(self, page: Page, base_url: str, who: Identity | None) -> None:
        self.page = page
        self.base_url = base_url.rstrip("/")
        self._who = who
        self._sku_of: Mapping[str, str] = {}

    @property
    def who(self) -> Identity:
        """The person who uses the shop."""
        if self._who is None:
            raise WrongCall("No customer is at the shop. Open its pages for a person.")
        return self._who

    def register(self) -> None:
        """Open an account with her mail address, and be logged in."""
        self._open("/accounts/login/")
        self._fill("#register_form", "registration-email", self.who.email)
        self._fill("#register_form", "registration-password1", self.who.password)
        self._fill("#register_form", "registration-password2", self.who.password)
        self._press("[name=registration_submit]")

    def log_in(self) -> None:
        """Log in with her password."""
        self._open("/accounts/login/")
        self._fill("#login_form", "login-username", self.who.email)
        self._fill("#login_form", "login-password", self.who.password)
        self._press("[name=login_submit]")

    def log_out(self) -> None:
        """Log out."""
        self._open("/accounts/logout/")

    def order(self, wishes: Sequence[Wish], *, as_guest: bool) -> Told:
        """Fill the basket and check out; gives what she was told before and after ordering."""
        if as_guest:
            self.log_out()
        prices = {each.product: self._put_into_basket(each) for each in wishes}
        self._say_how_many(wishes)
        lines = [{**prices[each.product], "quantity": str(each.quantity)} for each in wishes]
        return self._check_out(lines, as_guest=as_guest)

    def order_offer(self, link: str) -> Told:
        """Put what a mail offers into the basket and check out."""
        self.follow(link)
        if self.page.locator("#mailed_offer").count() == 0:
            raise LookupError(f"The shop does not offer what the mail says: {self.page.title()}")
        sku, price = (
            _text(self.page.locator(f"#mailed_offer .{each}")) for each in ("sku", "price")
        )
        self._press("#mailed_offer_form button")
        return self._check_out([{"sku": sku, "quantity": "1", "unit_price": price}], as_guest=False)

    def amend(self, number: str, wishes: Sequence[Wish]) -> Told:
        """Change an order, and return what the form and the order's page after it show."""
        self._open_her_own(f"/accounts/orders/{number}/amend/")
        lines = fill_in_quantities(self.page, wishes)
        self._press("#amend_form button")
        expect_notice(self.page, "has been changed")
        return {**self._order_on_page(number, quantity_at=1), "lines": lines}

    def cancel(self, number: str) -> Told:
        """Cancel an order, and return what its page says after it."""
        self._open_her_own(f"/accounts/orders/{number}/")
        self._press("text='Cancel this order'")
        expect_notice(self.page, "has been cancelled")
        return self._order_on_page(number, quantity_at=1)

    def resend(self, number: str) -> None:
        """Have the confirmation of an order mailed once more."""
        self._open_her_own(f"/accounts/orders/{number}/")
        self._press("text='Send me the confirmation again'")
        expect_notice(self.page, "once more")

    def sign_in_by_mail(self, email: str) -> bool:
        """Ask for a sign-in link; return False if the shop does not know the address."""
        if not self._knows(email):
            return False
        self._press("#sign_in_by_mail button")
        self.page.get_by_role("status").filter(has_text="We have mailed").wait_for()
        return True

    def follow(self, link: str) -> None:
        """Open a link that was mailed to her; one that signs her in wants a button pressed."""
        self.page.goto(link, wait_until="domcontentloaded")
        if "/sign-in/" in link:
            if self.page.locator("#sign_in_form").count():
                self._press("#sign_in_form button")
            expect_notice(self.page, "You are signed in.")

    def subscribe(self, email: str, name: str) -> None:
        """Sign up for offers: the shop leads to the pages of marketing's list."""
        self._open("/newsletter/")
        self._fill("form", "name_field", name)
        self._fill("form", "email_field", email)
        self._press("form [type=submit]")
        taken = self.page.get_by_text("successfully received")
        taken.or_(self.page.get_by_text("already been subscribed")).wait_for()

    def read_order(self, key: str, of: str | None) -> Told | None:
        """The order in her account; strangers find it by its number and mail address."""
        status = self._open(f"/accounts/orders/{key}/")
        if not self._asks_who_she_is():
            return None if status == NOT_FOUND else self._order_on_page(key, quantity_at=1)
        email = of or (self._who and self._who.email)
        if not email:
            raise CannotAsk(
                f"the shop shows order {key} only to a visitor who knows its mail address"
            )
        return self._find_order(key, email)

    def read_orders(self, key: str, of: str | None) -> Told | None:  # noqa: ARG002 (the protocol)
        """The numbers of all orders on her account's page."""
        self._open("/accounts/orders/")
        if self._asks_who_she_is() and not self._comes_in("/accounts/orders/"):
            raise CannotAsk(
                "no customer is logged in, and the shop lists orders only to their customer"
            )
        self._expect_page("Order History")
        texts = self.page.locator("a[href*='/accounts/orders/']").all_inner_texts()
        return {"numbers": [each.strip() for each in texts if each.strip().isdigit()]}

    def read_customer(self, key: str, of: str | None) -> Told | None:  # noqa: ARG002 (the protocol)
        """Her profile where she is logged in; strangers are told only whether she is known."""
        self._open("/accounts/profile/")
        if self._asks_who_she_is():
            return {"email": key} if self._knows(key) else None
        self._expect_page("Profile")
        name = self._beside("Name")
        return {"email": self._beside("Email address"), "name": None if name == "-" else name}

    def _put_into_basket(self, wish: Wish) -> Told:
        """One piece of a product into the basket; what its page says of it."""
        self._open("/catalogue/")
        offered = self.page.locator("article h3 a").evaluate_all("all => all.map(a => a.title)")
        if wish.product not in offered:
            raise CannotAct.unknown("product", wish.product, offered)
        self._press(f'article h3 a[title="{wish.product}"]')
        told = {
            "sku": _text(self.page.locator("tr:has(th:text-is('UPC')) td")),
            "unit_price": _text(self.page.locator(".product_main .price_color")),
        }
        self._press("#add_to_basket_form button[type=submit]")
        return told

    def _say_how_many(self, wishes: Sequence[Wish]) -> None:
        self._open("/basket/")
        for wish in wishes:
            row = self.page.locator("#basket_formset .basket-items").filter(
                has=self.page.get_by_role("link", name=wish.product, exact=True)
            )
            row.locator("input[type=number]").fill(str(wish.quantity))
        update = self.page.locator("#basket_formset button[type=submit]").first
        with self.page.expect_response(lambda reply: reply.request.method == "POST"):
            update.click()  # answered by a script of the page, without leaving it

    def _check_out(self, lines: list[Told], *, as_guest: bool) -> Told:
        self._open("/checkout/")
        if as_guest:
            self._check_out_as_guest()
        self._ship_home()
        self._open("/checkout/preview/")
        total = self._total()
        self._press("#place-order")
        return {"lines": lines, "total": total, "email": self.who.email, **self._thanks()}

    def _check_out_as_guest(self) -> None:
        self._fill("form", "username", self.who.email)
        self.page.locator("[name=options][value=anonymous]").check()
        self._press("button:has-text('Continue')")

    def _ship_home(self) -> None:
        form = "#new_shipping_address"
        self._fill(form, "first_name", self.who.first_name)
        self._fill(form, "last_name", self.who.last_name)
        self._fill(form, "line1", self.who.street)
        self._fill(form, "line4", self.who.city)
        self._fill(form, "postcode", self.who.postcode)
        self.page.locator(f"{form} [name=country]").select_option(label=self.who.country)
        self._press(f"{form} button[type=submit]")

    def _thanks(self) -> Told:
        said = _text(self.page.locator("p.lead"))
        found = re.match(r"(Your order has been placed).* your order number is (\d+)", said)
        if found is None:
            raise LookupError(f"The shop told no order number. It said: {said!r}")
        address = self.page.locator("address").first.inner_text()
        return {"status": found[1], "number": found[2], **_name_and_address(address)}

    def _find_order(self, key: str, email: str) -> Told | None:
        self._open("/find-order/")
        self._fill("#find_order", "number", key)
        self._fill("#find_order", "email", email)
        self._press("#find_order button")
        if self.page.get_by_role("alert").filter(has_text="We have no order").count():
            return None
        return self._order_on_page(key, quantity_at=2)

    def _asks_who_she_is(self) -> bool:
        """The shop shows its login page instead of what it was asked for."""
        return "/accounts/login/" in self.page.url

    def _comes_in(self, path: str) -> bool:
        """Log in where she has a password, and open the page again; False if she cannot."""
        if self._who is None:
            return False
        self.log_in()
        if self._asks_who_she_is():
            return False
        self._open(path)
        return True

    def _open_her_own(self, path: str) -> None:
        """Open a page that only she may see."""
        self._open(path)
        if self._asks_who_she_is() and not self._comes_in(path):
            raise LookupError(f"The shop refuses her address and password at {path}.")

    def _knows(self, email: str) -> bool:
        """Whether the shop has a record of an address."""
        self._open("/sign-in/")
        self._fill("#sign_in_by_mail", "email", email)
        self._press("#sign_in_by_mail button")
        known = self.page.get_by_role("status").filter(has_text="We know")
        known.or_(self.page.get_by_text("We have no record of")).wait_for()
        return known.count() > 0

    def _beside(self, heading: str) -> str:
        return _text(self.page.locator(f"tr:has(th:text-is('{heading}')) td"))

    def _order_on_page(self, key: str, *, quantity_at: int) -> Told:
        """The order that the page shows; its columns differ between guests and customers."""
        status = self.page.locator(STATUS).first
        if status.count() == 0:
            raise CannotAsk(f"instead of order {key} it shows a page '{self.page.title()}'")
        rows = self.page.locator("tr:has(a[href*='/reviews/add/'])")
        address = self.page.locator("td:has(br)").first.inner_text()
        return {
            "number": key,
            "lines": [self._line(row, quantity_at) for row in rows.all()],
            "total": self._total(),
            "status": _text(status),
            **_name_and_address(address),
        }

    def _line(self, row: Locator, quantity_at: int) -> Told:
        cells = row.locator("td").all()
        title = cells[0].inner_text().strip().splitlines()[0].partition(" (Mailed price")[0]
        return {"sku": self._sku(title), "quantity": _text(cells[quantity_at]), "unit_price": None}

    def _sku(self, title: str) -> str | None:
        """Oscar's pages of an order name products by title; its catalogue knows their UPC."""
        if not self._sku_of:
            known = self.page.request.get(f"{self.base_url}/api/products/").json()["results"]
            self._sku_of = {each["title"]: each["upc"] for each in known}
        return self._sku_of.get(title)

    def _total(self) -> str:
        """The sum that the page shows; the rows of Oscar's pages are built in two ways."""
        row = self.page.locator("tr").filter(has_text=re.compile(r"^\s*Order total"))
        return _text(row.locator("th, td").last)

    def _open(self, path: str) -> int:
        """Open a page; one that the shop failed to make, or refuses, says nothing about anything.

        Gives the HTTP status.
        """
        reply = self.page.goto(f"{self.base_url}{path}", wait_until="domcontentloaded")
        if reply is None or reply.status not in {200, NOT_FOUND}:
            said = f"{reply.status} {reply.status_text}" if reply else "nothing"
            raise CannotAsk(f"it answered {said} for {path}")
        return reply.status

    def _expect_page(self, heading: str) -> None:
        """Another page than the one that was opened is no answer."""
        if heading not in self.page.title():
            raise CannotAsk(f"instead of '{heading}' it shows a page '{self.page.title()}'")

    def _fill(self, form: str, name: str, text: str) -> None:
        self.page.locator(f"{form} [name={name}]").fill(text)

    def _press(self, selector: str) -> None:
        button = self.page.locator(selector)
        if button.count() == 0:
            raise LookupError(f"The shop's page '{self.page.title()}' has no {selector} to press.")
        with self.page.expect_navigation(wait_until="domcontentloaded") as followed:
            button.click()
        if followed.value.status >= 500:
            raise LookupError(
                f"The shop answered {followed.value.status} when she pressed a button."
            )


class AgentDesk:
    """The call centre: an agent who is logged in to the shop's dashboard."""

    def __init__(self, page: Page, base_url: str, user: str, password: str) -> None:
        self.page = page
        self.base_url = base_url.rstrip("/")
        self._user = user
        self._password = password

    def amend(self, number: str, wishes: Sequence[Wish]) -> Told:
        """Find the order, change it, and read out to the customer what the desk shows then."""
        self.page.goto(f"{self.base_url}/dashboard/orders/{number}/amend/")
        if "/login/" in self.page.url:
            self._log_in()
        if self.page.locator("#amend_form").count() == 0:
            raise LookupError(f"The agent cannot change order {number}: {self.page.title()}")
        lines = fill_in_quantities(self.page, wishes)
        self.page.locator("#amend_form button").click()
        expect_notice(self.page, "has been changed")
        return {"number": number, **self._facts(), "lines": lines}

    def _log_in(self) -> None:
        self.page.locator("[name=username]").fill(self._user)
        self.page.locator("[name=password]").fill(self._password)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.locator("#dashboard_login_form [type=submit]").click()

    def _facts(self) -> Told:
        address = self._fact("Shipping address").inner_text()
        return {
            "total": _text(self._fact("Order total")),
            "status": _text(self._fact("Status")),
            **_name_and_address(address),
        }

    def _fact(self, term: str) -> Locator:
        return self.page.locator(f"#order_facts tr:has(th:text-is('{term}')) td")


def expect_notice(page: Page, notice: str) -> None:
    """Wait until the shop says so; what it says against it is an error (`LookupError`)."""
    done = page.locator("#messages .alert-success", has_text=notice)
    refused = page.locator("#messages .alert-danger")
    done.or_(refused).first.wait_for()
    if done.count() == 0:
        raise LookupError(f"The shop refused: {_text(refused.first)}")


def fill_in_quantities(page: Page, wishes: Sequence[Wish]) -> list[Told]:
    """Set every article to what is wished for, and the others to none, and return the lines.

    Raises `CannotAct` for a product that the form does not offer.
    """
    wanted = Counter[str]()
    for each in wishes:
        wanted[each.product] += each.quantity
    offered, lines = list[str](), list[Told]()
    for row in page.locator("#amend_form tbody tr").all():
        sku, title, price = (_text(each) for each in row.locator("td").all()[:3])
        offered.append(title)
        quantity = str(wanted.pop(title, 0))
        entry = row.locator("input[type=number]")
        if entry.input_value() != quantity:
            entry.fill(quantity)
        if quantity != "0":
            lines.append({"sku": sku, "quantity": quantity, "unit_price": price})
    for unknown in wanted:
        raise CannotAct.unknown("product", unknown, offered)
    return lines


def _text(element: Locator) -> str:
    """What a person reads there, on one line."""
    return " ".join(element.inner_text().split())


def _name_and_address(text: str) -> Told:
    """Oscar writes name, street, city, postcode and country, each on its own line."""
    name, street, city, postcode, country = (each.strip() for each in text.strip().splitlines())
    return {"name": name, "address": [street, f"{postcode} {city}", country]}
