"""The ordering feature, unchanged, against software that other people wrote.

Set SAMESTORY_REAL=1 to run it (`make real` does): the first time it installs a shop and an ERP.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from samestory.landscape import load

pytestmark = pytest.mark.skipif(
    os.environ.get("SAMESTORY_REAL") != "1",
    reason="set SAMESTORY_REAL=1: it installs software and takes minutes",
)

EVERYTHING = {"lines", "total", "status", "email", "name", "address", "copies"}
"""What the ERP is expected to tell of an order."""
ROOT = Path(__file__).parents[3]
LANDSCAPE = ROOT / "landscapes" / "oscar-tryton.toml"
TWO_LINES = "features/ordering/ordering.feature::test_ada_orders_as_a_registered_customer"


@pytest.fixture(scope="module")
def company() -> Iterator[httpx.Client]:
    """Its control API; the company runs as long as these tests do, and stops with them."""
    described = load(LANDSCAPE, os.environ).company
    assert described is not None
    command = [sys.executable, *described.command, "--until-stdin-closes"]
    with subprocess.Popen(  # noqa: S603 (the landscape's command, and it is ours)
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert '"ready": true' in process.stdout.readline(), "its last words are on stderr"
        with httpx.Client(base_url=described.control, trust_env=False) as control:
            yield control
        process.terminate()


@pytest.fixture
def healthy(company: httpx.Client) -> Iterator[httpx.Client]:
    """The company with no fault on, before and after."""
    company.delete("/faults")
    yield company
    company.delete("/faults")


def run(report: Path, what: str) -> int:
    """The exit code of one run of the features, as a person starts it."""
    options = ["--samestory-landscape", str(LANDSCAPE), "--samestory-report", str(report)]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", what, *options]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 (ours)


def verdicts(report: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (report / "verdicts.jsonl").read_text().splitlines()]


@pytest.mark.usefixtures("healthy")
def test_the_ordering_feature_passes_unchanged(tmp_path: Path):
    """Every scenario agrees, and each was judged by at least one look at a system."""
    assert run(tmp_path, "features/ordering/ordering.feature") == 0

    found = verdicts(tmp_path)
    assert len(found) == 5
    assert {"agreed"} == {each["outcome"] for each in found}
    assert {"website", "inbox", "erp"} == {system for each in found for system in each["systems"]}


@pytest.mark.parametrize(
    ("fault", "outcome", "fields"),
    [
        ("sync-loses-a-line", "contradicted", {"lines", "total"}),
        ("sync-rounds-prices", "contradicted", {"lines", "total"}),
        ("sync-sends-one-of-each", "contradicted", {"lines", "total"}),
        ("sync-skips-orders", "absent", EVERYTHING),
    ],
)
def test_what_the_synchronisation_spoils_is_found(
    healthy: httpx.Client, tmp_path: Path, fault: str, outcome: str, fields: set[str]
):
    """The ERP is blamed, it alone, and for the very fields that were spoiled."""
    healthy.put(f"/faults/{fault}", json={"on": True}).raise_for_status()
    assert run(tmp_path, TWO_LINES) == 1

    [verdict] = verdicts(tmp_path)
    assert verdict["outcome"] == outcome
    assert verdict["systems"] == {"website": "agreed", "inbox": "agreed", "erp": outcome}
    spoiled = {name: each for name, each in verdict["fields"].items() if each["outcome"] == outcome}
    assert set(spoiled) == fields
    assert {("erp",)} == {tuple(each["apart"] + each["silent"]) for each in spoiled.values()}
