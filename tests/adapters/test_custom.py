"""An adapter of one's own, as the example shows it."""

from __future__ import annotations

import os
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from samestory.config import Landscape, load
from samestory.core.model import Line, Money, Observation, Subject
from samestory.witnesses import Witnesses

EXAMPLES = Path(__file__).parents[2] / "landscapes" / "examples"
EXPORT = """number,email,sku,qty,price,state
A-1042,ada@customers.example,BB-IT,2,44.50,N
A-1042,ada@customers.example,CH-11,1,29.90,N
A-1043,bea@customers.example,CH-11,1,29.90,Q
"""


@pytest.fixture
def landscape(tmp_path: Path) -> Landscape:
    """The example, in a folder of its own."""
    for name in ("own_adapter.py", "own_adapter.toml"):
        shutil.copy(EXAMPLES / name, tmp_path)
    (tmp_path / "orders.csv").write_text(EXPORT)
    return load(tmp_path / "own_adapter.toml", os.environ)


def told(landscape: Landscape, number: str) -> Observation:
    with Witnesses(landscape) as witnesses:
        [found] = witnesses.observe(Subject("order", number), ["erp"])
    return found


def test_it_is_read_by_the_words_of_the_landscape(landscape: Landscape):
    """The class only says where the rows are."""
    found = told(landscape, "A-1042")

    assert {
        "email": "ada@customers.example",
        "lines": (
            Line("BB-IT", 2, Money(Decimal("44.50"), "EUR")),
            Line("CH-11", 1, Money(Decimal("29.90"), "EUR")),
        ),
        "status": "placed",
    } == found.values
    assert "the rows of orders.csv whose number is A-1042" == found.asked
    assert ["erp-1.json"] == [each.name for each in found.evidence]


def test_no_rows_are_no_record(landscape: Landscape):
    """The export really does not have it."""
    assert told(landscape, "A-7").absent


def test_an_unknown_code_is_not_guessed(landscape: Landscape):
    """The landscape would have to explain it."""
    values = told(landscape, "A-1043").values

    assert values is not None
    assert "Q" == values["status"].code  # type: ignore[attr-defined]  # it is Unmapped


@pytest.mark.parametrize("content", [None, "nonsense\n1\n", "number\n\xe4".encode("latin-1")])
def test_an_export_that_cannot_be_read_says_nothing(landscape: Landscape, content: object):
    """Gone, without the column, or in another encoding: nobody knows what the ERP would say."""
    file = landscape.path.parent / "orders.csv"
    file.unlink()
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else str(content).encode())

    assert "its export cannot be read (" in str(told(landscape, "A-1042").unreachable)


def test_the_example_is_short():
    """Forty lines of code, so that nobody is afraid of it."""
    lines = (EXAMPLES / "own_adapter.py").read_text().splitlines()

    assert 40 >= len([line for line in lines if line.strip()])
