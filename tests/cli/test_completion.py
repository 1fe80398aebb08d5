"""What the shell completes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from samestory.cli import completion
from tests.warm_python import warm_python

LANDSCAPE = """
[systems.erp]
adapter = "http"
order = { find = "/orders/{key}" }
appointment = { find = "/appointments/{key}" }

[subjects.appointment]
slot = "window"
"""
FEATURE = """@shop
Feature: Ordering
  @critical @guest
  Scenario: Ada orders
    Given a tag is no @address
"""
VERDICTS = """{"subject": "order A-1", "fields": {}}
{"subject": "customer ada@customers.example"}
{"subject": "order A-2"}
{"subject": "amended confirmation A-9"}
{"subject": "order A-1"}
{"subject": "customer ***"}
"""


def given(**params: object) -> Any:
    """A call that has been typed so far."""
    return SimpleNamespace(params=params)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "landscapes/demo.toml": LANDSCAPE,
        "landscapes/staging.toml": "not TOML",
        "features/ordering/ordering.feature": FEATURE,
        "reports/verdicts.jsonl": VERDICTS,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_landscapes_are_offered_by_their_files() -> None:
    assert ["landscapes/demo.toml", "landscapes/staging.toml"] == completion.landscapes("")
    assert ["landscapes/staging.toml"] == completion.landscapes("landscapes/s")


def test_the_kinds_are_those_that_a_system_is_asked_about() -> None:
    assert ["appointment", "order"] == completion.kinds(given(), "")
    assert ["order"] == completion.kinds(given(landscape="landscapes/demo.toml"), "o")


def test_keys_are_those_of_the_last_run_the_latest_first() -> None:
    """A key that is hidden in the record is no key."""
    assert ["A-1", "A-2"] == completion.keys(given(kind="order"), "")
    assert ["A-2"] == completion.orders(given(report="reports"), "a-2")
    assert ["ada@customers.example"] == completion.customers(given(), "")
    assert ["A-9"] == completion.keys(given(kind="amended confirmation"), "")


def test_tags_and_names_are_offered_for_only() -> None:
    everything = ["@critical", "@guest", "@shop", "Ordering", "Ada orders"]

    assert everything == completion.choices("")
    assert ["Ada orders"] == completion.choices("ada")


def test_what_cannot_be_read_offers_nothing(tmp_path: Path) -> None:
    (tmp_path / "features" / "broken.feature").mkdir()

    assert [] == completion.kinds(given(landscape="landscapes/staging.toml"), "")
    assert [] == completion.keys(given(kind="order", report="nowhere"), "")
    assert [] == completion.keys(given(), "")
    assert [] == completion.choices("")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("run -l landscapes/d", ["landscapes/demo.toml"]),
        ("run --only @g", ["@guest"]),
        ("run --without-rule vis", ["visible implies confirmed"]),
        ("ask a", ["appointment"]),
        ("ask order A-", ["A-1", "A-2"]),
        ("doctor --order ", ["A-1", "A-2"]),
    ],
)
def test_a_shell_gets_them(words: str, offered: list[str]) -> None:
    """As its completion script asks for them."""
    line = f"samestory {words}"
    done = subprocess.run(  # noqa: S603  our own command
        [warm_python(), Path(sys.executable).parent / "samestory"],
        env={
            **os.environ,
            "_SAMESTORY_COMPLETE": "complete_bash",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(line.split(" ")) - 1),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert offered == done.stdout.splitlines(), done.stderr
