"""The release page decides at a glance, holds everything itself, and acts on nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from samestory.explain import explanation
from samestory.report.agreement_times import AgreementTimes
from samestory.report.cause_views import DRAWN_OF_ONE, LISTED
from samestory.report.causes import causes_of
from samestory.report.history import CauseInRun, HistoryRun, changes_since
from samestory.report.release_page import PageContext, release_page, write_release_page
from samestory.report.run_writer import ScenarioInfo
from samestory.report.summary import Summary
from samestory.report.summing_up import summary_of
from samestory.report.verdict_row import verdict_row
from tests.report import made_up
from tests.report.test_summary import BAD, DOWN, GOOD, SILENT, Told, lines_of, run_of, summed_up

if TYPE_CHECKING:
    from pathlib import Path

STORY = dict.fromkeys(made_up.CALLED, made_up.NOW)
LINKS = {"allure.html": "The Allure report"}


def page(summary: Summary) -> BeautifulSoup:
    return BeautifulSoup(release_page(summary, PageContext(links=LINKS)), "html.parser")


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


def test_a_cause_has_its_table_its_picture_and_its_words() -> None:
    """Nothing has to be looked up elsewhere."""
    [article] = page(drawn(BAD)).select("article")

    assert ["1 ≠ The ERP tells other lines"] == words(article, "h3")
    assert "promised 1 × BB-IT; the ERP says 1 × BB-EN" in words(article, ".reading")
    assert ["≠ 1 × BB-EN says otherwise"] == words(article, ".place > .scroll td.odd")
    assert article.select("svg.samestory-timeline")
    assert [explanation(BAD[2], made_up.CALLED)] == [
        each.get_text() for each in article.select("details pre")
    ]


def test_what_differs_and_what_nobody_can_know_are_two_things() -> None:
    """Each under a heading of its own."""
    assert [
        "Journeys and systems",
        "2 causes, the gravest first",
        "One thing that is not known",
        "Time to agreement",
    ] == words(page(summed_up(GOOD, BAD, SILENT, DOWN)), "h2")


def test_a_cell_leads_to_its_cause_and_the_cause_to_the_raw_answer() -> None:
    """Two clicks from the matrix to what the ERP literally answered, or to its test in Allure."""
    row = json.loads(lines_of([BAD])[0])
    row["evidence"] = [
        {"system": "erp", "look": 1, "name": "erp-1.json", "file": "bundle/evidence/aa/first.json"},
        {"system": "erp", "look": 9, "name": "erp-9.json", "file": "bundle/evidence/bb/last.json"},
        {"system": "crm", "look": 9, "name": "crm-9.json", "file": "bundle/evidence/cc/crm.json"},
    ]
    summary = summary_of([json.dumps(row)], run_of([BAD]))
    around = PageContext(allure={row["nodeid"]: "allure.html#abc"})
    shown = BeautifulSoup(release_page(summary, around), "html.parser")

    [cell] = shown.select(".matrix td.odd a")
    [cause] = shown.select(str(cell["href"]))
    assert ["bundle/evidence/bb/last.json", "allure.html#abc"] == [
        each["href"] for each in cause.select(".proofs a")
    ]


def test_the_raw_answer_is_the_last_one_with_every_mail_of_it() -> None:
    """Two mails where one was promised are seen as two; each as its page, not as a download."""
    row = json.loads(lines_of([BAD])[0])
    row["evidence"] = [
        {"system": "erp", "last": each != "early.json", "name": each, "file": f"bundle/{each}"}
        for each in (
            *("found.json", "1.eml", "1.eml (to read)", "2.eml", "2.eml (to read)"),
            "early.json",
        )
    ]
    links = page(summary_of([json.dumps(row)], run_of([BAD]))).select(".proofs a")

    assert {
        "raw answer of the ERP: found.json": "bundle/found.json",
        "1.eml": "bundle/1.eml (to read)",
        "2.eml": "bundle/2.eml (to read)",
    } == {each.get_text(): each["href"] for each in links}


@pytest.mark.parametrize("file", ["/etc/passwd", "../secret", "javascript:alert(1)", "file:///x"])
def test_a_record_from_elsewhere_leads_nowhere_else(file: str) -> None:
    """Evidence lies in the report folder, or is not linked to."""
    row = json.loads(lines_of([BAD])[0])
    row["evidence"] = [{"system": "erp", "look": 1, "name": "x", "file": file}]

    assert not page(summary_of([json.dumps(row)], run_of([BAD]))).select(".proofs a")


def test_a_cause_says_how_grave_it_is_what_was_promised_and_who_fixes_it() -> None:
    """In the customer's words; an owner that nobody named is missed."""
    row = json.loads(lines_of([BAD])[0]) | {"tags": ["critical"], "rule": "Changes count"}
    owned = run_of([BAD], owners={"erp": "team-books"})
    shown = page(summary_of([json.dumps(row)], owned))

    assert ["critical 1 scenario for team-books to fix"] == words(shown, ".tags")
    assert ["The promise: Changes count"] == words(shown, ".promise")
    assert "no owner is named in the landscape" in words(page(drawn(BAD)), ".tags")[0]


