"""GraphQL: one query, whose values are variables and never text of the query.

Source: GraphQL over HTTP (working draft), "POST" and "Response".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from samestory.adapters.http.dialects.protocol import (
    Find,
    filled_headers,
    in_brief,
    perhaps_document,
    read_document,
)
from samestory.adapters.http.reply import Reply, answers, refusal
from samestory.adapters.http.request import Request
from samestory.config.entries import Auth
from samestory.errors import CannotAsk
from samestory.extraction.entries import Question
from samestory.extraction.placeholders import PlaceholderValues


class GraphQl:
    """`find` holds path, query and variables."""

    paging = None

    def request(self, find: Find, base_url: str, filling: PlaceholderValues) -> Request:
        """See `Dialect`; the query is sent as it stands."""
        body = {"query": find["query"], "variables": filling.json(find.get("variables", {}))}
        url = base_url + filling.url(find["path"])
        return _shown(Request("POST", url, body, headers=filled_headers(find, filling)))

    def turned(self, request: Request, parameter: str, value: str | int) -> Request:
        """One more variable."""
        body: Any = request.body
        variables = {**body["variables"], parameter: value}
        return _shown(replace(request, body={**body, "variables": variables}))

    def document(self, reply: Reply, question: Question, auth: Auth, request: Request) -> object:
        """What `data` holds; an error is never half an answer."""
        del request
        if 400 <= reply.status < 500 and (message := _first_error(perhaps_document(reply))):
            if reply.status in {401, 403}:
                raise CannotAsk(refusal(reply, auth))
            raise CannotAsk(f"it answered {reply.status}: {message}")
        if not answers(reply, question, auth):
            return None
        said = read_document(reply)
        if message := _first_error(said):
            raise CannotAsk(f"it answered with an error: {message}")
        if not isinstance(said, Mapping) or not isinstance(said.get("data"), Mapping):
            raise CannotAsk("its answer holds no data, which GraphQL always tells")
        return said["data"]

    def unwrapped(self, document: object) -> object:
        """The data as it is."""
        return document


def _shown(request: Request) -> Request:
    body: Any = request.body
    query = " ".join(body["query"].split())
    variables = json.dumps(body["variables"], ensure_ascii=False)
    return replace(request, shown=f"{query} with {variables}")


def _first_error(said: object) -> str | None:
    errors = said.get("errors") if isinstance(said, Mapping) else None
    if not errors:
        return None
    first = errors[0] if isinstance(errors, list) else errors
    return in_brief(first.get("message", first) if isinstance(first, Mapping) else first)
