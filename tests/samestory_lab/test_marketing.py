"""The marketing list: nobody is on it twice, and nobody by somebody else's hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx
import pytest
from imapclient import IMAPClient

from samestory_demo.settings import HOST
from samestory_lab.settings import Settings
from samestory_lab.software import LIST
from tests.samestory_lab.pieces import piece, real

pytestmark = real
SUBSCRIBE = "/newsletter/offers/subscribe/"
OFFER = {"product": "Mini pump", "price": "10.00", "link": "http://127.0.0.1/offers/x?a=1&b=2"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    with piece(LIST, tmp_path_factory.mktemp("homes")) as settings:
        yield settings


@pytest.fixture
def staff(settings: Settings) -> Iterator[httpx.Client]:
    key = {"X-List-Key": settings.secrets.list_key}
    with httpx.Client(base_url=settings.address("list"), headers=key, trust_env=False) as client:
        yield client


@pytest.fixture
def visitor(settings: Settings) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=settings.address("list"), trust_env=False, follow_redirects=True
    ) as client:
        yield client


def members(staff: httpx.Client, email: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = staff.get("/marketing/members", params={"email": email}).json()[
        "members"
    ]
    return found


def news_of(staff: httpx.Client, email: str) -> list[str]:
    events = staff.get("/outbox/", params={"after": 0}).json()["events"]
    return [each["name"] for each in events if each["email"] == email]


def send(visitor: httpx.Client, page: str, **told: str) -> httpx.Response:
    """Fill in the form of a page, with its token against forgery."""
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', visitor.get(page).text)
    assert token
    return visitor.post(page, data={"csrfmiddlewaretoken": token[1], **told})


def letters(settings: Settings, email: str) -> list[str]:
    with IMAPClient(HOST, settings.ports.imap, ssl=False) as post:
        post.login(email, settings.secrets.mailbox_password)
        post.select_folder("INBOX", readonly=True)
        return [
            each[b"BODY[]"].decode() for each in post.fetch(post.search(), ["BODY.PEEK[]"]).values()
        ]


def test_who_signs_up_is_on_it_when_she_has_confirmed_that(
    settings: Settings, staff: httpx.Client, visitor: httpx.Client
):
    """The link goes to her own mailbox, and the integration hears of her afterwards only."""
    eve = "eve@customers.example"
    send(visitor, SUBSCRIBE, name_field="Eve Short", email_field=eve)
    [before] = members(staff, eve)
    [letter] = letters(settings, eve)
    told_before = news_of(staff, eve)
    link = re.search(r"http://\S+/activate/(\w+)/", letter)
    assert link
    send(visitor, link[0], name_field="Eve Short", user_activation_code=link[1])

    assert ("unconfirmed", []) == (before["status"], told_before)
    assert "subscribed" == members(staff, eve)[0]["status"]
    assert ["Eve Short"] == news_of(staff, eve)


def test_nobody_is_on_it_twice(staff: httpx.Client, visitor: httpx.Client):
    """However her address is spelt, and whoever writes it down."""
    staff.post("/marketing/members", json={"email": "Ada@customers.example", "name": "Ada"})
    staff.post("/marketing/members", json={"email": "ada@customers.example", "name": ""})
    again = send(visitor, SUBSCRIBE, name_field="", email_field="ADA@Customers.Example")

    assert "already been subscribed" in again.text
    [her] = members(staff, "aDa@customers.example")
    assert ("Ada", "subscribed") == (her["name"], her["status"])
    assert ["Ada"] == news_of(staff, "Ada@customers.example")


def test_a_second_sign_up_before_the_first_is_confirmed_makes_no_second_record(
    settings: Settings, staff: httpx.Client, visitor: httpx.Client
):
    """She is asked once more, and what she left blank is not forgotten."""
    send(visitor, SUBSCRIBE, name_field="Bo Long", email_field="bo@customers.example")
    send(visitor, SUBSCRIBE, name_field="", email_field="BO@customers.example")

    assert ["Bo Long"] == [each["name"] for each in members(staff, "bo@customers.example")]
    assert 2 == len(letters(settings, "bo@customers.example"))


def test_an_offer_is_mailed_to_members_only(settings: Settings, staff: httpx.Client):
    """With its price and its link; nobody else is written to."""
    fay = "fay@customers.example"
    refused = staff.post("/marketing/offers", json={"email": fay, **OFFER})
    staff.post("/marketing/members", json={"email": fay, "name": "Fay"})
    mailed = staff.post("/marketing/offers", json={"email": fay, **OFFER})

    assert (409, 202) == (refused.status_code, mailed.status_code)
    [letter] = letters(settings, fay)
    assert "Subject: Only for you: Mini pump" in letter
    assert "Mini pump for 10.00 EUR" in letter
    [first, *_] = re.findall(r'href="([^"]+)"', letter)
    assert OFFER["link"] == unescape(first)


def test_who_is_taken_out_is_written_to_no_more(staff: httpx.Client):
    """Her record stays: it says whom nobody must write to."""
    hal = "hal@customers.example"
    staff.post("/marketing/members", json={"email": hal, "name": "Hal"})
    staff.delete("/marketing/members", params={"email": hal.upper()}).raise_for_status()
    refused = staff.post("/marketing/offers", json={"email": hal, **OFFER})

    [her] = members(staff, hal)
    assert ("unsubscribed", 409) == (her["status"], refused.status_code)


def test_only_who_has_the_key_is_answered(settings: Settings):
    for path in ("/marketing/members", "/marketing/offers", "/outbox/"):
        address = settings.address("list") + path
        assert 401 == httpx.get(address, headers={"X-List-Key": "x"}, trust_env=False).status_code


def test_a_wrong_call_is_told_what_is_wrong(staff: httpx.Client):
    for path, told, why in (
        ("/marketing/members", {"name": "Ada"}, "'email' is missing"),
        ("/marketing/members", {"email": "ada"}, "'email' is no mail address: 'ada'"),
        ("/marketing/offers", {"email": "a@b.example", "product": "x"}, "'price' is missing"),
    ):
        answer = staff.post(path, json=told)
        assert (400, why) == (answer.status_code, answer.json()["error"])
