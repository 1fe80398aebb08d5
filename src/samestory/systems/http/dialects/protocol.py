"""What makes a dialect: how a question becomes a request, and a reply a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from samestory.errors import CannotAsk
from samestory.systems.entries import Auth, Paging, Question
from samestory.systems.exactly import SaidTwice, read_json
from samestory.systems.http.reply import Reply, wrong_format
from samestory.systems.http.request import Request
from samestory.systems.templates import Filling

Find = Mapping[str, Any]
"""The words of a question in a landscape, which each dialect has of its own."""


class Dialect(Protocol):
    """How one kind of API is asked."""

    @property
    def paging(self) -> Paging | None:
        """How a long list goes on where the landscape says nothing."""
        ...

    def request(self, find: Find, base_url: str, filling: Filling) -> Request:
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
        return read_json(bytes(reply.body))
    except SaidTwice as error:
        raise CannotAsk(f"its answer is not clear: {error}") from error
    except (ValueError, RecursionError) as error:
        raise CannotAsk(wrong_format(reply, "JSON")) from error


def filled_headers(find: Find, filling: Filling) -> Mapping[str, str]:
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
