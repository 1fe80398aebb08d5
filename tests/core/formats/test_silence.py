"""The same meaning never has two outcomes: every spelling of "no value", in every form."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from samestory.core.formats import CONVERTERS
from samestory.core.model import Line, Money, Unmapped
from samestory.extraction.values import read_field
from tests.adapters.entries import reading

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
NOWHERE = [None, "", "  ", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}"]
DASHES = ["-", "--", "---", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}"]
WORDS = [*DASHES, "N/A", "n/a", " N/A ", "n.a.", "#N/A", "NULL", {}, []]
NEVER_FILLED_IN = [
    *WORDS,
    "0001-01-01",
    "0001-01-01T00:00:00",
    "0001-01-01T00:00:00Z",
    "1900-01-01",
    "1900-01-01T00:00:00Z",
    "1753-01-01",
    "1899-12-30",
    "1601-01-01T00:00:00Z",
    "0000-00-00",
    "0000-00-00 00:00:00",
    "00000000",
]
WRITTEN = {
    "iso day": ["1900-01-01", "0000-00-00"],
    "iso moment": ["1899-12-31T23:00:00Z"],
    "iso window": ["0001-01-01T00:00:00Z/0001-01-01T00:00:00Z", ["1900-01-01", "1900-01-01"]],
    "mail date": ["Mon, 01 Jan 1900 00:00:00 +0000"],
    "day first": ["01.01.0001", "1 Jan 1900", "00.00.0000", "01/01/0001 00:00:00"],
    "month first": ["1/1/0001 12:00:00 AM", "Jan 1, 1900", "01/01/1753"],
    "year first": ["0001/01/01", "1900.1.1"],
    "compact day": ["00010101", "19000101", "18991230", 0, 19000101],
    "epoch ms": [0, "0", -62135596800000, -2208988800000],
    "epoch s": [0, "0", 0.0, -62135596800, -2208988800],
    "odata date": ["/Date(-62135596800000)/", "/Date(-2208988800000)/", "/Date(0)/"],
    "typed json": [{"__class__": "date", "year": 1, "month": 1, "day": 1}],
}
TIMES = [
    (kind, form, said)
    for kind in ("day", "moment", "window")
    for form in CONVERTERS[kind]
    for said in (NOWHERE + WORDS + WRITTEN[form])
]
OTHERS = [
    (kind, form, said)
    for kind in ("money", "count", "email", "address")
    for form in CONVERTERS[kind]
    for said in NOWHERE + WORDS
]


@pytest.mark.parametrize(("kind", "form", "said"), TIMES + OTHERS)
def test_a_spelling_of_no_value_says_nothing(kind: str, form: str, said: object):
    """In every form that a kind can be read as."""
    field = reading("f", kind, form=form, currency="EUR")

    assert read_field({"f": said}, field, BERLIN) is None


@pytest.mark.parametrize("said", NEVER_FILLED_IN)
@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, UTC])
@pytest.mark.parametrize(
    ("kind", "form"), [("day", "iso day"), ("moment", "iso moment"), ("window", "iso window")]
)
def test_a_time_that_was_never_filled_in_says_nothing(
    kind: str, form: str, zone: ZoneInfo, said: object
):
    """In whatever zone the company lives, and as one end of a window as well."""
    field = reading("f", kind, form=form)
    told = {"f": [said, said]} if kind == "window" else {"f": said}

    assert read_field(told, field, zone) is None


@pytest.mark.parametrize("kind", ["text", "status", "set", "lines"])
@pytest.mark.parametrize("said", NOWHERE)
def test_nothing_is_silence_in_words_as_well(kind: str, said: object):
    assert read_field({"f": said}, reading("f", kind), UTC) is None


@pytest.mark.parametrize("word", ["-", "none", "N/A", "null", "0001-01-01"])
def test_a_word_may_be_a_real_one(word: str):
    """A tier "none", a name "Null", a product "-"."""
    part = {"sku": reading("s"), "quantity": reading("q", "count")}

    assert word == read_field({"f": word}, reading("f", "text"), UTC)
    assert word == read_field({"f": word}, reading("f", "status"), UTC)
    assert frozenset({word}) == read_field({"f": [word]}, reading("f", "set"), UTC)
    assert (Line(word, 0),) == read_field(
        {"f": [{"s": word, "q": 0}]}, reading("f", "lines", **part), UTC
    )


@pytest.mark.parametrize("said", [0, "0", "0.00", Decimal("0.00")])
def test_nothing_to_pay_is_a_value(said: object):
    """And so is a count of 0."""
    free = reading("f", "money", form="decimal", currency="EUR")

    assert Money(Decimal(0), "EUR") == read_field({"f": said}, free, UTC)
    assert 0 == read_field({"f": said}, reading("f", "count"), UTC)


@pytest.mark.parametrize(
    ("said", "expected"),
    [("1970-01-01", date(1970, 1, 1)), ("1900-01-02", date(1900, 1, 2))],
)
def test_a_day_on_which_somebody_was_born_is_a_value(said: str, expected: date):
    assert expected == read_field({"f": said}, reading("f", "day", form="iso day"), UTC)


def test_a_time_of_the_first_day_of_a_calendar_is_no_midnight():
    """Somebody wrote it."""
    moment = reading("f", "moment", form="iso moment")

    assert datetime(1900, 1, 1, 14, 2, tzinfo=UTC) == read_field(
        {"f": "1900-01-01T14:02:00Z"}, moment, UTC
    )


@pytest.mark.parametrize("blank", [None, "", "0001-01-01T00:00:00Z", "N/A"])
def test_half_a_window_is_no_silence(blank: str | None):
    """One end is told, and a window has two."""
    window = reading("f", "window", form="iso window")

    assert isinstance(read_field({"f": ["2026-11-24T08:00Z", blank]}, window, UTC), Unmapped)


@pytest.mark.parametrize("blank", [*NOWHERE, *WORDS, False])
def test_a_blank_currency_is_the_declared_one(blank: object):
    """As null is; without one that is declared, the amount cannot be read."""
    declared = reading("t", "money", form="decimal", currency="EUR", currency_at="c")
    undeclared = reading("t", "money", form="decimal", currency_at="c")
    record = {"t": "5.00", "c": blank}

    assert Money(Decimal("5.00"), "EUR") == read_field(record, declared, UTC)
    assert isinstance(read_field(record, undeclared, UTC), Unmapped)


def test_parts_that_say_nothing_are_left_out():
    """A second line of an address."""
    record = {"street": "Hauptstr. 1", "more": "-", "city": "Berlin"}

    assert "Hauptstr. 1\nBerlin" == read_field(
        record, reading("[street, more, city]", "address"), UTC
    )


class TestAdded:
    @pytest.mark.parametrize(
        ("kind", "form", "said", "none"),
        [
            ("text", None, "(not set)", "(Not set)"),
            ("status", None, "none", "none"),
            ("money", "decimal", 0, "0"),
            ("money", "decimal", "0.00", "0"),
            ("count", "number", "-1", "-1"),
            ("day", "iso day", "1970-01-01", "1970-01-01"),
            ("day", "day first", "01.01.1970", "1970-01-01"),
            ("day", "epoch s", 0, "1970-01-01"),
            ("day", "day first", "TBD", "tbd"),
            ("day", "iso day", "0001-01-01", "TBD"),
            ("set", None, "none", "none"),
        ],
    )
    def test_a_landscape_adds_spellings(self, kind: str, form: str | None, said: object, none: str):
        """Numbers are compared as numbers, days as days, and the usual ones stay."""
        field = reading("f", kind, form=form, currency="EUR", none=frozenset({none}))

        assert read_field({"f": said}, field, UTC) is None

    def test_a_member_of_a_set_may_say_nothing(self):
        tags = reading("f", "set", none=frozenset({"-"}))

        assert frozenset({"gift"}) == read_field({"f": ["gift", "-"]}, tags, UTC)

    @pytest.mark.parametrize("said", ["0001-01-01", "1900-01-01"])
    def test_an_empty_list_makes_every_spelling_a_value(self, said: str):
        """But null and an empty text, which are none."""
        day = reading("f", "day", form="iso day", none=frozenset())

        assert date.fromisoformat(said) == read_field({"f": said}, day, UTC)
        assert read_field({"f": None}, day, UTC) is read_field({"f": ""}, day, UTC) is None

    def test_what_the_landscape_explains_says_something(self):
        """Whatever it looks like."""
        status = reading("f", "status", means={"-": "placed"}, none=frozenset({"x"}))

        assert "placed" == read_field({"f": "-"}, status, UTC)
