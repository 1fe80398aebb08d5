"""A company that is down is told once, before anything is played."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samestory.cli import app
from samestory.cli.reaching import how_to_start, must_be_up
from samestory.errors import CannotAsk
from tests.cli.fakes import DEMO, demo_landscape


def refuse(*_: object) -> socket.socket:
    raise ConnectionRefusedError


def time_out(*_: object) -> socket.socket:
    raise TimeoutError


@pytest.fixture(autouse=True)
def _anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DEMO.parent.parent)
    monkeypatch.setattr(socket, "create_connection", refuse)


def test_where_every_door_is_shut_the_way_out_is_told() -> None:
    with pytest.raises(CannotAsk) as caught:
        must_be_up(demo_landscape())

    assert "is not up: nothing answers at 127.0.0.1:88" in str(caught.value)
    assert str(caught.value).endswith("Start the company: samestory company up")


def test_a_landscape_whose_company_nobody_can_start_is_named_to_the_doctor() -> None:
    """It would try another one."""
    theirs = replace(demo_landscape(), company=None, path=Path("landscapes/theirs.toml"))

    assert "`samestory doctor -l landscapes/theirs.toml`" in how_to_start(theirs)


@pytest.mark.parametrize(
    ("file", "named"),
    [
        ("landscapes/demo.toml", ""),
        ("landscapes/opensource.toml", " opensource"),
        ("other/demo.toml", " other/demo.toml"),
    ],
)
def test_the_company_of_that_landscape_is_started(file: str, named: str) -> None:
    """By its name, or by its file if that is in no folder of landscapes."""
    theirs = replace(demo_landscape(), path=Path(file).absolute())

    assert f"Start the company: samestory company up{named}" == how_to_start(theirs)


def test_only_a_door_that_is_shut_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is slow, or behind a proxy, is for the scenarios to tell."""
    monkeypatch.setattr(socket, "create_connection", time_out)

    must_be_up(demo_landscape())


def test_a_run_against_nobody_says_so_once_and_ends() -> None:
    done = CliRunner().invoke(app, ["run", "features/ordering"])

    assert 6 == done.exit_code
    assert 1 == done.stderr.count("nothing answers")
    assert "" == done.stdout
