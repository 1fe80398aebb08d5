"""What a browser shows is what the website says now, and never a copy that the browser has kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from samestory.browser import BrowserFence, launch_options
from samestory.errors import WrongCall
from samestory.network.guard import Guard
from tests.adapters.bad_network import Answer, Asked, Site

HERE = "127.0.0.1"
BY_SCRIPT = """<main></main><script>
fetch("/price").then(its => its.text())
    .then(text => { document.querySelector("main").innerHTML = text; });
</script>"""


@contextmanager
def shop() -> Iterator[tuple[str, list[str]]]:
    """A shop whose answers may be kept for an hour; its price is the last one of a list."""
    prices = ["49.90"]

    def answer(asked: Asked) -> Answer:
        body = {"/script": BY_SCRIPT, "/price": f"<h2>{prices[-1]}</h2>"}.get(asked.path, "Hello")
        return Answer(body, headers={"Cache-Control": "public, max-age=3600"})

    with Site(answer).up() as port:
        yield f"http://{HERE}:{port}", prices


@contextmanager
def fenced() -> Iterator[Browser]:
    with closing(BrowserFence(Guard(hosts=(HERE,)))) as border, sync_playwright() as playwright:
        try:
            browser = border.around(playwright).chromium.launch(**launch_options(os.environ))
        except WrongCall as why:
            pytest.skip(str(why))
        yield browser
        browser.close()


def price_on(page: Page, url: str) -> str:
    page.goto("about:blank")
    page.goto(url)
    return page.locator("h2").inner_text()


def in_one_tab(browser: Browser) -> Callable[[], Page]:
    page = browser.new_context().new_page()
    return lambda: page


def in_a_second_tab(browser: Browser) -> Callable[[], Page]:
    return browser.new_context().new_page


def in_a_tab_of_the_page(browser: Browser) -> Callable[[], Page]:
    opener = browser.new_context().new_page()

    def opened() -> Page:
        with opener.expect_popup() as popup:
            opener.evaluate("() => void window.open('about:blank')")
        return popup.value

    return opened


@pytest.mark.parametrize("path", ["/price", "/script"])
@pytest.mark.parametrize("opening", [in_one_tab, in_a_second_tab, in_a_tab_of_the_page])
def test_a_page_that_may_be_kept_is_asked_for_anew(
    opening: Callable[[Browser], Callable[[], Page]], path: str
):
    """Neither a page nor what its script asks for is an old one, in whichever tab it was shown."""
    with shop() as (address, prices), fenced() as browser:
        opens = opening(browser)
        assert "49.90" == price_on(opens(), address + path)
        prices.append("59.90")

        assert "59.90" == price_on(opens(), address + path)
