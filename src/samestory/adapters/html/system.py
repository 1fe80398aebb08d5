"""Systems without an API, whose pages are read as a person reads them."""

import time
from collections.abc import Callable

from samestory.adapters.http.dialects.json import NOT_FOUND, Dialect, has_record, wrong_format
from samestory.adapters.http.messages import Reply, Request
from samestory.adapters.http.shown_credentials import refusal
from samestory.adapters.http.system import HttpSystem
from samestory.config.entries import Auth
from samestory.core.model import Observation, Subject
from samestory.errors import CannotAsk
from samestory.extraction.entries import Question
from samestory.extraction.html_page import asks_for_a_password, document_of, is_known, page_of
from samestory.extraction.html_tree import Tree
from samestory.extraction.selectors import Page

InTime = Callable[[Callable[[float], object]], object]
"""Has a page read until a moment (on the monotonic clock); raises `CannotAsk` if it is over."""

PAGES = frozenset({"text/html", "application/xhtml+xml", ""})
"""The media types of pages; some declare none."""


class HtmlSystem(HttpSystem):
    """One application for people; its pages are fetched without their scripts."""

    _accept = "text/html,application/xhtml+xml,application/json;q=0.9"
    _until = 0.0

    def observe(self, subject: Subject) -> Observation:
        """Ask for what the question leads to; see `System`.

        Reading its pages takes no longer than a look may take: 40 kB can be made so that reading
        them would take hours.
        """
        self._until = time.monotonic() + self._entry.timeout
        return super().observe(subject)

    def _new_dialect(self) -> Dialect:
        return PageDialect(self._in_time)

    def _in_time(self, read: Callable[[float], object]) -> object:
        try:
            return self._read_page(read, self._until)
        except TimeoutError as error:
            seconds = self._entry.timeout
            raise CannotAsk(f"its page could not be read within {seconds:g} s") from error

    def _read_page(self, read: Callable[[float], object], until: float) -> object:
        return read(until)


class PageDialect(Dialect):
    """Asked as a JSON API is; selectors make documents of its pages.

    A question without a `page` is answered in JSON. `in_time` has every page read.
    """

    def __init__(self, in_time: InTime) -> None:
        self._in_time = in_time
        self._whole: set[str] = set()
        """The tables whose pages ended as a document before."""

    def document(self, reply: Reply, question: Question, auth: Auth, request: Request) -> object:
        """See `Dialect`; a page to log in by, if another was expected, is a refusal."""
        page = question.page
        if not isinstance(page, Page):
            return super().document(reply, question, auth, request)
        if not has_record(reply, question, auth, (NOT_FOUND,)):
            return None
        if reply.media_type not in PAGES:
            raise CannotAsk(wrong_format(reply, "HTML"))
        if not _has_an_end(reply):
            raise _broken_off(reply)
        return self._in_time(lambda until: self._read(reply, page, auth, until))

    def _read(self, reply: Reply, page: Page, auth: Auth, until: float) -> object:
        soup = page_of(reply.body, reply.headers.get("content-type", ""), until)
        if self._breaks_off(soup, page):
            raise _broken_off(reply)
        if asks_for_a_password(soup) and not is_known(soup, page):
            raise CannotAsk(f"{refusal(reply.state, auth)}: it shows a page to log in by")
        return document_of(soup, page, until)

    def _breaks_off(self, soup: Tree, page: Page) -> bool:
        """Whether an application gave up while it wrote a page, which HTTP does not announce.

        The end of a document may be left out (HTML Standard, 13.1.2.4), but not by an application
        that wrote it before, and no list or table ends without one.
        """
        if soup.ends_as_a_document:
            self._whole.add(page.where)
        return soup.has_no_end and (page.where in self._whole or soup.stops_within_a_list)


def _broken_off(reply: Reply) -> CannotAsk:
    return CannotAsk(f"its page broke off after {len(reply.body)} bytes")


def _has_an_end(reply: Reply) -> bool:
    """Whether all of a page came; a connection that just ends does not say so (RFC 9112, 8)."""
    framed = "content-length" in reply.headers or "transfer-encoding" in reply.headers
    return framed or b"</html" in reply.body.lower()
