"""What a company's faults look like from outside."""

from __future__ import annotations

import pytest

from samestory_demo.supervisor import control
from samestory_demo.supervisor.control import FaultState, set_fault
from samestory_demo.supervisor.errors import CompanyMistake


def fault(name: str, *stories: str) -> FaultState:
    return FaultState(name, "It goes wrong.", stories, on=False)


def test_faults_are_sorted_by_their_first_story() -> None:
    """As numbers; a fault without a story is harmless, and comes last."""
    faults = [fault("harmless"), fault("ten", "10", "2"), fault("two", "2", "36"), fault("2", "2")]

    by_story = sorted(faults, key=lambda each: each.by_story)
    assert ["2", "two", "ten", "harmless"] == [each.name for each in by_story]


def test_many_faults_are_not_listed_in_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest name is told, and the command that lists them all."""
    many = [fault(f"goes-wrong-{number}") for number in range(50)]
    monkeypatch.setattr(control, "get_faults", lambda _: many)

    with pytest.raises(CompanyMistake) as caught:
        set_fault("http://127.0.0.1:1", "goes-wrng-7", on=True)
    assert str(caught.value) == (
        "Unknown fault 'goes-wrng-7'.\n"
        "  Did you mean 'goes-wrong-7'? `samestory company faults` lists the 50 that there are."
    )
