"""What a person reads of a verdict, to the letter, and the data that it is drawn from.

The texts are in golden/. After an intended change: SAMESTORY_WRITE_GOLDEN=1 pytest
tests/explain, and read every difference before committing it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samestory.core.agreement import compare
from samestory.core.comparison import KINDS
from samestory.core.model import Field, Line, Money, Outcome, Unmapped, Window
from samestory.core.reasons import LateOrLost, UsualWait
from samestory.explain import Flag, VerdictStory, explanation, sentence, story
from samestory.explain._names import Names, duration, joined, number
from samestory.extraction.records import ANY_ANSWER
from tests.fakes import FIELDS, Down, Scripted, always, euros, promised, said, turning
from tests.told import (
    CALLED,
    CHEAP,
    DEAR,
    ENGLISH,
    ITALIAN,
    PLACED,
    STORIES,
    agreed,
    cannot_be_asked,
    found,
    many_fields,
    never_arrived,
    not_due_yet,
    one_look,
    silent_about_a_field,
    stands_alone,
    unexplained_code,
)

GOLDEN = Path(__file__).parent / "golden"


def golden(name: str, text: str) -> str:
    """The text that was agreed on; written anew where the environment says so."""
    path = GOLDEN / f"explained_{name}.txt"
    if os.environ.get("SAMESTORY_WRITE_GOLDEN"):
        path.write_text(f"{text}\n", encoding="utf-8")
    return path.read_text(encoding="utf-8").removesuffix("\n")


LOST = UsualWait("erp", 40, 0, 0.3, 2.14, 30.0, LateOrLost.LOST)
OFTEN_LATE = UsualWait("erp", 180, 9, 0.3, 28.6, 30.0, LateOrLost.LATE, one_in=20)
NOW_AND_THEN = UsualWait("erp", 40, 3, 0.3, 2.14, 30.0, LateOrLost.UNCLEAR)
USUAL_WAITS = {
    "probably_lost": (LOST,),
    "often_late": (OFTEN_LATE,),
    "missing_now_and_then": (NOW_AND_THEN,),
    "often_late_and_another_lost": (replace(LOST, system="crm"), OFTEN_LATE),
}


@pytest.mark.parametrize("name", USUAL_WAITS)
def test_what_past_waits_say_is_one_sentence(name: str):
    verdict = replace(never_arrived(), usual=USUAL_WAITS[name])
    text = explanation(verdict, CALLED)

    assert golden(name, text) == text
    assert len(story(never_arrived()).sentences) + 1 == len(story(verdict).sentences)


@pytest.mark.parametrize("name", STORIES)
def test_every_sort_of_verdict_reads_as_agreed_on(name: str):
    text = explanation(STORIES[name](), CALLED)

    assert golden(name, text) == text


@pytest.mark.parametrize("name", STORIES)
def test_no_line_is_too_long_or_ends_in_blanks(name: str):
    """Tables keep within 118 columns and sentences within 126; what is to be copied stays whole."""
    text = explanation(STORIES[name](), CALLED)
    head, table, *rest = text.split("\n\n")
    copied = ("127.0.0.1", ".toml, [", 'at = "..."')
    prose = [
        line for line in "\n".join(rest).splitlines() if not any(each in line for each in copied)
    ]

    assert all(len(line) <= 118 for line in [head, *table.splitlines()])
    assert all(len(line) <= 126 for line in prose)
    assert all(line == line.rstrip() for line in text.splitlines())
    assert not text.endswith("\n")
    assert "\x1b" not in text


def test_the_failure_text_of_the_design_is_kept_to_the_letter():
    expected = """\
The systems disagree about order A-1042, after 30 s and 12 looks.

  field   promised    website     inbox       CRM         ERP
  lines   1 × BB-IT   1 × BB-IT   1 × BB-IT   1 × BB-IT   1 × BB-EN   <- the ERP stands alone
  total   89.00 EUR   89.00 EUR   89.00 EUR   89.00 EUR   89.00 EUR

  The CRM caught up after 3.2 s. The ERP never changed its answer: \
it has not followed the order since amendment 1 (14:02:11
  UTC).
  Asked: GET http://127.0.0.1:8804/orders/A-1042   Evidence: erp-12.json"""

    assert expected == explanation(stands_alone(), CALLED)


