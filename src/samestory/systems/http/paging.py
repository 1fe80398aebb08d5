"""Long lists that are told page by page, put together again, and never in part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urljoin

from jmespath.exceptions import JMESPathError

from samestory.errors import CannotAsk
from samestory.systems.entries import Paging
from samestory.systems.http.client import origin
from samestory.systems.http.dialects.protocol import Dialect
from samestory.systems.http.reply import Reply
from samestory.systems.http.request import Request
from samestory.systems.paths import found_at, keys_of

Ask = Callable[[Request], tuple[object, Reply]]
"""Sends a request; the document in the reply (None: no such record), and the reply itself."""


class Pages:
    """Turns the pages of one answer; whatever is not told in full cannot be asked."""

    def __init__(self, paging: Paging, dialect: Dialect, ask: Ask) -> None:
        self._paging = paging
        self._dialect = dialect
        self._ask = ask
        self._keys = keys_of(paging.items) or ()
        self._origin = ("", "", 0)

    def read(self, request: Request) -> object:
        """The first page with the items of all; raises `CannotAsk`."""
        first = self._first(request)
        document, reply = self._ask(first)
        items = _within(document, self._keys)
        if not isinstance(items, list):
            return document  # it is no list: whatever it is, all of it is here
        found, page, asked = list(items), document, [str(first)]
        while following := self._next(request, page, reply, items, len(found), len(asked)):
            self._check(following, asked)
            asked.append(str(following))
            page, reply = self._ask(following)
            before, items = items, self._items(page, len(asked))
            if items and items == before and self._paging.parameter:
                raise CannotAsk(f"it says the same on pages {len(asked) - 1} and {len(asked)}")
            found += items
        return _with(document, self._keys, found)

    def _first(self, request: Request) -> Request:
        paging = self._paging
        if paging.size_parameter and paging.size:
            request = self._dialect.turned(request, paging.size_parameter, paging.size)
        if paging.kind in {"page", "offset"}:
            request = self._dialect.turned(request, paging.parameter, paging.first)
        return request

    def _next(  # noqa: PLR0913, PLR0917 - all that any kind of paging looks at
        self,
        request: Request,
        page: object,
        reply: Reply,
        items: list[object],
        count: int,
        pages: int,
    ) -> Request | None:
        """The request for the next page, None after the last one."""
        paging = self._paging
        if paging.kind in {"page", "offset"}:
            if not items or (paging.size and len(items) < paging.size):
                return None
            step = pages if paging.kind == "page" else count
            return self._dialect.turned(self._sized(request), paging.parameter, paging.first + step)
        if paging.kind == "cursor":
            cursor = _pointer(paging.next, page)
            if cursor is None:
                return None
            return self._dialect.turned(self._sized(request), paging.parameter, cursor)
        address = _link(reply) if paging.kind == "link" else _pointer(paging.next, page)
        if address is None:
            return None
        return replace(request, url=self._at_home(request, reply, str(address)))

    def _sized(self, request: Request) -> Request:
        paging = self._paging
        if not (paging.size_parameter and paging.size):
            return request
        return self._dialect.turned(request, paging.size_parameter, paging.size)

    def _check(self, following: Request, asked: list[str]) -> None:
        if str(following) in asked:
            raise CannotAsk("its pages lead round in circles")
        if len(asked) >= self._paging.most:
            raise CannotAsk(
                f"it has more than {self._paging.most} pages of this; "
                "narrow the question, or raise `most` of its paging"
            )

    def _items(self, page: object, number: int) -> list[object]:
        if page is None and self._paging.kind in {"page", "offset"}:
            return []  # some say "not found" behind their last page
        items = _within(page, self._keys)
        if not isinstance(items, list):
            raise CannotAsk(f"its page {number} holds no list at {self._paging.items!r}")
        return items

    @staticmethod
    def _at_home(request: Request, reply: Reply, address: str) -> str:
        url = urljoin(reply.url or request.url, address)
        if origin(url) != origin(request.url):
            raise CannotAsk(f"its next page is at {url[:200]}, which is no address of its own")
        return url


def _within(document: object, keys: tuple[str, ...]) -> object:
    for key in keys:
        if not isinstance(document, Mapping):
            return None
        document = document.get(key)
    return document


def _with(document: object, keys: tuple[str, ...], items: list[object]) -> object:
    if not keys:
        return items
    assert isinstance(document, Mapping), "the list was found in it"
    return {**document, keys[0]: _with(document[keys[0]], keys[1:], items)}


def _pointer(path: str, page: object) -> str | int | None:
    """What the next page is to be asked for with; None where there is none."""
    try:
        found = found_at(path, page)
    except JMESPathError as error:
        raise CannotAsk(f"its next page cannot be looked for at {path!r}") from error
    if found in (None, "", False):
        return None
    if isinstance(found, bool) or not isinstance(found, (str, int)):
        raise CannotAsk(f"what should lead to its next page is {str(found)[:80]!r}")
    return found


def _link(reply: Reply) -> str | None:
    for link in reply.links:
        if "next" in link.get("rel", "").lower().split():
            return link["url"]
    return None
