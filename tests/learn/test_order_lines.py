"""The lines of an order are the members of a list, and each part stands in all of them."""

from __future__ import annotations

from typing import Any

import pytest

from samestory.core.model import Line
from tests.learn.orders import euros, knowing, learned, words


def lines_of(*members: dict[str, Any], known: tuple[Line, ...] | None = None) -> dict[str, Any]:
    order = knowing("lines") if known is None else knowing(lines=known)
    return dict(words(learned(order, {"number": "A-1042", "items": [*members]})).get("lines", {}))


BB: dict[str, Any] = {"sku": "BB-IT", "qty": 1, "price": "49.00"}
CH: dict[str, Any] = {"sku": "CH-11", "qty": 2, "price": "20.00"}


def test_the_price_of_one_piece_is_not_that_of_the_line():
    found = lines_of(BB | {"row_total": "49.00"}, CH | {"row_total": "40.00"})

    assert {
        "at": "items",
        "sku": "sku",
        "quantity": "qty",
        "unit_price": {"at": "price", "as": "decimal", "currency": "EUR"},
    } == found


def test_the_currency_is_read_where_each_line_names_it():
    found = lines_of(BB | {"currency": "EUR"}, CH | {"currency": "EUR"})

    assert {"at": "price", "as": "decimal", "currency_at": "currency"} == found["unit_price"]


@pytest.mark.parametrize(
    ("extra", "path"),
    [
        pytest.param(
            {"sku": "BB-IT", "qty": 1, "price": 0, "parent": 7}, "items[?!parent]", id="a part"
        ),
        pytest.param({"sku": "SHIP", "qty": 0, "price": 5}, "items[?qty > `0`]", id="none of it"),
    ],
)
def test_what_is_no_line_is_left_out_by_what_tells_it_apart(extra: dict[str, Any], path: str):
    assert path == lines_of(BB, CH, extra)["at"]


def test_lines_of_a_parcel_are_those_of_every_parcel():
    """The known order came in one; the next may come in two."""
    one = {"number": "A-1042", "parcels": [{"no": 1, "items": [BB, CH]}]}
    found = words(learned(knowing("lines"), one))["lines"]

    assert "parcels[].items[]" == found["at"]


def test_lines_of_every_order_are_not_those_of_one():
    """The list of orders that holds the known one may hold others."""
    answer = {"orders": [{"number": "A-1042", "items": [BB, CH]}]}
    [lines] = [each for each in learned(knowing("lines"), answer).fields if each.name == "lines"]

    assert "items" == lines.words["at"]
    assert () == lines.elsewhere


def test_a_kind_of_line_is_named_by_its_code():
    lines = [each | {"lineType": "Item"} for each in (BB, CH)]

    assert (
        "items[?lineType=='Item']" == lines_of(*lines, CH | {"sku": "5", "lineType": "Fee"})["at"]
    )


def test_a_quantity_may_be_a_text():
    """It is never more than 0 then, and what else tells lines apart is tried."""
    lines = [each | {"qty": str(each["qty"]), "lineType": "Item"} for each in (BB, CH)]
    fee = {"sku": "SHIP", "qty": "0", "price": "5.00"}

    assert "items[?lineType=='Item']" == lines_of(*lines, fee | {"lineType": "Fee"})["at"]
    assert {} == lines_of(*lines, fee)


def test_lines_are_not_told_apart_by_what_only_this_order_has():
    """Its articles are others the next time."""
    assert {} == lines_of(BB, CH, {"sku": "SHIP", "qty": 1, "price": "5.00"})


def test_a_quantity_of_one_needs_a_name_that_says_so():
    """A 1 stands anywhere."""
    known = (Line("BB-IT", 1, euros("49.00")),)

    assert {} == lines_of(
        {"sku": "BB-IT", "position": 1, "level": 1, "price": "49.00"}, known=known
    )
    assert "qty" == lines_of(BB | {"position": 1}, known=known)["quantity"]


def test_a_number_within_an_address_is_found_by_a_pattern():
    found = lines_of(
        {"link": "https://shop.example/p/BB-IT?x=1", "qty": 1},
        {"link": "https://shop.example/p/CH-11?x=1", "qty": 2},
    )

    assert {"at": "link", "pattern": r"/([^/\?]+)\?"} == found["sku"]


def test_rows_that_repeat_the_order_are_its_lines():
    """As a database or a report gives them: one row a line."""
    rows = [{"number": "A-1042", "total": 89, **each} for each in (BB, CH)]
    found = learned(knowing("total", "lines"), {"rows": rows})

    assert "rows[0] && merge(rows[0], {items: rows})" == found.record
    assert [] == [each for each in found.open if each.startswith("record")]
