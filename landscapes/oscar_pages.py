"""The pages of a django-oscar shop, as a customer of it uses them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from samestory.errors import CannotAsk, WrongCall

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from samestory.journeys.channels import Wish
    from samestory.journeys.identity import Identity

Told = dict[str, Any]

STATUS = "xpath=//*[self::h2 or self::h3][normalize-space()='Status']/following::p[1]"
"""The paragraph after the heading; it stands beside it for customers, and apart for guests."""


class Shop:
    """The shop in one tab of a browser; what its pages say is given back as they say it."""

    def __init__(self, page: Page, base_url: str, who: Identity | None) -> None:
        self.page = page
        self.base_url = base_url.rstrip("/")
        self._who = who
        self._sku_of: Mapping[str, str] = {}
        self._status_pages: dict[str, str] = {}

    @property
    def who(self) -> Identity:
        """The person who uses the shop."""
        if self._who is None:
            raise WrongCall("Nobody is at the shop. Open its pages for a person.")
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
        prices = {each.product: self._put_into_basket(each) for each in wishes}
        self._say_how_many(wishes)
        self._open("/checkout/")
        if as_guest:
            self._check_out_as_guest()
        self._ship_home()
        self._open("/checkout/preview/")
        total = self._total()
        self._press("#place-order")
        lines = [{**prices[each.product], "quantity": str(each.quantity)} for each in wishes]
        return {"lines": lines, "total": total, "email": self.who.email, **self._thanks()}

    def read_order(self, key: str, of: str | None) -> Told | None:
        """The order on her account's pages, or a guest's order on its own page."""
        self._open(f"/accounts/orders/{key}/")
        if "/accounts/login/" in self.page.url:
            return self._read_guest_order(key, of)
        return self._order_on_page(key, quantity_at=1)

    def read_orders(self, key: str, of: str | None) -> Told | None:  # noqa: ARG002 (the protocol)
        """The numbers of all orders on her account's page."""
        self._open("/accounts/orders/")
        if "/accounts/login/" in self.page.url:
            raise CannotAsk("nobody is logged in, and the shop lists orders only to their customer")
        texts = self.page.locator("a[href*='/accounts/orders/']").all_inner_texts()
        return {"numbers": [each.strip() for each in texts if each.strip().isdigit()]}

    def follow(self, link: str) -> None:
        """Open a link that was mailed to her."""
        self.page.goto(link, wait_until="domcontentloaded")

    def amend(self, number: str, wishes: Sequence[Wish]) -> NoReturn:  # noqa: ARG002 (the protocol)
        """Oscar has no page for it."""
        self._not_offered(f"changing order {number}")

    def cancel(self, number: str) -> NoReturn:
        """Oscar has no page for it."""
        self._not_offered(f"cancelling order {number}")

    def resend(self, number: str) -> NoReturn:
        """Oscar has no page for it."""
        self._not_offered(f"mailing the confirmation of order {number} again")

    def order_offer(self, link: str) -> NoReturn:
        """Nobody mails offers here."""
        self._not_offered(f"an offer behind {link}")

    def sign_in_by_mail(self, email: str) -> NoReturn:
        """Oscar asks for a password."""
        self._not_offered(f"signing {email} in by mail")

    def subscribe(self, email: str, name: str) -> NoReturn:  # noqa: ARG002 (the protocol)
        """Oscar keeps no list."""
        self._not_offered(f"a list to put {email} on")

    def _put_into_basket(self, wish: Wish) -> Told:
        """One piece of a product into the basket; what its page says of it."""
        self._open("/catalogue/")
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

    def _read_guest_order(self, key: str, of: str | None) -> Told | None:
        self._open(self._status_pages.get(key) or self._find_status_page(key))
        if "order-status-form" in self.page.url:
            self._fill("form", "email", of or self.who.email)
            self._press("form:has([name=email]) button[type=submit]")
        return self._order_on_page(key, quantity_at=2)

    def _find_status_page(self, key: str) -> str:
        """The signed address that a guest was given when she was thanked for her order."""
        self._open("/checkout/thank-you/")
        link = self.page.locator(f"a[href*='/order-status/{key}/']")
        if link.count() == 0:
            raise CannotAsk(
                f"nobody is logged in, and the shop shows order {key} only to its customer"
            )
        self._status_pages[key] = link.get_attribute("href") or ""
        return self._status_pages[key]

    def _order_on_page(self, key: str, *, quantity_at: int) -> Told | None:
        """The order that the page shows; its columns differ between guests and customers."""
        status = self.page.locator(STATUS).first
        if status.count() == 0:
            return None
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
        title = cells[0].inner_text().strip().splitlines()[0]
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

    def _open(self, path: str) -> None:
        """Open a page; one that the shop failed to make says nothing about any order."""
        reply = self.page.goto(f"{self.base_url}{path}", wait_until="domcontentloaded")
        if reply is not None and reply.status >= 500:
            raise CannotAsk(f"it answered {reply.status} {reply.status_text} for {path}")

    def _fill(self, form: str, name: str, text: str) -> None:
        self.page.locator(f"{form} [name={name}]").fill(text)

    def _press(self, selector: str) -> None:
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.locator(selector).click()

    def _not_offered(self, what: str) -> NoReturn:
        raise WrongCall(
            f"This shop does not offer {what}: django-oscar has no such page.\n"
            "  Leave this scenario out of the run, or build the page and name it here."
        )


def _text(element: Locator) -> str:
    """What a person reads there, on one line."""
    return " ".join(element.inner_text().split())


def _name_and_address(text: str) -> Told:
    """Oscar writes name, street, city, postcode and country, each on a line of its own."""
    name, street, city, postcode, country = (each.strip() for each in text.strip().splitlines())
    return {"name": name, "address": [street, f"{postcode} {city}", country]}
