"""A journey that samestory has never heard of: features, steps, a landscape and page objects."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from samestory.core.bending import Way
from samestory.report.blind_spots import Fate, Lie, blind_spots_in
from tests.open_door.shop import Shop, open_shop
from tests.warm_python import warm_python

ROOT = Path(__file__).parents[2]
PROJECT = Path(__file__).with_name("project")


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with open_shop() as opened:
        yield opened


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What somebody has written, beside samestory's own steps."""
    copied = shutil.copytree(PROJECT, tmp_path / "project")
    shutil.copytree(ROOT / "steps", copied / "steps", dirs_exist_ok=True)
    return copied


def run(project: Path, shop: Shop, fault: str = "") -> tuple[int, str, list[dict[str, Any]]]:
    """Run the journey with the real command; return how it ended, and every verdict."""
    shop.fault = fault
    done = call(project, shop, "run", "--no-report", python=warm_python())
    lines = (project / "reports" / "verdicts.jsonl").read_text("utf-8").splitlines()
    return done.returncode, done.stdout + done.stderr, [json.loads(each) for each in lines]


def call(
    project: Path, shop: Shop, *words: str, python: str = sys.executable
) -> subprocess.CompletedProcess[str]:
    """Call the command; players inherit pipes, which a warm Python would not hand on."""
    return subprocess.run(  # noqa: S603  our own command
        [python, "-m", "samestory", *words],
        cwd=project,
        env={**os.environ, "SHOP_PORT": str(shop.server_address[1]), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )


def test_what_is_sent_back_is_paid_back(project: Path, shop: Shop) -> None:
    """Three systems that nobody has connected to it tell the same story about her return."""
    ended, said, verdicts = run(project, shop)

    assert 0 == ended, said
    assert [("return", "agreed"), ("order", "agreed")] == [
        (each["subject"].partition(" ")[0], each["outcome"]) for each in verdicts
    ]
    assert {"order", "reason", "total", "email"} == set(verdicts[0]["fields"])


def test_it_is_known_what_the_run_would_not_have_noticed(project: Path, shop: Shop) -> None:
    """By the company's own kinds, fields and statuses: only the website tells what was ordered."""
    assert 0 == run(project, shop)[0]
    found = blind_spots_in([project / "reports"])
    told = {each.lie: each.fate for each in found.results}

    assert Fate.NOTICED is told[Lie("bank", "return", "total", Way.COIN)]
    assert Fate.NOTICED is told[Lie("desk", "return", "reason", Way.STATUS)]
    assert {("website", "order"): ("lines", "total")} == found.uncompared
    assert {("website", "lines"), ("website", "total")} == {
        (each.lie.system, each.lie.field) for each in found.survived
    }
    assert {} == found.unasked
    assert all(each.rightly for each in found.empty)


EXPECTED = {
    "the bank pays half": ("contradicted", ["bank"], {"total"}),
    "the desk writes nothing down": ("absent", ["desk"], {"order", "reason", "total", "email"}),
}


@pytest.mark.parametrize("fault", EXPECTED)
def test_a_return_that_went_wrong_is_blamed_on_the_one_that_is_wrong(
    project: Path, shop: Shop, fault: str
) -> None:
    """On that system and on what it says, and on nothing else."""
    ended, said, [verdict] = run(project, shop, fault)
    blamed = [name for name, it in verdict["systems"].items() if it != "agreed"]
    fields = {name for name, it in verdict["fields"].items() if it["outcome"] != "agreed"}

    assert 1 == ended, said
    assert EXPECTED[fault] == (verdict["outcome"], blamed, fields)


def test_what_its_company_lacks_is_left_out_of_journeys(project: Path, shop: Shop) -> None:
    """The play goes on without it, and it is named."""
    pages = project / "landscapes" / "returns_pages.py"
    pages.write_text(pages.read_text("utf-8").replace("def take_back", "def _take_back"), "utf-8")
    with (project / "landscapes" / "returns.toml").open("a", encoding="utf-8") as landscape:
        landscape.write('[lacks]\n"take back" = "what was sold is sold"\n')
    explored = call(project, shop, "explore", "--minutes", "0.1", "--seed", "1", "--people", "1")

    assert "Left out, as the company lacks it ([lacks]): return it." in explored.stdout
    assert 6 == explored.returncode


def test_its_journeys_are_explored_and_what_is_found_plays_by_itself(
    project: Path, shop: Shop
) -> None:
    """Nothing about returns is known to samestory but what this project's own steps say."""
    shop.fault = "the bank pays half"
    explored = call(project, shop, "explore", "--minutes", "0.1", "--seed", "1", "--people", "1")
    found = list((project / "reports" / "explore" / "found").glob("*.feature"))

    assert 1 == explored.returncode, explored.stdout + explored.stderr
    assert 1 == len(found)
    again = call(project, shop, "run", "--no-report", str(found[0]))
    assert 1 == again.returncode, again.stdout + again.stderr
