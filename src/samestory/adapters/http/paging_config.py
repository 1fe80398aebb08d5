"""How a long list is told page by page: `paging = { kind = "page", parameter = "page", ... }`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from samestory.adapters.http.query_config import declared
from samestory.config.config_errors import did_you_mean, listed, table_name
from samestory.config.json_paths import check_path
from samestory.config.tables import Table
from samestory.extraction.entries import Paging
from samestory.extraction.paths import keys_of

_SIZE = ("size", "size_parameter", "total")
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "none": (),
        "page": ("items", "parameter", "first", *_SIZE, "most"),
        "offset": ("items", "parameter", "first", *_SIZE, "most"),
        "cursor": ("items", "parameter", "next", *_SIZE, "most"),
        "link": ("items", *_SIZE, "most"),
        "next url": ("items", "next", *_SIZE, "most"),
    }
)
"""By kind of paging, the words that it knows."""

_EXAMPLES = {"items": '"orders"', "parameter": '"page"', "next": '"paging.next.after"'}


def read_paging(table: Table) -> Paging | None:
    """The key `paging` of a system or of a subject; None where it is missing."""
    inner = table.table("paging")
    if not isinstance(table.content.get("paging"), Mapping):
        return None
    kind = inner.needed_text("kind", '"page"')
    if kind not in WORDS:
        if kind:
            hint = f"{did_you_mean(kind, WORDS)}Known: {listed(WORDS)}."
            inner.mistake(f"unknown kind of paging '{kind}'.", hint)
        return None
    paging = _read(inner, kind, WORDS[kind])
    inner.unknown_keys()
    return paging


def _read(table: Table, kind: str, words: tuple[str, ...]) -> Paging:
    texts = {key: table.needed_text(key, _EXAMPLES[key]) for key in _EXAMPLES if key in words}
    found: dict[str, Any] = {"items": "@", **texts}
    if "next" in texts:
        check_path(table, "next", texts["next"])
    if "items" in texts and check_path(table, "items", texts["items"]):
        _check_keys(table, texts["items"])
    if "first" in words:
        found["first"] = table.number("first", 1 if kind == "page" else 0)
    if "size" in words:
        found["size_parameter"] = table.text("size_parameter")
        found["size"] = _positive(table, "size") if "size" in table.content else None
        _check_size(table, found)
    if "total" in table.content and "total" in words:
        found["total"] = table.text("total")
        check_path(table, "total", found["total"])
    if "most" in table.content and "most" in words:
        found["most"] = _positive(table, "most")
    table.asked.update(words)
    where = f"{table.mistakes.file}, {table_name(table.place)} items"
    return Paging(kind=kind, where=where, **found)


def _positive(table: Table, key: str) -> int:
    number = table.number(key, 1)
    if number < 1:
        table.mistake(f"'{key}' is {number}.", "Write a number of 1 or more.")
    return max(1, number)


def _check_keys(table: Table, path: str) -> None:
    if path and keys_of(path) is None:
        table.mistake(
            f"'items' is '{path}', which is more than keys.",
            'Write the keys that lead to the list, such as "data.orders", or "@" for all of it.',
        )


def _check_size(table: Table, found: Mapping[str, Any]) -> None:
    if found["size_parameter"] and found["size"] is None:
        table.mistake("'size_parameter' is there, and 'size' is missing.", "Add size = 100.")


def read_paging_of(
    table: Table, usual: Paging | None, speaks: str, find: Mapping[str, Any]
) -> Paging | None:
    """The `paging` of a question's own, held, as its system's usual one, against what it asks."""
    own = read_paging(table)
    paging = own if "paging" in table.content else usual
    if paging is not None and paging.parameter and speaks == "xml-rpc":
        table.mistake(
            "XML-RPC has no parameters with names, so there is no asking for pages.",
            "Leave 'paging' out, or write paging = { kind = \"none\" }.",
        )
    _check_free(table, paging, find)
    return own


def _check_free(table: Table, paging: Paging | None, find: Mapping[str, Any]) -> None:
    """Note a parameter of the paging that a question fills already, or its query lacks."""
    for name in (paging.parameter, paging.size_parameter) if paging else ():
        if name and _fills(find, name):
            fact = f"'find' fills '{name}' already, which 'paging' is to fill."
            table.mistake(fact, "Take it out of 'find'.")
        if name and "variables" in find and name not in declared(find["query"]):
            fact = f"'paging' fills the variable '{name}', which the query does not declare."
            table.mistake(fact, f"{did_you_mean(name, declared(find['query']))}Declare it.")


def _fills(find: Mapping[str, Any], name: str) -> bool:
    documents = (find.get(key) for key in ("query", "body", "form", "variables", "params"))
    within = any(isinstance(each, Mapping) and name in each for each in documents)
    return within or bool(re.search(rf"[?&]{re.escape(name)}=", str(find.get("path", ""))))
