"""JSON-RPC 2.0 (https://www.jsonrpc.org/specification): one call, one result."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from samestory.adapters.http.dialects.json import (
    Dialect,
    Find,
    filled_headers,
    has_record,
    read_document,
)
from samestory.adapters.http.messages import Reply, Request, in_brief
from samestory.config.entries import Auth
from samestory.errors import CannotAsk
from samestory.extraction.entries import Question
from samestory.extraction.placeholders import PlaceholderValues


class JsonRpc(Dialect):
    """`find` holds path, method and params (a list or a table); every call has its own id."""

    def __init__(self) -> None:
        self._ids = count(1)

    def request(self, find: Find, base_url: str, filling: PlaceholderValues) -> Request:
        """See `Dialect`."""
        body = {
            "jsonrpc": "2.0",
            "method": find["method"],
            "params": filling.json(find.get("params", [])),
            "id": next(self._ids),
        }
        url = base_url + filling.url(find["path"])
        return Request("POST", url, body, headers=filled_headers(find, filling))

    def turned(self, request: Request, parameter: str, value: str | int) -> Request:
        """Return the request with one more parameter, if its parameters have names."""
        body: Any = request.body
        if not isinstance(body["params"], Mapping):
            raise CannotAsk("its params are no table that a page could be asked for in")
        params = {**body["params"], parameter: value}
        return replace(request, body={**body, "params": params, "id": next(self._ids)})

    def document(self, reply: Reply, question: Question, auth: Auth, request: Request) -> object:
        """Return the result of this very call."""
        if not has_record(reply, question, auth):
            return None
        said, asked = read_document(reply), request.body
        if not isinstance(said, Mapping) or not isinstance(asked, Mapping):
            raise CannotAsk("its answer is no JSON-RPC, which always is an object")
        if said.get("error") is not None:
            raise CannotAsk(f"it answered with an error: {_message(said['error'])}")
        if said.get("id") != asked["id"] or isinstance(said.get("id"), bool):
            raise CannotAsk(f"it answered call {said.get('id')!r}, and was asked {asked['id']!r}")
        if "result" not in said:
            raise CannotAsk("its answer holds neither a result nor an error")
        return said["result"]


def _message(error: object) -> str:
    if not isinstance(error, Mapping):
        return in_brief(error)
    data = error.get("data")
    detail = data.get("message") if isinstance(data, Mapping) else None
    parts = [str(each) for each in (error.get("message"), detail) if each]
    return in_brief(": ".join(parts) or error)
