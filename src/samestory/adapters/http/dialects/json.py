"""Plain JSON over HTTP: a path to get, or a document to post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote, urlencode, urljoin

from samestory.adapters.http.client import origin
from samestory.adapters.http.dialects.protocol import Find, answered, filled_headers, read_document
from samestory.adapters.http.reply import Reply
from samestory.adapters.http.request import Request
from samestory.config.entries import Auth
from samestory.errors import CannotAsk
from samestory.extraction.entries import Question
from samestory.extraction.placeholders import PlaceholderValues, is_link

NULL = (
    "it answered null, which says nothing about a record; if that is how it says that there is "
    'no such record, write record = "@"'
)


class Json:
    """`find` holds method, path, and perhaps query, headers, and a body or a form."""

    paging = None

    def request(self, find: Find, base_url: str, filling: PlaceholderValues) -> Request:
        """See `Dialect`."""
        request = Request(
            find["method"],
            address(find["path"], base_url, filling),
            None if find.get("body") is None else filling.json(find["body"]),
            headers=filled_headers(find, filling),
        )
        if "form" in find:
            form = {name: filling.text(text) for name, text in find["form"].items()}
            request = _shown(replace(request, form=form))
        query = {name: filling.parameter(text) for name, text in find.get("query", {}).items()}
        return replace(request, url=_with_query(request.url, query))

    def turned(self, request: Request, parameter: str, value: str | int) -> Request:
        """A parameter of the address, or of the document where one is posted."""
        return with_parameter(request, parameter, value)

    def document(self, reply: Reply, question: Question, auth: Auth, request: Request) -> object:
        """See `Dialect`."""
        del request  # whatever was asked, the answer stands for itself
        if not answered(reply, question, auth):
            return None
        said = read_document(reply)
        if said is None and not question.null_is_none:
            raise CannotAsk(NULL)
        return said

    def unwrapped(self, document: object) -> object:
        """The document as it is."""
        return document


def address(path: str, base_url: str, filling: PlaceholderValues) -> str:
    """Where a question leads: to a path of the system, or to a link that it has told itself.

    Raises `CannotAsk` for a link that leads away from it.
    """
    if not is_link(path):
        return base_url + filling.url(path)
    link = filling.text(path)
    if not link.startswith(("/", "https://", "http://")):
        raise CannotAsk(f"it tells {link[:200]!r} as {path}, which is no address")
    url = urljoin(f"{base_url}/", quote(link, safe=_OF_ADDRESSES))
    if origin(url) != origin(base_url):
        raise CannotAsk(f"it tells {link[:200]!r} as {path}, which is no address of its own")
    return url


_OF_ADDRESSES = "/:?#[]@!$&'()*+,;=%~"
"""What an address holds besides letters and digits (RFC 3986); all else is percent-encoded."""


def with_parameter(request: Request, parameter: str, value: str | int) -> Request:
    """The request with one more parameter, where a request of its method has them."""
    if request.form is not None:
        return _shown(replace(request, form={**request.form, parameter: str(value)}))
    if request.method == "GET" or request.body is None:
        return replace(
            request, url=_with_query(request.url, {parameter: quote(str(value), safe="")})
        )
    if not isinstance(request.body, Mapping):
        raise CannotAsk("its question is no table that a page could be asked for in")
    return replace(request, body={**request.body, parameter: value})


def _shown(request: Request) -> Request:
    """The request with its form as it is sent (application/x-www-form-urlencoded)."""
    return replace(request, shown=urlencode(dict(request.form or {})))


def _with_query(url: str, query: Mapping[str, str]) -> str:
    """The address with parameters, whose values are encoded already."""
    pairs = [f"{quote(name, safe='$')}={text}" for name, text in query.items()]
    if not pairs:
        return url
    return f"{url}{'&' if '?' in url else '?'}{'&'.join(pairs)}"