def test_when_everybody_contradicts_the_promise_it_says_so():
    text = explanation(STORIES["everybody_contradicts_the_promise"](), CALLED)

    assert "All four say 178.00 EUR; promised was 89.00 EUR." in text


def test_both_are_not_called_all_two():
    verdict = found({"website": always(DEAR), "erp": always(DEAR)}, promised(CHEAP))

    assert "Both say 178.00 EUR; promised was 89.00 EUR." in explanation(verdict, CALLED)


def test_times_of_day_are_those_of_the_zone():
    text = explanation(stands_alone(), CALLED, zone=ZoneInfo("Europe/Berlin"))

    assert "since amendment 1 (15:02:11 CET)" in " ".join(text.split())


def test_systems_without_a_display_name_are_called_by_their_own():
    assert "the erp stands alone" in explanation(stands_alone())


def test_a_stale_system_that_was_seen_once_has_not_followed():
    """Nothing is said about its never changing, for nobody looked twice."""
    observations = [said("website", ITALIAN), said("crm", ENGLISH), said("erp", ENGLISH)]
    verdict = compare(FIELDS, observations, promised(ENGLISH, ITALIAN))
    text = explanation(verdict, CALLED)

    stale = "The CRM and the ERP have not followed the order since amendment 1 (14:02:11 UTC)."
    assert stale in text
    assert "never changed" not in text


def test_the_newest_revision_that_was_followed_counts():
    """It followed the first amendment and not the second."""
    totals = [{"total": euros(amount)} for amount in ("10.00", "20.00", "30.00")]
    verdict = found({"website": always(totals[2]), "erp": always(totals[1])}, promised(*totals))

    assert "it has not followed the order since amendment 2" in explanation(verdict, CALLED)


def test_a_system_that_never_told_any_revision_is_not_called_stale():
    verdict = found(
        {"website": always(ITALIAN), "erp": always({**ITALIAN, "total": euros("1.00")})},
        promised(ENGLISH, ITALIAN),
    )

    assert "has not followed" not in explanation(verdict, CALLED)


def test_a_field_that_was_promised_only_later_is_no_sign_of_being_stale():
    """The order promised no lines, so that no answer about them can be left over from it."""
    verdict = found({"website": always(ITALIAN), "erp": always(ENGLISH)}, promised(CHEAP, ITALIAN))

    assert "has not followed" not in explanation(verdict, CALLED)


def test_a_missing_record_that_was_looked_for_once_is_told_plainly():
    verdict = compare(FIELDS, [said("website", CHEAP), said("erp", None)])

    assert "The ERP has no record of order A-1042." in explanation(verdict, CALLED)


def test_a_code_that_gave_way_to_a_wrong_value_is_told_as_it_was_said():
    erp = Scripted([(0.0, {"status": Unmapped("17", "?")}), (1.5, {"status": "picked"})])
    verdict = found(
        {"website": always({"status": "placed"}), "erp": erp}, promised({"status": "placed"})
    )

    expected = "The ERP gave two answers for the status: '17' at first, picked after 2.0 s."
    assert expected in explanation(verdict, CALLED)


def test_an_outage_is_not_catching_up():
    """It told the right thing whenever it could be asked."""
    erp = Scripted([(0.0, CHEAP), (4.5, Down()), (5.5, CHEAP)])
    crm = turning(DEAR, 4.0, CHEAP)
    text = " ".join(story(found({"website": always(CHEAP), "crm": crm, "erp": erp})).sentences)

    assert "The erp could not be asked in " in text
    assert "erp caught up" not in text


def test_a_system_that_came_back_and_follows_is_said_to_have_been_away():
    verdict = found({"website": always(CHEAP), "erp": turning(Down(), 1.5, CHEAP)}, promised(CHEAP))

    assert ("The ERP could not be asked until 2.0 s.",) == story(verdict, CALLED).sentences


def test_an_answer_that_changed_in_any_field_did_change():
    erp = turning(ENGLISH, 3.1, {**ENGLISH, "total": euros("80.00")})
    verdict = found({"website": always(ITALIAN), "erp": erp}, promised(ITALIAN))

    assert "never changed" not in explanation(verdict, CALLED)


def test_two_that_followed_in_half_share_a_sentence():
    old = {**ENGLISH, "total": euros("80.00"), "status": "new"}
    half = {**ENGLISH, "status": "placed"}
    systems = {"website": always({**ITALIAN, "status": "placed"})}
    verdict = found(
        {**systems, "crm": always(half), "erp": always(half)},
        promised(old, {**ITALIAN, "status": "placed"}),
    )
    expected = (
        "The CRM and the ERP never changed their answers: they have not followed amendment 1 "
        "(14:02:11 UTC) in the lines, only in the total and status."
    )

    assert expected in story(verdict, CALLED).sentences


