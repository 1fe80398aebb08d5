"""What goes wrong between a customer's browser and a website: a request or an answer is lost."""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from playwright.sync_api import Error

from samestory.errors import WrongCall

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Route

UNANSWERED, LOST, DOUBLED = "never answered", "lost on the way", "sent twice"
KINDS = (UNANSWERED, LOST, DOUBLED)
"""What can happen to a request, as features say it."""
HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods of requests that change nothing (RFC 9110, 9.2.1)."""
BROKEN_OFF = "connectionreset"


class Mishaps:
    """Lets something happen to the next request by which a browser context changes something.

    `commits` are the paths of the requests that may go wrong, such as "/checkout/place" or
    "/orders/*"; without any, it is the next one that changes something. What is sent goes through
    the context, and so past its fence and the guard's proxy.
    """

    def __init__(self, context: BrowserContext, commits: Collection[str] = ()) -> None:
        self._context = context
        self._commits = commits
        self._kind = ""
        self.struck = 0
        """How often something has happened so far."""

    def befall(self, kind: str) -> None:
        """Let this happen to the next such request. Raise `WrongCall` for an unknown kind."""
        if kind not in KINDS:
            raise WrongCall(f"Nothing is known that is '{kind}'.\n  Known: {', '.join(KINDS)}.")
        if not self._kind:
            self._context.route("**/*", self._strike)
        self._kind = kind

    def _strike(self, route: Route) -> None:
        if not self._is_meant(route):
            route.fallback()
            return
        kind, self._kind = self._kind, ""
        self._context.unroute("**/*", self._strike)
        self.struck += 1
        try:
            if kind != LOST:
                self._send_without_hearing(route)
            if kind == DOUBLED:
                route.fulfill(response=route.fetch(max_redirects=0))
                return
        except Error:
            pass  # it was not allowed, or reached nothing: the browser gets no answer either
        route.abort(BROKEN_OFF)

    def _is_meant(self, route: Route) -> bool:
        request = route.request
        path = urlsplit(request.url).path
        meant = not self._commits or any(fnmatchcase(path, each) for each in self._commits)
        return bool(self._kind) and request.method not in HARMLESS and meant

    def _send_without_hearing(self, route: Route) -> None:
        """Send a request; the browser gets nothing of the answer, not even its cookies."""
        before = self._context.cookies()
        route.fetch(max_redirects=0)
        self._context.clear_cookies()
        self._context.add_cookies(cast("Any", before))
