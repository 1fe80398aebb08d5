"""Pages that need their scripts, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.html.in_browser import HtmlInBrowser
from samestory.browser import BrowserFence, open_browser
from samestory.config.entries import Auth, LoginPage
from samestory.core.model import Subject
from samestory.errors import CannotAsk, WrongCall
from samestory.extraction.entries import Question
from samestory.extraction.selectors import Page, Pick, Records
from samestory.network.guard import Guard
from samestory.redaction import Masker
from tests.adapters.bad_network import Answer, Asked, Site, saying
from tests.adapters.entries import reading, subject_entry, system_entry

HERE = "127.0.0.1"
ORDER = Subject("order", "A-1")
GUARD = Guard(hosts=(HERE,), file="x.toml")
ENTRY = subject_entry(
    question=Question(
        find={"method": "GET", "path": "/orders/{key}"},
        page=Page({"state": Pick("#state"), "lines": Records("li", {"sku": Pick("b")})}),
    ),
    fields={"status": reading("state"), "copies": reading("length(lines)", "count")},
)
EMPTY = "<!doctype html><title>Order</title><p id=state></p><ul></ul><script>{script}</script>"
SHOWN = EMPTY.format(
    script="""
    fetch("/api/orders/A-1").then(reply => reply.json()).then(order => {
        document.querySelector("#state").textContent = order.state;
        for (const sku of order.skus)
            document.querySelector("ul").insertAdjacentHTML("beforeend", `<li><b>${sku}</b></li>`);
    });"""
)
TOLD = {"state": "placed", "skus": ["CH-11", "CW-50"]}


def desk(asked: Asked) -> Answer:
    """An application that is nothing without its scripts."""
    return Answer(TOLD if asked.path.startswith("/api/") else SHOWN)


@pytest.fixture(scope="module")
def her_browser() -> Iterator[Browser]:
    """The browser of this machine, kept on the allowed hosts as `samestory` keeps it.

    Not pytest-playwright's, whose event loop would stay on this thread for all other tests.
    """
    with closing(BrowserFence(GUARD)) as border, sync_playwright() as playwright:
        try:
            browser = open_browser(border.around(playwright), os.environ)
        except WrongCall as why:
            pytest.skip(str(why))
        yield browser
        browser.close()


@pytest.fixture
def context(her_browser: Browser) -> Iterator[BrowserContext]:
    """The customer's."""
    with her_browser.new_context() as opened:
        yield opened


@contextmanager
def asking(
    port: int, context: BrowserContext | None, auth: Auth | None = None, timeout: float = 30.0
) -> Iterator[HtmlInBrowser]:
    settings = {"base_url": f"http://{HERE}:{port}", "with_scripts": True}
    entry = system_entry(
        ENTRY, adapter="html", settings=settings, timeout=timeout, auth=auth or Auth()
    )
    system = HtmlInBrowser(entry, GUARD, EvidenceStore(Masker()), context)
    try:
        yield system
    finally:
        system.close()


def test_what_scripts_have_written_is_read(context: BrowserContext):
    """When they ask for nothing more; and it can be asked again and again."""
    site = Site(desk)
    with site.up() as port, asking(port, context) as system:
        found = [system.observe(ORDER) for _ in range(2)]

    assert [{"status": "placed", "copies": 2}] * 2 == [each.values for each in found]
    assert b"CW-50" in found[0].evidence[0].content
    assert f"GET http://{HERE}:{port}/orders/A-1" == found[0].asked


def test_it_logs_in_and_shares_nothing_with_the_customer(context: BrowserContext):
    """Cookies know no ports: on one machine the shop's and the desk's would be one."""
    form = (
        "<form method=post action='/in'><input type=hidden name=t value=7>"
        "<input name=username><input type=password name=password></form>"
    )

    def answer(asked: Asked) -> Answer:
        if asked.path == "/in":
            right = {"t": ["7"], "username": ["qa"], "password": ["pw"]} == parse_qs(asked.body)
            cookie = {"Location": "/home", "Set-Cookie": "session=0123456789abcdef; Path=/"}
            return Answer("", 302, cookie) if right else Answer(form)
        known = "session=0123456789abcdef" in asked.headers.get("cookie", "")
        return desk(asked) if known else Answer(form)

    auth = Auth("login form", "qa", "pw", variables=("PW",), login=LoginPage(path="/login"))
    site = Site(answer)
    context.add_cookies([{"name": "session", "value": "hers", "domain": HERE, "path": "/"}])
    with site.up() as port, asking(port, context, auth) as system:
        found = [system.observe(ORDER).values for _ in range(2)]
        hers = context.cookies()

    assert [{"status": "placed", "copies": 2}] * 2 == found
    assert ["hers"] == [each["value"] for each in hers]
    assert 1 == site.paths().count("POST /in")


def test_a_password_is_shown_to_the_system_alone(context: BrowserContext):
    """By basic authentication: where it asks for one, and nowhere else."""

    def answer(asked: Asked) -> Answer:
        if asked.headers.get("authorization") == "Basic cWE6cHc=":
            return desk(asked)
        return Answer("", 401, {"WWW-Authenticate": 'Basic realm="desk"'})

    site = Site(answer)
    auth = Auth("basic", "qa", "pw", variables=("PW",))
    with site.up() as port, asking(port, context, auth) as system:
        found = system.observe(ORDER)

    assert {"status": "placed", "copies": 2} == found.values


@pytest.mark.parametrize(
    ("site", "why"),
    [
        (saying("no", status=500), "it answered 500 Internal Server Error"),
        (saying("", status=429, Retry_After="7"), "it asks to be left alone for 7 s (429"),
        (saying({"state": "placed"}), "it answered application/json instead of HTML"),
        (
            saying(EMPTY.format(script="location = 'http://evil.example/'")),
            "it leads to http://evil.example/, which x.toml does not allow",
        ),
    ],
)
def test_what_is_no_page_of_it_cannot_be_asked(context: BrowserContext, site: Site, why: str):
    """As without a browser."""
    with site.up() as port, asking(port, context) as system, pytest.raises(CannotAsk) as caught:
        system.observe(ORDER)

    assert caught.value.why.startswith(why)


def test_a_page_that_never_rests_cannot_be_asked(context: BrowserContext):
    """It might still be about to say something else."""
    restless = EMPTY.format(script="setInterval(() => fetch('/more'), 20)")
    with (
        saying(restless).up() as port,
        asking(port, context, timeout=0.7) as system,
        pytest.raises(CannotAsk, match=r"^its page did not come to rest within 0\.7 s$"),
    ):
        system.observe(ORDER)


def test_reading_a_page_holds_up_the_main_thread_no_longer_than_it_may():
    """It goes on beside it, and nobody waits for it any more."""
    free = Event()
    with asking(1, None) as system:
        with pytest.raises(CannotAsk, match=r"^its page could not be read within 30 s$"):
            system._in_time(lambda _: free.wait())
        free.set()


def test_without_a_browser_it_says_so():
    """It is unreachable, and not without a record."""
    with asking(1, None) as system, pytest.raises(CannotAsk, match="only be asked with a browser"):
        system.observe(ORDER)
