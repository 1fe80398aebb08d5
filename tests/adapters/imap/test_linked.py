"""The mails that hold a link, and what they say of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samestory.config import load
from samestory.core.model import Subject
from samestory.errors import WrongCall
from tests.adapters.entries import reading
from tests.adapters.imap.fake_imap import FakeServer
from tests.adapters.imap.test_system import inbox

ADA = "ada@customers.example"
OFFER = "https://shop.example/offers/1?who=2&what=3"
HTML = (
    b"Subject: order A-10\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b'<p><a href="https://shop.example/offers/1?who=2&amp;what=3">Take the <b>offer</b></a>'
    b' <a href="https://shop.example/offers/11">Another</a></p>'
)
FIELDS = {"does": reading("newest && newest.link.text"), "count": reading("count", "count")}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    server = FakeServer()
    yield server
    for client in server.clients:
        client.shutdown()


def told(server: FakeServer, link: str = OFFER) -> dict[str, object]:
    """What the newest mail that holds the link says of it, and how many mails hold it."""
    asking = inbox(server, find={"link": "{key}"}, fields=FIELDS)
    return dict(asking.observe(Subject("order", link, ADA)).values or {})


def test_a_mail_is_found_by_the_whole_address_of_a_link(server: FakeServer):
    """The address as a browser would open it; the text is what a person reads."""
    server.mails = {1: HTML}

    assert {"does": "Take the offer", "count": 1} == told(server)


def test_a_part_of_an_address_is_another_address(server: FakeServer):
    """A link to offer 1 is none to offer 11, and a mail without the link says nothing of it."""
    server.mails = {1: HTML.replace(b"offers/1?", b"offers/111?")}

    assert {"does": None, "count": 0} == told(server)


def test_the_address_is_not_sent_to_the_server(server: FakeServer):
    """No server searches the addresses behind the texts; every mail is looked through here."""
    server.mails = {1: HTML}
    told(server)

    assert all("offers" not in str(each) for each in server.log)


def test_an_address_that_could_become_a_command_is_refused(server: FakeServer):
    """Nothing of it reaches a server."""
    with pytest.raises(WrongCall, match="no system was asked"):
        told(server, "https://shop.example/\r\nA1 DELETE INBOX")

    assert [] == server.log


def test_a_landscape_names_the_link_beside_other_words(tmp_path: Path):
    """`find = { link = "{key}", from = ... }`."""
    file = tmp_path / "shop.toml"
    file.write_text(
        '[guard]\nhosts = ["imap.example.com"]\n[subjects.link]\ndoes = "text"\n'
        '[systems.inbox]\nadapter = "inbox"\nhost = "imap.example.com"\n'
        'auth = { kind = "password", user = "{of}", password_env = "P" }\n'
        '[systems.inbox.link]\nfind = { link = "{key}", from = "shop@example.com" }\n'
        'does = "newest.link.text"\n',
        "utf-8",
    )
    found = load(file, {"P": "a password"}).systems["inbox"].subjects["link"].question.find

    assert {"link": "{key}", "from": "shop@example.com"} == found
