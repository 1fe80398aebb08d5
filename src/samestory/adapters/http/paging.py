"""Long lists that are told page by page, put together again, and never in part."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urljoin

from jmespath.exceptions import JMESPathError

from samestory.adapters.http.dialects.json import Dialect
from samestory.adapters.http.messages import Reply, Request, origin
from samestory.errors import CannotAsk
from samestory.extraction.entries import Paging
from samestory.extraction.paths import PathNotFound, keys_of, require_path, value_at
from samestory.extraction.records import NoSuchPlace

Ask = Callable[[Request], tuple[object, Reply]]
"""Sends a request; the document in the reply (None: no such record), and the reply itself."""


NO_SUCH_LIST = (
    "the list that the landscape turns the pages of does not exist in this answer "
    '(paging = { kind = "none" } is for answers without pages)'
)
_COUNTED = ("page", "offset")
"""The kinds of paging that count up until nothing more comes."""


class Pages:
    """Turns the pages of one answer; whatever is not told in full cannot be asked."""

    def __init__(self, paging: Paging, dialect: Dialect, ask: Ask, *, own: bool = True) -> None:
        self._paging = paging
        self._dialect = dialect
        self._ask = ask
        self._own = own
        self._keys = keys_of(paging.items) or ()

    def read(self, request: Request) -> object:
        """The first page with the items of all.

        Raises `CannotAsk`, and `NoSuchPlace` where the answer has no place for a list.
        """
        first = self._first(request)
        document, reply = self._ask(first)
        items = _within(document, self._keys)
        if not isinstance(items, list):
            self._refuse_pages(request, document, reply)
            return document  # it is no list: whatever it is, all of it is here
        told = Told(self._paging, document, items)
        media_type, page, asked = reply.media_type, document, [str(first)]
        while following := self._next(request, page, reply, told):
            self._check(following, asked)
            asked.append(str(following))
            page, reply = self._ask(following)
            if page is None and not _alike(reply.media_type, media_type):
                raise CannotAsk(f"its page {len(asked)} is missing, in {reply.media_type}")
            told.add(page, self._items(page, len(asked)))
        told.check()
        return _with(document, self._keys, told.items)

    def _refuse_pages(self, request: Request, document: object, reply: Reply) -> None:
        """What has a next page has a list somewhere, and what has a list has it at `items`."""
        paging, counts = self._paging, self._paging.kind in _COUNTED
        if not counts and self._pointed(request, document, reply):
            raise CannotAsk(f"it has a next page, and no list at {paging.items!r}")
        if document and (self._own or counts) and _is_missing(paging.items, document):
            raise NoSuchPlace(NO_SUCH_LIST, paging.where)

    def _first(self, request: Request) -> Request:
        paging = self._paging
        if paging.size_parameter and paging.size:
            request = self._dialect.turned(request, paging.size_parameter, paging.size)
        if paging.kind in _COUNTED:
            request = self._dialect.turned(request, paging.parameter, paging.first)
        return request

    def _next(self, request: Request, page: object, reply: Reply, told: Told) -> Request | None:
        """The request for the next page, None after the last one."""
        paging = self._paging
        if paging.kind not in _COUNTED:
            return self._pointed(request, page, reply)
        if told.is_all:
            return None
        step = told.pages if paging.kind == "page" else len(told.items)
        return self._dialect.turned(self._sized(request), paging.parameter, paging.first + step)

    def _pointed(self, request: Request, page: object, reply: Reply) -> Request | None:
        """The request that a page itself leads to."""
        paging = self._paging
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
        if page is None and self._paging.kind in _COUNTED:
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


class Told:
    """What the pages up to now tell, held against each other."""

    def __init__(self, paging: Paging, page: object, items: list[object]) -> None:
        self.items = list(items)
        self.pages = 1
        self._paging = paging
        self._first = self._last = items
        self._total = _total(paging.total, page)
        self._known = {_shown(each) for each in items}
        self._distinct = len(self._known) == len(items)

    @property
    def is_all(self) -> bool:
        """Whether nothing can follow: by the total, after nothing, or after a page cut short.

        A page is short only where the first was as full as it was meant to be: some systems give
        fewer than they are asked for.
        """
        if not self._last:
            return True
        if self._total is not None:
            return len(self.items) >= self._total
        size = self._paging.size
        return len(self._first) == size and len(self._last) < size

    def add(self, page: object, items: list[object]) -> None:
        """One page more; raises `CannotAsk` where it does not go on from those before."""
        self.pages += 1
        if items and items == self._last and self._paging.parameter:
            raise CannotAsk(f"it says the same on pages {self.pages - 1} and {self.pages}")
        total = None if page is None else _total(self._paging.total, page)
        shown = {_shown(each) for each in items}
        self._distinct = self._distinct and len(shown) == len(items)
        if (self._distinct and shown & self._known) or (total is not None and total != self._total):
            raise CannotAsk(f"it changed while it was read, between pages 1 and {self.pages}")
        self._known |= shown
        self._last = items
        self.items += items

    def check(self) -> None:
        """Raise `CannotAsk` where it counts more items, or fewer, than it tells."""
        if self._total is not None and self._total != len(self.items):
            raise CannotAsk(f"it tells {len(self.items)} of what it counts as {self._total}")


def _alike(some: str, other: str) -> bool:
    """Whether one system may have said both; whatever stands in front of it likes HTML."""
    return some in {other, ""} or ("json" in some and "json" in other)


def _shown(item: object) -> str:
    return json.dumps(item, sort_keys=True, default=repr)


def _total(path: str, page: object) -> int | None:
    """How many items a page says that there are on all of them; None where it need not."""
    if not path:
        return None
    try:
        require_path(path, page)
        said = value_at(path, page)
    except (PathNotFound, JMESPathError) as error:
        raise CannotAsk(f"it does not tell its total at {path!r}") from error
    if said is None:
        return None
    if isinstance(said, int) and not isinstance(said, bool):
        return said
    if isinstance(said, str) and said.isascii() and said.isdigit():
        return int(said)
    raise CannotAsk(f"what should be its total is {str(said)[:80]!r}")


def _is_missing(path: str, document: object) -> bool:
    try:
        require_path(path, document)
    except (PathNotFound, JMESPathError):
        return True
    return False


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
        found = value_at(path, page)
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
