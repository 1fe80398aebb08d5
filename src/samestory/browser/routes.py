"""The second fence around a browser context, by routes, and why a page could not be opened.

The first fence is the proxy (`samestory.network.proxy`): Playwright's routes see neither redirects
nor WebSockets.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, Page, Request, Route
from playwright.sync_api import Error as PlaywrightError

from samestory.errors import ForbiddenHost
from samestory.network.guard import Guard

WITHOUT_WEBRTC = """
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel"])
    delete globalThis[name];
"""
"""WebRTC talks to any address, by UDP and past every proxy."""

WhyDown = Callable[[str], str | None]
"""Returns why the host of a URL did not answer, None if it did."""

_FENCED: WeakKeyDictionary[BrowserContext, WhyDown | None] = WeakKeyDictionary()


def fence(context: BrowserContext, guard: Guard, why_down: WhyDown | None = None) -> None:
    """Keep every page of a context on the allowed hosts; a second call changes nothing.

    Playwright matches the pattern outside of Python, so allowed requests cost next to nothing.
    `why_down` knows more about a host that did not answer than the browser does.
    """
    if context not in _FENCED:
        context.add_init_script(WITHOUT_WEBRTC)
        context.route(foreign(guard), _stop)
        _FENCED[context] = why_down


_READS = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods by which nothing is asked to change (RFC 9110, 9.2.1)."""


@contextmanager
def only_reading(page: Page) -> Iterator[None]:
    """Let a page send nothing but questions: neither a form nor a script can do anything.

    Anything else is answered with 204 (RFC 9110, 15.3.5), so that the page stays as it is, and
    never reaches the company. A company that acts when a page is asked for still can.
    """

    def let_through(route: Route) -> None:
        if route.request.method in _READS:
            route.fallback()
        else:
            route.fulfill(status=204)

    page.route("**/*", let_through)
    try:
        yield
    finally:
        with suppress(PlaywrightError):  # the page was closed, because it took too long
            page.unroute("**/*", let_through)


def _stop(route: Route) -> None:
    route.abort("blockedbyclient")


class FailedNavigation:
    """Remembers the last page that a tab could not open."""

    def __init__(self, page: Page, guard: Guard) -> None:
        self._guard = guard
        self._why_down = _FENCED.get(page.context)
        self._why: str | None = None
        page.on("requestfailed", self._note)

    def take(self) -> str | None:
        """Return why, if it is known, and forget it: not allowed, or no answer."""
        why, self._why = self._why, None
        return why

    def _note(self, request: Request) -> None:
        if request.is_navigation_request():
            self._why = self._reason(request.url)

    def _reason(self, url: str) -> str | None:
        try:
            self._guard.check_url(url)
        except ForbiddenHost:
            return f"it leads to {url}, which {self._guard.file} does not allow"
        why = self._why_down(url) if self._why_down else None
        return f"the connection to {url} failed ({why})" if why else None


def foreign(guard: Guard) -> re.Pattern[str]:
    """Return a pattern for the URLs of all hosts that are not allowed.

    JavaScript reads it, so it uses nothing that only Python understands.
    """
    hosts = "|".join(each.javascript for each in guard.patterns)
    user = r"(?:[^/?#@]*@|(?![^/?#]*@))"
    return re.compile(rf"^(?:https?|wss?)://{user}(?!(?:{hosts or '(?!)'})(?::\d+)?(?:[/?#]|$))")
