"""A request is lost, not answered or sent twice; nothing of it passes the guard."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import BrowserContext, Error, sync_playwright

from samestory.browser import BrowserFence, launch_options, open_browser
from samestory.browser.mishaps import BACK, DOUBLED, LOST, RELOADED, TABS, UNANSWERED, Mishaps
from samestory.errors import WrongCall
from samestory.network.guard import Guard

pytestmark = pytest.mark.skipif(
    "executable_path" not in launch_options(os.environ), reason="there is no browser here"
)
FORM = """<form method="post" action="{action}">
<input type="hidden" name="token" value="{token}"><input name="card" value="none">
<button>Buy</button></form>"""


class TinyShop(ThreadingHTTPServer):
    """Counts what is bought, gives a cookie for it, and leads to a page of thanks."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.bought: list[str] = []
        self.forms: list[str] = []
        self.shown = 0
        self.action = "/buy"
        self.leads_on = True
        self.together: threading.Barrier | None = None
        """What has to be bought at the same time waits here for each other."""


class _Counter(BaseHTTPRequestHandler):
    server: TinyShop

    def do_GET(self) -> None:
        thanks = "<h1>Thanks</h1>" if self.path == "/thanks" else ""
        self.server.shown += 1
        form = FORM.format(action=self.server.action, token=self.server.shown)
        self._say(200, (thanks + form).encode())

    def do_POST(self) -> None:
        self.server.bought.append(self.headers.get("Cookie", ""))
        self.server.forms.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.server.together:
            self.server.together.wait(timeout=20)
        self.send_response(303 if self.server.leads_on else 200)
        if self.server.leads_on:
            self.send_header("Location", "/thanks")
        else:
            self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.send_header("Set-Cookie", f"bought={len(self.server.bought)}")
        self.end_headers()

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def shop() -> Iterator[TinyShop]:
    with TinyShop() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def context() -> Iterator[BrowserContext]:
    """A browser that may reach 127.0.0.1 alone."""
    fence = BrowserFence(Guard(hosts=("127.0.0.1",)))
    with closing(fence), sync_playwright() as playwright:
        browser = open_browser(fence.around(playwright), os.environ)
        yield browser.new_context()
        browser.close()


@pytest.fixture(autouse=True)
def without_cookies(context: BrowserContext) -> None:
    context.clear_cookies()


def buy(context: BrowserContext, shop: TinyShop) -> str:
    """Press the button, and return the heading that comes; "" if no answer does."""
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{shop.server_port}/")
    try:
        page.locator("[name=card]").fill("gold")
        with page.expect_navigation():
            page.get_by_role("button").click()
    except Error:
        return ""
    headings = page.get_by_role("heading").all_inner_texts()
    return headings[0] if headings else ""


def cookies(context: BrowserContext) -> list[object]:
    return [each["value"] for each in context.cookies()]


def test_what_is_lost_on_the_way_never_arrives(context: BrowserContext, shop: TinyShop) -> None:
    """The next one does: it happens once."""
    mishaps = Mishaps(context)
    mishaps.befall(LOST)

    assert "" == buy(context, shop)
    assert [] == shop.bought
    assert "Thanks" == buy(context, shop)
    assert [""] == shop.bought
    assert 1 == mishaps.struck


def test_what_is_not_answered_was_done(context: BrowserContext, shop: TinyShop) -> None:
    """And the browser has nothing of the answer, not even its cookie."""
    Mishaps(context).befall(UNANSWERED)

    assert "" == buy(context, shop)
    assert [""] == shop.bought
    assert [] == cookies(context)


def test_what_is_sent_twice_is_the_same_twice(context: BrowserContext, shop: TinyShop) -> None:
    """With the cookies of before; the second answer is the one that is shown."""
    Mishaps(context).befall(DOUBLED)

    assert "Thanks" == buy(context, shop)
    assert ["", ""] == shop.bought
    assert ["token=1&card=gold"] * 2 == shop.forms
    assert ["2"] == cookies(context)


def test_two_tabs_send_at_the_same_time(context: BrowserContext, shop: TinyShop) -> None:
    """The shop answers neither before it has both. Each tab has the hidden fields of its page."""
    shop.together = threading.Barrier(2)
    Mishaps(context).befall(TABS)

    assert "Thanks" == buy(context, shop)
    assert ["", ""] == shop.bought
    assert {"token=1&card=gold", "token=2&card=gold"} == set(shop.forms)


def test_after_the_back_button_she_is_known(context: BrowserContext, shop: TinyShop) -> None:
    """The first answer is the one that is shown, and the cookies are those of the last."""
    buy(context, shop)
    Mishaps(context).befall(BACK)

    assert "Thanks" == buy(context, shop)
    assert ["", "bought=1", "bought=2"] == shop.bought
    assert ["3"] == cookies(context)


@pytest.mark.parametrize(("leads_on", "bought"), [(True, [""]), (False, ["", "bought=1"])])
def test_a_reload_buys_again_unless_the_answer_leads_on(
    context: BrowserContext, shop: TinyShop, *, leads_on: bool, bought: list[str]
) -> None:
    """As browsers do: what is loaded again is what the address line shows."""
    shop.leads_on = leads_on
    Mishaps(context).befall(RELOADED)

    buy(context, shop)
    assert bought == shop.bought


def test_it_happens_to_the_request_that_decides(context: BrowserContext, shop: TinyShop) -> None:
    """A basket is filled before; that goes well."""
    mishaps = Mishaps(context, ["/pay*"])
    mishaps.befall(LOST)
    assert "Thanks" == buy(context, shop)

    shop.action = "/pay/now"
    assert "" == buy(context, shop)
    assert [""] == shop.bought


@pytest.mark.parametrize("kind", [UNANSWERED, DOUBLED, TABS, BACK, RELOADED])
def test_nothing_is_sent_past_the_guard(context: BrowserContext, shop: TinyShop, kind: str) -> None:
    """Not by the request that is sent on purpose either."""
    Mishaps(context).befall(kind)
    shop.action = f"http://localhost:{shop.server_port}/buy"

    assert "" == buy(context, shop)
    assert [] == shop.bought


def test_an_unknown_mishap_names_those_that_there_are(context: BrowserContext) -> None:
    with pytest.raises(WrongCall, match="never answered, lost on the way, sent twice"):
        Mishaps(context).befall("eaten by the dog")
