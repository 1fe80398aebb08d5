"""Systems without an API: which selectors find what on their pages."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any

from pydantic import WithJsonSchema

from samestory.adapters.http.chained_requests import HopWords, HttpQuestion, OneQuestion
from samestory.adapters.http.config import AUTH, HttpSettings
from samestory.config.adapter import Adapter
from samestory.config.config_errors import table_name
from samestory.config.tables import Table
from samestory.config.value_types import Flag
from samestory.config.words import Surroundings, word
from samestory.errors import did_you_mean
from samestory.extraction.entries import Question
from samestory.extraction.selectors import Page, Part, Pick, Records, css_problem, is_on_every_page

_BESIDE = ("missing", "known_by")
"""Words of a page that are no values of it."""

PAGE = {
    "type": "object",
    "additionalProperties": {"type": ["string", "object"]},
}
_IN_A_BROWSER = ("none", "basic", "login form")
"""What a browser can be told so that it shows it to the system alone, wherever it is sent."""


class HtmlSettings(HttpSettings):
    """Those of a system that is asked over HTTP, and whether its pages need their scripts."""

    with_scripts: Flag = word("Whether its pages need a browser.", default=False)

    def check(self, around: Surroundings) -> None:
        """Note what says nothing about pages, or what a browser cannot do."""
        if self.speaks != "json":
            around.mistake("'speaks' says nothing about pages.", "Leave it out.")
        if not self.with_scripts:
            return
        if around.auth not in _IN_A_BROWSER:
            around.mistake(
                f"with_scripts = true: a browser does not log in by '{around.auth}'.",
                f"Take one of {', '.join(_IN_A_BROWSER)}, or leave with_scripts out.",
            )
        for key in ("headers", "ca"):
            if getattr(self, key):
                fact = f"with_scripts = true: a browser takes no '{key}'."
                around.mistake(fact, "Leave one out.")


class _OnPages(OneQuestion):
    """A question whose answers are pages if it says how to read them."""

    page: Annotated[Any, WithJsonSchema(PAGE)] = word(
        "By name the selector (CSS) of each value of the page; 'missing' is on one without a "
        "record, 'known_by' on no other page.",
        {"total": "td.total", "known_by": "#order"},
        default=None,
    )

    def read_page(self, around: Surroundings) -> Page | None:
        """Return how the page is read."""
        given = {"page": self.page} if "page" in self.model_fields_set else {}
        return read_page(Table(given, around.place, around.mistakes))


class HtmlHop(_OnPages, HopWords):
    """A question on the way, whose answer may be a page."""


class HtmlQuestion(_OnPages, HttpQuestion):
    """A question over HTTP whose answer may be a page."""

    via: tuple[HtmlHop, ...] = word(
        "Questions that are asked before.",
        [{"name": "found", "find": "/search?q={key}", "page": {"link": "a.order"}}],
        default=(),
    )

    def asked(self, around: Surroundings) -> Question:
        """Return the question; a browser only opens pages."""
        question = super().asked(around)
        if around.settings.get("with_scripts"):
            for each in (question, *(hop.question for hop in question.via)):
                if each.find.get("method", "GET") != "GET":
                    fact = "with_scripts = true: a browser only opens pages."
                    around.mistake(fact, "Write GET.")
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
    settings=HtmlSettings,
    question=HtmlQuestion,
    auth=AUTH,
    opens="samestory.adapters.html.system:HtmlSystem",
    opens_in_browser="samestory.adapters.html.in_browser:HtmlInBrowser",
    in_browser=lambda settings: bool(settings.get("with_scripts")),
    reads_again="samestory.adapters.http.reading_again:read_replies_again",
)
