"""The journeys as one would script them without samestory: Playwright, httpx, imapclient, a loop.

It clicks what samestory's page objects click, asks the same systems for the same facts, and stops
looking as soon as it sees what it waits for. It keeps no evidence and explains nothing.
"""

from __future__ import annotations

import email
import email.policy
import json
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

import httpx
from imapclient import IMAPClient
from playwright.sync_api import Page

PATIENCE = 5.0
POLL_EVERY = 0.1
SECRETS = {
    "crm": "crm-secret-7Q2",
    "erp": "erp-secret-M41",
    "payments": "sk_test_secret_9d",
    "mailbox": "mailbox-secret-r3",
}

Basket = dict[str, int]
"""How many of each product, by its name in the catalogue."""

SKUS = {"Bottom bracket, English thread": "BB-EN", "Chain, 11-speed": "CH-11"}


@dataclass
class Ada:
    """A customer of her own for each journey."""

    address: str = field(default_factory=lambda: f"ada.{uuid.uuid4().hex[:10]}@customers.example")
    password: str = "Pw-by-hand-1"


@dataclass
class Company:
    """Connections to the demo company, opened once."""

    ports: str

    def __post_init__(self) -> None:
        """Connect as each system wants it."""
        bearer = {"Authorization": f"Bearer {SECRETS['crm']}"}
        self.crm = httpx.Client(base_url=self.url("02"), headers=bearer)
        self.erp = httpx.Client(base_url=self.url("04"), headers={"X-Api-Key": SECRETS["erp"]})
        self.payments = httpx.Client(base_url=self.url("06"), auth=(SECRETS["payments"], ""))

    def __enter__(self) -> Self:
        """Use it as a context: the connections are closed at its end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        for each in (self.crm, self.erp, self.payments):
            each.close()

    def url(self, port: str) -> str:
        """Where the system with these last digits listens."""
        return f"http://127.0.0.1:{self.ports}{port}"

    def mailbox(self, ada: Ada) -> IMAPClient:
        """Her mailbox, logged in."""
        box = IMAPClient("127.0.0.1", port=int(f"{self.ports}43"), ssl=False)
        box.login(ada.address, SECRETS["mailbox"])
        return box


def register(page: Page, company: Company, ada: Ada) -> None:
    """Open an account."""
    page.goto(company.url("00") + "/register", wait_until="domcontentloaded")
    fill_in(page, ada)
    page.get_by_label("Password").fill(ada.password)
    page.get_by_role("button", name="Open my account").click()
    page.get_by_role("heading", level=1, name="Your account", exact=True).wait_for()


def fill_in(page: Page, ada: Ada) -> None:
    """Fill in name and address."""
    entries = {
        "First name": "Ada",
        "Last name": "Lovelace",
        "Email address": ada.address,
        "Street and number": "Am Markt 1",
        "Postcode": "10115",
        "City": "Berlin",
        "Country": "Germany",
        "Phone": "+49 30 1234567",
    }
    for label, value in entries.items():
        page.get_by_label(label).fill(value)


def order(page: Page, company: Company, basket: Basket) -> tuple[str, Decimal]:
    """Order; gives the number and the total that the review page promised."""
    page.goto(company.url("00") + "/", wait_until="domcontentloaded")
    for at, (product, quantity) in enumerate(basket.items()):
        if at:
            page.goto(company.url("00") + "/", wait_until="domcontentloaded")
        article = page.get_by_role("article", name=product, exact=True)
        article.get_by_label("Quantity").fill(str(quantity))
        article.get_by_role("button", name="Add to basket").click()
    page.get_by_role("link", name="Check out").click()
    page.get_by_role("button", name="Review your order", exact=True).click()
    page.get_by_role("heading", level=1, name="Review your order", exact=True).wait_for()
    total = german(page.get_by_label("Total").inner_text())
    page.get_by_role("button", name="Place order", exact=True).click()
    return page.get_by_label("Order number").inner_text(), total


def amend(page: Page, company: Company, number: str, product: str, quantity: int) -> None:
    """Change how many of one product she ordered."""
    page.goto(f"{company.url('00')}/orders/{number}/change", wait_until="domcontentloaded")
    rows = page.get_by_role("table", name="Articles").get_by_role("row")
    rows.filter(has_text=product).get_by_role("spinbutton").fill(str(quantity))
    page.get_by_role("button", name="Save the change", exact=True).click()
    page.get_by_role("heading", level=1, name=f"Order {number}", exact=True).wait_for()


def poll(sees: Callable[[], bool]) -> bool:
    """Look until it is true; False where it is not true in time."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if sees():
            return True
        time.sleep(POLL_EVERY)
    return sees()


