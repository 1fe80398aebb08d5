"""The website as the customer sees it: page objects in a tab of her own browser context."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from playwright.sync_api import BrowserContext, Page, Response
from playwright.sync_api import Error as PlaywrightError

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.http.messages import origin
from samestory.adapters.probing import Probe, endpoint_of_url
from samestory.browser.routes import FailedNavigation, fence, only_reading
from samestory.browser.screenshots import take_screenshot
from samestory.browser.watchdog import Limited, limited
from samestory.config.entries import SystemEntry
from samestory.config.page_objects import reading_method
from samestory.core.model import Evidence, Observation, Subject
from samestory.core.system import said
from samestory.errors import CannotAsk, ForbiddenHost
from samestory.extraction.placeholders import check_subject, filled
from samestory.extraction.records import read_answer
from samestory.network.guard import Guard

NOT_THERE = frozenset({404, 410})
"""HTTP says by these that there is no such thing (RFC 9110, 15.5.5 and 15.5.11)."""
_PARTS = frozenset({"xhr", "fetch"})
READ_FROM_IT, ITS_TEXT = "\n\nRead from it:\n", "\n\nIts text:\n"
"""What stands in the evidence before the document that was read, and before the page's text."""
_LONGEST_TEXT = 100_000
"""Characters of a page's text that are kept."""
_TEXT = """() => {
    const body = document.querySelector("body");
    if (body === null && document.readyState === "loading") return null;
    return (body ?? document.documentElement)?.innerText ?? "";
}"""
"""Reads the text of a page; null of one that has just begun, and has no body yet."""
_FOR_ITS_TEXT = 1.0
"""Seconds in which a page that was just read has to give its text."""
GRACE = 0.5
"""Seconds more than one step may take that all of them get before the page is closed."""


class WebsiteSystem:
    """The website as a system; it opens its tab when it is first asked.

    `who` is handed to the page objects: the customer whose orders they read. Playwright's own
    objects belong to the main thread, and so does this system.
    """

    main_thread = True

    def __init__(  # noqa: PLR0913 - the last has a default, and is there for tests
        self,
        entry: SystemEntry,
        guard: Guard,
        store: EvidenceStore,
        context: BrowserContext | None,
        who: object = None,
        *,
        limited: Limited = limited,
    ) -> None:
        self.name = entry.name
        self._entry = entry
        self._guard = guard
        self._store = store
        self._context = context
        self._who = who
        self._limited = limited
        self._page: Page | None = None
        self._state: PageState | None = None
        self._pages: Any = None
        self._failure: FailedNavigation | None = None
        if context is not None:
            fence(context, guard)

    def observe(self, subject: Subject) -> Observation:
        """Have the page object read the subject; see `System`."""
        check_subject(subject)
        entry = self._entry.subjects[subject.kind]
        method = reading_method(subject.kind)
        asked = f"{self._entry.settings['base_url']}: {method}({subject.key})"
        try:
            page, state = self._opened()
            state.begin()
            with self._limited(page, self._entry.timeout + GRACE):
                document = self._read(page, method, subject)
            if page.url.startswith("http"):  # a page object may also have gone nowhere
                self._guard.check_url(page.url)
        except TimeoutError as error:
            why = f"its pages could not be read within {self._entry.timeout:g} s"
            raise CannotAsk(why, asked=asked) from error
        except (PlaywrightError, ForbiddenHost) as error:
            raise CannotAsk(self._why(error), asked=asked, evidence=self._kept(None)) from error
        asked = f"{page.url} ({method})"
        values = read_answer(document, entry, self._entry.zone, key=subject.key)
        kept = self._kept(document)
        if is_empty(values) and (silence := state.why_inconclusive(self._text())):
            raise CannotAsk(silence, asked=asked, evidence=kept)
        return said(self.name, subject, values, asked=asked, evidence=kept)

    def _read(self, page: Page, method: str, subject: Subject) -> object:
        """Have the page object read; of a link in a mail, only what its page shows by itself."""
        read = getattr(self._pages, method)
        link = self._entry.subjects[subject.kind].question.find.get("opens")
        if link is None:
            return read(subject.key, subject.of)
        url = filled(link, subject)
        self._guard.check_url(url)
        with only_reading(page):
            response = page.goto(url, wait_until="domcontentloaded")
            is_there = response is None or response.status not in NOT_THERE
            return read(subject.key, subject.of) if is_there else None

    def screenshot(self) -> Evidence | None:
        """Return a screenshot of the tab as it is now, or None if none can be taken."""
        if self._page is None or self._page.is_closed():
            return None
        png = take_screenshot(
            self._page, self._store.masker.mask, self._entry.timeout, limited=self._limited
        )
        return None if png is None else self._store.file(self.name, "png", "image/png", png)

    def probe(self) -> Probe:
        """Return where it is; its pages have no clock to ask for. See `Probes`."""
        return Probe(endpoint_of_url(self._entry.settings, self._guard))

    def close(self) -> None:
        """Close the tab; the context stays open, for it is the customer's."""
        page, self._page = self._page, None
        if page is not None:
            with suppress(PlaywrightError):  # a crashed browser has closed it already
                page.close()

    def _opened(self) -> tuple[Page, PageState]:
        if self._context is None:
            raise CannotAsk("it can only be asked with a browser, and none is open")
        if self._page is None or self._page.is_closed():
            self._page = self._context.new_page()
            self._page.set_default_timeout(self._entry.timeout * 1000)
            self._failure = FailedNavigation(self._page, self._guard)
            assert self._entry.pages is not None, "the landscape has named its pages"
            base_url = self._entry.settings["base_url"]
            self._state = PageState(self._page, base_url)
            self._pages = self._entry.pages(self._page, base_url, self._who)
        assert self._state is not None, "it was made with the tab"
        return self._page, self._state

    def _why(self, error: Exception) -> str:
        first_line = next(iter(str(error).splitlines()), type(error).__name__)
        failure = self._failure.take() if self._failure else None
        return failure or f"its page could not be read: {first_line}"

    def _kept(self, document: object) -> list[Evidence]:
        """What was read and the text around it; plain text, for pages may hold scripts."""
        if self._page is None or self._page.is_closed():
            return []
        read = json.dumps(document, indent=2, ensure_ascii=False, default=str)
        text = f"{self._page.url}{READ_FROM_IT}{read}{ITS_TEXT}{self._text()}\n"
        raw = text.encode("utf-8", "backslashreplace")
        return [self._store.file(self.name, "txt", "text/plain", raw)]

    def _text(self) -> str:
        """Return the page's text; a page that is too busy is closed, and opened again later."""
        if self._page is None:
            return ""
        try:
            with self._limited(self._page, _FOR_ITS_TEXT):
                text = _text_of(self._page)
        except (PlaywrightError, TimeoutError) as error:
            self.close()
            return f"(could not be read: {str(error) or f'it took more than {_FOR_ITS_TEXT:g} s'})"
        return text[:_LONGEST_TEXT]


