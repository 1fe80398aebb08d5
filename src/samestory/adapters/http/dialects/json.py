"""Plain JSON over HTTP, and what the other dialects share with it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from samestory.adapters.http.messages import Reply, Request, origin
from samestory.adapters.http.shown_credentials import refusal
from samestory.config.entries import Auth
from samestory.errors import CannotAsk
from samestory.extraction.entries import Paging, Question
from samestory.extraction.lossless_json import SaidTwice, read_json
from samestory.extraction.placeholders import PlaceholderValues, is_link

Find = Mapping[str, Any]
"""The words of a question in a landscape; each dialect has its own."""
NO_CONTENT, NOT_FOUND = 204, 404
NULL = (
    "it answered null, which says nothing about a record; if that is how it says that there is "
    'no such record, write record = "@"'
)
NO_JSON = (
    "without JSON, so the address may be wrong; if that is how it says that there is no such "
    "record, write absent = [404]"
)

_OF_ADDRESSES = "/:?#[]@!$&'()*+,;=%~"
"""What an address holds besides letters and digits (RFC 3986); all else is percent-encoded."""


class Dialect:
    """How one kind of API is asked: this one by a path, or by a document or form that is posted.

    `find` holds method, path, and perhaps query, headers, and a body or a form.
    """

    paging: Paging | None = None
    """How a long list goes on if the landscape says nothing."""

    def request(self, find: Find, base_url: str, filling: PlaceholderValues) -> Request:
        """Return the request for a question, filled in; raise `CannotAsk` or `WrongCall`."""
        request = Request(
            find["method"],
            address(find["path"], base_url, filling),
            None if find.get("body") is None else filling.json(find["body"]),
            headers=filled_headers(find, filling),
        )
        if "form" in find:
            form = {name: filling.text(text) for name, text in find["form"].items()}
            request = _with_form(request, form)
        query = {name: filling.parameter(text) for name, text in find.get("query", {}).items()}
        return replace(request, url=_with_query(request.url, query))

    def turned(self, request: Request, parameter: str, value: str | int) -> Request:
        """Return the request for another page: with one more parameter, or one more field.

        Raise `CannotAsk` if the request has no room for it.
        """
        if request.form is not None:
            return _with_form(request, {**request.form, parameter: str(value)})
        if request.method == "GET" or request.body is None:
            query = {parameter: quote(str(value), safe="")}
            return replace(request, url=_with_query(request.url, query))
        if not isinstance(request.body, Mapping):
            raise CannotAsk("its question is no table that a page could be asked for in")
        return replace(request, body={**request.body, parameter: value})

    def document(self, reply: Reply, question: Question, auth: Auth, request: Request) -> object:
        """Return what the reply says, None for "no such record"; raise `CannotAsk`."""
        del request  # whatever was asked, the answer stands for itself
        if not has_addressed_record(reply, question, auth):
            return None
        said = read_document(reply)
        if said is None and not question.null_is_none:
            raise CannotAsk(NULL)
        return said

    def unwrapped(self, document: object) -> object:
        """Return what a landscape's paths look into, once all pages are put together."""
        return document


def has_record(reply: Reply, question: Question, auth: Auth, absent: tuple[int, ...] = ()) -> bool:
    """Whether the reply holds an answer; False if its status means "no such record".

    `absent` are the statuses that mean it unless the question names its own. Raise `CannotAsk` for
    any other status: only 200 brings a whole answer, others a part or a promise (RFC 9110, 15.3).
    """
    if reply.status in (absent if question.absent is None else question.absent):
        return False
    if reply.status in {401, 403}:
        raise CannotAsk(refusal(reply.state, auth))
    if reply.status not in {200, *question.answers}:
        raise CannotAsk(f"it answered {reply.state}")
    return True


def has_addressed_record(reply: Reply, question: Question, auth: Auth) -> bool:
    """Whether a system whose records have addresses holds an answer; see `has_record`.

    It says "no such record" by 204, or by 404 with a document: a 404 in HTML, or an empty one,
    comes from whatever stands in front of it as well.
    """
    if reply.status == NO_CONTENT:
        return False
    has_document = isinstance(reply.document, (Mapping, list))
    if reply.status == NOT_FOUND and question.absent is None and not has_document:
        raise CannotAsk(f"it answered {reply.state} {NO_JSON}")
    return has_record(reply, question, auth, (NOT_FOUND,))


def read_document(reply: Reply) -> Any:
    """Return the JSON of a reply; raise `CannotAsk` if it is none, or says a name twice."""
    try:
        return read_json(reply.text)
    except SaidTwice as error:
        raise CannotAsk(f"its answer is not clear: {error}") from error
    except (ValueError, RecursionError) as error:
        raise CannotAsk(wrong_format(reply, "JSON")) from error


def wrong_format(reply: Reply, wanted: str) -> str:
    """Return that a reply is not in the wanted format ("JSON", "XML"), and how it begins."""
    media_type = reply.headers.get("content-type", "an unnamed format").split(";")[0]
    start = reply.body[:60].decode("utf-8", "replace")
    quoted = "of which nothing is shown" if reply.is_secret else repr(start)
    broken = wanted.lower() in media_type
    what = f"broken {wanted}" if broken else f"{media_type} instead of {wanted}"
    return f"it answered {what}: {quoted}" if start else f"it answered {what}, and it is empty"


def address(path: str, base_url: str, filling: PlaceholderValues) -> str:
    """Return where a question leads: to a path of the system, or to a link that it gave itself.

    Raise `CannotAsk` for a link that leads away from it.
    """
    if not is_link(path):
        return base_url + filling.url(path)
    link = filling.text(path)
    if not link.startswith(("/", "https://", "http://")):
        raise CannotAsk(f"it gives {link[:200]!r} as {path}, which is no address")
    url = urljoin(f"{base_url}/", quote(link, safe=_OF_ADDRESSES))
    if origin(url) != origin(base_url):
        raise CannotAsk(f"it gives {link[:200]!r} as {path}, which is no address of its own")
    return url


def filled_headers(find: Find, filling: PlaceholderValues) -> Mapping[str, str]:
    """Return the headers of a question; raise `CannotAsk` if no header can hold them (RFC 9110)."""
    found = {name: filling.text(value) for name, value in find.get("headers", {}).items()}
    for name, value in found.items():
        if not value.isascii():
            raise CannotAsk(f"the header {name} cannot hold {value!r}; give it a filter: base64")
    return found


def _with_form(request: Request, form: Mapping[str, str]) -> Request:
    return replace(request, form=form, shown=urlencode(dict(form)))


def _with_query(url: str, query: Mapping[str, str]) -> str:
    """Return the address with parameters, whose values are encoded already."""
    pairs = [f"{quote(name, safe='$')}={text}" for name, text in query.items()]
    if not pairs:
        return url
    return f"{url}{'&' if '?' in url else '?'}{'&'.join(pairs)}"
