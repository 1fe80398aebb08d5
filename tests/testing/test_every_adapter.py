"""The contract, held by every adapter against a system that its landscape describes in TOML."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from samestory.config import Landscape, load
from samestory.config.adapter import installed
from samestory.core.model import Subject
from samestory.testing import SystemUnderTest, examine, isolated
from tests.testing.companies import BEFORE, WAYS, Setting
from tests.testing.stubs import NUMBER

SAMPLE = Subject("order", NUMBER, "ada@customers.example")
CLAUSES = [
    "knows a record",
    "knows none",
    "is down",
    "answers nonsense",
    "is in trouble",
    "turns us away",
    "answers slowly",
    "falls silent",
    "refuses the credentials",
    "says an unknown code",
]


@contextmanager
def up(way: str, folder: Path) -> Iterator[tuple[Setting, Landscape]]:
    if way == "html" and "html" not in installed():
        pytest.skip("there is no such adapter")
    with contextmanager(WAYS[way])(folder) as setting:
        path = folder / "company.toml"
        path.write_text(BEFORE + setting.toml, encoding="utf-8")
        yield setting, load(path, setting.environ)


@pytest.fixture
def ample_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time limits that are out of reach of a healthy system, however busy this machine is."""
    for module in ("isolation", "failure_clauses"):
        monkeypatch.setattr(f"samestory.testing.{module}.ABANDONED", 120.0)
    monkeypatch.setattr("samestory.testing.failure_clauses.LATE", 90.0)


@pytest.mark.usefixtures("ample_time")
@pytest.mark.parametrize("way", WAYS)
def test_every_clause_ends_in_the_right_outcome(way: str, tmp_path: Path) -> None:
    """However the system is asked, and whatever becomes of it."""
    with up(way, tmp_path) as (setting, landscape):
        party = SystemUnderTest(landscape.systems["it"], SAMPLE, SAMPLE, isolated(landscape))
        results = list(examine(party))

    assert [] == [f"{each.clause}: {each.summary}" for each in results if each.kept is False]
    assert setting.untried == {each.clause for each in results if each.kept is None}
    assert set(CLAUSES) == {each.clause for each in results}


def test_every_adapter_is_held_to_it() -> None:
    """The website's is, over the demo company, for it takes a browser."""
    asked = {"http", "inbox", "html", "sql", "website"}

    assert set(installed()) <= asked
