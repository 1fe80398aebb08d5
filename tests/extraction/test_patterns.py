"""Values within a text: lines of a receipt, a number in a note."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from samestory.core.model import Line, Money, Unmapped, Window
from samestory.extraction import patterns as cutting
from samestory.extraction.patterns import LONGEST
from samestory.extraction.values import read_field
from tests.adapters.entries import reading

WHERE = "x.toml, [systems.crm.order] field"
PRICE = reading("[2]", "money", form="decimal", currency="EUR")
COLUMNS = {"sku": reading("[0]"), "quantity": reading("[1]", "count"), "unit_price": PRICE}
GROUPS = {"sku": reading("code"), "quantity": reading("count", "count")}
TWO_LINES = (
    Line("PEN", 2, Money(Decimal("12.50"), "EUR")),
    Line("CUP", 1, Money(Decimal("3.00"), "EUR")),
)


def unmapped(found: object) -> str:
    assert isinstance(found, Unmapped)
    assert WHERE == found.where
    return found.code


class TestSplit:
    @pytest.mark.parametrize(
        "said",
        [
            "PEN;2;12.50\nCUP;1;3.00",
            "PEN;2;12.50\r\nCUP;1;3.00\r\n",
            " PEN ; 2 ; 12.50 \n\nCUP;1;3.00;yellow\n",
        ],
    )
    def test_a_text_becomes_lines(self, said: str):
        lines = reading("f", "lines", split=("\n", ";"), **COLUMNS)

        assert TWO_LINES == read_field({"f": said}, lines, UTC)

    def test_a_list_of_texts_becomes_lines(self):
        lines = reading("f", "lines", split=(";",), **COLUMNS)

        assert TWO_LINES == read_field({"f": ["PEN;2;12.50", "CUP;1;3.00"]}, lines, UTC)

    def test_one_separator_leaves_texts(self):
        """Of which each is one piece."""
        part = {"sku": reading("@"), "quantity": reading("`1`", "count")}

        assert (Line("PEN", 1), Line("CUP", 1)) == read_field(
            {"f": "PEN, CUP,"}, reading("f", "lines", split=(",",), **part), UTC
        )
        assert frozenset({"A-1", "A-2"}) == read_field(
            {"f": "A-1, A-2"}, reading("f", "set", split=(",",)), UTC
        )

    @pytest.mark.parametrize("said", ["PEN;2", "PEN", "PEN;;12.50", "PEN;many;12.50", 7, {"a": 1}])
    def test_what_is_no_line_is_unmapped(self, said: object):
        """Never silence, and never an order of fewer lines."""
        lines = reading("f", "lines", split=("\n", ";"), sku=COLUMNS["sku"], quantity=PRICE)

        assert unmapped(read_field({"f": said}, lines, UTC))

    @pytest.mark.parametrize("said", [None, "", " \n"])
    def test_nothing_is_silence(self, said: str | None):
        lines = reading("f", "lines", split=("\n", ";"), **COLUMNS)

        assert read_field({"f": said}, lines, UTC) is None


class TestPattern:
    def test_a_group_finds_the_value(self):
        """One group, or one with a name, or all of it."""
        note = {"f": "Order A-1042, total: 12.50 EUR"}
        money = reading("f", "money", form="decimal", currency="EUR", pattern=r"total: ([\d.]+)")

        assert Money(Decimal("12.50"), "EUR") == read_field(note, money, UTC)
        assert "A-1042" == read_field(note, reading("f", pattern=r"Order (?P<number>[\w-]+)"), UTC)
        assert "A-1042" == read_field(note, reading("f", pattern=r"A-\d+"), UTC)

    def test_several_groups_are_a_list(self):
        """Two ends of a window."""
        window = reading("f", "window", form="iso window", pattern=r"from (\S+) to (\S+)")
        start, end = datetime(2026, 11, 24, 8, tzinfo=UTC), datetime(2026, 11, 24, 12, tzinfo=UTC)

        assert Window(start, end) == read_field(
            {"f": "from 2026-11-24T08:00Z to 2026-11-24T12:00Z"}, window, UTC
        )

    def test_it_is_looked_for_in_each_member_of_a_set(self):
        numbers = reading("f", "set", split=(",",), pattern=r"#(\d+)")

        assert frozenset({"1", "2"}) == read_field({"f": "order #1, order #2"}, numbers, UTC)

    def test_named_groups_are_the_parts_of_a_line(self):
        lines = reading(
            "f", "lines", split=("\n",), pattern=r"(?P<count>\d+) x (?P<code>\w+)", **GROUPS
        )

        assert (Line("PEN", 2), Line("CUP", 1)) == read_field({"f": "2 x PEN\n1 x CUP"}, lines, UTC)

    @pytest.mark.parametrize("said", ["2 x PEN\nno CUP", "2 x PEN cancelled", "2 x PEN, 1 x CUP"])
    def test_a_line_that_it_does_not_fit_from_end_to_end_is_unmapped(self, said: str):
        """What would be left out may be what counts."""
        lines = reading(
            "f", "lines", split=("\n",), pattern=r"(?P<count>\d+) x (?P<code>\w+)", **GROUPS
        )

        assert "is not found in" in unmapped(read_field({"f": said}, lines, UTC))

    def test_what_does_not_fit_is_unmapped(self):
        """It is not silence: something is there that nobody can read."""
        note = reading("f", pattern=r"total: (\d+)")

        assert r"the pattern 'total: (\\d+)' is not found in 'soon'" == unmapped(
            read_field({"f": "soon"}, note, UTC)
        )
        assert "is no text" in unmapped(read_field({"f": {"a": 1}}, note, UTC))

    @pytest.mark.parametrize("said", [None, "", "total: -", "total: N/A"])
    def test_nothing_is_silence(self, said: str | None):
        """Before and after it was looked for."""
        money = reading("f", "money", form="decimal", currency="EUR", pattern=r"total: (\S+)")

        assert read_field({"f": said}, money, UTC) is None

    def test_a_pattern_that_takes_too_long_is_unmapped(self, monkeypatch: pytest.MonkeyPatch):
        """The other fields can still be read."""
        monkeypatch.setattr(cutting, "PATIENCE", 0.01)
        hostile = reading("f", pattern=r"(a|aa)+$")

        assert "takes too long" in unmapped(read_field({"f": "a" * 60 + "!"}, hostile, UTC))

    @pytest.mark.parametrize(("at", "found"), [(-20, "12.50"), (-6, None), (-2, None)])
    def test_a_value_is_never_cut_off_where_a_long_text_is(self, at: int, found: str | None):
        """12 is another amount than 12.50."""
        text = "x" * (LONGEST + at) + " 12.50 x" + "x" * 100
        amount = reading("f", pattern=r" ([\d.]+)")
        value = read_field({"f": text}, amount, UTC)

        assert found == (None if isinstance(value, Unmapped) else value)

    def test_a_line_that_is_too_long_is_unmapped(self):
        """Whether it fits to its end, nobody knows."""
        lines = reading(
            "f", "lines", split=("\n",), pattern=r"(?P<count>\d+) (?P<code>\w+)", **GROUPS
        )

        assert "has more than" in unmapped(read_field({"f": "2 " + "x" * LONGEST}, lines, UTC))
