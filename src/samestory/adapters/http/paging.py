"""Long lists that come page by page: put together again, and never in part."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urljoin

from jmespath.exceptions import JMESPathError

from samestory.adapters.http.dialects.json import Dialect
from samestory.adapters.http.messages import Reply, Request, origin
from samestory.errors import CannotAsk
from samestory.extraction.entries import Paging, Question
from samestory.extraction.paths import keys_of, require_path, value_at
from samestory.extraction.records import NoSuchPlace
from samestory.extraction.strict_jmespath import PathNotFound

Ask = Callable[[Request], tuple[object, Reply]]
"""Sends a request; the document in the reply (None: no such record), and the reply itself."""

NO_SUCH_LIST = (
    "the list that the landscape turns the pages of does not exist in this answer "
    '(paging = { kind = "none" } is for answers without pages)'
)
_COUNTED = ("page", "offset")
"""The kinds of paging that count up until nothing more comes."""


def read_all_pages(
    request: Request, question: Question, of_system: Paging | None, dialect: Dialect, ask: Ask
) -> object:
    """Return what a landscape's paths look into, with the items of all pages.

    The paging is the question's own, or its system's, or the dialect's. A dialect that has one
    names its next page, or its count, so no list of it is read without. Raise `CannotAsk`, and
    `NoSuchPlace` if the answer has no place for a list.
    """
    paging, usual = question.paging or of_system or dialect.paging, dialect.paging
    if paging and usual and not paging.total:
        paging = usual if paging.kind == "none" else replace(paging, total=usual.total)
    if paging is None or paging.kind == "none":
        return dialect.unwrapped(ask(request)[0])
    pages = _Pages(paging, dialect, ask, is_own=paging is question.paging)
    return dialect.unwrapped(pages.read(request))


class _Pages:
    """Reads the pages of one answer; what cannot be read in full counts as not answered."""

    def __init__(self, paging: Paging, dialect: Dialect, ask: Ask, *, is_own: bool) -> None:
        self._paging = paging
        self._dialect = dialect
        self._ask = ask
        self._is_own = is_own
        self._keys = keys_of(paging.items) or ()

    def read(self, request: Request) -> object:
        """Return the first page with the items of all."""
        first = self._sized(request)
        if self._paging.kind in _COUNTED:
            first = self._dialect.turned(first, self._paging.parameter, self._paging.first)
        document, reply = self._ask(first)
        items = _within(document, self._keys)
        if not isinstance(items, list):
            self._check_no_list(request, document, reply)
            return document  # it is no list: whatever it is, all of it is here
        so_far = _ItemsSoFar(self._paging, document, items)
        media_type, page, asked = reply.media_type, document, [str(first)]
        while following := self._next(request, page, reply, so_far):
            self._check_next(following, asked)
            asked.append(str(following))
            page, reply = self._ask(following)
            if page is None and not _alike(reply.media_type, media_type):
                raise CannotAsk(f"its page {len(asked)} is missing, in {reply.media_type}")
            so_far.add(page, self._items(page, len(asked)))
        so_far.check_total()
        return _with(document, self._keys, so_far.items)

    def _check_no_list(self, request: Request, document: object, reply: Reply) -> None:
        """Refuse an answer that should have a list: it has a next page, or lacks `items`."""
        paging, counts = self._paging, self._paging.kind in _COUNTED
        if not counts and self._pointed(request, document, reply):
            raise CannotAsk(f"it has a next page, and no list at {paging.items!r}")
        if document and (self._is_own or counts) and _is_missing(paging.items, document):
            raise NoSuchPlace(NO_SUCH_LIST, paging.where)

    def _sized(self, request: Request) -> Request:
        paging = self._paging
        if not (paging.size_parameter and paging.size):
            return request
        return self._dialect.turned(request, paging.size_parameter, paging.size)

    def _next(
        self, request: Request, page: object, reply: Reply, so_far: _ItemsSoFar
    ) -> Request | None:
        paging = self._paging
        if paging.kind not in _COUNTED:
            return self._pointed(request, page, reply)
        if so_far.is_all:
            return None
        step = so_far.pages if paging.kind == "page" else len(so_far.items)
        return self._dialect.turned(self._sized(request), paging.parameter, paging.first + step)

    def _pointed(self, request: Request, page: object, reply: Reply) -> Request | None:
        """Return the request that a page itself leads to."""
        paging = self._paging
        place = _link(reply) if paging.kind == "link" else _pointer(paging.next, page)
        if place is None:
            return None
        if paging.kind == "cursor":
            return self._dialect.turned(self._sized(request), paging.parameter, place)
        url = urljoin(reply.url or request.url, str(place))
        if origin(url) != origin(request.url):
            raise CannotAsk(f"its next page is at {url[:200]}, which is no address of its own")
        return replace(request, url=url)

    def _check_next(self, following: Request, asked: list[str]) -> None:
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


class _ItemsSoFar:
    """The items of all pages that were read, compared with each other."""

    def __init__(self, paging: Paging, page: object, items: list[object]) -> None:
        self.items = list(items)
        self.pages = 1
        self._paging = paging
        self._first = self._last = items
        self._total = _total(paging.total, page)
        self._seen = set(map(_fingerprint, items))
        self._distinct = len(self._seen) == len(items)

    @property
    def is_all(self) -> bool:
        """Whether nothing can follow: by the total, after an empty page, or after a short one.

        A page is short only if the first was full: some systems give fewer than they are asked for.
        """
        if not self._last:
            return True
        if self._total is not None:
            return len(self.items) >= self._total
        size = self._paging.size
        return len(self._first) == size and len(self._last) < size

    def add(self, page: object, items: list[object]) -> None:
        """Add a page; raise `CannotAsk` if it does not go on from those before."""
        self.pages += 1
        if items and items == self._last and self._paging.parameter:
            raise CannotAsk(f"it says the same on pages {self.pages - 1} and {self.pages}")
        total = None if page is None else _total(self._paging.total, page)
        new = set(map(_fingerprint, items))
        self._distinct = self._distinct and len(new) == len(items)
        if (self._distinct and new & self._seen) or (total is not None and total != self._total):
            raise CannotAsk(f"it changed while it was read, between pages 1 and {self.pages}")
        self._seen |= new
        self._last = items
        self.items += items

    def check_total(self) -> None:
        """Raise `CannotAsk` if the total differs from the number of items."""
        if self._total is not None and self._total != len(self.items):
            raise CannotAsk(f"it counts {self._total} and lists {len(self.items)}")


def _alike(some: str, other: str) -> bool:
    """Whether one system may have sent both media types; proxies in front of it send HTML."""
    return some in {other, ""} or ("json" in some and "json" in other)


def _fingerprint(item: object) -> str:
    return json.dumps(item, sort_keys=True, default=repr)


def _total(path: str, page: object) -> int | None:
    """Return how many items a page says that all of them have; None if it says nothing."""
    if not path:
        return None
    try:
        require_path(path, page)
        said = value_at(path, page)
    except (PathNotFound, JMESPathError) as error:
        raise CannotAsk(f"it gives no total at {path!r}") from error
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
    links = (each for each in reply.links if "next" in each.get("rel", "").lower().split())
    return next((each["url"] for each in links), None)
