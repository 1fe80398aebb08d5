"""Systems that are asked over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samestory.landscape.adapters.addresses import read_base_url, read_file
from samestory.landscape.adapters.finding import read_find
from samestory.landscape.adapters.hops import Asked, ReadPage, known_after, no_page, read_via
from samestory.landscape.adapters.paging import check_free, read_paging
from samestory.landscape.adapters.protocol import Adapter, Surroundings
from samestory.landscape.mistakes import did_you_mean, listed
from samestory.landscape.tables import Table
from samestory.systems.entries import IN_THE_QUESTION, Paging, Question
from samestory.systems.http.dialects import DIALECTS
from samestory.systems.templates import BLANKS, CREDENTIALS

AUTH = (
    "none",
    "basic",
    "header",
    "bearer",
    "oauth2 client credentials",
    "oauth2 refresh token",
    "login form",
)
"""The kinds of credentials that systems take over HTTP."""

_SAYS_NOT_FOUND = {"json", "odata"}
"""What addresses a record by its place; elsewhere 404 means that nobody is there at all."""


def http_settings(table: Table, around: Surroundings) -> dict[str, Any]:
    """Where the system is, how it speaks, and what it wants to see in every request."""
    return {
        "base_url": read_base_url(table, around.guard),
        "headers": table.text_map("headers"),
        "ca": read_file(table, "ca", around.folder),
        "speaks": _speaks(table),
        "paging": read_paging(table),
        "blanks": _blanks(table),
    }


def _blanks(table: Table) -> tuple[str, ...]:
    auth = table.content.get("auth")
    shown = isinstance(auth, Mapping) and auth.get("kind") == IN_THE_QUESTION
    return (*BLANKS, *CREDENTIALS) if shown else BLANKS


def _speaks(table: Table) -> str:
    speaks = table.text("speaks", "json")
    if speaks in DIALECTS:
        return speaks
    hint = f"{did_you_mean(speaks, DIALECTS)}Known: {listed(DIALECTS)}."
    table.mistake(f"unknown dialect '{speaks}'.", hint)
    return "json"


def http_question(
    table: Table, settings: Mapping[str, Any], read_page: ReadPage = no_page
) -> Question:
    """`find`, and `via`, `paging`, `absent` and perhaps `page`, in the system's dialect."""
    speaks = settings["speaks"]
    usual = (404,) if speaks in _SAYS_NOT_FOUND else ()
    absent = table.numbers("absent", usual)
    via = read_via(table, Asked(speaks, usual, settings["blanks"], read_page))
    find = read_find(table, speaks, known_after(via, settings["blanks"]))
    paging = _paging(table, settings)
    check_free(table, paging, find)
    return Question(find=find, absent=absent, page=read_page(table), via=tuple(via), paging=paging)


def _paging(table: Table, settings: Mapping[str, Any]) -> Paging | None:
    paging = read_paging(table) if "paging" in table.content else settings["paging"]
    if paging is not None and paging.parameter and settings["speaks"] == "xml-rpc":
        table.mistake(
            "XML-RPC has no parameters with names, so there is no asking for pages.",
            "Leave 'paging' out, or write paging = { kind = \"none\" }.",
        )
    return paging


HTTP = Adapter((*AUTH, IN_THE_QUESTION), http_settings, http_question)
