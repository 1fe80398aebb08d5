"""What goes wrong between a browser and a website: requests are lost, repeated or doubled."""

from collections.abc import Collection
from fnmatch import fnmatchcase
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import APIResponse, BrowserContext, Error, Request, Route

from samestory.errors import WrongCall

UNANSWERED, LOST, DOUBLED = "never answered", "lost on the way", "sent twice"
TABS, BACK = "sent from two tabs", "sent again by going back"
RELOADED = "sent again by a reload"
KINDS = (UNANSWERED, LOST, DOUBLED, TABS, BACK, RELOADED)
"""What can happen to a request, as features say it."""
HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods of requests that change nothing (RFC 9110, 9.2.1)."""
BROKEN_OFF = "connectionreset"
SEND = """([url, method, sent, type]) => {
    const form = [...document.forms].find(each => each.action === url);
    let body = sent;
    if (form && type.startsWith("application/x-www-form-urlencoded")) {
        const hidden = [...form.elements].filter(each => each.type === "hidden" && each.name);
        const own = new URLSearchParams(sent);
        hidden.forEach(each => own.set(each.name, each.value));
        body = own.toString();
    }
    const headers = type ? {"Content-Type": type} : {};
    void fetch(url, {method, body, headers, redirect: "manual"});
}"""
"""Sends a form as a second tab would: filled in alike, with the hidden fields of its own page."""


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
            if kind == TABS:
                self._send_from_another_tab(route.request)
                route.fallback()
                return
            answer = self._disturbed(kind, route)
        except Error:
            answer = (
                None  # it was not allowed, or reached nothing: the browser hears nothing either
            )
        if answer is None:
            route.abort(BROKEN_OFF)
            return
        # The cookies of every answer have been kept, in the order in which they came.
        headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
        route.fulfill(response=answer, headers=headers)

    def _disturbed(self, kind: str, route: Route) -> APIResponse | None:
        """Send a request as often as it is sent; return the answer that the browser gets."""
        if kind in {UNANSWERED, DOUBLED}:
            self._send_without_hearing(route)
        if kind in {UNANSWERED, LOST}:
            return None
        answer = route.fetch(max_redirects=0)
        if kind == RELOADED and "location" in answer.headers:
            # The page that is loaded again is the one that the answer leads to.
            self._context.request.get(urljoin(route.request.url, answer.headers["location"]))
        elif kind in {BACK, RELOADED}:
            # Without its own cookies, a request is sent with those that the answer has set.
            told = route.request.headers
            bare = {name: value for name, value in told.items() if name != "cookie"}
            route.fetch(max_redirects=0, headers=bare)
        return answer

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

    def _send_from_another_tab(self, request: Request) -> None:
        """Send the same at the same time from a second tab, in which the same page is opened."""
        tab = self._context.new_page()
        tab.goto(request.frame.url)
        sent = [request.url, request.method, request.post_data or ""]
        with tab.expect_request(request.url):
            tab.evaluate(SEND, [*sent, request.headers.get("content-type", "")])
