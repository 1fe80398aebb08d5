"""GraphQL: one query, whose values are variables and never text of the query.

Source: GraphQL over HTTP (working draft), "POST" and "Response".
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from samestory.adapters.http.dialects.json import (
    Dialect,
    Find,
    filled_headers,
    has_record,
    read_document,
)
from samestory.adapters.http.messages import Reply, Request, in_brief
from samestory.adapters.http.shown_credentials import refusal
from samestory.config.entries import Auth
from samestory.errors import CannotAsk
from samestory.extraction.entries import Question
from samestory.extraction.placeholders import PlaceholderValues


class GraphQl(Dialect):
    """`find` holds path, query and variables; the query is sent as it stands."""

    def request(self, find: Find, base_url: str, filling: PlaceholderValues) -> Request:
        """See `Dialect`."""
        url, query = base_url + filling.url(find["path"]), find["query"]
        request = Request("POST", url, headers=filled_headers(find, filling))
        return _with_variables(request, query, filling.json(find.get("variables", {})))

    def turned(self, request: Request, parameter: str, value: str | int) -> Request:
        """Return the request with one more variable."""
        body: Any = request.body
        return _with_variables(request, body["query"], {**body["variables"], parameter: value})

    def document(self, reply: Reply, question: Question, auth: Auth, request: Request) -> object:
        """Return what `data` holds; an answer with an error is never half an answer."""
        del request
        if 400 <= reply.status < 500 and (message := _first_error(reply.document)):
            refused = reply.status in {401, 403}
            answered = f"it answered {reply.status}: {message}"
            raise CannotAsk(refusal(reply.state, auth) if refused else answered)
        if not has_record(reply, question, auth):
            return None
        said = read_document(reply)
        if message := _first_error(said):
            raise CannotAsk(f"it answered with an error: {message}")
        if not isinstance(said, Mapping) or not isinstance(said.get("data"), Mapping):
            raise CannotAsk("its answer holds no data, which GraphQL always has")
        return said["data"]


def _with_variables(request: Request, query: str, variables: object) -> Request:
    shown = f"{' '.join(query.split())} with {json.dumps(variables, ensure_ascii=False)}"
    return replace(request, body={"query": query, "variables": variables}, shown=shown)


def _first_error(said: object) -> str | None:
    errors = said.get("errors") if isinstance(said, Mapping) else None
    if not errors:
        return None
    first = errors[0] if isinstance(errors, list) else errors
    return in_brief(first.get("message", first) if isinstance(first, Mapping) else first)
