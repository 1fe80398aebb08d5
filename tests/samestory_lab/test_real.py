"""Every feature, unchanged, on a company of software that other people wrote; and what goes wrong.

Set SAMESTORY_REAL=1 to run it (`make real` does): the first time it installs the whole company.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from samestory_lab.integration.faults import FAULTS
from tests.samestory_lab.pieces import real
from tests.samestory_lab.real import ROOT, Running, blamed, running

pytestmark = real

ORDERING = "ordering/ordering.feature::test_ada_orders_as_a_registered_customer"
SEVERAL = "ordering/ordering.feature::test_ada_orders_several_of_a_kind_and_one_dear_thing"
AMENDING = "amending/on_the_website.feature::test_ada_picks_the_right_thread_seconds_after_ordering"
STANDS = "amending/on_the_website.feature::test_adas_correction_stands"
CANCELLING = "cancelling/cancelling.feature::test_cancelling_one_order_leaves_the_other_alone"
ONE_ADA = "logging_in/known_to_marketing.feature::test_logging_in_makes_no_second_ada"
KNOWN = (
    "logging_in/known_to_marketing.feature"
    "::test_ada_logs_in_with_the_address_that_marketing_mailed_this_morning"
)


@dataclass(frozen=True)
class Found:
    """The scenario that is meant for a fault, and how its verdict ends."""

    scenario: str
    outcome: str = "contradicted"


FOUND = {
    "sync-loses-a-line": Found(ORDERING),
    "sync-sends-one-of-each": Found(SEVERAL),
    "sync-rounds-prices": Found(ORDERING),
    "sync-sends-to-an-old-address": Found(ORDERING),
    "sync-skips-orders": Found(ORDERING, "absent"),
    "sync-books-twice": Found(ORDERING),
    "sync-is-overtaken": Found(STANDS),
    "sync-swallows-errors": Found(ORDERING, "absent"),
    "sync-cancels-what-was-changed": Found(AMENDING),
    "sync-cancellation-misses-crm": Found(CANCELLING),
    "sync-makes-a-second-contact": Found(ONE_ADA),
    "sync-amendment-misses-payments": Found(AMENDING),
    "sync-cancellation-misses-payments": Found(CANCELLING),
    "sync-charges-twice": Found(ORDERING),
    "sync-subscriber-misses-shop": Found(KNOWN, "absent"),
}


@pytest.fixture(scope="module")
def company() -> Iterator[Running]:
    """The company runs as long as these tests do, and stops with them."""
    with running(ROOT / "landscapes" / "opensource.toml") as company:
        yield company


def test_every_feature_passes_unchanged(company: Running, tmp_path: Path):
    """Every scenario agrees, and all six systems were asked."""
    code, verdicts = company.play(tmp_path, "features")

    assert code == 0
    assert {"agreed"} == {each["outcome"] for each in verdicts}
    asked = {system for each in verdicts for system in each["systems"]}
    assert asked == {"website", "inbox", "crm", "erp", "payments", "list"}


def test_every_fault_has_a_scenario_that_is_meant_for_it():
    """At least ten of them; a new one must be found as well."""
    assert FOUND.keys() == FAULTS.keys()
    assert len(FOUND) >= 10


@pytest.mark.parametrize("name", FOUND)
def test_what_the_integration_spoils_is_found(company: Running, tmp_path: Path, name: str):
    """The right system is blamed, it alone, and for the very fields that were spoiled."""
    fault, found = FAULTS[name], FOUND[name]
    with company.with_fault(name):
        code, verdicts = company.play(tmp_path, f"features/{found.scenario}")

    assert code == 1
    [verdict] = [each for each in verdicts if each["outcome"] != "agreed"]
    assert verdict["outcome"] == found.outcome
    others = {"agreed" for system in verdict["systems"] if system != fault.system}
    assert verdict["systems"].pop(fault.system) == found.outcome
    assert others == set(verdict["systems"].values())
    spoiled = set(fault.fields) & verdict["fields"].keys()
    assert blamed(verdict) == {field: {fault.system} for field in spoiled}
