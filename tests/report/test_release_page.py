"""The release page decides at a glance, holds everything itself, and acts on nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from samestory.explain import explanation
from samestory.report.release_page import release_page, write_release_page
from samestory.report.run_writer import ScenarioInfo, verdict_row
from samestory.report.summary import Summary, summary_of
from tests.report import made_up
from tests.report.test_summary import BAD, DOWN, GOOD, SILENT, Told, run_of, summed_up

if TYPE_CHECKING:
    from pathlib import Path

LINKS = {"allure.html": "The Allure report"}


def page(summary: Summary) -> BeautifulSoup:
    return BeautifulSoup(release_page(summary, LINKS), "html.parser")


def words(shown: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(each.get_text(" ").split()) for each in shown.select(selector)]


def drawn(told: Told) -> Summary:
    journey, name, verdict = told
    scene = ScenarioInfo(f"f::{name}", journey, "A rule", name, ())
    row = verdict_row(made_up.told(verdict), scene)
    return summary_of([json.dumps(row)], run_of([told]))


@pytest.mark.parametrize(
    ("told", "headline"),
    [
        ([GOOD], "Go"),
        ([GOOD, BAD], "No go"),
        ([DOWN], "Inconclusive"),
        ([], "Nothing was checked"),
    ],
)
def test_the_decision_is_the_headline(told: list[Told], headline: str) -> None:
    """And the sentence with the figures stands below it."""
    shown = page(summed_up(*told))

    assert [headline] == words(shown, "h1")
    assert [summed_up(*told).findings] == words(shown, ".line")


def test_the_matrix_reads_as_a_table() -> None:
    """Mark and word for what is odd, a mark and a count for what agrees, a dot for not asked."""
    assert [
        ["Journey", "Scenarios", "website", "inbox", "CRM", "ERP"],
        ["Ordering", "1 passed", "✓ 1", "✓ 1", "✓ 1", "✓ 1"],
        ["Amending an order", "1 failed", "✓ 1", "✓ 1", "✓ 1", "≠ contradicted 0 of 1 agreed"],
        ["Resending", "1 failed", "✓ 1", "∅ absent 0 of 1 agreed", "✓ 1", "✓ 1"],
    ] == [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in page(summed_up(GOOD, BAD, SILENT)).select(".matrix tr")
    ]


def test_every_discrepancy_has_its_table_its_picture_and_its_words() -> None:
    """Nothing has to be looked up elsewhere."""
    [article] = page(drawn(BAD)).select("article")

    assert ["≠ contradicted · Ada changes it"] == words(article, "h3")
    assert ["≠ 1 × BB-EN says otherwise"] == words(article, "td.odd")
    assert article.select("svg.samestory-timeline")
    assert [explanation(BAD[2], made_up.CALLED)] == [
        each.get_text() for each in article.select("details pre")
    ]


def test_what_differs_and_what_nobody_can_know_are_two_things() -> None:
    """Each under a heading of its own."""
    assert [
        "Journeys and systems",
        "2 discrepancies",
        "One inconclusive verdict",
    ] == words(page(summed_up(GOOD, BAD, SILENT, DOWN)), "h2")


def test_a_system_that_the_company_lacks_is_named() -> None:
    """Nobody may think it was fine."""
    run = run_of([GOOD])
    run["scenarios"][0]["not_asked"] = {"CRM": "this company keeps no CRM"}
    shown = page(summary_of([], run))

    assert "Not asked: the CRM (this company keeps no CRM)." in words(shown, "p.quiet")


def test_what_broke_in_the_doing_says_how() -> None:
    """There is no verdict that could."""
    run = run_of([GOOD])
    run["scenarios"][0] |= {"result": "broken", "message": "TimeoutError: no such page"}
    shown = page(summary_of([], run))

    assert "Went wrong before anything could be compared" in words(shown, "h2")
    assert ["TimeoutError: no such page"] == words(shown, "article pre")


def test_a_go_has_no_discrepancies_to_show() -> None:
    """The page is short when all is well."""
    assert not page(summed_up(GOOD)).select("article")


def test_the_page_holds_everything_itself() -> None:
    """No script, nothing loaded, and links only to files beside it."""
    shown = page(drawn(BAD))

    assert not shown.find_all(["script", "link", "img", "iframe"])
    assert ["allure.html"] == [each["href"] for each in shown.find_all("a")]
    assert "url(" not in str(shown)


def test_hostile_names_stay_text() -> None:
    """Of journeys, rules, scenarios, systems, fields and values."""
    verdict, called = made_up.hostile()
    scene = ScenarioInfo("f::h", made_up.HOSTILE, made_up.HOSTILE, made_up.HOSTILE, ())
    row = verdict_row(made_up.told(verdict, called), scene)
    broken = {"nodeid": "f::b", "journey": "x", "scenario": "x", "result": "broken"}
    run = {"called": called, "landscape": made_up.HOSTILE, "seed": made_up.HOSTILE}
    run |= {"scenarios": [{**broken, "message": made_up.HOSTILE}], "started": made_up.HOSTILE}
    shown = page(summary_of([json.dumps(row)], run))

    assert not shown.find_all(["script", "img"])
    names = {name for tag in shown.find_all(True) for name in tag.attrs}
    assert not {name for name in names if name.startswith("on")}


def test_the_page_is_written_beside_what_it_links_to(tmp_path: Path) -> None:
    """A link to a file that is not there would be a promise not kept."""
    (tmp_path / "verdicts.jsonl").write_text("")
    (tmp_path / "run.json").write_text(json.dumps(run_of([GOOD])))
    (tmp_path / "ledger.jsonl").write_text("")
    written = BeautifulSoup(write_release_page(tmp_path).read_text(), "html.parser")

    assert ["verdicts.jsonl", "ledger.jsonl"] == [each["href"] for each in written.find_all("a")]


def test_what_was_less_safe_than_it_should_be_stands_at_the_top() -> None:
    """A certificate that was believed unseen could have been anybody's."""
    run = run_of([GOOD]) | {"concessions": ["anything that calls itself erp.example is trusted"]}
    shown = page(summary_of([], run))

    assert ["Attention: anything that calls itself erp.example is trusted"] == words(
        shown, "header p.attention"
    )
    assert not page(summed_up(GOOD)).select(".attention")
