"""A company's own adapter, and one whose name nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samestory.adapters.http.config import AUTH as HTTP_AUTH
from samestory.config.adapter import Adapter, Surroundings
from samestory.config.addresses import check_host, read_base_url
from samestory.config.entries import IN_THE_QUESTION
from samestory.config.tables import Table
from samestory.extraction.entries import Question

SETTINGS = (
    "base_url",
    "headers",
    "ca",
    "host",
    "port",
    "tls",
    "folder",
    "pages",
    "url",
    "url_env",
    "speaks",
    "with_scripts",
    "paging",
)
"""The words of all adapters in a system's own table."""

QUESTIONS = ("find", "absent", "via", "paging", "page", "each", "read", "follow_links")
"""The words of all adapters in the table of a subject."""

AUTH = (*HTTP_AUTH, IN_THE_QUESTION, "password", "xoauth2")
"""The kinds of credentials of all adapters."""


def own_settings(table: Table, around: Surroundings) -> dict[str, Any]:
    """The settings of a company's own adapter: whatever it likes, but no foreign host."""
    own = [key for key in table.content if key not in table.asked]
    found = {key: table.any(key) for key in own if not isinstance(table.content[key], Mapping)}
    if "base_url" in table.content:
        found["base_url"] = read_base_url(table, around.guard)
    if "host" in table.content:
        check_host(table, table.text("host"), around.guard)
    return found


def own_question(table: Table, _: Mapping[str, Any]) -> Question:
    """The question as a company's own adapter wants it: a text or a table of texts."""
    if isinstance(table.content.get("find"), str):
        return Question(find={"find": table.text("find")})
    return Question(find=table.text_map("find"))


OWN = Adapter(AUTH, own_settings, own_question)


def _any_settings(table: Table, around: Surroundings) -> dict[str, Any]:
    """Know the words of every adapter, and check what needs no adapter to be wrong."""
    table.asked.update(SETTINGS)
    if "base_url" in table.content:
        read_base_url(table, around.guard)
    if "host" in table.content:
        check_host(table, table.text("host"), around.guard)
    return {}


def _any_question(table: Table, _: Mapping[str, Any]) -> Question:
    table.asked.update(QUESTIONS)
    return Question()


ANY = Adapter(AUTH, _any_settings, _any_question)
"""What all have in common: for a system whose adapter is missing or misspelt.

Its other mistakes are told all the same, so that the file can be mended at one go.
"""
