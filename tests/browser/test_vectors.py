"""Nothing that a browser can do reaches a host that is not allowed; everything would, if it were.

The forbidden hosts are this machine at other addresses and under other names, and whatever comes
there is counted. Names are looked up by the test: no question leaves this machine.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Playwright,
    Route,
    sync_playwright,
)

from samestory.adapters.http.client import Client
from samestory.adapters.http.messages import Request
from samestory.browser import BrowserFence, launch_options, open_browser
from samestory.errors import CannotAsk, WrongCall
from samestory.network.guard import Guard
from tests.adapters.entries import system_entry
from tests.browser.stand_ins import EVIL, SHOP, THERE, Net, address_of, net, network_proxy, stun
from tests.browser.vectors import (
    FORBIDDEN,
    SERVICE_WORKER,
    SPELT,
    STATUSES,
    Page,
    asked_by,
    hop,
    page,
    seen,
)

NETWORKS = {
    "no proxy": (None, None),
    "http_proxy": ("http_proxy", None),
    "all_proxy with SOCKS": ("all_proxy", None),
    "Playwright's option": (None, "http"),
    "Playwright's option with SOCKS": (None, "socks5"),
}


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    """The shop and the forbidden hosts; every name leads to one of them."""
    really = socket.getaddrinfo

    def looked_up(host: str | bytes | None, *more: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        return really(name and address_of(name), *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    for name in os.environ:
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    with net() as found:
        yield found


@pytest.fixture(params=list(NETWORKS))
def network(request: pytest.FixtureRequest) -> str:
    """A network with or without a proxy."""
    name: str = request.param
    return name


@pytest.fixture
def option(network: str, hosts: Net, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What Playwright has to be told of the network's proxy."""
    variable, option = NETWORKS[network]
    with network_proxy(hosts) as port:
        if variable:
            kind = "socks5" if "SOCKS" in network else "http"
            monkeypatch.setenv(variable, f"{kind}://127.0.0.1:{port}")
        yield {"proxy": {"server": f"{option}://127.0.0.1:{port}"}} if option else {}


AMPLE = 180_000
"""Milliseconds for a page that does all of it, however busy this machine is."""


@contextmanager
def fenced(option: dict[str, Any], *more: str) -> Iterator[tuple[Playwright, Browser]]:
    """Playwright and a browser, both kept on the shop's host, and on these."""
    guard = Guard(hosts=(SHOP, *more))
    with closing(BrowserFence(guard)) as border, sync_playwright() as playwright:
        try:
            browser = border.around(playwright).chromium.launch(
                **launch_options(os.environ), **option
            )
        except WrongCall as why:
            pytest.skip(str(why))
        yield playwright, browser
        browser.close()


def without_routes(browser: Browser) -> BrowserContext:
    """A context that only the proxy keeps in: another one than those that the border has made."""
    return Browser.new_context(browser)


def contexts_to_try(browser: Browser, network: str) -> list[Callable[[], BrowserContext]]:
    """The agent's context, and one without routes; pages are slow, so not in every network."""
    return {
        "no proxy": [browser.new_context, lambda: without_routes(browser)],
        "http_proxy": [browser.new_context],
        "Playwright's option with SOCKS": [lambda: without_routes(browser)],
    }.get(network, [])


def loaded(
    hosts: Net, context: BrowserContext, *, whole: bool = True
) -> tuple[Page, Callable[[], object]]:
    """Have a page do everything that pages do; gives its vectors, and how to let it go on.

    Without `whole`, one answer that never ends holds nothing up: what is asked for is waited for.
    """
    all_of_it = page(hosts)
    worker = {"Content-Type": "text/javascript"}
    hosts.pages = {"/page": (all_of_it.text, {}), "/sw.js": (SERVICE_WORKER, worker)}
    tab = context.new_page()
    tab.goto(f"{hosts.shop}/page", timeout=AMPLE, wait_until="load" if whole else "commit")
    return all_of_it, lambda: tab.evaluate("0")


def ways(
    hosts: Net, playwright: Playwright, context: BrowserContext, option: dict[str, Any]
) -> dict[str, Callable[[str], object]]:
    """How page objects can ask for an address."""
    tab, beside = context.new_page(), playwright.request.new_context(**option)
    key = {"X-Key": "secret"}

    def fetched(url: str) -> None:
        def fetch(route: Route) -> None:
            try:
                route.fulfill(response=route.fetch(url=url, headers=key))
            except Error:
                route.abort()

        tab.route("**/fetched", fetch)
        tab.goto(f"{hosts.shop}/fetched")
        tab.unroute("**/fetched")

    return {
        "goto": tab.goto,
        "page.request": lambda url: tab.request.get(url, headers=key),
        "context.request": lambda url: context.request.post(url, headers=key, data="secret"),
        "playwright.request": lambda url: beside.get(url, headers=key, max_redirects=9),
        "route.fetch": fetched,
    }


def test_nothing_reaches_a_forbidden_host(hosts: Net, option: dict[str, Any], network: str):
    """Neither what page objects ask for, with a key, nor what pages do; redirects included."""
    with fenced(option) as (playwright, browser), browser.new_context() as hers:
        for name, ask in ways(hosts, playwright, hers, option).items():
            hosts.hops.clear()
            _, redirected = asked_by(ask, name, hosts)

            assert redirected == hosts.hops, "each of them was tried"
        for opens in contexts_to_try(browser, network):
            hosts.hops.clear()
            with opens() as context:
                tried, meanwhile = loaded(hosts, context)

                assert set() == hosts.lacks(tried.redirected, "hops", meanwhile)
    assert [] == hosts.strays
    assert set(hosts.asked) <= {SHOP}