def test_three_faults_are_three_causes_in_order() -> None:
    """Eleven discrepancies, each drawn or listed under its cause once."""
    told = [(f"Journey {at}", f"s{at}", BAD[2]) for at in range(6)]
    told += [("Resending", f"r{at}", SILENT[2]) for at in range(4)]
    told += [("Ordering", "o", DOWN[2])]
    shown = page(summed_up(*told))

    assert [
        "1 ≠ The ERP tells other lines",
        "2 ∅ The inbox has no record of the order",
        "3 ? The ERP could not be asked",
    ] == words(shown, "article h3")
    assert ["6 scenarios", "4 scenarios", "1 scenario"] == [
        each.select(".tags span")[-2].get_text() for each in shown.select("article")
    ]
    assert ["5 more", "3 more"] == words(shown, ".others > summary")


def test_a_cause_names_the_graver_one_of_the_same_system() -> None:
    """Who fixes a system looks at its gravest cause first."""
    other = made_up.verdict_of([(0.0, {**STORY, "erp": {**made_up.NOW, "status": "shipped"}})])
    told = [BAD, ("Ordering", "Ada waits", other), SILENT]
    shown = page(summed_up(*told))

    assert ["Perhaps for one reason with: The ERP tells other lines"] == words(
        shown, "article > p.quiet"
    )


def test_a_page_stays_bounded_whatever_the_number_of_discrepancies() -> None:
    """What is not listed or not drawn is said to be missing."""
    told = [("Amending", f"s{at}", BAD[2]) for at in range(LISTED + 5)]
    shown = page(summed_up(*told))

    assert LISTED == len(shown.select(".place"))
    assert DRAWN_OF_ONE == len(shown.select(".picture.wide"))
    assert ["5 more are not listed here: verdicts.jsonl has all."] == words(
        shown, ".others > p.quiet"
    )


def test_a_code_that_nothing_explains_is_shown_and_is_the_landscape_s_to_explain() -> None:
    """The system's owner has nothing to fix: a line of the landscape is missing."""
    odd = ("Ordering", "Ada orders twice", made_up.unmapped())
    shown = page(summed_up(GOOD, odd, owners={"crm": "team-desk"}))

    [tags] = words(shown, ".cause .tags")
    assert ("to explain in the landscape", False) == (tags[-27:], "team-desk" in tags)
    assert ["promised placed; the CRM says 'wf_17'"] == words(shown, ".cause .reading")


def test_readings_that_look_the_same_are_never_shown_as_a_contradiction() -> None:
    """Two secrets that the mask hides alike differ, and the page says that it hides it."""
    row = json.loads(lines_of([BAD])[0])
    row["fields"]["lines"] |= {"promised": "***", "said": {"website": "***", "erp": "***"}}
    shown = page(summary_of([json.dumps(row)], run_of([BAD])))

    assert (
        "promised ***; the ERP says *** (they read the same, and differ in what is hidden or not "
        "shown)" in words(shown, ".reading")
    )


def test_what_has_changed_stands_beside_its_cause() -> None:
    """New, fixed and still so since the last run; since when each is there."""
    summary = summed_up(BAD)
    [cause] = causes_of(summary)
    old = HistoryRun(
        started="2026-11-20T10:00:00+00:00",
        seed="1",
        build="7.1",
        release=True,
        results={"a": "failed"},
        causes={cause.key: CauseInRun(cause.title, ("a",))},
        times={"erp": AgreementTimes(9, median=0.1, p95=0.2, worst=0.3, patience=5.0)},
    )
    now = HistoryRun(
        started="2026-11-21T10:00:00+00:00",
        seed="2",
        results={"a": "failed"},
        causes=old.causes,
    )
    around = PageContext(changes=changes_since([old], now))
    shown = BeautifulSoup(release_page(summary, around), "html.parser")

    assert ["0 new 0 fixed 1 still so"] * 2 == words(shown, ".figures")
    assert "since 20 November 2026, 10:00 UTC, in 2 runs" in words(shown, ".tags")[0]
    assert "Since the last release, 7.1" in words(shown, "h3")[-1]
    assert "p95 before" in words(shown, ".times-table thead")[0]


def test_without_a_history_nothing_is_said_about_changes() -> None:
    """A page cannot say what it does not know."""
    assert "What has changed" not in words(page(summed_up(BAD)), "h2")


def test_what_is_known_and_muted_stays_visible() -> None:
    """With its reason and its date."""
    summary = summed_up(BAD)
    [cause] = causes_of(summary)
    around = PageContext(mutes={cause.key: ["Muted: known (Bo, until 1 December 2026)"]})
    shown = BeautifulSoup(release_page(summary, around), "html.parser")

    assert ["Muted: known (Bo, until 1 December 2026)"] == words(shown, "article .muted")


