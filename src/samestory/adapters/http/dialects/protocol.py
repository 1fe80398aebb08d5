"""What makes a dialect: how a question becomes a request, and a reply a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from samestory.adapters.http.reply import NO_CONTENT, NOT_FOUND, Reply, answers, wrong_format
from samestory.adapters.http.request import Request
from samestory.config.entries import Auth
from samestory.errors import CannotAsk
from samestory.extraction.entries import Paging, Question
from samestory.extraction.lossless_json import SaidTwice, read_json
from samestory.extraction.placeholders import PlaceholderValues

Find = Mapping[str, Any]
"""The words of a question in a landscape, which each dialect has of its own."""


class Dialect(Protocol):
    """How one kind of API is asked."""

    @property
    def paging(self) -> Paging | None:
        """How a long list goes on where the landscape says nothing."""
        ...

    def request(self, find: Find, base_url: str, filling: PlaceholderValues) -> Request:
        """The request for a question, its blanks filled in; raises `CannotAsk`, `WrongCall`."""
        ...

    def turned(self, request: Request, parameter: str, value: str | int) -> Request:
        """The same request for another page; raises `CannotAsk` where that cannot be said."""
        ...

    def document(self, reply: Reply, question: Question, auth: Auth, request: Request) -> object:
        """What the reply says, None for "no such record"; raises `CannotAsk`."""
        ...

    def unwrapped(self, document: object) -> object:
        """What a landscape's paths look into, once all pages are put together."""
        ...


def read_document(reply: Reply) -> object:
    """The JSON of a reply; raises `CannotAsk`."""
    try:
        return read_json(reply.text)
    except SaidTwice as error:
        raise CannotAsk(f"its answer is not clear: {error}") from error
    except (ValueError, RecursionError) as error:
        raise CannotAsk(wrong_format(reply, "JSON")) from error


def answered(reply: Reply, question: Question, auth: Auth) -> bool:
    """Whether a system whose records have addresses holds an answer; see `answers`.

    That there is no such record it says by 204, or by 404 with a document: a 404 in HTML, or with
    nothing in it, comes from whatever stands in front of it as well.
    """
    if reply.status == NO_CONTENT:
        return False
    if reply.status == NOT_FOUND and question.absent is None and not holds_a_document(reply):
        raise CannotAsk(
            f"it answered 404 {reply.reason}".rstrip() + " and told no JSON, so perhaps nobody is "
            "at this address; where that is how it says that there is no such record, write "
            "absent = [404]"
        )
    return answers(reply, question, auth, (NOT_FOUND,))


def holds_a_document(reply: Reply) -> bool:
    """Whether a reply is JSON of some weight, whatever it calls itself."""
    return isinstance(perhaps_document(reply), (Mapping, list))


def perhaps_document(reply: Reply) -> object:
    """The JSON of a reply, None where it is none."""
    try:
        return read_json(reply.text)
    except (ValueError, RecursionError):
        return None


def filled_headers(find: Find, filling: PlaceholderValues) -> Mapping[str, str]:
    """The headers of a question; raises `CannotAsk` for what no header can hold (RFC 9110, 5.5)."""
    found = {name: filling.text(value) for name, value in find.get("headers", {}).items()}
    for name, value in found.items():
        if not value.isascii():
            raise CannotAsk(f"the header {name} cannot hold {value!r}; give it a filter: base64")
    return found


def in_brief(text: object) -> str:
    """The first line of what a system says is wrong, not too long to be read."""
    lines = str(text).strip().splitlines()
    return lines[0][:200] if lines else "without a word"