def test_where_nothing_was_promised_same_means_the_first_who_told():
    """Nobody has to guess what a value is the same as."""
    long = "Wilhelmine-von-Hallerstein-Straße 117b, 90419 Nürnberg"
    words = [said(name, {**CHEAP, "address": long}) for name in ("website", "crm", "erp")]
    observations = [*words, said("pay", {**DEAR, "address": f"{long}, Germany"})]
    text = explanation(compare(FIELDS, observations, promised(CHEAP)))

    assert "Wilhelmine" in text.partition("Germany")[0]


# One sentence


@pytest.mark.parametrize(
    ("systems", "expected"),
    [
        (["website", "inbox", "crm", "erp", "list"], "All 5 systems agree about order A-1042"),
        (["website", "erp"], "Both systems agree about order A-1042"),
        (["inbox"], "The inbox keeps the promise about order A-1042"),
    ],
)
def test_an_agreement_is_one_sentence(systems: list[str], expected: str):
    verdict = found(dict.fromkeys(systems, always(CHEAP)), promised(CHEAP))

    assert f"{expected}, at the first look." == sentence(verdict, CALLED)


def test_an_agreement_is_dated_from_its_first_good_look():
    """The settle time is not counted as waiting."""
    assert sentence(agreed()) == "Both systems agree about order A-1042, after 1.0 s and 3 looks."


def test_a_contradiction_is_a_sentence_too():
    expected = "The systems disagree about order A-1042, after 30 s and 12 looks."

    assert expected == sentence(stands_alone(), CALLED)


def test_without_a_timeline_no_time_is_told():
    assert sentence(one_look()) == "The systems disagree about order A-1042."


# The data behind the text


def flags(told: VerdictStory, field: str) -> list[tuple[str | None, Flag]]:
    [row] = (row for row in told.rows if row.field == field)
    return [(cell.system, cell.flag) for cell in row.cells]


def test_a_story_has_a_column_for_the_promise_and_for_every_system():
    told = story(stands_alone(), CALLED)

    assert [None, "website", "inbox", "crm", "erp"] == [each.system for each in told.columns]
    assert ["promised", "website", "inbox", "CRM", "ERP"] == [each.title for each in told.columns]
    assert Outcome.CONTRADICTED is told.outcome


def test_a_story_without_a_promise_has_no_such_column():
    assert ["website", "crm", "erp"] == [each.system for each in story(one_look()).columns]


def test_the_odd_cell_is_flagged():
    told = story(stands_alone(), CALLED)

    assert flags(told, "lines") == [
        (None, Flag.PROMISED),
        ("website", Flag.AGREES),
        ("inbox", Flag.AGREES),
        ("crm", Flag.AGREES),
        ("erp", Flag.ODD),
    ]
    assert ["the ERP stands alone", ""] == [row.remark for row in told.rows]


@pytest.mark.parametrize(
    ("verdict", "field", "system", "flag"),
    [
        (silent_about_a_field, "status", "crm", Flag.SILENT),
        (cannot_be_asked, "total", "erp", Flag.UNREACHABLE),
        (unexplained_code, "status", "crm", Flag.UNMAPPED),
        (not_due_yet, "total", "list", Flag.PENDING),
        (many_fields, "delivery day", "erp", Flag.ODD),
    ],
)
def test_every_reason_has_its_flag(verdict: object, field: str, system: str, flag: Flag):
    assert callable(verdict)
    assert (system, flag) in flags(story(verdict()), field)


def test_a_field_that_a_system_need_not_tell_is_flagged_untold():
    observations = [said("website", CHEAP), said("crm", CHEAP), said("erp", {"status": "placed"})]
    verdict = compare(FIELDS, [*observations, said("pay", {**CHEAP, "status": "placed"})])
    told = story(verdict)

    assert ("website", Flag.UNTOLD) in flags(told, "status")
    assert ("erp", Flag.UNTOLD) in flags(told, "total")


def test_a_record_that_is_not_due_shows_as_such():
    verdict = compare(
        FIELDS, [said("website", CHEAP), said("list", None)], promised(CHEAP), not_due=["list"]
    )
    [row] = story(verdict).rows

    assert "not due" == row.cells[-1].text
    assert "the list is not due yet" == row.remark