def all_agree(  # noqa: PLR0917 - a script hands around all it has
    page: Page, company: Company, box: IMAPClient, number: str, lines: Basket, total: Decimal
) -> bool:
    """Website, mail, CRM, ERP and payment processor tell these lines and this total."""
    wanted = {SKUS[product]: quantity for product, quantity in lines.items()}
    minor = int(total * 100)
    return (
        payment_of(company, number) == minor
        and crm_deal(company, number) == (wanted, minor)
        and erp_document(company, number) == (wanted, total)
        and website_order(page, company, number) == (wanted, total)
        and mailed_order(box, number) == (wanted, total)
    )


def payment_of(company: Company, number: str) -> int | None:
    """What was charged, in minor units."""
    found = company.payments.get("/v1/payment_intents", params={"order": number}).json()["data"]
    return found[0]["amount"] if found else None


def crm_deal(company: Company, number: str) -> tuple[Basket, int] | None:
    """The deal in the CRM."""
    found = company.crm.get("/deals", params={"order_number": number}).json()["results"]
    if not found:
        return None
    return {each["code"]: each["qty"] for each in found[0]["items"]}, found[0]["amount_minor"]


def erp_document(company: Company, number: str) -> tuple[Basket, Decimal] | None:
    """The sales order in the ERP."""
    found = company.erp.get("/v1/documents/SO", params={"ExtRef": number}).json()["d"]
    if not found:
        return None
    items = {each["Matnr"]: int(Decimal(each["Menge"])) for each in found[0]["Items"]}
    return items, Decimal(found[0]["Gross"])


def website_order(page: Page, company: Company, number: str) -> tuple[Basket, Decimal]:
    """The order's own page."""
    page.goto(f"{company.url('00')}/orders/{number}", wait_until="domcontentloaded")
    cells = page.get_by_role("table", name="Articles").get_by_role("cell").all_inner_texts()
    lines = {cells[at]: int(cells[at + 2]) for at in range(0, len(cells), 5)}
    return lines, german(page.get_by_label("Total").inner_text())


def mailed_order(box: IMAPClient, number: str) -> tuple[Basket, Decimal] | None:
    """The newest mail about the order, by its markup."""
    found = mails(box, f"order {number}")
    if not found:
        return None
    markup = re.search(
        r"<script type=.application/ld\+json.>(.*?)</script>", html_of(box, found[-1]), re.DOTALL
    )
    assert markup is not None
    told = json.loads(markup[1])
    offers = told["acceptedOffer"]
    lines = {each["itemOffered"]["sku"]: each["eligibleQuantity"]["value"] for each in offers}
    return lines, Decimal(told["price"])


def mails(box: IMAPClient, subject: str) -> list[int]:
    """The messages with these words in their subject."""
    box.select_folder("INBOX", readonly=True)
    return list(box.search(["SUBJECT", subject]))


def html_of(box: IMAPClient, message: int) -> str:
    """The HTML part of a message."""
    raw = box.fetch([message], ["RFC822"])[message][b"RFC822"]
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    body = parsed.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def german(text: str) -> Decimal:
    """Read "€1.234,50"."""
    return Decimal(re.sub(r"[^\d,]", "", text).replace(",", "."))
