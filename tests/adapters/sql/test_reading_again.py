"""Rows that were kept as evidence, read again; no database is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from samestory.adapters.reading_again import CannotReadAgain, Values
from samestory.adapters.sql.address import read_database_url
from samestory.adapters.sql.reading_again import read_rows_again
from samestory.adapters.sql.system import SqlSystem
from samestory.config.entries import SystemEntry
from samestory.core.model import Evidence, Line, Money, Observation, Subject, Unmapped
from samestory.extraction.entries import Question
from tests.adapters.entries import GUARD, filing, reading, subject_entry, system_entry

ORDER = Subject("order", "A-1")
SELECT = "SELECT total, net, status FROM orders WHERE number = :key"
LINES = "SELECT sku, qty, price FROM order_lines WHERE order_number = :key"
ROW = {"total": Decimal("49.90"), "net": Decimal("41.93"), "status": "P"}
FIELDS = {
    "total": reading("total", "money", form="decimal", currency="EUR"),
    "status": reading("status", "status", means={"P": "placed"}),
}
PRICE = reading("price", "money", form="decimal", currency="EUR")
WITH_LINES = FIELDS | {
    "lines": reading(
        "lines", "lines", sku=reading("sku"), unit_price=PRICE, quantity=reading("qty", "count")
    )
}


@dataclass
class Rows:
    """A database that has these rows for each statement."""

    of: Mapping[str, Sequence[Mapping[str, Any]]]

    def select(
        self, statements: Mapping[str, str], *_: object
    ) -> dict[str, Sequence[Mapping[str, Any]]]:
        return {name: self.of[text] for name, text in statements.items()}

    def close(self) -> None:
        """Nothing is open."""


def erp(select: str = SELECT, each: Mapping[str, str] | None = None, **more: Any) -> SystemEntry:
    """A database of orders, as a landscape describes it."""
    question = Question(find={"select": select, "each": each or {}, "bind": {"key": "{key}"}})
    asking = subject_entry(**{"question": question, "fields": FIELDS, **more})
    settings = {"address": read_database_url("sqlite:////orders.db", Path("/"))}
    return system_entry(asking, name="erp", adapter="sql", settings=settings)


def said(entry: SystemEntry, **rows: Sequence[Mapping[str, Any]]) -> Observation:
    """What the ERP says, and the evidence that is kept of it."""
    system = SqlSystem(entry, GUARD, filing("hidden-1"))
    statements = {"record": SELECT, "lines": LINES}
    system._database = Rows({statements[name]: each for name, each in rows.items()})  # type: ignore[assignment]  # a fake
    return system.observe(ORDER)


def again(entry: SystemEntry, evidence: Sequence[Evidence]) -> Values:
    return read_rows_again(entry, GUARD, ORDER, evidence)


def test_by_the_same_words_rows_say_the_same() -> None:
    """A decimal of the database is the same amount, to the last digit."""
    precise = ROW | {"total": Decimal("12345678901234567.89")}
    found = said(erp(), record=[precise])

    assert Money(Decimal("12345678901234567.89"), "EUR") == found.values["total"]
    assert found.values == again(erp(), found.evidence)


def test_other_columns_and_meanings_read_other_values_from_the_same_row() -> None:
    evidence = said(erp(), record=[ROW]).evidence
    otherwise = {
        "total": reading("net", "money", form="decimal", currency="EUR"),
        "status": reading("status", "status", means={"P": "picked"}),
    }

    expected = {"total": Money(Decimal("41.93"), "EUR"), "status": "picked"}
    assert expected == again(erp(fields=otherwise), evidence)


def test_a_code_that_is_explained_no_more_is_a_gap_again() -> None:
    evidence = said(erp(), record=[ROW]).evidence
    means = reading("status", "status", means={"S": "shipped"})

    values = again(erp(fields=FIELDS | {"status": means}), evidence)

    assert values is not None
    assert isinstance(values["status"], Unmapped)


def test_the_lists_of_further_selects_are_read_again() -> None:
    """Numbers are numbers again: a quantity of a numeric column is one."""
    entry = erp(each={"lines": LINES}, fields=WITH_LINES)
    lines = [{"sku": "BB-IT", "qty": Decimal(2), "price": Decimal("24.95")}]
    found = said(entry, record=[ROW], lines=lines)

    assert (Line("BB-IT", 2, Money(Decimal("24.95"), "EUR")),) == found.values["lines"]
    assert found.values == again(entry, found.evidence)


def test_no_row_was_no_record_and_is_none_again() -> None:
    found = said(erp(), record=[])

    assert found.absent
    assert again(erp(), found.evidence) is None


def test_no_row_may_be_a_record_by_other_words() -> None:
    """A list of her orders may be empty: the landscape says now where the record is."""
    evidence = said(erp(), record=[]).evidence
    count = {"count": reading("length(rows)", "count")}

    assert {"count": 0} == again(erp(record="@", fields=count), evidence)


@pytest.mark.parametrize(
    "otherwise", [{"select": SELECT.replace("net, ", "")}, {"each": {"lines": LINES}}]
)
def test_another_select_was_never_answered(otherwise: dict[str, Any]) -> None:
    evidence = said(erp(), record=[ROW]).evidence

    with pytest.raises(CannotReadAgain, match="was asked by another SELECT"):
        again(erp(**otherwise), evidence)


def test_nothing_kept_is_nothing_that_could_be_read() -> None:
    with pytest.raises(CannotReadAgain, match="left nothing"):
        again(erp(), [])


def test_half_an_answer_is_not_read() -> None:
    [piece] = said(erp(), record=[ROW]).evidence

    with pytest.raises(CannotReadAgain, match="kept in part only"):
        again(erp(), [replace(piece, content=piece.content[:-9])])
