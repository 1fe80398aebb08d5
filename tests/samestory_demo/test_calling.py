"""Calling either company wrongly."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from samestory_demo import __main__ as demo
from samestory_lab import __main__ as opensource

COMPANIES = pytest.mark.parametrize("main", [demo.main, opensource.main])


def _refused(main: Callable[[list[str]], int], *call: str) -> object:
    with pytest.raises(SystemExit) as ended:
        main(list(call))
    return ended.value.code


@pytest.mark.parametrize(
    ("main", "wrong", "meant", "other"),
    [
        (demo.main, "crm-lag", "crm-lags", "erp-down"),
        (opensource.main, "sync-skip-orders", "sync-skips-orders", "sync-rounds-prices"),
    ],
)
def test_a_wrong_fault_is_told_the_right_one(main, wrong, meant, other, capsys):
    """Exit 4, what was meant, and every name there is, all in the last line."""
    assert 4 == _refused(main, "--fault", wrong)

    said = capsys.readouterr().err.splitlines()[-1]
    assert f"unknown fault '{wrong}'. Did you mean '{meant}'? Known faults: " in said
    assert other in said


@COMPANIES
@pytest.mark.parametrize("call", [["--ports", "9"], ["--ports", "655"], ["--no-such"], ["install"]])
def test_every_other_mistake_in_the_call_ends_the_same_way(main, call):
    """A prefix that makes no ports, an unknown option, an unknown word."""
    assert 4 == _refused(main, *call)


@COMPANIES
def test_help_is_no_mistake(main, capsys):
    """It ends well, and names the faults."""
    assert 0 == _refused(main, "--help")
    assert "--fault NAME" in capsys.readouterr().out


def test_a_package_that_is_missing_is_told_in_one_sentence(monkeypatch, capsys):
    """The demo company needs more packages than the tester."""
    monkeypatch.delitem(sys.modules, "samestory_demo.serving", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)

    assert 4 == demo.main(["--ports", "77"])
    assert (
        "Cannot open Speedwell Cycles: uvicorn is not installed. "
        "Install it: pip install 'samestory[demo]'\n"
    ) == capsys.readouterr().err
