"""The public stand-ins for the clock and for a system, and the contract in one call."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import samestory
from samestory import CannotAsk, Field, Outcome, Panel, Patience, Subject, WrongCall, converge
from samestory.testing import FakeClock, ScriptedSystem, check_contract

ORDER = Subject("order", "A-1042")
PLACED = {"status": "placed"}
BRIEF = Patience(timedelta(seconds=5), timedelta(seconds=1))
LANDSCAPE = """
[guard]
hosts = ["127.0.0.1"]

[systems.erp]
adapter  = "http"
base_url = "http://127.0.0.1:9"

[systems.erp.order]
find   = "/{key}"
status = { at = "status" }
"""


def verdict_of(*systems: ScriptedSystem) -> samestory.Verdict:
    clock = FakeClock()
    panel = Panel.of(systems, clock)
    patience = {each.name: BRIEF for each in systems}
    try:
        return converge(panel, clock, ORDER, [Field("status", "status")], patience)
    finally:
        panel.close()


def test_scripted_systems_agree_in_the_end_and_no_time_passes() -> None:
    """One look after the other, each system gives its next answer."""
    erp = ScriptedSystem("erp", [None, CannotAsk("it is down"), PLACED])
    verdict = verdict_of(ScriptedSystem("crm", [PLACED]), erp)

    assert verdict.agreed
    assert len(erp.asked) > 3
    assert [Outcome.ABSENT, Outcome.UNREACHABLE, Outcome.AGREED] == [
        each.verdict.outcome for each in verdict.timeline[:3]
    ]


def test_the_last_answer_is_repeated() -> None:
    verdict = verdict_of(ScriptedSystem("crm", [PLACED]), ScriptedSystem("erp", [None]))

    assert Outcome.ABSENT is verdict.outcome


def test_a_sleep_of_no_time_is_an_error() -> None:
    with pytest.raises(AssertionError, match="busy loop"):
        FakeClock().sleep(0)


def test_a_broken_contract_is_one_error_that_names_every_clause(tmp_path: Path) -> None:
    """Nothing listens there, so the sample is not known and nothing is said to be missing."""
    path = tmp_path / "x.toml"
    path.write_text(LANDSCAPE, "utf-8")

    with pytest.raises(AssertionError) as broken:
        check_contract(path, "erp", ORDER)
    lines = str(broken.value).splitlines()
    assert "erp breaks the contract:" == lines[0]
    assert ["knows a record", "knows none"] == [each.split(":")[0].strip() for each in lines[1:]]


def test_an_unknown_system_is_a_wrong_call(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(LANDSCAPE, "utf-8")

    with pytest.raises(WrongCall, match="has no system 'epr'"):
        check_contract(path, "epr")


def test_an_explanation_hides_secrets(tmp_path: Path) -> None:
    """As everything that is written."""
    path = tmp_path / "x.toml"
    path.write_text(LANDSCAPE, "utf-8")
    verdict = verdict_of(
        ScriptedSystem("crm", [{"status": "hidden-word-7"}]), ScriptedSystem("erp", [PLACED])
    )
    with samestory.open_landscape(path) as systems:
        systems.masker.learn("hidden-word-7")
        told = systems.explain(verdict)

    assert "hidden-word-7" not in told
    assert "***" in told