def _text_of(page: Page) -> str:
    """Return the text of a page; of one that just goes elsewhere, that of the next page.

    A locator waits for it, and no script of the page can change what it finds, but Playwright
    sends 345 kB of script to the page for it.
    """
    with suppress(PlaywrightError):
        text = page.evaluate(_TEXT)
        if isinstance(text, str):
            return text
    return page.locator("body").inner_text(timeout=_FOR_ITS_TEXT * 1000)


class PageState:
    """Remembers the HTTP status of the page in a tab, and failed requests of its scripts."""

    def __init__(self, page: Page, base_url: str) -> None:
        self._page = page
        self._home = origin(base_url)
        self._status: int | None = None
        self._broken: str | None = None
        page.on("response", self._heard)

    def begin(self) -> None:
        """Begin a look: failures before it no longer count."""
        self._broken = None

    def why_inconclusive(self, text: str) -> str | None:
        """Return why finding nothing proves nothing; None if it does. `text` is the page's."""
        status = self._status or 0
        if not self._page.url.startswith("http"):
            return "its page object found nothing, and has opened no page"
        if status >= 400 and status not in NOT_THERE:
            return f"its page answered {status}, so that nothing found there says nothing"
        if self._broken is not None:
            return f"a part of its page failed ({self._broken})"
        return None if text.strip() else "its page is blank"

    def _heard(self, response: Response) -> None:
        with suppress(PlaywrightError):  # the frame has gone
            request = response.request
            if request.is_navigation_request() and request.frame == self._page.main_frame:
                self._status, self._broken = response.status, None
            elif (
                response.status >= 500
                and request.resource_type in _PARTS
                and origin(request.url) == self._home
            ):
                self._broken = f"{response.status} {request.url}"


def is_empty(values: Mapping[str, object] | None) -> bool:
    """Whether nothing was found: no record, or one of nothing, such as a count of 0."""
    return all(each in (None, 0, "", (), frozenset()) for each in (values or {}).values())
