"""The examples for vendors' systems read what the vendors' documentation publishes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.opening import open_remote
from samestory.config import Landscape, load
from samestory.core.comparison import kind_called
from samestory.core.model import Subject, Unmapped
from samestory.redaction import Masker
from tests.landscapes.vendor import EXAMPLES, Vendor, standing_in

VENDORS = sorted(each.stem for each in EXAMPLES.glob("*.toml") if each.stem != "own_adapter")
ASKED_FOR = {
    "adobe-commerce",
    "aftership",
    "business-central",
    "erpnext",
    "hubspot",
    "klaviyo",
    "mailchimp",
    "netsuite",
    "odoo",
    "salesforce",
    "sap-s4hana",
    "shopify",
    "stripe",
    "woocommerce",
}


@pytest.fixture(params=VENDORS)
def vendor(request: pytest.FixtureRequest) -> Vendor:
    return Vendor.called(request.param)


def loaded(vendor: Vendor, text: str, folder: Path) -> Landscape:
    file = folder / f"{vendor.name}.toml"
    file.write_text(text, "utf-8")
    return load(file, vendor.environ)


def test_every_vendor_that_people_ask_for_has_an_example():
    """Whoever looks for a system finds the file by its name."""
    assert ASKED_FOR == set(VENDORS)


def test_an_example_is_a_landscape_without_a_mistake(vendor: Vendor, tmp_path: Path):
    """It can be copied as it is."""
    assert loaded(vendor, vendor.example, tmp_path).systems


def test_an_example_says_what_it_rests_on(vendor: Vendor):
    """It names the vendor's documentation, and says plainly what nobody has tried."""
    told = " ".join(re.findall(r"(?m)^#\s?(.*)$", vendor.example))

    assert "Written from: " in told
    assert "has not run against the live service" in told
    assert "Read lag: " in told


def test_an_example_declares_its_read_lag(vendor: Vendor):
    """How late a search may be is written down, also where it is nothing."""
    assert "\nread_lag" in vendor.example


def test_an_example_holds_no_secret(vendor: Vendor):
    """Every credential is named by its variable."""
    assert not [each for each in vendor.environ.values() if each in vendor.example]


def test_an_example_reads_what_the_vendor_publishes(vendor: Vendor, tmp_path: Path):
    """Each subject of each system, every field of it, and what is no record."""
    with standing_in(vendor) as address:
        landscape = loaded(vendor, vendor.example_at(address), tmp_path)
        found = {
            about: told_about(landscape, about, vendor.of, set(expected or ()))
            for about, expected in vendor.told.items()
        }

    assert vendor.told == found


def test_every_field_of_an_example_is_read_once(vendor: Vendor, tmp_path: Path):
    """No line of an example was never tried; and of each system somebody is unknown."""
    landscape = loaded(vendor, vendor.example, tmp_path)
    tried = {
        (*about.split(" ", 2)[:2], field)
        for about, fields in vendor.told.items()
        for field, said in (fields or {}).items()
        if said is not None
    }
    described = {
        (name, kind.replace(" ", "-"), field)
        for name, system in landscape.systems.items()
        for kind, subject in system.subjects.items()
        for field in subject.fields
    }
    unknown = {about.split(" ")[0] for about, fields in vendor.told.items() if fields is None}

    assert described == tried
    assert unknown == set(landscape.systems)


def told_about(
    landscape: Landscape, about: str, of: str | None, fields: set[str]
) -> dict[str, Any] | None:
    """What a system says, as a person is shown it; `about` is "system kind key"."""
    name, kind, key = about.split(" ", 2)
    kind = kind.replace("-", " ")
    entry = landscape.systems[name]
    system = open_remote(entry, landscape.guard, EvidenceStore(Masker(landscape.secrets)))
    try:
        values = system.observe(Subject(kind, key, of)).values
    finally:
        system.close()
    if values is None:
        return None
    kinds = landscape.subjects[kind]
    return {
        field: repr(said)
        if isinstance(said, Unmapped)
        else kind_called(kinds[field].kind).full(said)
        for field, said in values.items()
        if said is not None or field in fields
    }


def in_full(kind: str, said: object) -> str:
    return repr(said) if isinstance(said, Unmapped) else kind_called(kind).full(said)