def test_two_that_are_not_due_are_plural():
    verdict = compare(
        FIELDS,
        [said("website", CHEAP), said("list", None), said("crm", {"total": None})],
        promised(CHEAP),
        not_due=["list", "crm"],
    )

    assert "The list and the CRM are not due yet." in story(verdict, CALLED).sentences
    assert "the list and the CRM are not due yet" == story(verdict, CALLED).rows[0].remark


def test_several_that_are_silent_or_gone_are_plural():
    gone = compare(FIELDS, [said("website", CHEAP), said("crm", None), said("erp", None)])
    mute = compare(
        FIELDS, [said("website", CHEAP), said("crm", {"total": None}), said("erp", {"total": None})]
    )

    assert "the CRM and the ERP have no record" == story(gone, CALLED).rows[0].remark
    assert "the CRM and the ERP say nothing" == story(mute, CALLED).rows[0].remark


def test_a_story_names_what_was_asked_of_the_odd_ones_only():
    [asked] = story(stands_alone(), CALLED).asked

    assert ("erp", "GET http://127.0.0.1:8804/orders/A-1042") == (asked.system, asked.asked)
    assert ("erp-12.json",) == asked.evidence


def test_a_story_names_the_lines_that_the_landscape_lacks():
    crm, erp = story(unexplained_code(), CALLED).fixes

    assert crm.endswith('[systems.crm.order]: status = { ..., means = { ..., in_review = "..." } }')
    assert erp.endswith(
        '[systems.erp.order]: status = { ..., means = { ..., "On hold!" = "..." } }'
    )


def test_an_amount_in_another_locale_is_no_code_without_a_meaning():
    """The fix names the locale that reads it, and no converter that the landscape has already."""
    total, *_ = story(STORIES["written_in_another_way"](), CALLED).fixes

    assert total == (
        'shop.toml, [systems.crm.order]: total = { ..., locale = "de_DE", currency = "..." }, '
        "which reads '1.234,50'"
    )


def test_a_record_path_that_fits_any_answer_is_to_name_what_every_answer_has():
    """The advice is the very line, and the contract holds a landscape to it."""
    where = "shop.toml, [systems.crm.order] record"
    unread = {name: Unmapped(ANY_ANSWER, where) for name in PLACED}
    verdict = found({"website": always(PLACED), "crm": always(unread)}, promised(PLACED))

    assert (
        "shop.toml, [systems.crm.order]: name in `record` what every answer has: "
        'record = "total && not_null(list[0])", or the system answered something else'
    ) in story(verdict, CALLED).fixes


def test_an_answer_of_another_shape_is_no_code_without_a_meaning():
    """Fix a path, or nothing; once for each table, in spite of many fields."""
    courier, crm, erp, payments = sorted(story(STORIES["another_answer"](), CALLED).fixes)

    assert crm.endswith("fix `record`, or the system answered something else than a record")
    assert "[systems.erp.order]: fix `record`, or `at` of the fields" in erp
    assert "[systems.payments.order]: fix `at` of total" in payments
    assert "[systems.courier.order.via.1]: fix `take` of the hop" in courier


def test_what_cannot_be_read_is_no_code_without_a_meaning():
    """No line of the landscape would help; once, in spite of many fields."""
    broken = Unmapped("its JSON-LD is broken (Expecting value)", "")
    verdict = compare(
        FIELDS, [said("website", PLACED), said("inbox", {"total": broken, "status": broken})]
    )
    told = story(verdict)

    assert (
        "The inbox cannot be read: its JSON-LD is broken (Expecting value) (total and status)."
        in (told.sentences)
    )
    assert () == told.fixes
    assert {"unreadable"} == {row.cells[1].text for row in told.rows}
    assert "the inbox cannot be read" == told.rows[0].remark


def test_a_remark_is_told_of_a_system_that_lags():
    """And of no other: whoever agrees needs none."""
    spam = "it is in the junk folder (Spam)"
    gone, there = (replace(said("inbox", each), remark=spam) for each in (None, PLACED))

    lagging = compare(FIELDS, [said("website", PLACED), gone])
    agreeing = compare(FIELDS, [said("website", PLACED), there])
    assert f"The inbox: {spam}." in story(lagging).sentences
    assert f"The inbox: {spam}." not in story(agreeing).sentences


