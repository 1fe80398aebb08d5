"""What the shell completes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from samestory_demo.supervisor import completion
from samestory_demo.supervisor.background import Background, log_of
from samestory_demo.supervisor.completion import (
    demo_faults,
    faults_of,
    running_companies,
    startable,
)


def called(**params: str) -> Any:
    return SimpleNamespace(params=params)


def test_faults_come_with_what_they_do() -> None:
    found = dict(demo_faults("crm-"))

    assert "crm-lags" in found
    assert all(name.startswith("crm-") and text for name, text in found.items())


@pytest.mark.usefixtures("tiny")
def test_the_demo_company_need_not_be_up_to_name_its_faults() -> None:
    """Another one does."""
    assert "erp-down" in dict(faults_of(called(of="demo"), "erp-d"))
    assert [] == faults_of(called(of="tiny"), "erp-d")


def test_landscapes_with_a_company_can_be_started(tiny: Path) -> None:
    (tiny / "landscapes" / "own.toml").write_text('[company]\nname = "Own"\n')
    (tiny / "landscapes" / "torn.toml").write_text("[")

    assert ["tiny"] == list(startable(""))
    assert [] == list(startable("o"))


def test_a_company_of_another_checkout_is_named_by_its_file(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def up(landscape: Path) -> Background:
        where = str(landscape.resolve())
        return Background(landscape.stem, where, 1, "", "", str(log_of(landscape)), {})

    here, there = up(Path("landscapes/tiny.toml")), up(tiny / "second" / "tiny.toml")
    monkeypatch.setattr(completion, "all_in_background", lambda: [here, there])
    monkeypatch.setattr(completion, "background", lambda _: here)

    assert [("tiny", here.landscape)] == running_companies("t")
    assert [(there.landscape, there.landscape)] == running_companies("/")
