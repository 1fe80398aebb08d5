"""Selectors in a landscape."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.extraction.selectors import Page, Pick, Records
from tests.config.files import GUARD, mistake, mistakes, read

DESK = """
[systems.crm]
adapter  = "html"
base_url = "http://127.0.0.1:7102"

[systems.crm.order]
find   = "/orders/{key}"
total  = { at = "total", as = "decimal", currency = "EUR" }

[systems.crm.order.page]
total   = "td.total"
link    = { css = "a.detail", attribute = "href" }
lines   = { each = "table.lines tr", sku = "td.sku", link = { css = "a", attribute = "href" } }
missing = ".no-results"
"""
ANSWER = 'record = "answer"\n'
"""Of several answers the last one is the record."""


def test_a_page_is_described_by_its_selectors(tmp_path: Path):
    """A text, an attribute, a list; and what says that there is no such record."""
    question = read(tmp_path, GUARD + DESK).systems["crm"].subjects["order"].question
    link = Records("table.lines tr", {"sku": Pick("td.sku"), "link": Pick("a", "href")})

    assert isinstance(question.page, Page)
    assert {
        "total": Pick("td.total"),
        "link": Pick("a.detail", "href"),
        "lines": link,
    } == question.page.parts
    assert ".no-results" == question.page.missing
    assert question.page.where.endswith("staging.toml, [systems.crm.order.page]")


def test_a_hop_may_have_a_page_of_its_own_or_none(tmp_path: Path):
    """Searches often answer in JSON."""
    via = (
        'via = [ { name = "found", find = "/search?value={key}", take = { id = "best.id" } },\n'
        '{ name = "listed", find = "/list/{id}", page = { number = "h1.order" }, '
        'take = { n = "number" } } ]\n'
    )
    text = GUARD + DESK.replace("total  =", f"{via}{ANSWER}total  =").replace("/{key}", "/{n}")
    hops = read(tmp_path, text).systems["crm"].subjects["order"].question.via

    assert [None, {"number": Pick("h1.order")}] == [
        each.question.page and getattr(each.question.page, "parts", None) for each in hops
    ]


def test_a_question_may_be_a_link_that_was_told_before(tmp_path: Path):
    """And nothing but a placeholder that is filled by then."""
    via = (
        'via = [ { name = "list", find = "/?q={key}", page = { a = "a" }, take = { link = "a" } } ]'
    )
    text = GUARD + DESK.replace("total  =", f"{via}\n{ANSWER}total  =")
    text = text.replace("/orders/{key}", "{link}")

    question = read(tmp_path, text).systems["crm"].subjects["order"].question
    assert "{link}" == question.find["path"]
    for wrong in ("{lnk}", "{key}", "orders/{link}"):
        assert mistakes(tmp_path, text.replace('"{link}"', f'"{wrong}"'))


@pytest.mark.parametrize(
    ("line", "wrong", "expected"),
    [
        (
            '"td.total"',
            '"td[total"',
            (
                "[systems.crm.order.page]: 'total' is 'td[total', which is no selector: Malformed "
                "attribute selector at position 2.\n"
                "  Write it as in CSS, such as td.total or #lines tr."
            ),
        ),
        ('"td.total"', '""', "'total' is '', which is no selector: Expected a selector at"),
        ('"td.total"', '"td:totl(1)"', "no selector: ':totl' was detected as a pseudo-class"),
        ('"td.total"', "7", "'total' is 7, but must be a text."),
        ('css = "a.detail", ', "", "[systems.crm.order.page.link]: 'css' is missing."),
        ('attribute = "href" }\nlines', 'attr = "href" }\nlines', "unknown key 'attr'."),
        ('"td.sku"', '"td..sku"', "[systems.crm.order.page.lines]: 'sku' is 'td..sku'"),
        ('"table.lines tr"', '"tr >"', "[systems.crm.order.page.lines]: 'each' is 'tr >'"),
        ('".no-results"', '"."', "[systems.crm.order.page]: 'missing' is '.', which is no"),
    ],
)
def test_what_is_wrong_with_it_is_named(tmp_path: Path, line: str, wrong: str, expected: str):
    """Before anybody is asked."""
    assert expected in mistake(tmp_path, GUARD + DESK.replace(line, wrong, 1))


def test_a_page_on_which_nothing_is_looked_for_is_a_mistake(tmp_path: Path):
    """Nor may a list be of nothing."""
    start = DESK[: DESK.index("total   =")]

    assert "no value is looked for." in mistake(tmp_path, GUARD + start + 'missing = "b"')
    assert "nothing is looked for in each." in mistake(
        tmp_path, GUARD + start + 'lines = { each = "tr" }'
    )


def test_a_page_must_be_known_by_something_of_its_own(tmp_path: Path):
    """A title and headings are on the notice of maintenance, and on the login page, too."""
    start = GUARD + DESK[: DESK.index("total   =")]

    for css in ("title", "h1", "body > H1", "main form", "h1, h2"):
        assert "every page has what is looked for, a notice of maintenance as well." in mistake(
            tmp_path, start + f'number = "{css}"'
        )
    read(tmp_path, start + 'number = "title"\ntotal = "td.total"')


def test_a_page_may_be_known_by_what_is_no_value(tmp_path: Path):
    """It stands there whether there is a record or not, and on no other page."""
    start = GUARD + DESK[: DESK.index("total   =")] + 'heading = "h1"\n'
    text = start + 'known_by = "#order"'
    page = read(tmp_path, text).systems["crm"].subjects["order"].question.page

    assert isinstance(page, Page)
    assert ("#order", {"heading": Pick("h1")}) == (page.known_by, page.parts)
    assert "every page has what is looked for" in mistake(tmp_path, start + 'known_by = "h1"')


@pytest.mark.parametrize("word", ["known_by", "missing"])
def test_a_word_of_a_page_is_not_taken_for_a_value(tmp_path: Path, word: str):
    """Misspelled, it would be one that nobody looks at."""
    told = mistake(tmp_path, GUARD + DESK + f'{word[:-1]} = ".x"\n')

    assert f"'{word[:-1]}' is a value of the page.\n  Did you mean '{word}'?" in told


def with_scripts(*lines: str) -> str:
    more = "\n".join(("with_scripts = true", *lines))
    return GUARD + DESK.replace("\n\n[systems.crm.order]", f"\n{more}\n\n[systems.crm.order]", 1)


def test_pages_may_need_their_scripts(tmp_path: Path):
    """Then the system is asked in a browser."""
    crm = read(tmp_path, with_scripts()).systems["crm"]

    assert crm.in_browser
    assert not read(tmp_path, GUARD + DESK).systems["crm"].in_browser


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('auth = { kind = "bearer", token_env = "T" }', "a browser does not log in by 'bearer'."),
        ('headers = { "X-Company" = "1" }', "with_scripts = true: a browser takes no 'headers'."),
    ],
)
def test_a_browser_cannot_do_everything(tmp_path: Path, line: str, expected: str):
    """What it could not keep to the system alone is a mistake."""
    assert expected in mistakes(tmp_path, with_scripts(line), {"T": "t"})[0]


def test_a_browser_only_opens_pages(tmp_path: Path):
    """It posts nothing but a login form."""
    posted = 'find = { method = "POST", path = "/search?n={key}" }'
    text = with_scripts().replace('find   = "/orders/{key}"', posted)

    assert "with_scripts = true: a browser only opens pages." in mistake(tmp_path, text)
