"""Systems that are asked over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from samestory.landscape.adapters.addresses import read_base_url, read_file
from samestory.landscape.adapters.blanks import check_blanks
from samestory.landscape.adapters.protocol import Adapter, Surroundings
from samestory.landscape.tables import Table
from samestory.systems.entries import Question

AUTH = ("none", "basic", "header", "bearer")
"""The kinds of credentials that systems take over HTTP."""


def http_settings(table: Table, around: Surroundings) -> dict[str, Any]:
    """Where the system is, and what it wants to see in every request."""
    return {
        "base_url": read_base_url(table, around.guard),
        "headers": table.text_map("headers"),
        "ca": read_file(table, "ca", around.folder),
    }


def http_question(table: Table, _: Mapping[str, Any]) -> Question:
    """`find = "/deals?number={key}"`, or a table of method, path and body (JSON)."""
    absent = table.numbers("absent", (404,))
    if not isinstance(table.content.get("find"), Mapping):
        path = table.needed_text("find", '"/orders/{key}"')
        return Question(find={"method": "GET", "path": _path(table, path)}, absent=absent)
    inner = table.table("find")
    method = inner.text("method", "POST").upper()
    path = _path(inner, inner.needed_text("path", '"/search"'))
    body = inner.any("body")
    check_blanks(inner, json.dumps(body, default=str))
    inner.unknown_keys()
    if method not in {"GET", "POST"}:
        inner.mistake(f"'method' is '{method}'.", "Systems are only asked: write GET or POST.")
    find = {"method": method, "path": path} | ({} if body is None else {"body": body})
    return Question(find=find, absent=absent)


def _path(table: Table, path: str) -> str:
    if path and not path.startswith("/"):
        table.mistake(f"the path '{path}' does not begin with '/'.", f"Write '/{path}'.")
    check_blanks(table, path)
    return path


HTTP = Adapter(AUTH, http_settings, http_question)
