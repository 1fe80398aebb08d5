"""Two values that differ never look the same, in any report; long ones show where they differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from samestory.core.agreement import compare
from samestory.core.comparison import KINDS, same
from samestory.core.model import Field, Line, Unmapped, Window
from samestory.core.verdict import Verdict
from samestory.explain import (
    Flag,
    VerdictStory,
    explained,
    explanation,
    story,
    timeline,
)
from samestory.explain.html import agreement_page
from samestory.report.release_page import release_page
from samestory.report.run_reader import read_verdicts
from samestory.report.run_writer import ScenarioInfo
from samestory.report.summing_up import summary_of
from samestory.report.verdict_row import verdict_row
from tests.fakes import FIELDS, always, euros, line, promised, said
from tests.told import found

BERLIN = ZoneInfo("Europe/Berlin")
TRICKY = st.text(
    st.sampled_from(["A", "\u0410", "a", "\x07", "\\", "x", "0", "7", "'", ",", " ", "-", "\n"]),
    max_size=6,
) | st.sampled_from(["nothing", "no record", "-", "none", "same", "unreachable", "not due", "''"])
MOMENTS = st.datetimes(datetime(2026, 10, 24), datetime(2026, 10, 26), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
VALUES: Mapping[str, st.SearchStrategy[object]] = {
    "money": st.builds(euros, st.sampled_from(["89", "89.00", "89.004", "-0", "0", "0.001"])),
    "text": TRICKY,
    "email": TRICKY,
    "address": TRICKY,
    "status": TRICKY,
    "day": st.dates(date(2026, 10, 24), date(2026, 10, 26)),
    "window": st.builds(Window, MOMENTS, MOMENTS),
    "moment": MOMENTS,
    "lines": st.lists(
        st.builds(
            Line,
            TRICKY,
            st.integers(0, 2),
            st.sampled_from([None, euros("5.00"), euros("5.01")]),
        ),
        max_size=3,
    ).map(tuple),
    "set": st.frozensets(TRICKY, max_size=3),
    "count": st.sampled_from([0, 1, 10**60, 10**60 + 1]),
}


def test_every_kind_of_comparison_is_tried():
    assert KINDS.keys() == VALUES.keys()


def of_one_field(kind: str, values: list[object], promise: object) -> Verdict:
    observations = [said(f"s{at}", {"it": value}) for at, value in enumerate(values)]
    observations.append(said("silent", {"it": None}))
    return compare([Field("it", kind)], observations, promised({"it": promise}))


@settings(deadline=None, max_examples=400)
@given(kind=st.sampled_from(sorted(VALUES)), data=st.data())
def test_two_values_that_differ_never_look_the_same(kind: str, data: st.DataObject):
    """Of no kind, nor does a value look like one of our own words for silence."""
    values = data.draw(st.lists(VALUES[kind], min_size=1, max_size=4))
    promise = data.draw(VALUES[kind])
    [row] = story(of_one_field(kind, values, promise), zone=BERLIN).rows

    told = [promise, *values]
    *cells, silent = row.cells
    for at, one in enumerate(cells):
        assert one.text != silent.text
        for other in cells[at + 1 :]:
            if not same(kind, told[cells.index(one)], told[row.cells.index(other)]):
                assert one.text != other.text
                assert one.whole != other.whole


def drawings(verdict: Verdict) -> Mapping[str, list[str]]:
    """What each report shows of the promise and of the ERP, on the first field."""
    told = explained(verdict, str, zone=BERLIN)
    row = verdict_row(told, ScenarioInfo("f::x", "Ordering", None, "x", ()))
    page = release_page(summary_of([json.dumps(row)], None))
    [field] = list(row["fields"].values())[:1]
    return {
        "the terminal": explanation(verdict, zone=BERLIN).splitlines()[3].split("   "),
        "Allure": _cells(agreement_page(told.story)),
        "the release page": _cells(page),
        "JSON": [field["promised"], field["said"]["erp"]],
    }


def _cells(page: str) -> list[str]:
    first = BeautifulSoup(page, "html.parser").select("table.agreement tbody tr")[0]
    return [" ".join(each.get_text(" ").split()) for each in first.select("td")]


def test_prices_that_differ_are_seen_in_every_report():
    """In brief both are one piece of CH-11."""
    now = {"lines": (line("CH-11", 1, "19.00"),)}
    old = {"lines": (line("CH-11", 1, "18.00"),)}
    verdict = found({"website": always(now), "erp": always(old)}, promised(now))

    for report, shown in drawings(verdict).items():
        assert any("1 × CH-11 at 19.00 EUR" in each for each in shown), report
        assert any("1 × CH-11 at 18.00 EUR" in each for each in shown), report


def test_the_picture_of_the_looks_shows_the_prices_as_well():
    now = {"lines": (line("CH-11", 1, "19.00"),)}
    old = {"lines": (line("CH-11", 1, "18.00"),)}
    verdict = found({"website": always(now), "erp": always(old)}, promised(now))
    [_, erp] = timeline(verdict, {"erp": "ERP"}).lanes

    assert "ERP says otherwise: lines 1 × CH-11 at 18.00 EUR" in erp.marks[0].says


def test_a_mind_that_changed_only_the_price_is_told_with_both_prices():
    now, old = ({"lines": (line("CH-11", 1, each),)} for each in ("19.00", "18.00"))
    verdict = compare(FIELDS, [said("website", now), said("erp", old)])

    assert "1 × CH-11 at 18.00 EUR" in " ".join(story(verdict).sentences)
    assert "1 × CH-11 at 19.00 EUR" in " ".join(story(verdict).sentences)


def test_a_letter_of_another_alphabet_is_spelled_out():
    [row] = story(of_one_field("text", ["\u0410da"], "Ada")).rows

    assert ["Ada", "\u0410da (\\u0410da)", "nothing"] == [each.text for each in row.cells]


@pytest.mark.parametrize("word", ["nothing", "-", "no record", "same"])
def test_a_value_that_reads_like_our_own_words_is_quoted(word: str):
    [row] = story(of_one_field("text", [word], "Ada")).rows

    assert repr(word) == row.cells[1].text


NUMBERS = frozenset(f"A-{number}" for number in range(1000, 1052))


def texts(kind: str, promise: object, *values: object) -> list[str]:
    [row] = story(of_one_field(kind, list(values), promise)).rows
    return [each.text for each in row.cells[:-1]]


def test_of_long_sets_what_one_lacks_and_what_it_has_more_is_told():
    other = NUMBERS - {"A-1017"} | {"A-9999"}

    assert [
        "52 in all",
        "52 in all; without A-1017; with A-9999",
        "52 in all",
    ] == texts("set", NUMBERS, other, NUMBERS)


def test_of_long_orders_the_lines_that_differ_are_told():
    lines = tuple(line(f"CH-{number}", 1, "5.00") for number in range(10, 20))
    dearer = (*lines[1:], line("CH-10", 1, "6.00"))

    assert [
        "10 in all",
        "10 in all; without 1 × CH-10 at 5.00 EUR; with 1 × CH-10 at 6.00 EUR",
    ] == texts("lines", lines, dearer)


def test_of_a_long_difference_a_few_are_named_and_the_rest_counted():
    fewer = frozenset(sorted(NUMBERS)[20:])

    assert (
        "32 in all; without A-1000, A-1001, A-1002, A-1003, A-1004 and 15 more"
        == (texts("set", NUMBERS, fewer)[1])
    )


def test_two_long_differences_that_would_look_the_same_are_told_in_full():
    ordered = sorted(NUMBERS)
    first, second = frozenset(ordered[20:]), frozenset([*ordered[21:], ordered[19]])
    _, one, other = texts("set", NUMBERS, first, second)

    assert one != other


def test_of_long_texts_the_place_where_they_differ_is_shown():
    text = "Please leave the parcel with the neighbours on the second floor, " * 3
    other = text.replace("second floor, ", "third floor, ", 1)

    assert [
        "... e neighbours on the second floor, Please leave the parcel wi ...",
        "... e neighbours on the third floor, Please leave the parcel wit ...",
    ] == texts("text", text, other)


def test_what_was_shortened_is_kept_whole_for_programs():
    [row] = story(of_one_field("set", [NUMBERS - {"A-1000"}], NUMBERS)).rows

    assert ", ".join(sorted(NUMBERS)) == row.cells[0].whole
    assert ", ".join(sorted(NUMBERS - {"A-1000"})) == row.cells[1].whole


def test_long_lists_that_agree_are_shown_whole():
    assert [", ".join(sorted(NUMBERS))] * 2 == texts("set", NUMBERS, NUMBERS)


def test_all_times_are_in_one_zone_that_is_named():
    """Whatever the zones in which the systems told them."""
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    windows = [Window(noon, noon + timedelta(hours=2)), Window(noon, noon + timedelta(hours=3))]
    verdict = of_one_field(
        "window",
        [windows[1]],
        Window(*(each.astimezone(BERLIN) for each in (windows[0].start, windows[0].end))),
    )
    [row] = story(verdict, zone=BERLIN).rows

    assert ["24 Nov 2026 13:00-15:00 CET", "24 Nov 2026 13:00-16:00 CET"] == [
        each.text for each in row.cells[:2]
    ]


def test_a_story_survives_being_recorded():
    odd = {"total": Unmapped("wf", "[systems.erp.order] total")}
    verdict = found({"website": always({"total": euros("5")}), "erp": always(odd)})
    told: VerdictStory = story(verdict)
    row = verdict_row(explained(verdict, str), ScenarioInfo("f::x", "Ordering", None, "x", ()))
    [recorded], _ = read_verdicts([json.dumps(row)])

    assert told == recorded.story
    assert Flag.UNMAPPED in {cell.flag for row in told.rows for cell in row.cells}
