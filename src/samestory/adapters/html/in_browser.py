"""Systems whose pages need their scripts: a browser fetches them, and they are read as any other.

The system has a browser context of its own, so that it shares no cookies with a customer.
Playwright's objects belong to the main thread, and so does this system.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

import httpx
from playwright.sync_api import APIResponse, BrowserContext, Page, Response
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.html.system import PAGES, HtmlSystem
from samestory.adapters.http.client import MOST_REDIRECTS, Client
from samestory.adapters.http.messages import Reply, check_size, origin
from samestory.adapters.probing import Probe, endpoint_of_url
from samestory.adapters.website.system import GRACE
from samestory.browser.routes import FailedNavigation, fence
from samestory.browser.watchdog import Limited, limited
from samestory.config.entries import SystemEntry
from samestory.core.model import Observation, Subject
from samestory.errors import CannotAsk
from samestory.network.guard import Guard
from samestory.polling.worker import Worker
from samestory.redaction import Masker

_FRAMING = {"host", "content-length"}


class HtmlInBrowser(HtmlSystem):
    """One application for people, whose pages a browser fetches."""

    main_thread = True

    def __init__(
        self,
        entry: SystemEntry,
        guard: Guard,
        filing: EvidenceStore,
        context: BrowserContext | None,
        _who: object = None,
        *,
        limited: Limited = limited,
    ) -> None:
        super().__init__(entry, guard, filing)
        self._limited = limited
        self._reader = Worker(f"{entry.name}'s pages")
        self._client: BrowserClient = BrowserClient(entry, guard, filing.masker, context)

    def close(self) -> None:
        """Close the tab with its context."""
        super().close()
        self._reader.stop(GRACE)

    def _read_page(self, read: Callable[[float], object], until: float) -> object:
        """Read a page in another thread, for which the main thread waits until the time limit."""
        return self._reader.do(lambda: read(until)).result(max(0.0, until - time.monotonic()))

    def probe(self) -> Probe:
        """Return its endpoint; a browser shows no clock. See `Probes`."""
        return Probe(endpoint_of_url(self._entry.settings, self._guard))

    def observe(self, subject: Subject) -> Observation:
        """Have the browser open what the question leads to; see `System`."""
        seconds = self._entry.timeout
        try:
            with self._limited(self._client.page(), seconds + GRACE):
                return super().observe(subject)
        except TimeoutError as error:
            raise CannotAsk(f"its pages could not be read within {seconds:g} s") from error
        except PlaywrightError as error:
            raise CannotAsk(self._client.why(error)) from error


class BrowserClient(Client):
    """Sends requests by a browser, in a context of its own, which keeps the cookies.

    Pages are opened in one tab; what is posted (a login form) goes beside it.
    """

    def __init__(
        self, entry: SystemEntry, guard: Guard, masker: Masker, beside: BrowserContext | None
    ) -> None:
        super().__init__(entry, guard, masker=masker)
        self._beside = beside
        self._context: BrowserContext | None = None
        self._failed: FailedNavigation | None = None
        self._page: Page | None = None

    @property
    def cookies(self) -> Mapping[str, str]:
        """See `Client`."""
        return {each["name"]: each["value"] for each in self.context().cookies()}

    def forget_cookies(self) -> None:
        """See `Client`."""
        self.context().clear_cookies()

    def page(self) -> Page:
        """Return the tab, opened again if it was closed; raise `CannotAsk` without a browser."""
        if self._page is None or self._page.is_closed():
            self._page = self.context().new_page()
            self._failed = FailedNavigation(self._page, self._guard)
        return self._page

    def context(self) -> BrowserContext:
        """Return the context, in the same browser as the customer's."""
        if self._context is None:
            browser = None if self._beside is None else self._beside.browser
            if browser is None:
                raise CannotAsk("it can only be asked with a browser, and none is open")
            self._context = browser.new_context(accept_downloads=False, **self._context_options())
            fence(self._context, self._guard)
        return self._context

    def why(self, error: PlaywrightError) -> str:
        """Return what went wrong: what the fence blocked, or the browser's own message."""
        first_line = next(iter(str(error).splitlines()), type(error).__name__)
        return self._blocked() or f"its page could not be read: {first_line}"

    def _blocked(self) -> str | None:
        """Return what blocked the page, if anything did; once only."""
        return self._failed.take() if self._failed else None

    def close(self) -> None:
        """Close the context and its tab."""
        context, self._context, self._page = self._context, None, None
        if context is not None:
            with suppress(PlaywrightError):  # a crashed browser has closed it already
                context.close()

    def _context_options(self) -> dict[str, Any]:
        auth = self._entry.auth
        if auth.kind != "basic":
            return {}
        scheme, host, port = origin(self._entry.settings["base_url"])
        return {
            "http_credentials": {
                "username": auth.user,
                "password": auth.secret,
                "origin": f"{scheme}://{host}:{port}",
            }
        }

    def _send(self, request: httpx.Request, reply: Reply) -> None:
        self.sent += 1
        url = str(request.url)
        try:
            if request.method == "GET":
                self._open(url, reply)
            else:
                self._post(request, reply)
        except PlaywrightTimeout as error:
            raise CannotAsk(
                f"its page did not come to rest within {self._entry.timeout:g} s"
            ) from error
        except PlaywrightError as error:
            raise CannotAsk(self.why(error)) from error

    def _open(self, url: str, reply: Reply) -> None:
        """Open a page and wait until its scripts ask for nothing more."""
        page = self.page()
        response = page.goto(url, wait_until="networkidle", timeout=self._milliseconds())
        if response is None:
            raise CannotAsk("its page is the one that was open already")
        if not page.url.startswith("http"):  # the browser's own page about what went wrong
            raise CannotAsk(self._blocked() or "its page leads nowhere")
        self._guard.check_url(page.url)
        self._guard.check_redirect(page.url, url)
        _fill(reply, response, page.url)
        if reply.media_type in PAGES:
            reply.headers = {**reply.headers, "content-type": "text/html; charset=utf-8"}
            _keep(reply, page.content().encode("utf-8", "replace"))
        else:
            _keep(reply, response.body())

    def _post(self, request: httpx.Request, reply: Reply) -> None:
        """Send a form and follow it by hand, for no fence stands beside the tab."""
        url, method, content = str(request.url), request.method, request.content or None
        headers = {name: each for name, each in request.headers.items() if name not in _FRAMING}
        for _ in range(MOST_REDIRECTS + 1):
            response = self.context().request.fetch(
                url,
                method=method,
                data=content,
                headers=headers,
                max_redirects=0,
                timeout=self._milliseconds(),
            )
            location = response.headers.get("location")
            if not (300 <= response.status < 400 and location):
                _fill(reply, response, url)
                return _keep(reply, response.body())
            url, method, content = self._followed(str(request.url), url, location), "GET", None
            headers.pop("content-type", None)
        raise CannotAsk("it redirects in circles")

    def _followed(self, meant: str, url: str, location: str) -> str:
        there = urljoin(url, location)
        self._guard.check_url(there)
        self._guard.check_redirect(there, meant)
        return there

    def _milliseconds(self) -> float:
        return max(1.0, self._seconds_left() * 1000)


def _fill(reply: Reply, response: Response | APIResponse, url: str) -> None:
    reply.status, reply.reason = response.status, response.status_text
    reply.url, reply.headers = url, response.headers


def _keep(reply: Reply, body: bytes) -> None:
    check_size(body)
    reply.body = bytearray(body)
