"""Systems without an API: which selectors find what on their pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from samestory.adapters.http.config import AUTH, http_question, http_settings
from samestory.config.adapter import Adapter
from samestory.config.config_errors import did_you_mean, table_name
from samestory.config.tables import Table
from samestory.config.words import Surroundings
from samestory.extraction.entries import Question
from samestory.extraction.selectors import Page, Part, Pick, Records, css_problem, is_on_every_page

_BESIDE = ("missing", "known_by")
"""Words of a page that are no values of it."""

_IN_A_BROWSER = ("none", "basic", "login form")
"""What a browser can be told so that it shows it to the system alone, wherever it is sent."""


def html_settings(table: Table, around: Surroundings) -> dict[str, Any]:
    """Those of a system that is asked over HTTP, and whether its pages need their scripts."""
    settings = http_settings(table, around) | {"with_scripts": table.flag("with_scripts")}
    if settings["speaks"] != "json":
        table.mistake("'speaks' says nothing about pages.", "Leave it out.")
    if settings["with_scripts"]:
        _check_browser(table, settings)
    return settings


def _check_browser(table: Table, settings: Mapping[str, Any]) -> None:
    auth = table.content.get("auth")
    kind = auth.get("kind", "none") if isinstance(auth, Mapping) else "none"
    if kind in AUTH and kind not in _IN_A_BROWSER:
        table.mistake(
            f"with_scripts = true: a browser does not log in by '{kind}'.",
            f"Take one of {', '.join(_IN_A_BROWSER)}, or leave with_scripts out.",
        )
    for word in ("headers", "ca"):
        if settings[word]:
            table.mistake(f"with_scripts = true: a browser takes no '{word}'.", "Leave one out.")


def html_question(table: Table, settings: Mapping[str, Any]) -> Question:
    """A question over HTTP, whose answers are pages where it says how to read them."""
    question = http_question(table, settings, read_page)
    if settings.get("with_scripts"):
        for asked in (question, *(hop.question for hop in question.via)):
            if asked.find.get("method", "GET") != "GET":
                table.mistake("with_scripts = true: a browser only opens pages.", "Write GET.")
    return question


def read_page(table: Table) -> Page | None:
    """The table `page`: by name the selector of each value, and of two things beside.

    `missing` says "no such record", `known_by` is what this page has and no other.
    """
    if "page" not in table.content:
        table.asked.add("page")
        return None
    inner = table.table("page")
    missing, known_by = (_css(inner, word) if word in inner.content else None for word in _BESIDE)
    parts = _parts(inner, but=_BESIDE)
    for name in parts:
        if hint := did_you_mean(name, _BESIDE):
            inner.mistake(f"'{name}' is a value of the page.", f"{hint}Else, call it otherwise.")
    if not parts:
        inner.mistake("no value is looked for.", 'Say where one is: total = "td.total"')
    where = f"{inner.mistakes.file}, {table_name(inner.place)}"
    page = Page(parts, missing, where, known_by)
    known = page.marks if known_by is None else not is_on_every_page(known_by)
    if parts and not known:
        inner.mistake(
            "every page has what is looked for, a notice of maintenance as well.",
            'Name something that only this page has: known_by = "#order-details"',
        )
    return page


def _parts(table: Table, but: Collection[str]) -> dict[str, Part]:
    return {name: _part(table, name) for name in table.content if name not in but}


def _part(table: Table, name: str) -> Part:
    if not isinstance(table.content[name], Mapping):
        return Pick(_css(table, name))
    inner = table.table(name)
    if "each" in inner.content:
        return _records(inner)
    pick = Pick(_css(inner, "css"), inner.text("attribute") or None)
    inner.unknown_keys()
    return pick


def _records(table: Table) -> Records:
    records = Records(_css(table, "each"), _parts(table, but=("each",)))
    if not records.parts:
        table.mistake("nothing is looked for in each.", 'Say where it is: sku = "td.sku"')
    return records


def _css(table: Table, key: str) -> str:
    """A selector; one that cannot be read is a mistake."""
    css = table.needed_text(key, '"td.total"')
    problem = css_problem(css) if isinstance(table.content.get(key), str) else None
    if problem is not None:
        table.mistake(
            f"'{key}' is '{css}', which is no selector: {problem}.",
            "Write it as in CSS, such as td.total or #lines tr.",
        )
        return "*"
    return css


HTML = Adapter(
    name="html",
    settings=html_settings,
    question=html_question,
    auth=AUTH,
    opens="samestory.adapters.html.system:HtmlSystem",
    opens_in_browser="samestory.adapters.html.in_browser:HtmlInBrowser",
    in_browser=lambda settings: bool(settings.get("with_scripts")),
)
