"""The pages of a django-oscar shop, as a customer of it and an agent use them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from oscar_website import Told, Website, name_and_address, shown_text

from samestory import CannotAct

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from samestory import ChannelAccess, Wish


CANCELLED = "Cancelled"
"""Oscar's name for an order that nobody wants any more."""


class Shop(Website):
    """The shop, used by a customer."""

    def __init__(self, channel: ChannelAccess) -> None:
        super().__init__(channel.page, channel.base_url, channel.who)

    def register(self) -> None:
        """Open an account with her mail address, and be logged in."""
        self._open("/accounts/login/")
        self._fill("#register_form", "registration-email", self.who.email)
        self._fill("#register_form", "registration-password1", self.who.password)
        self._fill("#register_form", "registration-password2", self.who.password)
        self._press("[name=registration_submit]")

    def log_out(self) -> None:
        """Log out."""
        self._open("/accounts/logout/")

    def close_account(self, _email: str) -> None:
        """Delete her profile; an account that is gone has nothing to close."""
        self._open("/accounts/profile/delete/")
        if self._asks_who_she_is() and not self._comes_in("/accounts/profile/delete/"):
            if self._knows(self.who.email):
                raise LookupError("The shop refuses her address and password.")
            return
        self._fill("#delete_profile_form", "password", self.who.password)
        self._press("#delete_profile_form [type=submit]")
        expect_notice(self.page, "has now been deleted")

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
            shown_text(self.page.locator(f"#mailed_offer .{each}")) for each in ("sku", "price")
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

    def sign_in_by_mail(self, email: str) -> None:
        """Ask for a sign-in link. Raise `CannotAct` if the shop does not know the address."""
        if not self._knows(email):
            raise CannotAct(
                f"The shop has no record of {email}, so no log-in is possible.\n"
                "  Let the website know the customer before the log-in."
            )
        self._press("#sign_in_by_mail button")
        self.page.get_by_role("status").filter(has_text="We have mailed").wait_for()

    def follow(self, link: str) -> None:
        """Open a link that was mailed to her; one that signs her in wants a button pressed."""
        self.page.goto(link, wait_until="domcontentloaded")
        if "/sign-in/" in link:
            if self.page.locator("#sign_in_form").count():
                self._press("#sign_in_form button")
            expect_notice(self.page, "You are signed in.")

    def move(self, street: str) -> None:
        """Live in another street from now on: her account keeps the address of her first order."""
        self._open_her_own("/accounts/addresses/")
        self._press("text='Edit'")
        self._fill("form", "line1", street)
        self._press("form:has([name=line1]) button[type=submit]")
        expect_notice(self.page, "Address")

    def subscribe(self, email: str, name: str) -> None:
        """Sign up for offers: the shop leads to the pages of marketing's list."""
        self._open("/newsletter/")
        self._fill("form", "name_field", name)
        self._fill("form", "email_field", email)
        self._press("form [type=submit]")
        taken = self.page.get_by_text("successfully received")
        taken.or_(self.page.get_by_text("already been subscribed")).wait_for()

    def _put_into_basket(self, wish: Wish) -> Told:
        """One piece of a product into the basket; what its page says of it."""
        self._open("/catalogue/")
        offered = self.page.locator("article h3 a").evaluate_all("all => all.map(a => a.title)")
        if wish.product not in offered:
            raise CannotAct.unknown("product", wish.product, offered)
        self._press(f'article h3 a[title="{wish.product}"]')
        told = {
            "sku": shown_text(self.page.locator("tr:has(th:text-is('UPC')) td")),
            "unit_price": shown_text(self.page.locator(".product_main .price_color")),
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
        """Take the address that her account keeps since her first order, or fill in one."""
        kept = "button.ship-address"
        if self.page.locator(kept).count():
            self._press(f"{kept} >> nth=0")
        else:
            self._fill_in_address("#new_shipping_address")

    def _fill_in_address(self, form: str) -> None:
        self._fill(form, "first_name", self.who.first_name)
        self._fill(form, "last_name", self.who.last_name)
        self._fill(form, "line1", self.who.street)
        self._fill(form, "line4", self.who.city)
        self._fill(form, "postcode", self.who.postcode)
        self.page.locator(f"{form} [name=country]").select_option(label=self.who.country)
        self._press(f"{form} button[type=submit]")

    def _thanks(self) -> Told:
        said = shown_text(self.page.locator("p.lead"))
        found = re.match(r"(Your order has been placed).* your order number is (\d+)", said)
        if found is None:
            raise LookupError(f"The shop told no order number. It said: {said!r}")
        address = self.page.locator("address").first.inner_text()
        return {"status": found[1], "number": found[2], **name_and_address(address)}

    def _open_her_own(self, path: str) -> None:
        """Open a page that only she may see."""
        self._open(path)
        if self._asks_who_she_is() and not self._comes_in(path):
            raise LookupError(f"The shop refuses her address and password at {path}.")


class AgentDesk:
    """The call centre: an agent who is logged in to the shop's dashboard."""

    def __init__(self, channel: ChannelAccess) -> None:
        self.page = channel.page
        self.base_url = channel.base_url.rstrip("/")
        self._user = channel.user
        self._password = channel.secret

    def amend(self, number: str, wishes: Sequence[Wish]) -> Told:
        """Find the order, change it, and read out to the customer what the desk shows then."""
        self._open(f"/dashboard/orders/{number}/amend/")
        if self.page.locator("#amend_form").count() == 0:
            raise LookupError(f"The agent cannot change order {number}: {self.page.title()}")
        lines = fill_in_quantities(self.page, wishes)
        self.page.locator("#amend_form button").click()
        expect_notice(self.page, "has been changed")
        return {"number": number, **self._facts(), "lines": lines}

    def cancel(self, number: str) -> None:
        """Cancel an order on the dashboard's own page of it, also one of a guest."""
        self._open(f"/dashboard/orders/{number}/")
        form = self.page.locator("#order_status_form")
        offered = form.locator("[name=new_status] option").evaluate_all(
            "all => all.map(o => o.value)"
        )
        if CANCELLED not in offered:
            raise LookupError(f"The dashboard does not offer to cancel order {number}.")
        form.locator("[name=new_status]").select_option(CANCELLED)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            form.locator("[type=submit]").click()
        self.page.locator(".alert", has_text=f"to '{CANCELLED}'").wait_for()

    def _open(self, path: str) -> None:
        self.page.goto(f"{self.base_url}{path}", wait_until="domcontentloaded")
        if "/login/" in self.page.url:
            self._log_in()

    def _log_in(self) -> None:
        self.page.locator("[name=username]").fill(self._user)
        self.page.locator("[name=password]").fill(self._password)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.locator("#dashboard_login_form [type=submit]").click()

    def _facts(self) -> Told:
        address = self._fact("Shipping address").inner_text()
        return {
            "total": shown_text(self._fact("Order total")),
            "status": shown_text(self._fact("Status")),
            **name_and_address(address),
        }

    def _fact(self, term: str) -> Locator:
        return self.page.locator(f"#order_facts tr:has(th:text-is('{term}')) td")


def expect_notice(page: Page, notice: str) -> None:
    """Wait until the shop says so; what it says against it is an error (`LookupError`)."""
    done = page.locator("#messages .alert-success", has_text=notice)
    refused = page.locator("#messages .alert-danger")
    done.or_(refused).first.wait_for()
    if done.count() == 0:
        raise LookupError(f"The shop refused: {shown_text(refused.first)}")


def fill_in_quantities(page: Page, wishes: Sequence[Wish]) -> list[Told]:
    """Set every article to what is wished for, and the others to none, and return the lines.

    Raises `CannotAct` for a product that the form does not offer.
    """
    wanted = Counter[str]()
    for each in wishes:
        wanted[each.product] += each.quantity
    offered, lines = list[str](), list[Told]()
    for row in page.locator("#amend_form tbody tr").all():
        sku, title, price = (shown_text(each) for each in row.locator("td").all()[:3])
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
