"""A step that calls `act` wrongly is told how to write it, before anything is done."""

import pytest

from samestory.errors import CompanyLacks, WrongCall
from tests.journeys.test_customer import CHAIN, customer, ledger_of


@pytest.fixture
def ada(tmp_path):
    return customer(tmp_path)


def wrong_call(call):
    with pytest.raises(WrongCall) as caught:
        call()
    return str(caught.value)


def test_what_a_method_told_is_no_action(ada):
    """The step has called the method by itself, outside the guard and the ledger."""
    said = wrong_call(lambda: ada.act({"number": "A-1"}, makes="order"))

    assert said == (
        "`act` is given a dict, which is no action of a channel.\n"
        '  Name the method without calling it: customer.act(customer.via("shop").order, ...).'
    )


def test_an_action_does_one_thing_to_promises(ada):
    """Neither is silently preferred."""
    said = wrong_call(lambda: ada.act(ada.shop.order, [CHAIN], makes="order", revises="order"))

    assert said == (
        '`act` is called with makes="order" and revises="order" for one action.\n'
        "  Choose one of makes, revises, withdraws; for the other use `customer.expect`."
    )


def test_arguments_have_to_fit(ada):
    """The message shows what the method takes."""
    said = wrong_call(lambda: ada.act(ada.shop.book_visit, slt="Friday", makes="appointment"))

    assert said == (
        "[channels.shop] 'book_visit' is called wrongly: missing a required argument: 'slot'.\n"
        "  It takes (slot); with `revises` and `withdraws` the number comes first."
    )
    assert [] == ada.shop.pages.done


def test_a_misspelt_kind_is_answered_with_the_nearest(ada):
    """And with the table that would declare it."""
    said = wrong_call(lambda: ada.act(ada.shop.book_visit, "Friday", makes="appointmnt"))

    assert said == (
        "The landscape knows no kind of subject 'appointmnt'.\n"
        "  Did you mean 'appointment'? Declare it in a table [subjects.appointmnt]."
    )


def test_a_wrong_call_leaves_no_intention(ada):
    """The ledger holds only what was about to be done."""
    wrong_call(lambda: ada.act(ada.shop.amend, makes="order"))

    assert not ada.ledger.path.exists() or [] == ledger_of(ada)


def test_an_action_that_the_company_lacks_is_no_mistake(ada):
    """The scenario is skipped there, and says why."""
    ada.lacks = {"order again": "nothing is sent twice"}

    with pytest.raises(CompanyLacks, match="no order again: nothing is sent twice"):
        _ = ada.shop.order_again
