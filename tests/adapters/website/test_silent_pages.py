"""The website in a real browser: what its page was answered with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

from samestory.adapters.website.system import ITS_TEXT, WebsiteSystem
from samestory.browser import BrowserFence, open_browser
from samestory.browser.watchdog import limited
from samestory.core.model import Subject
from samestory.errors import CannotAsk, WrongCall
from tests.adapters.bad_network import Answer, Asked, Site
from tests.adapters.entries import GUARD, filing, system_entry

ORDER = Subject("order", "A-1")
SHOWN = "<!doctype html><title>Shop</title>"
SINGLE_PAGE = SHOWN + "<p>Orders</p><script>fetch('/api')</script>"
FRAMED = SHOWN + "<p>Sorry</p><iframe src='/frame'></iframe>"


class Shop:
    """Looks for an order, and says None if there is none on the page that comes."""

    def __init__(self, page: Any, base_url: str, _who: object) -> None:
        self._page, self._base_url = page, base_url

    def read_order(self, key: str, _of: str | None) -> dict[str, str] | None:
        self._page.goto(f"{self._base_url}/orders/{key}", wait_until="networkidle")
        found = self._page.locator("#status")
        return {"status": found.inner_text()} if found.count() else None


@pytest.fixture(scope="module")
def context() -> Iterator[BrowserContext]:
    """A browser context of this machine's own browser."""
    with closing(BrowserFence(GUARD)) as border, sync_playwright() as playwright:
        try:
            browser = open_browser(border.around(playwright), os.environ)
        except WrongCall as why:
            pytest.skip(str(why))
        with browser.new_context() as opened:
            yield opened
        browser.close()


def came_of(context: BrowserContext, answers: dict[str, Answer]) -> str:
    """What came of asking a shop that answers so: "absent", its status, or why it says nothing."""

    def answer(asked: Asked) -> Answer:
        return answers.get(asked.path, Answer("", 404))

    site = Site(answer)
    with site.up() as port:
        settings = {"base_url": f"http://127.0.0.1:{port}"}
        entry = system_entry(name="website", pages=Shop, settings=settings, timeout=30.0)
        with closing(WebsiteSystem(entry, GUARD, filing(), context)) as system:
            try:
                found = system.observe(ORDER)
            except CannotAsk as trouble:
                return trouble.why.replace(str(port), "PORT")
    return "absent" if found.absent else str((found.values or {})["status"])


SAYS_NOTHING = "its page answered {}, so that nothing found there says nothing"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"/orders/A-1": Answer(f"{SHOWN}<p id=status>placed")}, "placed"),
        ({"/orders/A-1": Answer(f"{SHOWN}<p>No such order", 404)}, "absent"),
        ({"/orders/A-1": Answer(f"{SHOWN}<p>No such order")}, "absent"),
        ({"/orders/A-1": Answer(f"{SHOWN}<h1>Sorry", 500)}, SAYS_NOTHING.format(500)),
        ({"/orders/A-1": Answer(f"{SHOWN}<h1>Bad gateway", 502)}, SAYS_NOTHING.format(502)),
        ({"/orders/A-1": Answer(f"{SHOWN}<h1>Forbidden", 403)}, SAYS_NOTHING.format(403)),
        ({"/orders/A-1": Answer(SHOWN)}, "its page is blank"),
        (
            {
                "/orders/A-1": Answer("", 302, {"Location": "/error"}),
                "/error": Answer(f"{SHOWN}<p>Sorry", 503),
            },
            SAYS_NOTHING.format(503),
        ),
        (
            {"/orders/A-1": Answer(SINGLE_PAGE), "/api": Answer("{}", 502)},
            "a part of its page failed (502 http://127.0.0.1:PORT/api)",
        ),
        ({"/orders/A-1": Answer(SINGLE_PAGE), "/api": Answer("{}", 404)}, "absent"),
        (
            {"/orders/A-1": Answer(FRAMED, 500), "/frame": Answer(f"{SHOWN}<p>Hello")},
            SAYS_NOTHING.format(500),
        ),
    ],
)
def test_nothing_found_says_something_only_on_a_page_that_is_well(
    context: BrowserContext, answers: dict[str, Answer], expected: str
):
    """That an order never came must not rest on a gateway."""
    assert expected == came_of(context, answers)


class BusyShop(Shop):
    """Its page begins to compute for ever once it was read."""

    def read_order(self, key: str, _of: str | None) -> dict[str, str] | None:
        found = super().read_order(key, _of)
        self._page.evaluate("() => void setTimeout(() => { for (;;); })")
        return found


def text_kept(context: BrowserContext, pages: type, headers: dict[str, str]) -> str:
    """The text of a page that is kept as evidence; it has a fifth of a second to give it."""
    site = Site(lambda _: Answer(f"{SHOWN}<p id=status>placed", headers=headers))
    with site.up() as port:
        settings = {"base_url": f"http://127.0.0.1:{port}"}
        entry = system_entry(name="website", pages=pages, settings=settings, timeout=30.0)
        system = WebsiteSystem(
            entry, GUARD, filing(), context, limited=lambda page, most: limited(page, most / 5)
        )
        with closing(system):
            [kept] = system.observe(ORDER).evidence
    return kept.content.decode().partition(ITS_TEXT)[2]


@pytest.mark.parametrize(
    "policy", ["", "default-src 'none'", "script-src 'self'; require-trusted-types-for 'script'"]
)
def test_the_text_of_a_page_is_kept_whatever_scripts_it_allows(
    context: BrowserContext, policy: str
):
    """A page that forbids scripts of others is read as any other."""
    assert "placed\n" == text_kept(context, Shop, {"Content-Security-Policy": policy})


def test_a_page_that_is_too_busy_to_give_its_text_is_left(context: BrowserContext):
    """What was read from it counts, and nothing waits for the rest."""
    assert "(could not be read: it took more than 1 s)\n" == text_kept(context, BusyShop, {})