def test_a_promise_that_is_not_due_names_its_time_in_the_zone_of_the_page() -> None:
    """The one zone of all times, and the system that will know."""
    row = json.loads(lines_of([GOOD])[0])
    row |= {"outcome": "pending", "systems": {"website": "agreed", "inbox": "pending"}}
    run = run_of([GOOD], zone="Europe/Berlin", started="2026-11-21T09:00:00+00:00")
    due = {(row["nodeid"], row["subject"], row["question"]): datetime(2026, 11, 2, 1, tzinfo=UTC)}
    summary = summary_of([json.dumps(row)], run)
    around = PageContext(due=due, settle="samestory settle --report ci")
    shown = BeautifulSoup(release_page(summary, around), "html.parser")

    assert ["order A-1042 in the inbox: due 2 November 2026, 02:00 CET"] == words(
        shown, ".promises .reading"
    )
    assert shown.find("code", string="samestory settle --report ci")
    assert "Time zone Europe/Berlin" in words(shown, ".facts div")
    assert ["#pending"] == [each["href"] for each in shown.select(".matrix td.pending a")]


def test_a_cell_that_waits_leads_to_its_promise_whatever_the_others_say() -> None:
    """A verdict can be clear before every system is due."""
    row = json.loads(lines_of([BAD])[0])
    row["systems"]["inbox"] = "pending"
    shown = page(summary_of([json.dumps(row)], run_of([BAD])))

    assert ["#pending"] == [each["href"] for each in shown.select(".matrix td.pending a")]
    assert [
        "order A-1042 in the inbox: not asked again, because the verdict is clear without it"
    ] == words(shown, ".promises .reading")
    assert "Ask again" not in shown.text


def test_every_link_within_the_page_leads_somewhere() -> None:
    """Also to what is drawn under another cause, or not at all."""
    shown = page(summed_up(GOOD, BAD, SILENT, DOWN, *[BAD] * 5))
    inner = {str(each["href"])[1:] for each in shown.select('a[href^="#"]')}

    assert inner
    assert inner <= {str(each["id"]) for each in shown.select("[id]")}


@pytest.mark.parametrize(
    ("more", "headline"),
    [
        ({"chosen": "1 of 21 scenarios; 20 were left out"}, "1 of 21 scenarios; 20 were left out"),
        ({"finished": False}, "incomplete, the run did not reach its end"),
        ({"unread": ["a.feature"]}, "incomplete, not every feature file could be read"),
    ],
)
def test_a_filtered_or_incomplete_run_says_so_in_the_headline(
    more: dict[str, object], headline: str
) -> None:
    """Nobody may take it for the whole."""
    [shown] = words(page(summed_up(GOOD, **more)), "h1")

    assert shown.endswith(f"({headline})")


def test_what_was_not_run_is_counted_in_the_headline_and_named_below() -> None:
    """With why, if that is known."""
    run = run_of([GOOD])
    run["scenarios"].append({"nodeid": "x", "scenario": "Ada waits", "result": "not run"})
    run["scenarios"].append(
        {"nodeid": "y", "scenario": "Ada calls", "result": "skipped", "message": "no telephone."}
    )
    shown = page(summary_of(lines_of([GOOD]), run))

    assert ["Inconclusive (incomplete, 1 of 3 scenarios was not run to the end)"] == words(
        shown, "h1"
    )
    assert {
        "1 scenario was skipped. Ada calls: no telephone",
        "1 scenario was not run. Ada waits",
    } <= set(words(shown, "section p"))


def test_times_are_drawn_against_the_patience() -> None:
    """Median, p95 and the worst, and who never agreed."""
    rows = words(page(summed_up(GOOD, BAD)), ".times-table tbody tr")

    assert [
        "website 0.0 s 0.0 s 0.0 s 5.0 s",
        "ERP 0.0 s never 0.0 s 1 never 5.0 s",
    ] == [row.partition(" Time to")[0] for row in rows if row.startswith(("website", "ERP"))]


def test_a_system_that_the_company_lacks_is_named() -> None:
    """Nobody may think it was fine."""
    run = run_of([GOOD])
    run["scenarios"][0]["not_asked"] = {"CRM": "this company keeps no CRM"}
    shown = page(summary_of([], run))

    assert "Not asked: the CRM (this company keeps no CRM)." in words(shown, "section p")


def test_what_broke_in_the_doing_says_how() -> None:
    """There is no verdict that could, and the title says its first sentence: once, and in full."""
    run = run_of([GOOD])
    said = "TimeoutError: no page of A-1042 after 30 s.\n  It was still loading."
    run["scenarios"][0] |= {"result": "broken", "message": said}
    shown = page(summary_of([], run))

    assert ["1 ? TimeoutError: no page of A-1042 after 30 s"] == words(shown, "article h3")
    assert ["It was still loading."] == words(shown, "article pre")


def test_a_go_has_no_discrepancies_to_show() -> None:
    """The page is short when all is well."""
    assert not page(summed_up(GOOD)).select("article")


def test_the_page_holds_everything_itself() -> None:
    """No script, nothing loaded, and links only to files beside it."""
    shown = page(drawn(BAD))

    assert not shown.find_all(["script", "link", "img", "iframe"])
    assert {"allure.html", "#cause-1"} == {each["href"] for each in shown.find_all("a")}
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
