"""Adapters that lie are found out, each by the clause that it breaks; honest ones are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.config import load
from samestory.testing import SystemUnderTest, examine, isolated
from tests.testing import stubs
from tests.testing.companies import BEARER, BEFORE, FIELDS, WEB
from tests.testing.stubs import KEY, served
from tests.testing.test_every_adapter import SAMPLE

PROJECT = Path(__file__).parents[2]
NEARLY_ALL = {
    "is down",
    "answers nonsense",
    "is in trouble",
    "turns us away",
    "answers slowly",
    "falls silent",
    "refuses the credentials",
}


def broken_by(liar: str, folder: Path) -> dict[str, str]:
    with served(stubs.rest, stubs.by_bearer) as port:
        where = (WEB % port).replace("base_url", "address") if liar == "Hides" else WEB % port
        path = folder / "company.toml"
        path.write_text(
            f'{BEFORE}adapter = "tests.testing.liars:{liar}"\n{where}auth = {BEARER}\n'
            f"[systems.it.order]\n{FIELDS}"
        )
        landscape = load(path, {"IT_KEY": KEY})
        party = SystemUnderTest(landscape.systems["it"], SAMPLE, SAMPLE, isolated(landscape))
        return {each.clause: each.summary for each in examine(party) if each.kept is False}


@pytest.mark.parametrize(
    ("liar", "clauses"),
    [
        ("Honest", set()),
        ("TellsTheLast", {"knows none"}),
        ("KnowsNothing", NEARLY_ALL),
        ("OverlooksStates", {"is in trouble", "turns us away", "refuses the credentials"}),
        ("Hides", {"has an address", "refuses the credentials"}),
        ("NeverEnds", {"answers slowly"}),
        ("NeverEndsOnTheMainThread", {"answers slowly"}),
        ("Remembers", {"falls silent", "says an unknown code"}),
    ],
)
def test_a_lie_breaks_its_clauses(liar: str, clauses: set[str], tmp_path: Path) -> None:
    """And no other one. What is remembered was read with other words."""
    broken = broken_by(liar, tmp_path)

    assert clauses == set(broken), broken


def test_the_adapter_among_the_examples_keeps_it(tmp_path: Path) -> None:
    """It reads a file, which is taken away from it."""
    for each in ("own_adapter.py", "own_adapter.toml"):
        (tmp_path / each).write_text((PROJECT / "landscapes/examples" / each).read_text())
    (tmp_path / "orders.csv").write_text("number\n")
    landscape = load(tmp_path / "own_adapter.toml", {})
    [entry] = landscape.systems.values()
    found = list(examine(SystemUnderTest(entry, None, SAMPLE, isolated(landscape))))

    assert [] == [each for each in found if each.kept is False]
    assert True in {each.kept for each in found if each.clause == "is down"}
