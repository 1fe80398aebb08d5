"""What counts as the same, kind by kind, and how it is shown."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samestory.core.comparison import KINDS, NOTHING, format_value, look_alike, same
from samestory.core.model import Line, Money, Unmapped, Window
from samestory.errors import WrongCall
from tests.fakes import euros, line

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 24, 14, 2, 11, tzinfo=BERLIN)
MORNING = Window(
    datetime(2026, 11, 24, 8, tzinfo=BERLIN), datetime(2026, 11, 24, 12, tzinfo=BERLIN)
)

ALIKE = [
    ("money", euros("49.90"), euros("49.9")),
    ("text", "Zoë  Müller\n", "Zoe\u0308 Mu\u0308ller"),
    ("text", "Ada\u00a0Lovelace", "Ada Lovelace"),
    ("email", "Ada@Example.ORG", "ada@example.org"),
    ("email", "ada@bücher.example", "ada@xn--bcher-kva.example"),
    ("email", "ada@under_score.example", "ada@UNDER_SCORE.example"),
    ("address", "Hauptstraße 5\n10115 Berlin", "HAUPTSTRASSE 5, 10115 BERLIN"),
    ("address", "5a High St., London SW1A 1AA", "5 A High St\nLondon SW1A1AA"),
    ("address", "---,", "---"),
    ("day", date(2026, 11, 24), date(2026, 11, 24)),
    ("window", MORNING, Window(*(each.astimezone(UTC) for each in (MORNING.start, MORNING.end)))),
    ("moment", NOON, NOON.astimezone(UTC)),
    ("moment", NOON, NOON + timedelta(milliseconds=400)),
    ("status", "in  process", "in process"),
    ("lines", (line("A", 1), line("B", 2)), (line("B", 2), line("A", 1))),
    ("lines", (line("A", 2),), (line("A", 1), line("A", 1))),
    ("lines", (line("A", 1, "5.00"),), (line("A", 1),)),
    ("lines", (line("A", 1, "5.00"), line("B", 1)), (line("A", 1), line("B", 1, "7.00"))),
    ("lines", (line("A", 1), line("B", 0)), (line("A", 1),)),
    ("lines", (line("A", 1), line("A", 1, "5.00")), (line("A", 2, "5.00"),)),
    ("lines", (line("A", 1), line("A", 1, "5.00")), (line("A", 1, "3.00"), line("A", 1, "5.00"))),
    ("lines", (line("A", 1), line("A", 1, "5.00")), (line("A", 1), line("A", 1, "3.00"))),
    ("lines", (line("A", -2),), (line("A", -2, "5.00"),)),
    ("set", frozenset({"A-1", "A-2"}), frozenset({"A-2 ", "A-1"})),
    ("count", 1, 1),
]

DIFFERENT = [
    ("money", euros("49.90"), euros("49.91")),
    ("money", euros("49.90"), Money(Decimal("49.90"), "USD")),
    ("text", "Ada", "ada"),
    ("text", "Ada", "Ad a"),
    ("email", "ada@example.org", "ada@example.com"),
    ("email", "a.da@example.org", "ada@example.org"),
    ("address", "Hauptstraße 5, Berlin", "Hauptstraße 6, Berlin"),
    ("day", date(2026, 11, 24), date(2026, 11, 25)),
    ("window", MORNING, Window(MORNING.start, MORNING.end + timedelta(hours=1))),
    ("moment", NOON, NOON + timedelta(seconds=1)),
    ("moment", NOON, NOON.replace(tzinfo=UTC)),
    ("status", "placed", "picked"),
    ("lines", (line("A", 1),), (line("A", 2),)),
    ("lines", (line("A", 1),), (line("B", 1),)),
    ("lines", (line("A", 1),), (line("A", 1), line("B", 1))),
    ("lines", (line("A", 1, "5.00"),), (line("A", 1, "5.01"),)),
    ("lines", (line("A", 1, "5.00"), line("B", 1)), (line("A", 1, "6.00"), line("B", 1))),
    ("lines", (line("A", 3, "5.00"),), (line("A", 2),)),
    ("lines", (), (line("A", 1),)),
    ("lines", (line("A", 1), line("A", 1, "5.00")), (line("A", 2, "3.00"),)),
    ("lines", (line("A", 2), line("A", 1, "5.00")), (line("A", 3), line("A", 1, "5.00"))),
    ("lines", (line("A", -1, "5.00"),), (line("A", -1, "3.00"),)),
    ("lines", (line("A", -1), line("A", -1, "5.00")), (line("A", -2, "3.00"),)),
    ("address", "...", "---"),
    ("set", frozenset({"A-1"}), frozenset({"A-1", "A-2"})),
    ("count", 1, 2),
]


@pytest.mark.parametrize(("kind", "left", "right"), ALIKE)
def test_what_tells_the_customer_the_same_is_the_same(kind: str, left: object, right: object):
    assert same(kind, left, right)
    assert same(kind, right, left)


@pytest.mark.parametrize(("kind", "left", "right"), DIFFERENT)
def test_what_tells_the_customer_something_else_differs(kind: str, left: object, right: object):
    assert not same(kind, left, right)
    assert not same(kind, right, left)


@pytest.mark.parametrize(("kind", "left", "right"), DIFFERENT)
def test_what_differs_looks_different(kind: str, left: object, right: object):
    """In full, no two values that differ can be taken for the same by a reader."""
    assert format_value(kind, left, full=True) != format_value(kind, right, full=True)


def test_every_kind_has_its_examples():
    assert KINDS.keys() == {kind for kind, *_ in ALIKE} == {kind for kind, *_ in DIFFERENT}


@pytest.mark.parametrize(
    ("kind", "value", "brief", "full"),
    [
        ("money", euros("89"), "89.00 EUR", "89.00 EUR"),
        ("money", euros("89.004"), "89.004 EUR", "89.004 EUR"),
        ("money", Money(Decimal("1E+3"), "JPY"), "1000 JPY", "1000 JPY"),
        ("text", " Ada\tLovelace", "Ada Lovelace", "Ada Lovelace"),
        ("text", "\u0410da", "\u0410da", "\u0410da (\\u0410da)"),
        ("text", "\x1b[31mAda\u202e", "\\x1b[31mAda\\u202e", None),
        ("text", " ", "''", "''"),
        ("address", "\n", "''", "''"),
        ("email", "Ada@Example.org", "Ada@Example.org", "Ada@Example.org"),
        ("address", "Hauptstr. 5,\n\n10115 Berlin ", "Hauptstr. 5, 10115 Berlin", None),
        ("day", date(2026, 9, 4), "4 Sep 2026", None),
        ("window", MORNING, "24 Nov 2026 07:00-11:00 UTC", None),
        ("moment", NOON, "24 Nov 2026 13:02:11 UTC", None),
        ("status", "in process", "in process", None),
        ("lines", (line("BB-IT"), line("CH-11", 2)), "1 × BB-IT, 2 × CH-11", None),
        ("lines", (line("BB-IT", 1, "89"),), "1 × BB-IT", "1 × BB-IT at 89.00 EUR"),
        ("lines", (), "none", "none"),
        ("set", frozenset({"A-2", "A-1"}), "A-1, A-2", None),
        ("set", frozenset(), "none", "none"),
        ("count", 2, "2", "2"),
        ("money", None, NOTHING, NOTHING),
        ("status", Unmapped("in_review", "[systems.crm.order] status"), "'in_review'", None),
    ],
)
def test_values_are_shown_in_one_line(kind: str, value: object, brief: str, full: str | None):
    assert brief == format_value(kind, value)
    if full is not None:
        assert full == format_value(kind, value, full=True)


def test_a_window_is_shown_in_full_as_two_moments():
    full = format_value("window", MORNING, full=True)

    assert full == "24 Nov 2026 07:00:00 UTC - 24 Nov 2026 11:00:00 UTC"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("money", "89.00 EUR"),
        ("money", Decimal(89)),
        ("day", NOON),
        ("count", True),
        ("lines", [line("A")]),
        ("set", {"A-1"}),
        ("moment", date(2026, 11, 24)),
    ],
)
def test_a_value_of_another_type_is_a_mistake_of_the_program(kind: str, value: object):
    """A wrong type never passes as a difference between systems."""
    with pytest.raises(TypeError, match=f"kind '{kind}' is compared as"):
        same(kind, value, value)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(TypeError, match="needs a time zone"):
        same("moment", NOON.replace(tzinfo=None), NOON)


def test_an_unknown_kind_is_a_wrong_call():
    with pytest.raises(WrongCall, match="'colour' is no kind") as mistake:
        same("colour", "red", "red")

    assert "address, count, day, email, lines, moment, money, set, status" in str(mistake.value)


def test_lines_whose_prices_differ_look_alike_in_any_order():
    """In brief, nobody could see what is different about them."""
    left = (line("A", 1, "5.00"), line("B", 2))
    right = (line("B", 2), line("A", 1, "6.00"))

    assert look_alike("lines", left, right)
    assert look_alike("lines", (line("A", 2, "5.00"),), (line("A"), line("A", 1, "6.00")))
    assert not look_alike("lines", left, left)
    assert not look_alike("lines", left, (line("A", 2), line("B", 2)))


def test_equal_amounts_look_alike_however_they_were_written():
    written = ["89", "89.0", "89.000", "8.9E+1"]

    assert {"89.00 EUR"} == {format_value("money", euros(each)) for each in written}
    assert format_value("money", euros("-0.00")) == format_value("money", euros("0"))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("money", Money(Decimal("1E+30"), "EUR")),
        ("money", Money(Decimal("1E+99999999"), "EUR")),
        ("money", Money(Decimal("-1E-99999999"), "EUR")),
        ("money", Money(Decimal("Infinity"), "EUR")),
        ("money", euros("9" * 40 + ".995")),
        pytest.param("count", 10**5000, id="count"),
        ("lines", (line("A", -(10**5000)),)),
        ("moment", datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))),
        ("moment", datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))),
        ("window", Window(datetime.min.replace(tzinfo=BERLIN), datetime.max.replace(tzinfo=UTC))),
        ("day", date.min),
        ("day", date.max),
    ],
)
def test_values_at_the_edge_of_everything_are_compared_and_shown(kind: str, value: object):
    """No value stops a verdict from being told."""
    for full in (False, True):
        assert len(format_value(kind, value, full=full)) < 10_000
    assert same(kind, value, value)


def test_moments_and_windows_are_shown_in_one_zone_which_they_name():
    """Half past midnight in Berlin is half past eleven of the day before in UTC."""
    start = datetime(2026, 11, 25, 0, 30, tzinfo=BERLIN)
    window = Window(start.astimezone(UTC), start + timedelta(hours=2))

    assert "24 Nov 2026 23:30-01:30 UTC" == format_value("window", window)
    assert "25 Nov 2026 00:30-02:30 CET" == format_value("window", window, zone=BERLIN)
    assert "25 Nov 2026 00:30:00 CET" == format_value("moment", window.start, zone=BERLIN)


LINES = st.lists(
    st.builds(
        Line,
        sku=st.sampled_from(["BB-EN", "BB-IT", "CH-11"]),
        quantity=st.integers(1, 3),
        unit_price=st.sampled_from([None, euros("5.00"), euros("5.01")]),
    ),
    max_size=4,
)


@given(lines=LINES, data=st.data())
def test_the_order_of_lines_means_nothing(lines: list[Line], data: st.DataObject):
    shuffled = data.draw(st.permutations(lines))

    assert same("lines", tuple(lines), tuple(shuffled))


@given(left=LINES, right=LINES)
def test_lines_are_the_same_both_ways(left: list[Line], right: list[Line]):
    there, back = same("lines", tuple(left), tuple(right)), same("lines", tuple(right), tuple(left))

    assert there is back


@given(left=LINES, right=LINES)
def test_lines_that_are_the_same_could_be_one_order(left: list[Line], right: list[Line]):
    """Pricing what was told without a price, in all ways there are, finds what both can mean."""
    there, back = same("lines", tuple(left), tuple(right)), bool(meanings(left) & meanings(right))

    assert there is back


def meanings(lines: list[Line]) -> set[tuple[tuple[str, object, int], ...]]:
    """Every order that these lines may be about, at three prices."""
    prices = [euros(each) for each in ("5.00", "5.01", "7.00")]
    found = [Counter[tuple[str, object]]()]
    for each in lines:
        if each.unit_price is not None:
            for one in found:
                one[each.sku, each.unit_price] += each.quantity
            continue
        for _ in range(each.quantity):
            found = [one + Counter({(each.sku, price): 1}) for one in found for price in prices]
            found = list({frozenset(one.items()): one for one in found}.values())
    return {tuple(sorted((sku, str(p), n) for (sku, p), n in one.items())) for one in found}


@given(
    cents=st.integers(-(10**9), 10**9),
    off=st.integers(1, 5),
    places=st.sampled_from([2, 3, 4]),
)
def test_no_amount_is_the_same_as_another(cents: int, off: int, places: int):
    """However small the difference is, it is one, and it shows."""
    left, right = (Money(Decimal(each).scaleb(-places), "EUR") for each in (cents, cents + off))

    assert not same("money", left, right)
    assert format_value("money", left) != format_value("money", right)


@given(moment=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), hours=st.integers(-12, 12))  # noqa: DTZ001 - hypothesis adds the zone
def test_a_moment_is_the_same_in_every_zone(moment: datetime, hours: int):
    here = moment.replace(tzinfo=UTC)
    there = here.astimezone(timezone(timedelta(hours=hours)))

    assert same("moment", here, there)
    assert format_value("moment", here) == format_value("moment", there)


@given(text=st.text(), kind=st.sampled_from(["text", "email", "address", "status"]))
def test_any_text_can_be_compared_and_shown_in_one_line(text: str, kind: str):
    """Whatever a hostile page says, it neither crashes nor breaks a table."""
    assert same(kind, text, text)
    assert len(format_value(kind, text).splitlines()) == 1
    assert format_value(kind, text).isprintable() or not text.isascii()
