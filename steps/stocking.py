"""What is on the shelves, what may be sold, and who says so."""

from __future__ import annotations

from pytest_bdd import parsers, then, when

from samestory import GAP_TYPES, Customer, Story, Subject


@when(parsers.parse('the warehouse counts {pieces:whole_number} "{product:words}"', GAP_TYPES))
def count_the_stock(pieces: int, product: str, customer: Customer) -> None:
    customer.act(customer.via("office").count, product, pieces)


@then(parsers.parse('{systems:names} agree on the stock of "{product:words}"', GAP_TYPES))
def agree_on_the_stock(systems: str, product: str, story: Story) -> None:
    story.must_tell_the_same(Subject("stock", product), systems)


@then(parsers.parse('{systems:names} agree on whether "{product:words}" is for sale', GAP_TYPES))
def agree_on_whether_it_is_for_sale(systems: str, product: str, story: Story) -> None:
    story.must_tell_the_same(Subject("stock", product), systems, only="status")
