"""The company's mail: the same for its customers, whichever programs carry it."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Awaitable, Callable
from email.message import EmailMessage

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from samestory_demo.settings import HOST
from samestory_lab.mail import choosing
from samestory_lab.mail.choosing import Kind, Mail, mail_of
from samestory_lab.mail.debian import Debian, what_is_missing
from samestory_lab.programs import DidNotOpenError
from samestory_lab.settings import Secrets, Settings
from tests.samestory_lab.pieces import free_ports

debian = pytest.mark.skipif(bool(what_is_missing()), reason=what_is_missing() or "it is there")
KINDS = [pytest.param(Kind.POSTFIX, marks=debian), Kind.PYTHON]
PASSWORD = "made up: with 'quotes' and {braces}"


@pytest.fixture
def settings() -> Settings:
    return Settings(free_ports(), Secrets(mailbox_password=PASSWORD))


def with_mail(kind: Kind, settings: Settings, do: Callable[[Mail], Awaitable[None]]) -> None:
    """Do something while these mail servers are open."""

    async def whole() -> None:
        mail = mail_of(kind, settings)
        try:
            await mail.open()
            await do(mail)
        finally:
            await mail.close()

    asyncio.run(whole())


def send(settings: Settings, to: str, subject: str) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "shop@speedwell.example", to, subject
    letter.set_content("Grüße")
    with smtplib.SMTP(HOST, settings.ports.smtp) as post:
        post.send_message(letter)


def subjects(settings: Settings, who: str, *, at_least: int = 0) -> list[str]:
    """What lies in a mailbox, when it is as much as is waited for."""
    with IMAPClient(HOST, settings.ports.imap, ssl=False) as post:
        post.login(who, settings.secrets.mailbox_password)
        post.select_folder("INBOX")
        post.idle()
        while len(found := _all(settings, who)) < at_least:
            assert post.idle_check(timeout=10), f"no further mail after {found}"
        post.idle_done()
        return found


def _all(settings: Settings, who: str) -> list[str]:
    with IMAPClient(HOST, settings.ports.imap, ssl=False) as post:
        post.login(who, settings.secrets.mailbox_password)
        post.select_folder("INBOX", readonly=True)
        letters = post.fetch(post.search(), ["ENVELOPE"])
        return sorted(each[b"ENVELOPE"].subject.decode() for each in letters.values())


@pytest.mark.parametrize("kind", KINDS)
def test_every_address_has_a_mailbox_of_its_own(kind: Kind, settings: Settings):
    """However she spells it; the password is the same for all, and needed."""

    def use() -> None:
        send(settings, "Ada+shop@Customers.example", "for Ada")
        send(settings, "o'hara@customers.example", "for O'Hara")

        assert ["for Ada"] == subjects(settings, "ada+SHOP@customers.example", at_least=1)
        assert ["for O'Hara"] == subjects(settings, "o'hara@customers.example", at_least=1)
        assert [] == subjects(settings, "ada@customers.example")
        with IMAPClient(HOST, settings.ports.imap, ssl=False) as post, pytest.raises(LoginError):
            post.login("ada@customers.example", "guessed")

    with_mail(kind, settings, lambda _: asyncio.to_thread(use))


@pytest.mark.parametrize("kind", KINDS)
def test_a_reset_empties_every_mailbox(kind: Kind, settings: Settings):
    """And the next mail arrives as the first one did."""

    async def do(mail: Mail) -> None:
        await asyncio.to_thread(send, settings, "ada@customers.example", "before")
        await asyncio.to_thread(subjects, settings, "ada@customers.example", at_least=1)
        await mail.reset()
        assert [] == await asyncio.to_thread(subjects, settings, "ada@customers.example")
        await asyncio.to_thread(send, settings, "ada@customers.example", "after")
        found = await asyncio.to_thread(subjects, settings, "ada@customers.example", at_least=1)
        assert ["after"] == found

    with_mail(kind, settings, do)


def test_the_best_there_is_is_taken(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    """Debian's programs where they can be run, else Python's; nobody has to choose."""
    for missing, kind in (("", "Debian"), ("not installed: postfix", "Python")):
        monkeypatch.setattr(choosing, "what_is_missing", lambda missing=missing: missing)
        assert kind == type(mail_of(Kind.AUTO, settings)).__name__
        assert "Python" == type(mail_of(Kind.PYTHON, settings)).__name__


def test_what_was_asked_for_and_is_not_there_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    """With what is missing, and the way out."""
    missing = "samestory_lab.mail.debian.what_is_missing"
    monkeypatch.setattr(missing, lambda: "not installed: dovecot-lmtpd")

    with pytest.raises(DidNotOpenError, match=r"\(not installed: dovecot-lmtpd\): choose --mail"):
        asyncio.run(Debian(settings).open())
