"""The table [mask]."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.redaction import Personal
from tests.config.files import CRM, GUARD, mistake, read

USUAL = ("card", "iban", "birth date")


def test_without_a_table_the_usual_is_hidden(tmp_path: Path) -> None:
    """Nobody has to think of it."""
    assert Personal(USUAL) == read(tmp_path, GUARD + CRM).personal


def test_a_birth_date_that_is_compared_can_be_read(tmp_path: Path) -> None:
    """Unless the landscape asks for it by name."""
    born = GUARD + CRM + '[subjects.person]\nborn = "day"\n'

    assert Personal(("card", "iban")) == read(tmp_path, born).personal
    assert (
        Personal(USUAL)
        == read(tmp_path, f'{born}[mask]\nkinds = ["card", "iban", "birth date"]\n').personal
    )


def test_a_landscape_says_what_is_personal(tmp_path: Path) -> None:
    """Kinds, patterns, names of fields."""
    table = "[mask]\nkinds = ['iban']\npatterns = ['CUST-\\d{6}']\nfields = ['passport number']\n"

    assert Personal(("iban",), (r"CUST-\d{6}",), ("passport number",)) == (
        read(tmp_path, GUARD + CRM + table).personal
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            'kinds = ["iban", "cards"]',
            (
                "staging.toml, [mask]: unknown kind 'cards'.\n"
                "  Did you mean 'card'? Known kinds: birth date, card, iban."
            ),
        ),
        (
            'field = ["passport"]',
            (
                "staging.toml, [mask]: unknown key 'field'.\n"
                "  Did you mean 'fields'? Known keys: fields, kinds, patterns."
            ),
        ),
        (
            "patterns = ['CUST-(']",
            (
                "staging.toml, [mask]: the pattern 'CUST-(' cannot be read: "
                "missing ) at position 6.\n"
                "  Write a regular expression in single quotes: patterns = ['CUST-[0-9]{6}']."
            ),
        ),
        (
            "patterns = ['[0-9]*']",
            (
                "staging.toml, [mask]: the pattern '[0-9]*' also fits an empty text, and so "
                "everywhere.\n  Leave no part of it that has to be there optional."
            ),
        ),
        (
            'fields = [" "]',
            (
                "staging.toml, [mask]: 'fields' holds ' ', which is no name of a field.\n"
                '  Write names as systems or pages write them: fields = ["passport number"].'
            ),
        ),
    ],
)
def test_a_mistake_is_told_with_its_fix(tmp_path: Path, line: str, expected: str) -> None:
    """Before anybody is asked."""
    assert expected == mistake(tmp_path, f"{GUARD}{CRM}[mask]\n{line}\n")
