"""Several answers are the pages of one list, or questions that lead to each other."""

from __future__ import annotations

from samestory.learn.assembling import assembled


def page(*numbers: str, **beside: object) -> dict[str, object]:
    return {"items": [{"number": each} for each in numbers], **beside}


def test_pages_are_one_list():
    document, shape = assembled([page("1", "2", next="x7"), page("3")])

    assert page("1", "2", "3", next="x7") == document
    assert {
        "answer": {"kind": "cursor", "parameter": "after", "next": "next", "items": "items"}
    } == (shape.paging)


def test_a_page_may_name_the_address_of_the_next():
    _, shape = assembled([page("1", next="https://crm.example.com/2"), page("2")])

    assert "next url" == shape.paging["answer"]["kind"]


def test_answers_of_other_shapes_lead_to_each_other():
    """By what one hands on to the next."""
    found = {"results": [{"id": "5480", "number": "A-1042"}]}
    document, shape = assembled([found, {"order_id": "5480", "lines": [{"sku": "BB-IT"}]}])

    assert {"found": found, "answer": {"order_id": "5480", "lines": [{"sku": "BB-IT"}]}} == document
    assert ({"found_id": "results[0].id"},) == shape.takes


def test_odata_is_read_as_its_dialect_reads_it():
    """Whatever its version wraps around the records."""
    new, shape = assembled([{"@odata.context": "x", "value": [{"a": 1}]}])
    old, _ = assembled([{"d": {"results": [{"a": 1}]}}])

    assert [{"a": 1}] == new == old
    assert "odata" == shape.speaks
