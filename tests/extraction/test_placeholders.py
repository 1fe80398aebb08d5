"""Questions with placeholders."""

from __future__ import annotations

from unicodedata import category

import pytest
from httpx import URL
from hypothesis import given
from hypothesis import strategies as st

from samestory.core.model import Subject
from samestory.errors import WrongCall
from samestory.extraction.placeholders import (
    PlaceholderValues,
    check_subject,
    filled,
    placeholder_names,
)


def order(key: str, of: str | None = "ada@customers.example") -> Subject:
    return Subject("order", key, of)


HARMLESS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1).filter(
    lambda text: any(category(each)[0] not in "CZ" for each in text)
)


@given(HARMLESS.filter(lambda key: key not in {".", ".."}))
def test_a_key_is_always_one_parameter(key: str):
    """No order number, however strange, becomes a second parameter or another path."""
    url = URL(
        "http://crm.example" + PlaceholderValues(order(key)).url("/deals?number={key}&open=1")
    )

    assert ([("number", key), ("open", "1")], "/deals", "") == (
        url.params.multi_items(),
        url.path,
        url.fragment,
    )


@given(HARMLESS.filter(lambda key: key not in {".", ".."}))
def test_a_key_is_always_one_segment_of_a_path(key: str):
    """A slash in it stays within."""
    url = URL("http://crm.example" + PlaceholderValues(order(key)).url("/orders/{key}/lines"))

    assert 3 == url.raw_path.count(b"/")
    assert f"/orders/{key}/lines" == url.path


@pytest.mark.parametrize("bad", ["A\r\nX-Evil: 1", "A\n", "A\r", "A\0", "A\x7f", "\ud800"])
def test_what_could_end_a_header_or_a_command_is_refused(bad: str):
    """Nothing is sent; imapclient, for one, would send CR and LF on."""
    with pytest.raises(WrongCall, match=r"control character U\+.*no system was asked"):
        check_subject(order(bad))
    with pytest.raises(WrongCall, match="The address"):
        filled("{key}", order("A-1", bad))


@pytest.mark.parametrize("bad", [".", ".."])
def test_a_key_does_not_climb(bad: str):
    """A path of `/orders/..` is another question."""
    with pytest.raises(WrongCall, match="is a step in a path"):
        PlaceholderValues(order(bad)).url("/orders/{key}")


@pytest.mark.parametrize("blank", ["", " ", "\u00a0\u2009", "\u200b", "\ufeff "])
def test_a_key_is_not_blank(blank: str):
    """`/orders/` lists all of them, and the first may agree with anybody."""
    with pytest.raises(
        WrongCall, match="is blank, which may mean any of them; no system was asked"
    ):
        PlaceholderValues(order(blank)).url("/orders/{key}")


def test_whose_it_is_must_be_known_where_the_question_needs_it():
    """Nobody can look into the mailbox of nobody."""
    with pytest.raises(WrongCall, match=r"Whose order A-1 is it\?"):
        filled("{of}", order("A-1", None))

    assert "A-1" == filled("{key}", order("A-1", None))


def test_every_text_in_a_document_is_filled():
    """Numbers and the rest stay as they are."""
    template = {"a": ["{key}", 1, None], "{key}": {"b": "<{of}>"}}

    expected = {"a": ["A-1", 1, None], "{key}": {"b": "<ada@customers.example>"}}

    assert expected == PlaceholderValues(order("A-1")).json(template)


def test_filled_in_values_are_not_filled_again():
    """An order number `{of}` is just odd."""
    assert "{of}" == filled("{key}", order("{of}"))


def test_blanks_are_names_in_braces():
    """Anything else in braces is text, and so is a name that nobody knows."""
    assert ["key", "nr"] == placeholder_names("/{key}?{nr}&{}&{1}")
    assert "/{nr}" == filled("/{nr}", order("A-1"))
