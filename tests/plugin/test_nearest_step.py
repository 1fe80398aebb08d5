"""A step without a definition is told with the phrase that is meant, ready to be copied."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from samestory.plugin.nearest_step import hint_for
from samestory.plugin.step_modules import step_modules

ROOT = Path(__file__).parents[2]
ORDERS = 'she orders 1 "Chain, 11-speed"'
AGREE = "the website and the ERP agree on her order"
PRODUCTS = (
    'For {wanted}, write products, and how many of each, at least one: 3 "Chain, 11-speed" and 1 '
    '"Mini pump".'
)
ALL = "`samestory steps` lists the steps that there are."
TWO = "For {systems}, name at least two: one system alone agrees with nobody."


@pytest.fixture(scope="module")
def vocabulary() -> list[StepFunctionContext]:
    """The steps of this project."""
    names = {each.__name__ for each in step_modules([ROOT / "steps"], ROOT)}
    known = list(step_function_context_registry.values())
    return [each for each in known if each.step_func.__module__ in names]


Vocabulary = list[StepFunctionContext]


@pytest.mark.parametrize("many", ["0", "-1", "1.5", "one", "a", "007", "2 x"])
def test_a_quantity_is_a_whole_number_from_one(many: str, vocabulary: Vocabulary) -> None:
    """An order of nothing would be noticed by the shop, after a long wait."""
    told = hint_for(f'she orders {many} "Chain, 11-speed"', "when", vocabulary)

    assert told == f"Did you mean 'she orders {{wanted}}'? {PRODUCTS} {ALL}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("the ERP agrees on her order", "{systems} agree on her order"),
        ("the ERP agrees on the total of her order", "{systems} agree on the total of her order"),
        ("the ERP agrees on who she is", "{systems} agree on who she is"),
    ],
)
def test_one_system_alone_does_not_agree(text: str, meant: str, vocabulary: Vocabulary) -> None:
    assert f"Did you mean '{meant}'? {TWO} {ALL}" == hint_for(text, "then", vocabulary)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("she orders 1 “Chain, 11-speed”", "a left double quotation mark and a right double"),
        ("she orders 1 „Chain, 11-speed“", "a double low-9 quotation mark and a left double"),
        ("she orders 1 «Chain, 11-speed»", "a left-pointing double angle quotation mark"),
        ('she\u00a0orders 1 "Chain, 11-speed"', "a no-break space"),
        ('she orders 1 "Chain, 11-speed"\u200b', "a zero width space"),
        ('she orders  1 "Chain, 11-speed"', "two spaces in a row"),
    ],
)
def test_signs_that_only_look_typed_are_named(
    text: str, holds: str, vocabulary: Vocabulary
) -> None:
    """A word processor or a web page has put them there."""
    told = hint_for(text, "when", vocabulary)

    assert told.startswith(f"Write '{ORDERS}': it holds {holds}")


def test_what_is_no_part_of_a_step_is_told(vocabulary: Vocabulary) -> None:
    assert f"Write '{ORDERS}': a comment stands in a line of its own. {ALL}" == hint_for(
        f"{ORDERS}  # the chain", "when", vocabulary
    )
    assert f"Write '{AGREE}': a step ends without a full stop. {ALL}" == hint_for(
        f"{AGREE}.", "then", vocabulary
    )


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("the website and the ERP agrees on her order", AGREE),
        ("the website and the ERP agree about her order", AGREE),
        ("the website and the ERP agree on the order", AGREE),
        ("exactly one confirmation reach her inbox", "exactly one confirmation reaches her inbox"),
        ("one confirmation reaches her inbox", "exactly one confirmation reaches her inbox"),
    ],
)
def test_the_phrase_is_filled_with_what_was_said(
    text: str, meant: str, vocabulary: Vocabulary
) -> None:
    assert f"Did you mean '{meant}'? {ALL}" == hint_for(text, "then", vocabulary)


@pytest.mark.parametrize("who", ["the customer", "ada", ""])
def test_who_does_it_may_be_missing(who: str, vocabulary: Vocabulary) -> None:
    text = f'{who} orders 1 "Chain, 11-speed"'.strip()

    assert f"Did you mean '{ORDERS}'? {ALL}" == hint_for(text, "when", vocabulary)


def test_a_step_of_another_keyword_is_known(vocabulary: Vocabulary) -> None:
    """And what is said with this one."""
    assert (
        "It is a step that begins with When. Did you mean 'she has ordered 1 \"Chain, 11-speed\"'? "
        f"{ALL}"
    ) == hint_for(ORDERS, "given", vocabulary)


def test_the_words_that_fit_a_gap_are_listed(vocabulary: Vocabulary) -> None:
    assert (
        "Did you mean 'her next order is {mishap}'? For {mishap}, write never answered, lost on "
        "the way, sent twice, sent from two tabs, sent again by going back or sent again by a "
        f"reload. {ALL}"
    ) == hint_for("her next order is lost in the mail", "given", vocabulary)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("her order is placed in the ERP", "order"),
        ("she cancels her order", "cancels"),
        ('she clicks "Add to basket"', ""),
    ],
)
def test_what_is_like_no_phrase_gets_no_proposal(
    text: str, where: str, vocabulary: Vocabulary
) -> None:
    """Words that fit into gaps alone make no phrase; one that a phrase holds leads to it."""
    told = f"`samestory steps {where}` lists the steps that hold this word." if where else ALL

    assert told == hint_for(text, "when", vocabulary)
