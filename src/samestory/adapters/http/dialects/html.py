"""Pages for people over HTTP, where a system has no API: selectors make documents of them."""

from __future__ import annotations

from collections.abc import Callable

from samestory.adapters.http.dialects.json import Json
from samestory.adapters.http.reply import NOT_FOUND, Reply, answers, refusal, wrong_format
from samestory.adapters.http.request import Request
from samestory.config.entries import Auth
from samestory.errors import CannotAsk
from samestory.extraction.entries import Question
from samestory.extraction.html_page import asks_for_a_password, document_of, is_known, page_of
from samestory.extraction.html_tree import Tree
from samestory.extraction.selectors import Page

InTime = Callable[[Callable[[float], object]], object]
"""Has a page read until a moment (on the monotonic clock); raises `CannotAsk` where it is over."""

PAGES = frozenset({"text/html", "application/xhtml+xml", ""})
"""What a page may call itself; some say nothing."""


class Html(Json):
    """Asked as a JSON API is; a question without a `page` is answered in JSON.

    Every page is read by `in_time`, which knows how long that may take.
    """

    def __init__(self, in_time: InTime) -> None:
        self._in_time = in_time
        self._ended: set[str] = set()

    def document(self, reply: Reply, question: Question, auth: Auth, request: Request) -> object:
        """See `Dialect`; a page to log in by, where another was expected, is a refusal."""
        page = question.page
        if not isinstance(page, Page):
            return super().document(reply, question, auth, request)
        if not answers(reply, question, auth, (NOT_FOUND,)):
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
            raise CannotAsk(f"{refusal(reply, auth)}: it shows a page to log in by")
        return document_of(soup, page, until)

    def _breaks_off(self, soup: Tree, page: Page) -> bool:
        """Whether an application gave up while it wrote a page, which HTTP does not tell.

        The end of a document may be left out (HTML Standard, 13.1.2.4), but not by an application
        that wrote it before, and no list or table ends without one.
        """
        if soup.ends_as_a_document:
            self._ended.add(page.where)
        return soup.has_no_end and (page.where in self._ended or soup.stops_within_a_list)


def _broken_off(reply: Reply) -> CannotAsk:
    return CannotAsk(f"its page broke off after {len(reply.body)} bytes")


def _has_an_end(reply: Reply) -> bool:
    """Whether all of a page came; a connection that just ends does not tell (RFC 9112, 8)."""
    framed = "content-length" in reply.headers or "transfer-encoding" in reply.headers
    return framed or b"</html" in reply.body.lower()