@pytest.mark.parametrize("network", ["no proxy", "http_proxy"])
def test_all_of_it_arrives_at_hosts_that_are_allowed(hosts: Net, option: dict[str, Any]):
    """So the vectors are real ones. Routes are left out: with them, redirected beacons hang."""
    with (
        fenced(option, *FORBIDDEN) as (playwright, browser),
        without_routes(browser) as context,
    ):
        tried, meanwhile = loaded(hosts, context, whole=False)
        vectors = tried.direct | tried.redirected
        for name, ask in ways(hosts, playwright, context, option).items():
            vectors = vectors.union(*asked_by(ask, name, hosts))

        assert set() == hosts.lacks(vectors, "vectors", meanwhile)
        assert len(vectors) >= 200


@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_a_proxy_of_a_context_of_its_own_has_the_guard_before_it(hosts: Net, kind: str):
    """Also where a page object opens the context, or a page beside its own."""
    with network_proxy(hosts) as port, fenced({}) as (_, browser):
        option = {"server": f"{kind}://127.0.0.1:{port}"}
        for opened in (
            browser.new_context(proxy=option).new_page(),
            browser.new_page(proxy=option),
        ):
            hosts.forget()
            opened.goto(f"{hosts.shop}/")
            _, redirected = asked_by(opened.goto, "goto", hosts)

            assert {SHOP} == set(hosts.asked)
            assert redirected == hosts.hops
            assert [] == hosts.strays


def test_a_browser_that_a_page_object_starts_is_fenced_as_well(hosts: Net, tmp_path: Path):
    """Whether it keeps a profile or not."""
    with fenced({}) as (_, browser):
        kind, options = browser.browser_type, launch_options(os.environ)
        for opened in (kind.launch(**options), kind.launch_persistent_context(tmp_path, **options)):
            _, redirected = asked_by(opened.new_page().goto, "goto", hosts)
            opened.close()

            assert redirected == hosts.hops
            assert [] == hosts.strays


STUN = """
async url => {
    const one = new RTCPeerConnection({iceServers: [{urls: url, username: "u", credential: "c"}]});
    const found = [];
    const over = new Promise(done => {
        one.onicecandidate = its => its.candidate ? found.push(its.candidate.candidate) : done();
    });
    one.createDataChannel("x");
    await one.setLocalDescription(await one.createOffer());
    await over;
    return found;
}
"""
"""Ask a server for our own address, which is told in the end."""


def test_webrtc_is_off(hosts: Net):
    """It would speak to any address by UDP: no page has it, and the browser would not send it."""
    with fenced({}) as (_, browser), stun() as heard:
        with browser.new_context() as context:
            tab = context.new_page()
            tab.goto(f"{hosts.shop}/")
            assert "undefined" == tab.evaluate("typeof RTCPeerConnection")
            frame = "document.body.appendChild(document.createElement('iframe')).contentWindow"
            assert "undefined" == tab.evaluate(f"typeof {frame}.RTCPeerConnection")
        with without_routes(browser) as context:
            tab = context.new_page()
            tab.goto(f"{hosts.shop}/")
            assert [] == tab.evaluate(STUN, f"stun:{THERE}:{heard.port}")
            tab.evaluate(STUN, f"turn:{THERE}:{hosts.port}?transport=tcp")
        assert not heard.anything
        assert [] == hosts.strays


def test_webrtc_would_be_heard_if_it_were_on(hosts: Net):
    """In a browser that nobody fenced."""
    with sync_playwright() as playwright, stun() as heard:
        try:
            browser = open_browser(playwright, os.environ)
        except WrongCall as why:
            pytest.skip(str(why))
        tab = browser.new_page()
        tab.goto(f"http://127.0.0.1:{hosts.port}/")
        tab.evaluate(f"url => void ({STUN})(url)", f"stun:{THERE}:{heard.port}")
        heard.raw.settimeout(20)
        assert heard.anything
        browser.close()


class TestClient:
    """The requests over HTTP that no browser sends."""

    @staticmethod
    def client(hosts: Net, *more: str) -> Client:
        entry = system_entry(settings={"base_url": hosts.shop})
        return Client(entry, Guard(hosts=(SHOP, *more), plaintext=(SHOP, *more)))

    @staticmethod
    def urls(hosts: Net) -> dict[str, str]:
        by_status = {str(each): (each, f"http://{EVIL}:PORT") for each in STATUSES}
        the_shop = {"line break", "three slashes", "backslash before a user"}  # as httpx reads them
        spelt = {name: (302, base) for name, base in SPELT.items() if name not in the_shop}
        return {
            name: hop(hosts, name, seen(hosts, name, base), status)
            for name, (status, base) in {**by_status, **spelt}.items()
        }

    def test_no_redirect_leads_it_to_a_forbidden_host(self, hosts: Net, option: dict[str, Any]):
        """However that is spelt, with or without a proxy."""
        del option
        client, urls = self.client(hosts), self.urls(hosts)
        for url in urls.values():
            with pytest.raises(CannotAsk):
                client.send(Request("GET", url))
        client.close()

        assert set(urls) == hosts.hops
        assert [] == hosts.strays
        assert set(hosts.asked) <= {SHOP}

    def test_it_follows_redirects_to_hosts_that_are_allowed(
        self, hosts: Net, option: dict[str, Any]
    ):
        """With every status."""
        del option
        client, urls = self.client(hosts, *FORBIDDEN), self.urls(hosts)
        for status in map(str, STATUSES):
            assert 200 == client.send(Request("GET", urls[status])).status
        client.close()

        assert set(map(str, STATUSES)) <= hosts.vectors
