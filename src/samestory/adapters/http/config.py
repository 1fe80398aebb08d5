"""Systems that are asked over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from samestory.adapters.http.chained_requests import (
    Asked,
    ReadPage,
    known_after,
    no_page,
    read_error,
    read_question,
    read_via,
)
from samestory.adapters.http.dialects import DIALECTS
from samestory.adapters.http.paging_config import read_paging
from samestory.config.adapter import Adapter
from samestory.config.addresses import read_base_url, read_file
from samestory.config.config_errors import did_you_mean, listed
from samestory.config.entries import IN_THE_QUESTION
from samestory.config.header_values import read_headers
from samestory.config.placeholders import check_whom
from samestory.config.tables import Table
from samestory.config.words import Surroundings
from samestory.extraction.entries import Question
from samestory.extraction.placeholders import CREDENTIALS, SUBJECT_PLACEHOLDERS

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


def http_settings(table: Table, around: Surroundings) -> dict[str, Any]:
    """Where the system is, how it speaks, and what it wants to see in every request."""
    return {
        "base_url": read_base_url(table, around.guard),
        "headers": read_headers(table),
        "ca": read_file(table, "ca", around.folder),
        "speaks": _speaks(table),
        "paging": read_paging(table),
        "error": read_error(table),
        "blanks": _blanks(table),
    }


def _blanks(table: Table) -> tuple[str, ...]:
    auth = table.content.get("auth")
    shown = isinstance(auth, Mapping) and auth.get("kind") == IN_THE_QUESTION
    return (*SUBJECT_PLACEHOLDERS, *CREDENTIALS) if shown else SUBJECT_PLACEHOLDERS


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
    """A question and those on the way to it (`via`), in the system's dialect."""
    before = len(table.mistakes.found)
    of_all = {each: settings[each] for each in ("speaks", "paging", "error", "blanks")}
    asked = Asked(**of_all, read_page=read_page)
    via = read_via(table, asked)
    last = read_question(table, asked, known_after(via, asked.blanks))
    null_is_none = table.content.get("record") == "@"
    question = replace(last, via=tuple(via), null_is_none=null_is_none)
    if len(table.mistakes.found) == before:
        check_whom(table, question)
    return question


HTTP = Adapter(
    name="http",
    settings=http_settings,
    question=http_question,
    auth=(*AUTH, IN_THE_QUESTION),
    opens="samestory.adapters.http.system:HttpSystem",
)
