"""The shop alone, with a mail server that keeps what it gets: for tests that talk to it by HTTP."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import httpx
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

ADDRESS = {
    "first_name": "Ada",
    "last_name": "Muster",
    "line1": "Hauptstr. 1",
    "line4": "Berlin",
    "postcode": "10115",
    "phone_number": "",
}
PASSWORD = "Wonderful-77-x"


class Letterbox:
    """Takes every mail, and keeps it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(  # noqa: N802  (aiosmtpd calls it so)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"

    def to(self, email: str) -> list[EmailMessage]:
        return [each for each in self.mails if each["To"].lower() == email.lower()]

    def subjects(self, email: str) -> list[str]:
        return [each["Subject"] for each in self.to(email)]


def letters_at(port: int) -> tuple[Letterbox, Controller]:
    box = Letterbox()
    return box, Controller(box, hostname="127.0.0.1", port=port)


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


class Visitor:
    """Somebody at the shop, without a browser; forms are sent with the token that Django wants."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, trust_env=False, timeout=30)
        self.address = address
        self.registered = False

    def order(self, email: str, **wished: int) -> str:
        """Order so many of each article (by SKU, `_` for `-`); gives the order's number."""
        products = {each["upc"]: each["url"] for each in self._results("/api/products/")}
        for sku, quantity in wished.items():
            told = {"url": products[sku.replace("_", "-")], "quantity": quantity}
            self._tell("/api/basket/add-product/", told)
        basket = self.http.get("/api/basket/").json()["url"]
        to = {**ADDRESS, "country": f"{self.address}/api/countries/DE/"}
        told: dict[str, object] = {"basket": basket, "shipping_address": to}
        if not self.registered:
            told["guest_email"] = email
        return str(self._tell("/api/checkout/", told)["number"])

    def register(self, email: str) -> None:
        fields = {"email": email, "password1": PASSWORD, "password2": PASSWORD}
        told = {f"registration-{name}": value for name, value in fields.items()}
        self.submit("/accounts/login/", **told, registration_submit="Register")
        self.registered = True

    def submit(self, path: str, **fields: str) -> httpx.Response:
        """Send a form as a page does, and follow where it leads."""
        if not path.endswith(("cancel/", "resend/")):  # these are buttons on another page
            self.http.get(path, follow_redirects=True)
        token = self.http.cookies.get("csrftoken", "")
        told = {**fields, "csrfmiddlewaretoken": token}
        return self.http.post(path, data=told, follow_redirects=True)

    def page(self, path: str) -> str:
        return self.http.get(path, follow_redirects=True).text

    def _tell(self, path: str, told: dict[str, Any]) -> dict[str, Any]:
        token = {"X-CSRFToken": self.http.cookies.get("csrftoken", "")}
        reply = self.http.post(path, json=told, headers=token)
        assert reply.is_success, reply.text
        answer: dict[str, Any] = reply.json()
        return answer

    def _results(self, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.http.get(path).json()["results"]
        return found


def link_in(text: str) -> str:
    found = re.search(r"http://127[^\s\"<>]+", text)
    assert found is not None
    return found[0]
