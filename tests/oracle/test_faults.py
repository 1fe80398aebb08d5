"""Each seeded fault of the demo company is caught by its scenario, and blamed on its system."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.oracle.expected import EXPECTATIONS, Expectation
from tests.oracle.judging import complaints
from tests.oracle.playing import play


@pytest.fixture
def ports() -> str:
    """Give each worker a hundred ports of its own."""
    return str(64 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")))


@pytest.mark.parametrize("expected", EXPECTATIONS, ids=lambda each: each.fault)
def test_the_fault_is_caught_and_blamed(expected: Expectation, ports: str, tmp_path: Path):
    """The meant scenario raises the alarm, and names the right system and field."""
    played = play(tmp_path, ports, "--fault", expected.fault, "--only", expected.scenario)

    assert complaints(expected, played) == [], played.said


def test_every_fault_that_the_company_knows_is_expected_somewhere(ports: str, tmp_path: Path):
    """A fault without an expectation would be a claim that nobody checks."""
    played = play(tmp_path, ports, "--fault", "no-such-fault")

    assert played.exit_code == 4
    assert all(each.fault in played.said for each in EXPECTATIONS), played.said
    listed = played.said.partition("Known faults:")[2]
    assert {each.fault for each in EXPECTATIONS} == {
        word.strip(" .\n") for word in listed.replace("\n", " ").split(",")
    }
