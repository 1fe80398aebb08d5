"""The features about orders on a smaller company of the same pieces: a shop, an ERP, and mail.

Set SAMESTORY_REAL=1 to run it (`make real` does).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.samestory_lab.pieces import real
from tests.samestory_lab.real import ROOT, Running, blamed, running

pytestmark = real

ORDERING = "features/ordering/ordering.feature"


@pytest.fixture(scope="module")
def company() -> Iterator[Running]:
    """The company runs as long as these tests do, and stops with them."""
    with running(ROOT / "landscapes" / "oscar-tryton.toml") as company:
        yield company


@pytest.mark.parametrize("features", [ORDERING, "features/amending", "features/resending"])
def test_the_features_pass_unchanged(company: Running, tmp_path: Path, features: str):
    """Every scenario agrees; the systems that this company lacks are left out."""
    code, verdicts = company.play(tmp_path, features)

    assert code == 0
    assert {"agreed"} == {each["outcome"] for each in verdicts}
    asked = {system for each in verdicts for system in each["systems"]}
    assert asked == {"website", "inbox", "erp"}


def test_a_lost_line_is_found_here_too(company: Running, tmp_path: Path):
    """The ERP is blamed, it alone, and for the very fields that were spoiled."""
    scenario = f"{ORDERING}::test_ada_orders_as_a_registered_customer"
    with company.with_fault("sync-loses-a-line"):
        code, [verdict] = company.play(tmp_path, scenario)

    assert code == 1
    assert verdict["systems"] == {"website": "agreed", "inbox": "agreed", "erp": "contradicted"}
    assert blamed(verdict) == {"lines": {"erp"}, "total": {"erp"}}


def test_what_cannot_go_wrong_here_cannot_be_switched_on(company: Running):
    """A company without a CRM offers no faults of one."""
    offered = {each["name"] for each in company.control.get("/faults").json()}

    assert "sync-loses-a-line" in offered
    assert not {each for each in offered if "crm" in each or "payments" in each}
