"""Pages for people over HTTP, where a system has no API: selectors make documents of them."""

from __future__ import annotations

from samestory.errors import CannotAsk
from samestory.systems.entries import Auth, Question
from samestory.systems.html.page import asks_for_a_password, document_of, page_of
from samestory.systems.html.selectors import Page
from samestory.systems.http.dialects.json import Json
from samestory.systems.http.dialects.protocol import read_document
from samestory.systems.http.reply import Reply, answers, refusal, wrong_format
from samestory.systems.http.request import Request
from samestory.systems.reading import NoSuchPlace

PAGES = frozenset({"text/html", "application/xhtml+xml", ""})
"""What a page may call itself; some say nothing."""


class Html(Json):
    """Asked as a JSON API is; a question without a `page` is answered in JSON."""

    def document(self, reply: Reply, question: Question, auth: Auth, request: Request) -> object:
        """See `Dialect`; a page to log in by, where another was expected, is a refusal."""
        del request  # whatever was asked, the answer stands for itself
        page = question.page
        if not answers(reply, question.absent, auth):
            return None
        if not isinstance(page, Page):
            return read_document(reply)
        if reply.media_type not in PAGES:
            raise CannotAsk(wrong_format(reply, "HTML"))
        if not _has_an_end(reply):
            raise CannotAsk(f"its page broke off after {len(reply.body)} bytes")
        soup = page_of(reply.body, reply.headers.get("content-type", ""))
        try:
            return document_of(soup, page)
        except NoSuchPlace:
            if asks_for_a_password(soup):
                raise CannotAsk(f"{refusal(reply, auth)}: it shows a page to log in by") from None
            raise


def _has_an_end(reply: Reply) -> bool:
    """Whether all of a page came; a connection that just ends does not tell (RFC 9112, 8)."""
    framed = "content-length" in reply.headers or "transfer-encoding" in reply.headers
    return framed or b"</html" in reply.body.lower()
