"""The fence around a browser context, by routes, and the reason why a page led nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from samestory.browser.routes import FailedNavigation, fence, foreign
from samestory.network.guard import Guard

GUARD = Guard(
    hosts=("127.0.0.1", "Shop.example", "*.cdn.example", "[::1]", "Bücher.example"), file="x.toml"
)


@dataclass(eq=False)
class FakeContext:
    scripts: list[str] = field(default_factory=list)
    routes: list[tuple[Any, Callable[..., None]]] = field(default_factory=list)

    def add_init_script(self, script: str) -> None:
        self.scripts.append(script)

    def route(self, pattern: object, handler: Callable[..., None]) -> None:
        self.routes.append((pattern, handler))


@dataclass
class FakePage:
    context: FakeContext
    heard: dict[str, Callable[[Any], None]] = field(default_factory=dict)

    def on(self, event: str, hear: Callable[[Any], None]) -> None:
        self.heard[event] = hear

    def fail(self, url: str, *, navigates: bool = True) -> None:
        self.heard["requestfailed"](
            SimpleNamespace(url=url, is_navigation_request=lambda: navigates)
        )


@pytest.mark.parametrize(
    ("url", "stopped"),
    [
        ("http://127.0.0.1:8800/orders", False),
        ("http://127.0.0.1", False),
        ("https://shop.example?x=1", False),
        ("https://shop.example./", False),
        ("https://x:y@shop.example/", False),
        ("https://img.cdn.example/a.png", False),
        ("http://[::1]:80/", False),
        ("https://xn--bcher-kva.example/", False),
        ("http://127.0.0.1.evil.example/", True),
        ("http://127.0.0.11/", True),
        ("http://127.0.0.1@evil.example/", True),
        ("http://x@127.0.0.1@evil.example/", True),
        ("https://evil.example/?http://127.0.0.1/", True),
        ("https://evil.example/@127.0.0.1/", True),
        ("https://evil.example#.cdn.example/", True),
        ("https://cdn.example/", True),
        ("https://a/b.cdn.example/", True),
        ("http://[::1:1]/", True),
        ("http://[::ffff:7f00:1]/", True),
        ("wss://evil.example/", True),
        ("data:text/html,hello", False),
        ("about:blank", False),
    ],
)
def test_foreign_addresses_are_recognised(url: str, stopped: bool):
    """As the browser writes them: in lower case and punycode, without tricks."""
    assert stopped is bool(foreign(GUARD).search(url))


def test_without_allowed_hosts_every_address_is_foreign():
    """Silence is no permission, and neither is an entry that means no host."""
    assert foreign(Guard()).search("http://127.0.0.1/")
    assert foreign(Guard(hosts=("*",))).search("http://127.0.0.1/")


def test_a_fenced_context_has_neither_foreign_requests_nor_webrtc():
    """The request is aborted where the browser's own blockers would."""
    context, aborted = FakeContext(), []
    fence(context, GUARD)  # type: ignore[arg-type]
    [(_, stop)] = context.routes
    stop(SimpleNamespace(abort=aborted.append))

    assert ["blockedbyclient"] == aborted
    assert ["RTCPeerConnection" in each for each in context.scripts] == [True]


def test_a_page_that_leads_to_a_forbidden_host_is_named_once():
    """Redirects as well; the reason goes with the page that it is told for."""
    page = FakePage(FakeContext())
    dead_end = FailedNavigation(page, GUARD)  # type: ignore[arg-type]
    page.fail("http://evil.example/")

    assert "it leads to http://evil.example/, which x.toml does not allow" == dead_end.take()
    assert None is dead_end.take()


def test_a_picture_that_was_left_out_is_no_dead_end():
    """Counters and fonts are no reason for trouble."""
    page = FakePage(FakeContext())
    dead_end = FailedNavigation(page, GUARD)  # type: ignore[arg-type]
    page.fail("http://evil.example/a.png", navigates=False)

    assert None is dead_end.take()


def test_a_host_that_does_not_answer_is_told_by_what_the_proxy_knows():
    """The browser only sees a proxy that says nothing."""
    context = FakeContext()
    fence(context, GUARD, {"http://127.0.0.1:1/": "Connection refused"}.get)  # type: ignore[arg-type]
    page = FakePage(context)
    dead_end = FailedNavigation(page, GUARD)  # type: ignore[arg-type]
    page.fail("http://127.0.0.1:1/")

    assert "the connection to http://127.0.0.1:1/ failed (Connection refused)" == dead_end.take()
    page.fail("http://127.0.0.1:2/")
    assert None is dead_end.take()
