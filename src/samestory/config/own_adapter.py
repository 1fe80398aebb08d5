"""A company's own adapter (`adapter = "my_erp:Erp"`), and one whose name is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from samestory.config.adapter import Adapter, NoAdapter, adapter_named, installed, is_model
from samestory.config.addresses import check_host, read_base_url
from samestory.config.auth import KINDS
from samestory.config.tables import Table
from samestory.config.words import Surroundings
from samestory.extraction.entries import Question


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


OWN = Adapter(name="", settings=own_settings, question=own_question, auth=KINDS)
"""What samestory knows about the adapter of a company: nothing but where it may go."""

OLD_SETTINGS = (
    *("base_url", "headers", "ca", "host", "port", "tls", "folder", "pages", "url", "url_env"),
    *("speaks", "with_scripts", "paging", "error"),
)
OLD_QUESTIONS = ("find", "absent", "via", "paging", "page", "each", "read", "follow_links")


def _any_settings(table: Table, around: Surroundings) -> dict[str, Any]:
    """Know the words of every adapter, and check what needs no adapter to be wrong."""
    table.asked.update(OLD_SETTINGS, *_words("settings"))
    if "base_url" in table.content:
        read_base_url(table, around.guard)
    if "host" in table.content:
        check_host(table, table.text("host"), around.guard)
    return {}


def _any_question(table: Table, _: Mapping[str, Any]) -> Question:
    table.asked.update(OLD_QUESTIONS, *_words("question"))
    return Question()


def _words(of: str) -> Iterator[Iterable[str]]:
    """Yield the words of each adapter that can be loaded."""
    for name in installed():
        with suppress(NoAdapter):
            model = getattr(adapter_named(name), of)
            if is_model(model):
                yield model.words()


ANY = Adapter(name="", settings=_any_settings, question=_any_question, auth=KINDS)
"""What all adapters have in common: for a system whose adapter is missing or misspelt.

Its other mistakes are found all the same.
"""
