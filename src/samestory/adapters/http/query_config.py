"""The words of a question in each dialect of HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from samestory.adapters.http.dialects.odata import OPTIONS
from samestory.config.config_errors import did_you_mean, listed
from samestory.config.header_values import read_headers
from samestory.config.placeholders import check_blanks
from samestory.config.tables import Table
from samestory.extraction.placeholders import FILTERS, is_link, placeholders_in

Known = Collection[str]
"""The names of the placeholders that are filled at this point."""

_DECLARED = re.compile(r"\$(\w+)\s*:")
_PRIVATE = ("authorization", "proxy-authorization", "cookie")
_FRAMING = ("host", "content-length", "transfer-encoding", "content-type", "accept-encoding")


def read_find(table: Table, speaks: str, known: Known) -> dict[str, Any]:
    """The key `find` of a table, in the words of a dialect; each mistake is noted."""
    if speaks == "json" and not isinstance(table.content.get("find"), Mapping):
        path = table.needed_text("find", '"/orders/{key}"')
        return {"method": "GET", "path": _path_or_link(table, path, known)}
    if speaks == "odata" and isinstance(table.content.get("find"), str):
        return {"set": _set(table, table.text("find"), known)}
    if "find" not in table.content:
        table.asked.add("find")
        table.mistake("'find' is missing.", f"Add it, for instance: find = {_EXAMPLES[speaks]}")
        return {}
    inner = table.table("find")
    find = _WORDS[speaks](inner, known)
    if "headers" in inner.content:
        find["headers"] = _headers(inner, known)
    inner.unknown_keys()
    return find


def _path_or_link(table: Table, path: str, known: Known) -> str:
    """A path, or the placeholder alone that an earlier answer fills with a link: "{link}"."""
    if not is_link(path):
        return _path(table, path, known)
    check_blanks(table, path, known)
    return path


def _path(table: Table, path: str, known: Known) -> str:
    if path and not path.startswith("/"):
        table.mistake(f"the path '{path}' does not begin with '/'.", f"Write '/{path}'.")
    check_blanks(table, path, known)
    return path


def _headers(table: Table, known: Known) -> dict[str, str]:
    headers = read_headers(table)
    for name in headers:
        if name.lower() in _PRIVATE:
            table.mistake(
                f"the header '{name}' stands in a question.", "Credentials belong into 'auth'."
            )
        if name.lower() in _FRAMING:
            table.mistake(f"the header '{name}' is none of the question's.", "Leave it out.")
    check_blanks(table, headers, known)
    return headers


def _sent(table: Table, key: str, known: Known) -> object:
    """A document to be sent as JSON, whose texts may hold placeholders."""
    document = table.any(key)
    check_blanks(table, document, known)
    if _holds_a_date(document):
        table.mistake(f"'{key}' holds a date without quotes.", "Write it as a text: '2026-11-24'.")
    return document


def _holds_a_date(document: object) -> bool:
    if isinstance(document, Mapping):
        return any(_holds_a_date(each) for each in document.values())
    if isinstance(document, list):
        return any(_holds_a_date(each) for each in document)
    return isinstance(document, (date, datetime, time))


def _json(table: Table, known: Known) -> dict[str, Any]:
    posted = {"body", "form"} & table.content.keys()
    method = table.text("method", "POST" if posted else "GET").upper()
    if method not in {"GET", "POST"}:
        table.mistake(f"'method' is '{method}'.", "Systems are only asked: write GET or POST.")
    path = _path_or_link(table, table.needed_text("path", '"/search"'), known)
    query = table.text_map("query")
    check_blanks(table, query, known)
    body = _sent(table, "body", known)
    form = _form(table, method, known)
    table.asked.add("headers")
    sent = {"query": query or None, "body": body, "form": form}
    said = {name: value for name, value in sent.items() if value is not None}
    return {"method": method, "path": path, **said}


def _form(table: Table, method: str, known: Known) -> dict[str, str] | None:
    """What is sent as a form of a page is (application/x-www-form-urlencoded)."""
    if "form" not in table.content:
        table.asked.add("form")
        return None
    form = table.text_map("form")
    check_blanks(table, form, known)
    if "body" in table.content:
        table.mistake("there are both 'body' and 'form'.", "Keep the one that is meant.")
    if method == "GET":
        table.mistake("a GET sends no form.", "Leave 'method' out, or write 'query' for 'form'.")
    return form


def _odata(table: Table, known: Known) -> dict[str, Any]:
    find: dict[str, Any] = {"set": _set(table, table.needed_text("set", '"SalesOrders"'), known)}
    for name in OPTIONS:
        if name in table.content:
            find[name] = table.number(name, 50) if name == "top" else table.text(name)
    if "parameters" in table.content:
        find["parameters"] = table.text_map("parameters")
    table.asked.update((*OPTIONS, "parameters", "headers"))
    check_blanks(table, find, known)
    return find


def _set(table: Table, name: str, known: Known) -> str:
    if "?" in name:
        table.mistake(f"the set '{name}' holds a '?'.", f"Name its options: {listed(OPTIONS)}.")
    check_blanks(table, name, known)
    return name


def _graphql(table: Table, known: Known) -> dict[str, Any]:
    query = table.needed_text("query", '"query($number: String!) { ... }"')
    path = _path(table, table.text("path", "/graphql"), known)
    variables = table.any("variables") if "variables" in table.content else {}
    if not isinstance(variables, Mapping):
        table.mistake("'variables' is no table.", 'Write it like this: { number = "{key}" }')
        variables = {}
    check_blanks(table, variables, known)
    _check_query(table, query, variables, known)
    table.asked.add("headers")
    return {"path": path, "query": query, "variables": variables}


def _check_query(table: Table, query: str, variables: Mapping[str, object], known: Known) -> None:
    """A query is sent as it stands: what is filled in has to be one of its variables."""
    for placeholder in placeholders_in(query):
        if placeholder.name in known or any(each in FILTERS for each in placeholder.filters):
            table.mistake(
                f"the query holds the placeholder {placeholder}, and is sent as it stands.",
                f'Use a variable: variables = {{ {placeholder.name} = "{placeholder}" }}.',
            )
    names = declared(query)
    for name in variables:
        if query and name not in names:
            table.mistake(
                f"the query declares no variable '{name}'.",
                f"{did_you_mean(name, names)}Declared: {listed(names)}.",
            )


def declared(query: str) -> list[str]:
    """The variables that a GraphQL query declares."""
    return _DECLARED.findall(query)


def _json_rpc(table: Table, known: Known) -> dict[str, Any]:
    params = _call(table, known)
    if not isinstance(params["params"], (list, Mapping)):
        table.mistake("'params' is neither a list nor a table.", 'Write: params = ["{key}"].')
    return params


def _xml_rpc(table: Table, known: Known) -> dict[str, Any]:
    params = _call(table, known)
    if not isinstance(params["params"], list):
        table.mistake("'params' is no list.", 'Write it like this: params = ["{key}"].')
        params["params"] = []
    return params


def _call(table: Table, known: Known) -> dict[str, Any]:
    path = _path(table, table.needed_text("path", '"/rpc"'), known)
    method = table.needed_text("method", '"order.read"')
    params = _sent(table, "params", known)
    table.asked.add("headers")
    return {"path": path, "method": method, "params": [] if params is None else params}


_WORDS: Mapping[str, Callable[[Table, Known], dict[str, Any]]] = MappingProxyType(
    {
        "json": _json,
        "odata": _odata,
        "graphql": _graphql,
        "json-rpc": _json_rpc,
        "xml-rpc": _xml_rpc,
    }
)
_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "odata": """{ set = "SalesOrders", filter = "Number eq '{key}'" }""",
        "graphql": '{ query = "...", variables = { number = "{key}" } }',
        "json-rpc": '{ path = "/jsonrpc", method = "order.read", params = ["{key}"] }',
        "xml-rpc": '{ path = "/xmlrpc", method = "order.read", params = ["{key}"] }',
    }
)
_TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
FIND = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {
                "path": {"type": "string", "description": "The path that is asked."},
                "method": {"type": "string", "description": "GET or POST; the method of an RPC."},
                "query": {
                    "anyOf": [{"type": "string"}, _TEXTS],
                    "description": "The parameters of the address; in GraphQL, the query.",
                },
                "body": {"description": "A document that is sent as JSON."},
                "form": {**_TEXTS, "description": "What is sent as a form of a page is."},
                "headers": {**_TEXTS, "description": "Headers of this question."},
                "set": {"type": "string", "description": "OData: the set of entities."},
                **{
                    name: {"type": ["string", "integer"], "description": f"OData: ${name}."}
                    for name in OPTIONS
                },
                "parameters": {**_TEXTS, "description": "OData: further parameters."},
                "variables": {"type": "object", "description": "GraphQL: its variables."},
                "params": {"type": ["array", "object"], "description": "RPC: its parameters."},
            },
            "additionalProperties": False,
        },
    ]
}
"""The words of all dialects, for the JSON Schema of landscapes."""