def test_an_agreement_is_a_story_without_sentences_about_trouble():
    told = story(agreed(), CALLED)

    assert ("The CRM caught up after 1.0 s.",) == told.sentences
    assert () == told.fixes == told.asked


def test_a_request_that_is_too_long_to_share_its_line_stays_whole():
    long = "GET http://127.0.0.1:8804/" + "x" * 120
    observation = said("erp", DEAR, evidence="erp-1.json")
    odd = type(observation)(
        system="erp",
        subject=observation.subject,
        at=observation.at,
        values=DEAR,
        asked=long,
        evidence=observation.evidence,
    )
    text = explanation(compare(FIELDS, [said("website", CHEAP), said("crm", CHEAP), odd]), CALLED)

    assert f"  Asked: {long}\n  Evidence: erp-1.json" in text


# Turns of phrase


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.0, "0.0 s"),
        (3.21, "3.2 s"),
        (9.96, "10 s"),
        (30.04, "30 s"),
        (59.7, "1 min"),
        (120, "2 min"),
        (125.2, "2 min 5 s"),
    ],
)
def test_durations_are_as_exact_as_anybody_needs(seconds: float, expected: str):
    assert expected == duration(timedelta(seconds=seconds))


def test_lists_are_joined_as_people_do():
    assert ["", "a", "a and b", "a, b and c"] == [joined(list("abc"[:count])) for count in range(4)]


def test_small_numbers_are_spelt_out():
    assert ["no", "four", "ten", "11"] == [number(count) for count in (0, 4, 10, 11)]


def test_systems_are_named_in_the_order_in_which_they_were_asked():
    names = Names(("website", "crm", "erp"), CALLED)

    assert "the website and the ERP" == names.the({"erp", "website"})
    assert "all three" == names.everybody({"erp", "website", "crm"})


# Whatever comes

EXTREME = {
    "money": st.builds(
        Money, st.decimals(allow_nan=False), st.sampled_from(["EUR", "JPY", "\x1b"])
    ),
    "text": st.text(max_size=40),
    "email": st.text(max_size=40),
    "address": st.text(max_size=40),
    "status": st.text(max_size=40),
    "day": st.dates(),
    "window": st.builds(
        Window,
        st.datetimes(timezones=st.timezones() | st.just(UTC)),
        st.datetimes(timezones=st.timezones()),
    ),
    "moment": st.datetimes(timezones=st.timezones() | st.just(UTC)),
    "lines": st.lists(
        st.builds(
            Line,
            st.text(max_size=9),
            st.integers() | st.just(10**5000),
            st.none() | st.builds(Money, st.decimals(allow_nan=False), st.just("EUR")),
        ),
        max_size=3,
    ).map(tuple),
    "set": st.frozensets(st.text(max_size=9), max_size=3),
    "count": st.integers() | st.just(-(10**5000)),
}


def test_every_kind_has_its_extremes():
    assert KINDS.keys() == EXTREME.keys()


@settings(deadline=None, max_examples=300)
@given(kind=st.sampled_from(sorted(KINDS)), data=st.data())
def test_any_values_can_be_compared_and_explained(kind: str, data: st.DataObject):
    """Money beyond counting, moments at the edge of time: a verdict is always told."""
    some = EXTREME[kind]
    words = data.draw(st.lists(some | st.none(), min_size=2, max_size=4))
    observations = [said(f"s{at}", {"it": word}) for at, word in enumerate(words)]
    told = [{"it": each} for each in data.draw(st.lists(some, max_size=3))]
    verdict = compare([Field("it", kind)], observations, promised(*told) if told else None)

    assert explanation(verdict, CALLED)


@settings(deadline=None)
@given(
    values=st.lists(st.text(max_size=60), min_size=2, max_size=6),
    promise=st.none() | st.text(max_size=60),
)
def test_any_text_that_systems_say_can_be_explained(values: list[str], promise: str | None):
    """No value breaks the table, hides, or reaches the terminal as a command."""
    fields = [Field("name", "text")]
    observations = [said(f"s{at}", {"name": value}) for at, value in enumerate(values)]
    told = promised({"name": promise}) if promise is not None else None
    text = explanation(compare(fields, observations, told))

    assert all(line == line.rstrip() for line in text.split("\n"))
    assert all(char == "\n" or char.isprintable() or char.isspace() for char in text)
