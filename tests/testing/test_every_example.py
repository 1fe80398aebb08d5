"""The contract, held by the examples for vendors' systems against what the vendors publish.

What a vendor answers about a record that it has not is read in tests/landscapes, for it answers
only about the keys that its documentation names.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.config import load
from samestory.core.model import Subject
from samestory.testing import SystemUnderTest, examine, isolated
from tests.landscapes.vendor import PUBLISHED, Vendor, standing_in

VENDORS = sorted(each.stem for each in PUBLISHED.glob("*.json"))
PUBLISHED_KEYS_ONLY = "knows none"


def sample(vendor: Vendor, system: str) -> Subject:
    """The first record of a system of which the documentation tells."""
    about = next(each for each, told in vendor.told.items() if told and each.split()[0] == system)
    _, kind, key = about.split(" ", 2)
    return Subject(kind.replace("-", " "), key, vendor.of)


@pytest.mark.parametrize("name", VENDORS)
def test_every_clause_ends_in_the_right_outcome(name: str, tmp_path: Path) -> None:
    vendor = Vendor.called(name)
    path = tmp_path / f"{name}.toml"
    with standing_in(vendor) as address:
        path.write_text(vendor.example_at(address), encoding="utf-8")
        landscape = load(path, vendor.environ)
        broken = [
            f"{system}, {each.clause}: {each.summary}"
            for system, entry in landscape.systems.items()
            for known in [sample(vendor, system)]
            for each in examine(SystemUnderTest(entry, known, known, isolated(landscape)))
            if each.kept is False and each.clause != PUBLISHED_KEYS_ONLY
        ]

    assert [] == broken
