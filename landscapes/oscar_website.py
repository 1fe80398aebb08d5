"""The pages of a django-oscar shop, as a witness reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from samestory import CannotAsk, WrongCall

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from samestory import Identity

Told = dict[str, Any]

NOT_FOUND = 404
STATUS = "xpath=//*[self::h2 or self::h3][normalize-space()='Status']/following::p[1]"
"""The paragraph after the heading; it stands beside it for customers, and apart for guests."""


class Website:
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

    def log_in(self) -> None:
        """Log in with her password."""
        self._open("/accounts/login/")
        self._fill("#login_form", "login-username", self.who.email)
        self._fill("#login_form", "login-password", self.who.password)
        self._press("[name=login_submit]")

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

    def read_orders(self, key: str, of: str | None) -> Told:  # noqa: ARG002 (the protocol)
        """The numbers of all orders on her account's page."""
        self._open("/accounts/orders/")
        if self._asks_who_she_is() and not self._comes_in("/accounts/orders/"):
            raise CannotAsk(
                "no customer is logged in, and the shop lists orders only to their customer"
            )
        self._expect_page("Order History")
        texts = self.page.locator("a[href*='/accounts/orders/']").all_inner_texts()
        return {"numbers": [each.strip() for each in texts if each.strip().isdigit()]}

    def read_charges(self, key: str, of: str | None) -> Told:
        """What each order in her account costs, and how it stands."""
        numbers = self.read_orders(key, of)["numbers"]
        told = [self.read_order(each, of) or {} for each in numbers]
        return {"orders": [{"total": each["total"], "status": each["status"]} for each in told]}

    def read_link(self, key: str, of: str | None) -> Told:  # noqa: ARG002 (the protocol)
        """What the page that a link in a mail leads to shows: an order, an offer, or a question.

        The page is open; she logs in if the shop asks who she is, as with an order of hers.
        """
        if self._asks_who_she_is() and self._who is not None:
            self._comes_in(urlsplit(key).path)
        heading = shown_text(self.page.locator("h1").first)
        told: Told = {"heading": heading, "order": None, "price": None}
        if found := re.fullmatch(r"Order #(\d+)", heading):
            told |= {"heading": "Order", "order": found[1]}
        if self.page.locator("#mailed_offer").count():
            told["price"] = shown_text(self.page.locator("#mailed_offer .price"))
        return told

    def read_customer(self, key: str, of: str | None) -> Told | None:  # noqa: ARG002 (the protocol)
        """Her profile where she is logged in; strangers are told only whether she is known."""
        self._open("/accounts/profile/")
        if self._asks_who_she_is():
            return {"email": key} if self._knows(key) else None
        self._expect_page("Profile")
        name = self._beside("Name")
        return {"email": self._beside("Email address"), "name": None if name == "-" else name}

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

    def _knows(self, email: str) -> bool:
        """Whether the shop has a record of an address."""
        self._open("/sign-in/")
        self._fill("#sign_in_by_mail", "email", email)
        self._press("#sign_in_by_mail button")
        known = self.page.get_by_role("status").filter(has_text="We know")
        known.or_(self.page.get_by_text("We have no record of")).wait_for()
        return known.count() > 0

    def _beside(self, heading: str) -> str:
        return shown_text(self.page.locator(f"tr:has(th:text-is('{heading}')) td"))

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
            "status": shown_text(status),
            **name_and_address(address),
        }

    def _line(self, row: Locator, quantity_at: int) -> Told:
        cells = row.locator("td").all()
        title = cells[0].inner_text().strip().splitlines()[0].partition(" (Mailed price")[0]
        return {
            "sku": self._sku(title),
            "quantity": shown_text(cells[quantity_at]),
            "unit_price": None,
        }

    def _sku(self, title: str) -> str | None:
        """Oscar's pages of an order name products by title; its catalogue knows their UPC."""
        if not self._sku_of:
            known = self.page.request.get(f"{self.base_url}/api/products/").json()["results"]
            self._sku_of = {each["title"]: each["upc"] for each in known}
        return self._sku_of.get(title)

    def _total(self) -> str:
        """The sum that the page shows; the rows of Oscar's pages are built in two ways."""
        row = self.page.locator("tr").filter(has_text=re.compile(r"^\s*Order total"))
        return shown_text(row.locator("th, td").last)

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


def shown_text(element: Locator) -> str:
    """What a person reads there, on one line."""
    return " ".join(element.inner_text().split())


def name_and_address(text: str) -> Told:
    """Oscar writes name, street, city, postcode and country, each on its own line."""
    name, street, city, postcode, country = (each.strip() for each in text.strip().splitlines())
    return {"name": name, "address": [street, f"{postcode} {city}", country]}
