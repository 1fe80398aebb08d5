"""What a channel told is read as the landscape says, and only what is understood is promised."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from samestory.config import Landscape
from samestory.core.model import Line, Money
from samestory.errors import CannotKnow, WrongCall
from samestory.plugin.told import read_told
from tests.config.files import GUARD, read

TEXT = (
    GUARD
    + """
[defaults]
currency = "EUR"

[systems.website]
adapter  = "website"
pages    = "shop_pages:Shop"
base_url = "http://127.0.0.1:7100"

[systems.website.order]
total  = "total"
status = { at = "status", means = { "Confirmed" = "placed" } }
lines  = { at = "lines", sku = "sku", quantity = "quantity" }

[systems.desk]
adapter  = "http"
called   = "service desk"
base_url = "http://127.0.0.1:7101"

[systems.desk.order]
find  = "/{key}"
total = { at = "amount", as = "decimal" }
"""
)
TOLD = {
    "number": "A-1",
    "total": "€89.00",
    "status": "Confirmed",
    "lines": [{"sku": "BB-IT", "quantity": "1"}],
}


@pytest.fixture
def landscape(tmp_path: Path) -> Landscape:
    return read(tmp_path, TEXT)


def told(landscape: Landscape, kind: str, record: dict[str, object], system: str = "") -> object:
    return read_told(landscape, kind, record, system, lambda text: text.replace("secret", "***"))


def test_what_the_shop_told_is_read_as_the_website_is(landscape: Landscape) -> None:
    """The customer and the witness read the same page the same way."""
    expected = {
        "total": Money(Decimal("89.00"), "EUR"),
        "status": "placed",
        "lines": (Line("BB-IT", 1),),
    }

    assert expected == told(landscape, "order", TOLD)


def test_a_channel_may_be_read_as_another_system_is(landscape: Landscape) -> None:
    assert {"total": Money(Decimal(89), "EUR")} == told(
        landscape, "order", {"amount": "89.00"}, "desk"
    )


def test_what_she_was_not_told_is_not_promised(landscape: Landscape) -> None:
    """Silence promises nothing."""
    assert {"status": "placed"} == told(landscape, "order", {"status": "Confirmed"})
    assert {} == told(landscape, "order", {})


def test_a_word_that_nobody_explains_cannot_be_promised(landscape: Landscape) -> None:
    """Nobody could tell later whether it was kept; what it holds may be secret."""
    with pytest.raises(
        CannotKnow, match=r"says status '\*\*\* word', which the landscape does not explain"
    ) as caught:
        told(landscape, "order", {"status": "secret word"})

    assert str(caught.value).endswith("[systems.website.order] status.")


def test_a_value_in_another_format_cannot_be_promised(landscape: Landscape) -> None:
    with pytest.raises(CannotKnow, match=r"The service desk says total .* not in the declared"):
        told(landscape, "order", {"amount": "about ninety"}, "desk")


@pytest.mark.parametrize(("kind", "system"), [("customer", ""), ("order", "erp")])
def test_what_no_table_reads_cannot_be_understood(
    landscape: Landscape, kind: str, system: str
) -> None:
    """The mistake is the landscape's."""
    with pytest.raises(WrongCall, match=f"has no {system or 'website'} that reads '{kind}'"):
        told(landscape, kind, {}, system)
