"""Advice names the words that a reading lacks, and none that it holds already."""

from __future__ import annotations

from datetime import UTC
from itertools import product
from typing import Any

import pytest

from samestory.core.formats import CONVERTERS
from samestory.core.model import Unmapped
from samestory.extraction.values import read_field
from tests.adapters.entries import reading

WHERE = "shop.toml, [systems.crm.order] total"


def advised(said: object, kind: str, **declared: Any) -> str:
    found = read_field({"f": said}, reading("f", kind, where=WHERE, **declared), UTC)
    assert isinstance(found, Unmapped)
    return found.fix


@pytest.mark.parametrize(
    ("said", "kind", "declared", "expected"),
    [
        (
            "1.234,50",
            "money",
            {},
            'total = { ..., locale = "de_DE", currency = "..." }, which reads \'1.234,50\'',
        ),
        (
            "1.234,50",
            "money",
            {"currency": "EUR"},
            "total = { ..., locale = \"de_DE\" }, which reads '1.234,50'",
        ),
        (
            "1.234,50 kr.",
            "money",
            {"currency": "DKK"},
            "total = { ..., locale = \"da_DK\" }, which reads '1.234,50 kr.'",
        ),
        (
            4990,
            "money",
            {"currency": "EUR"},
            'total = { ..., as = "minor units" or "decimal" }, which reads 4990',
        ),
        (
            "$5.00",
            "money",
            {"form": "decimal", "currency": "USD"},
            "total = { ..., as = \"money text\" }, which reads '$5.00'",
        ),
        (
            "5.00",
            "money",
            {"form": "decimal"},
            "total = { ..., currency = \"...\" }, which reads '5.00'",
        ),
        (
            "123450",
            "money",
            {},
            (
                'total = { ..., as = "minor units" or "decimal", currency = "..." }, '
                "which reads '123450'"
            ),
        ),
        (
            "24.11.2026",
            "day",
            {"form": "iso day"},
            "total = { ..., as = \"day first\" }, which reads '24.11.2026'",
        ),
        (
            "3. März 2026",
            "day",
            {"form": "day first", "locale": "en_GB"},
            "total = { ..., locale = \"de_DE\" }, which reads '3. März 2026'",
        ),
        (
            "24 Foo 2026",
            "day",
            {"form": "day first", "locale": "en_GB"},
            "total: '24 Foo 2026' names no month in the language of 'en_GB'",
        ),
        (
            "24.11.2026 - 26.11.2026",
            "day",
            {"form": "day first"},
            "total: '24.11.2026 - 26.11.2026' says more than one day, or more than a day",
        ),
        (
            "Rs. 5.00",
            "money",
            {"currency": "EUR", "locale": "de_DE"},
            "total = { ..., locale = \"en_IN\" }, which reads 'Rs. 5.00'",
        ),
        (
            "5.00 gold",
            "money",
            {"currency": "EUR"},
            "total: '5.00 gold' does not say which currency, or another one than EUR",
        ),
        ("many", "count", {}, "total: 'many' is no number written with a point"),
        ({"a": 1}, "text", {}, "total: {'a': 1} is no text"),
    ],
)
def test_advice_is_what_is_missing_or_the_reason(
    said: object, kind: str, declared: dict[str, Any], expected: str
):
    assert expected == advised(said, kind, **declared)


def test_a_currency_that_stands_in_the_record_is_not_to_be_declared():
    """The code that it tells is what is wrong."""
    money = reading("f", "money", where=WHERE, form="decimal", currency_at="c")
    found = read_field({"f": "5.00", "c": "Euro"}, money, UTC)

    assert isinstance(found, Unmapped)
    assert "total: 'Euro' is no ISO 4217 currency code, such as 'EUR'" == found.fix


SAID = [
    *("49,90", "49.90", "1.234,50 €", "$5.00", "soon", 4990, -1.5, "24.11.2026", "2026-11-24"),
    *("24 Nov 2026", "3. März 2026", "24.11.2026 8-12", "/Date(1795564800000)/", 1795564800000),
    *({"__class__": "Decimal", "decimal": "1"}, ["a", "b"], True, "a@b@c", "x" * 300),
]
FORMS = [(kind, form) for kind in CONVERTERS for form in CONVERTERS[kind]]
DECLARED = list(product(("en_US", "de_DE", "sv_SE"), (None, "EUR")))


@pytest.mark.parametrize(("kind", "form"), FORMS)
@pytest.mark.parametrize(("locale", "currency"), DECLARED)
def test_advice_never_repeats_what_the_landscape_holds(
    kind: str, form: str, locale: str, currency: str | None
):
    """Whatever a system says, and whatever is declared."""
    field = reading("f", kind, where=WHERE, form=form, locale=locale, currency=currency)
    for said in SAID:
        found = read_field({"f": said}, field, UTC)
        advice = found.fix if isinstance(found, Unmapped) else ""

        assert f'as = "{form}"' not in advice
        assert f'or "{form}"' not in advice
        assert f'locale = "{locale}"' not in advice
        assert not (currency and "currency =" in advice)
